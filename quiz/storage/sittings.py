"""Sittings: a quiz opened for a class, with its rules, its time, and what one student has beyond.

Every function that changes a sitting's time takes the `reading` of the classroom's clock.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlite_utils

from quiz.errors import NotFound, SittingElsewhere, WrongSittingState
from quiz.model import Allowance, Sitting, SittingRules, SittingState
from quiz.sitting_time import MOST_EXTRA, elapsed
from quiz.storage.database import Database, stamp
from quiz.storage.driver import sqlite3
from quiz.storage.sitting_rows import SITTING_COLUMNS, to_sitting

_SELECT = f"SELECT {SITTING_COLUMNS} FROM sittings s"  # noqa: S608
_ALLOWANCES = (
    "SELECT student_id, sitting_id, extra_seconds, extra_attempts, excused FROM allowances"
)
_FULL_TIME = """
    (SELECT extra_time FROM students WHERE students.id = student_id) * :limit
    + coalesce((SELECT extra_seconds FROM allowances
        WHERE allowances.student_id = attempts.student_id AND sitting_id = :id), 0)
"""
"""What a student has for an attempt in the sitting `:id` with the time limit `:limit`."""


@dataclass(frozen=True)
class NewSitting:
    """What a sitting is planned with. The moments have a zone; None is by hand."""

    class_id: int
    lesson: str
    quiz: str
    lesson_title: str
    quiz_title: str
    rules: SittingRules
    opens_at: datetime | None = None
    closes_at: datetime | None = None


def plan(db: Database, new: NewSitting) -> Sitting:
    """A sitting that isn't open yet.

    Raises `SittingElsewhere` where the class has one of this quiz that isn't closed, `NotFound`
    where there is no such class.
    """
    rules, now = new.rules, db.stamp()

    def job(connection: sqlite_utils.Database) -> int:
        if not connection.execute("SELECT 1 FROM classes WHERE id = ?", (new.class_id,)).fetchall():
            raise NotFound("class", new.class_id)
        [(made,)] = connection.execute(
            "INSERT INTO sittings (class_id, lesson, quiz, lesson_title, quiz_title, feedback, "
            "time_limit, attempts, shuffle_items, shuffle_options, confidence, state, made_at, "
            "opens_at, closes_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'planned', ?, ?, ?) "
            "RETURNING id",
            (
                new.class_id,
                new.lesson,
                new.quiz,
                new.lesson_title,
                new.quiz_title,
                rules.feedback.value,
                rules.time_limit,
                rules.attempts,
                rules.shuffle_items,
                rules.shuffle_options,
                rules.confidence,
                now,
                stamp(new.opens_at) if new.opens_at else None,
                stamp(new.closes_at) if new.closes_at else None,
            ),
        ).fetchall()
        return int(made)

    try:
        return get(db, db.write(job))
    except sqlite3.IntegrityError as error:
        raise SittingElsewhere(new.quiz_title) from error


def get(db: Database, sitting_id: int) -> Sitting:
    """One sitting. Raises `NotFound`."""
    return _get(db.rows, sitting_id)


def of_class(db: Database, class_id: int) -> list[Sitting]:
    """All sittings of a class, the newest first."""
    rows = db.rows(f"{_SELECT} WHERE s.class_id = ? ORDER BY s.id DESC", (class_id,))
    return [to_sitting(*row) for row in rows]


def governing(db: Database, class_id: int) -> dict[tuple[str, str], Sitting]:
    """(lesson, quiz) -> the newest sitting of it, whose rules hold; a quiz without is absent."""
    return {(one.lesson, one.quiz): one for one in reversed(of_class(db, class_id))}


def unfinished(db: Database) -> list[Sitting]:
    """The sittings of all classes that aren't closed."""
    return [to_sitting(*row) for row in db.rows(f"{_SELECT} WHERE s.state <> 'closed'")]


def is_time_running(db: Database) -> bool:
    """Whether anybody's time runs by the classroom's clock."""
    # That it isn't closed lets SQLite use the index of those that aren't.
    running = db.rows(
        "SELECT 1 FROM sittings WHERE state = 'open' AND state <> 'closed' UNION ALL "
        "SELECT 1 FROM attempts WHERE state = 'in progress' AND ends_after IS NOT NULL LIMIT 1"
    )
    return bool(running)


def open_(db: Database, sitting_id: int, reading: float) -> Sitting:
    """Let students begin. Whoever is at the quiz without a limit goes on in it, with full time.

    When it closes is from now on a matter of its own time, whatever becomes of the wall clock.
    Raises `WrongSittingState` where it isn't planned, `NotFound`.
    """
    now = db.now()

    def job(connection: sqlite_utils.Database) -> None:
        sitting = _require(connection, sitting_id, SittingState.PLANNED)
        closes = datetime.fromisoformat(sitting.closes_at) if sitting.closes_at else None
        connection.execute(
            "UPDATE sittings SET state = 'open', opened_at = ?, running_since = ?, "
            "closes_after = ? WHERE id = ?",
            (
                stamp(now),
                reading,
                max(0.0, (closes - now).total_seconds()) if closes else None,
                sitting_id,
            ),
        )
        connection.execute(
            "UPDATE attempts SET sitting_id = :id, began_after = 0, feedback = :feedback, "  # noqa: S608
            f"confidence = :confidence, ends_after = {_FULL_TIME} "
            "WHERE lesson = :lesson AND quiz = :quiz AND state = 'in progress' "
            "AND source = 'screen' AND ends_after IS NULL AND student_id IN "
            "(SELECT id FROM students WHERE class_id = :class)",
            {
                "id": sitting_id,
                "feedback": sitting.rules.feedback.value,
                "confidence": sitting.rules.confidence,
                "limit": sitting.rules.time_limit,
                "lesson": sitting.lesson,
                "quiz": sitting.quiz,
                "class": sitting.class_id,
            },
        )

    db.write(job)
    return get(db, sitting_id)


def pause(db: Database, sitting_id: int, reading: float) -> Sitting:
    """Let nobody's time run. Raises `WrongSittingState` where it isn't open, `NotFound`."""

    def job(connection: sqlite_utils.Database) -> None:
        sitting = _require(connection, sitting_id, SittingState.OPEN)
        connection.execute(
            "UPDATE sittings SET state = 'paused', ran = ?, running_since = NULL WHERE id = ?",
            (elapsed(sitting, reading), sitting_id),
        )

    db.write(job)
    return get(db, sitting_id)


def resume(db: Database, sitting_id: int, reading: float) -> Sitting:
    """Let time run again. Raises `WrongSittingState` where it isn't paused, `NotFound`."""

    def job(connection: sqlite_utils.Database) -> None:
        _require(connection, sitting_id, SittingState.PAUSED)
        connection.execute(
            "UPDATE sittings SET state = 'open', running_since = ? WHERE id = ?",
            (reading, sitting_id),
        )

    db.write(job)
    return get(db, sitting_id)


def close(db: Database, sitting_id: int, reading: float, *, everyone: bool) -> Sitting:
    """Let nobody begin any more, and end the time of those at work.

    `everyone`: of them all; otherwise only of those without a time limit, while the others, late
    joiners among them, keep their full time. Raises `WrongSittingState` where it is planned or
    closed, `NotFound`.
    """
    now = db.stamp()

    def job(connection: sqlite_utils.Database) -> None:
        sitting = _require(connection, sitting_id, SittingState.OPEN, SittingState.PAUSED)
        ran = elapsed(sitting, reading)
        connection.execute(
            "UPDATE sittings SET state = 'closed', closed_at = ?, ran = ?, running_since = ? "
            "WHERE id = ?",
            (now, ran, reading, sitting_id),
        )
        connection.execute(
            "UPDATE attempts SET ends_after = min(coalesce(ends_after, :ran), :ran) "
            # What is being entered from paper isn't anybody's time.
            "WHERE sitting_id = :id AND state = 'in progress' AND source = 'screen' "
            "AND (:everyone OR ends_after IS NULL)",
            {"ran": ran, "id": sitting_id, "everyone": everyone},
        )

    db.write(job)
    return get(db, sitting_id)


def cancel(db: Database, sitting_id: int) -> None:
    """Remove a sitting that was only planned. Raises `WrongSittingState`, `NotFound`."""

    def job(connection: sqlite_utils.Database) -> None:
        _require(connection, sitting_id, SittingState.PLANNED)
        connection.execute("DELETE FROM allowances WHERE sitting_id = ?", (sitting_id,))
        connection.execute("DELETE FROM sittings WHERE id = ?", (sitting_id,))

    db.write(job)


def allowances(db: Database, sitting_id: int) -> dict[int, Allowance]:
    """Student -> what they have beyond the rules; whoever has nothing is absent."""
    return {
        student_id: Allowance(seconds, more, bool(is_excused))
        for student_id, _, seconds, more, is_excused in db.rows(
            f"{_ALLOWANCES} WHERE sitting_id = ?", (sitting_id,)
        )
    }


def allowances_of(db: Database, student_id: int) -> dict[int, Allowance]:
    """Sitting -> what one student has beyond its rules."""
    return {
        sitting_id: Allowance(seconds, more, bool(is_excused))
        for _, sitting_id, seconds, more, is_excused in db.rows(
            f"{_ALLOWANCES} WHERE student_id = ?", (student_id,)
        )
    }


def excused(db: Database, class_id: int) -> set[tuple[int, tuple[str, str]]]:
    """(student, (lesson, quiz)) of everyone of a class who is excused from its newest sitting."""
    newest = {one.id: key for key, one in governing(db, class_id).items()}
    rows = db.rows(
        "SELECT sitting_id, student_id FROM allowances WHERE excused = 1 "
        "AND sitting_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(newest)),),
    )
    return {(student, newest[sitting]) for sitting, student in rows}


def excuse(db: Database, sitting_id: int, student_id: int, *, excused: bool) -> None:
    """Expect nothing of a student in a sitting, or do so again. Raises `NotFound`."""
    db.write(lambda connection: _allow(connection, sitting_id, student_id, "excused = ?", excused))


def allow_attempt(db: Database, sitting_id: int, student_id: int) -> None:
    """Let a student begin once more than the rules say. Raises `NotFound`."""
    change = "extra_attempts = extra_attempts + ?"
    db.write(lambda connection: _allow(connection, sitting_id, student_id, change, 1))


def extend(db: Database, sitting_id: int, seconds: int, student_id: int | None = None) -> int:
    """Add time to one student's attempt, or to those of all who are at work; how many it reached.

    A student who is not at work has it for the attempt that they begin next. Raises `NotFound`,
    and `ValueError` for less than a second or more than `MOST_EXTRA`.
    """
    if not 1 <= seconds <= MOST_EXTRA:
        raise ValueError("time can be added from a second to eight hours")

    def job(connection: sqlite_utils.Database) -> int:
        _get(connection.execute, sitting_id)
        who = "" if student_id is None else " AND student_id = :student"
        reached = connection.execute(
            "UPDATE attempts SET ends_after = ends_after + :seconds WHERE sitting_id = :id "  # noqa: S608
            f"AND state = 'in progress' AND ends_after IS NOT NULL{who}",
            {"seconds": seconds, "id": sitting_id, "student": student_id},
        ).rowcount
        if student_id is not None and not reached:
            change = "extra_seconds = extra_seconds + ?"
            _allow(connection, sitting_id, student_id, change, seconds)
        return reached

    return db.write(job)


def multiply_time(db: Database, student_id: int, multiplier: float) -> None:
    """Set what all time limits of a student are multiplied by, from 1 to 10.

    It holds at once where they are at work. Raises `NotFound`.
    """

    def job(connection: sqlite_utils.Database) -> None:
        found = connection.execute(
            "SELECT extra_time FROM students WHERE id = ?", (student_id,)
        ).fetchall()
        if not found:
            raise NotFound("student", student_id)
        connection.execute(
            "UPDATE attempts SET ends_after = max(began_after, ends_after + (:now - :before) * "
            # Also where there is no limit, an attempt can be at its end: the sitting was closed.
            "(SELECT coalesce(time_limit, 0) FROM sittings WHERE sittings.id = sitting_id)) "
            "WHERE student_id = :id AND state = 'in progress' AND ends_after IS NOT NULL",
            {"now": multiplier, "before": found[0][0], "id": student_id},
        )
        connection.execute(
            "UPDATE students SET extra_time = ? WHERE id = ?", (multiplier, student_id)
        )

    db.write(job)


def _allow(
    connection: sqlite_utils.Database, sitting_id: int, student_id: int, change: str, value: int
) -> None:
    _get(connection.execute, sitting_id)
    if not connection.execute("SELECT 1 FROM students WHERE id = ?", (student_id,)).fetchall():
        raise NotFound("student", student_id)
    place = (sitting_id, student_id)
    connection.execute(
        "INSERT INTO allowances (sitting_id, student_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
        place,
    )
    connection.execute(
        f"UPDATE allowances SET {change} WHERE sitting_id = ? AND student_id = ?",  # noqa: S608
        (value, *place),
    )


def _require(connection: sqlite_utils.Database, sitting_id: int, *states: SittingState) -> Sitting:
    sitting = _get(connection.execute, sitting_id)
    if sitting.state not in states:
        raise WrongSittingState(sitting_id, sitting.state)
    return sitting


def _get(ask: Any, sitting_id: int) -> Sitting:
    rows: Sequence[Any] = list(ask(f"{_SELECT} WHERE s.id = ?", (sitting_id,)))
    if not rows:
        raise NotFound("sitting", sitting_id)
    return to_sitting(*rows[0])
