"""Letting a student go on with an attempt that was handed in."""

from __future__ import annotations

import sqlite_utils

from quiz.errors import CannotReopen, NotFound
from quiz.model import Attempt, AttemptState
from quiz.sitting_time import passed
from quiz.storage import attempts
from quiz.storage.database import Database

_MARKS_CHANGED = (
    "Some of its marks were given by hand or regraded since. Undo that first, then open it again."
)
_ANOTHER_OPEN = "The student has begun another attempt at this quiz. Hand that in first."


def reopen(db: Database, attempt_id: str, seconds: int | None) -> Attempt:
    """Put a submitted attempt back in progress, with `seconds` of time or, with None, no limit.

    The marks it was given go, those for evidence too; those of what was checked stay, as these are
    final. What regrades were made meanwhile comes to its marks when it is handed in again. Raises
    `CannotReopen` where it is open, where marks of it were replaced, or where another attempt is
    in progress; `NotFound`.
    """
    reading = db.clock.now()

    def job(connection: sqlite_utils.Database) -> None:
        rows = connection.execute(
            "SELECT a.state, a.sitting_id, s.ran, s.running_since FROM attempts a "
            "LEFT JOIN sittings s ON s.id = a.sitting_id WHERE a.id = ?",
            (attempt_id,),
        ).fetchall()
        if not rows:
            raise NotFound("attempt", attempt_id)
        [(state, sitting_id, ran, running_since)] = rows
        _refuse(connection, attempt_id, state)
        for table in ("marks", "evidence_marks"):
            connection.execute(
                f"DELETE FROM {table} WHERE attempt_id = :attempt AND item_id NOT IN "  # noqa: S608
                "(SELECT item_id FROM responses WHERE attempt_id = :attempt AND checked = 1)",
                {"attempt": attempt_id},
            )
        timed = sitting_id is not None and seconds is not None
        ends = passed(ran, running_since, reading) + (seconds or 0) if timed else None
        connection.execute(
            "UPDATE attempts SET state = 'in progress', submitted_at = NULL, closed_by = NULL, "
            "ends_after = ?, revision = revision + 1 WHERE id = ?",
            (ends, attempt_id),
        )
        connection.execute(
            "INSERT OR IGNORE INTO regrades_waiting (regrade_id, attempt_id) "
            "SELECT r.id, a.id FROM attempts a JOIN regrades r ON r.lesson = a.lesson "
            "AND r.quiz = a.quiz AND r.undone_at IS NULL AND r.made_at >= a.started_at "
            "JOIN attempt_items i ON i.attempt_id = a.id AND i.item_id = r.item_id WHERE a.id = ?",
            (attempt_id,),
        )

    db.write(job)
    return attempts.get(db, attempt_id)


def _refuse(connection: sqlite_utils.Database, attempt_id: str, state: str) -> None:
    """Raise `CannotReopen` where the attempt can't be opened again."""
    if state != AttemptState.SUBMITTED:
        raise CannotReopen(attempt_id, "This attempt is open already.")
    changed = "SELECT 1 FROM mark_changes WHERE attempt_id = ? LIMIT 1"
    if connection.execute(changed, (attempt_id,)).fetchall():
        raise CannotReopen(attempt_id, _MARKS_CHANGED)
    other = (
        "SELECT 1 FROM attempts a JOIN attempts b USING (student_id, lesson, quiz) "
        "WHERE a.id = ? AND b.state = 'in progress'"
    )
    if connection.execute(other, (attempt_id,)).fetchall():
        raise CannotReopen(attempt_id, _ANOTHER_OPEN)
