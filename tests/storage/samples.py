"""Invented students, attempts and marks, and a clock that stands still until it is moved."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from quiz.model import Attempt, Feedback, Mark, Outcome
from quiz.storage import attempts, students
from quiz.storage.attempts import NewAttempt
from quiz.storage.database import Database

ITEMS = (("l1-first", "v1", "First?"), ("l1-second", "v2", "Second?"), ("l1-third", "v3", "Third?"))


class Clock:
    """A clock for `Database(now=…)`."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def advance(self, **by: float) -> None:
        self.moment += timedelta(**by)


class Seconds:
    """A clock for `Database(monotonic=…)`: it stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def serve(self, db: Database, long: int) -> None:
        """Let the program serve for so many seconds, with a beat in each."""
        for _ in range(long):
            self.now += 1
            assert db.clock.beat() == 0


def begin(
    db: Database,
    student_id: int | None = None,
    *,
    lesson: str = "history",
    quiz: str = "exit",
    items: Sequence[tuple[str, str, str]] = ITEMS,
    allowed: int | None = None,
) -> Attempt:
    """An attempt in progress, of a new student unless one is named."""
    if student_id is None:
        student_id = students.join(db, "Test Learner", 1)[0].id
    return attempts.start(
        db,
        student_id,
        NewAttempt(
            lesson, quiz, "History", "Exit quiz", Feedback.AFTER_SUBMIT, items, allowed, lang="en"
        ),
    )


def right(item_id: str, version: str, strand: str = "comprehension") -> Mark:
    return Mark(item_id, version, Outcome.RIGHT, 1.0, 1.0, strand)


def all_right(attempt: Attempt) -> tuple[Mark, ...]:
    """One mark for each item of the attempt."""
    return tuple(right(item_id, version) for item_id, version in attempt.items)


def plan(db: Database, ask: Callable[[], object]) -> list[str]:
    """How SQLite goes about what is asked, step by step, without the numbers of its subqueries."""
    statements: list[str] = []
    connection = db.read().conn
    connection.set_trace_callback(statements.append)
    try:
        ask()
    finally:
        connection.set_trace_callback(None)
    return [
        re.sub(r"^(?:CORRELATED )?((?:LIST|SCALAR) SUBQUERY) \d+$", r"\1", step)
        for statement in statements
        for *_, step in db.rows(f"EXPLAIN QUERY PLAN {statement}")
    ]
