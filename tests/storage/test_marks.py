from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from quiz.model import Attempt, Mark, Outcome
from quiz.storage import attempts, marks, responses
from quiz.storage.database import Database
from quiz.storage.driver import sqlite3
from tests.storage.samples import all_right, begin


def submitted(db: Database, earned: tuple[Mark, ...] | None = None, **where: str) -> Attempt:
    attempt = begin(db, **where)
    assert attempts.submit(db, attempt.id, 0, earned or all_right(attempt))
    return attempt


def test_every_kind_of_mark_is_kept_as_it_was(db: Database) -> None:
    items = [(f"l1-{n}", f"v{n}", "Text") for n in range(5)]
    attempt = begin(db, items=items)
    earned = (
        Mark("l1-0", "v0", Outcome.RIGHT, 1.0, 2.5, "comprehension", ("M1", "M12")),
        Mark("l1-1", "v1", Outcome.PARTLY_RIGHT, 1 / 3, 3.0),
        Mark("l1-2", "v2", Outcome.WRONG, 0.0, 1.0, "critical thinking"),
        Mark("l1-3", "v3", Outcome.UNANSWERED, 0.0, 0.0),
        Mark("l1-4", "v4", Outcome.NEEDS_GRADING, None, 8.0),
    )
    assert attempts.submit(db, attempt.id, 0, tuple(reversed(earned)))
    assert marks.of_attempt(db, attempt.id) == earned


def test_marks_are_found_by_attempt_student_quiz_and_all(db: Database) -> None:
    exit_quiz, written = submitted(db), submitted(db, quiz="written")
    open_one = begin(db)
    both = {exit_quiz.id: all_right(exit_quiz), written.id: all_right(written)}
    assert marks.in_class(db, 1) == both
    assert marks.of_student(db, written.student_id) == {written.id: both[written.id]}
    assert marks.of_attempt(db, open_one.id) == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"fraction": 1.01},
        {"fraction": -0.01},
        {"fraction": None},
        {"outcome": Outcome.NEEDS_GRADING},
        {"out_of": -1.0},
        {"version": "never stored"},
    ],
)
def test_a_mark_that_cannot_be_is_refused_whole(db: Database, wrong: dict[str, object]) -> None:
    attempt = begin(db)
    first, *rest = all_right(attempt)
    with pytest.raises(sqlite3.IntegrityError):
        attempts.submit(db, attempt.id, 0, [*rest, replace(first, **wrong)])  # type: ignore[arg-type]
    assert marks.of_attempt(db, attempt.id) == ()
    assert attempts.get(db, attempt.id) == attempt


@contextmanager
def counted(db: Database) -> Iterator[list[str]]:
    """The statements that this thread's reader runs."""
    seen: list[str] = []
    db.read().conn.set_trace_callback(seen.append)
    yield seen
    db.read().conn.set_trace_callback(None)


def test_an_overview_costs_the_same_few_queries_for_any_class(db: Database) -> None:
    counts = []
    for _ in range(2):
        for _ in range(5):
            submitted(db)
        with counted(db) as seen:
            attempts.in_class(db, 1)
            responses.answered(db, 1)
            marks.in_class(db, 1)
        counts.append(sum(not statement.startswith("--") for statement in seen))
    assert counts[0] == counts[1]
    assert counts[0] <= 3
