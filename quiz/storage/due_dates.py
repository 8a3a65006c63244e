"""By when a class should have handed a quiz in. It marks what came late; it closes nothing."""

from __future__ import annotations

from datetime import datetime

import sqlite_utils

from quiz.storage.database import Database, stamp

DueDates = dict[tuple[str, str], str]
"""(lesson, quiz) -> when it is due, as moments are stored."""


def of_class(db: Database, class_id: int) -> DueDates:
    """All due dates of a class."""
    rows = db.rows("SELECT lesson, quiz, due_at FROM due_dates WHERE class_id = ?", (class_id,))
    return {(lesson, quiz): due_at for lesson, quiz, due_at in rows}


def put(db: Database, class_id: int, lesson: str, quiz: str, due: datetime) -> None:
    """Give a quiz a due date in a class, in place of the one it may have. `due` has a zone."""
    due_at = stamp(due)

    def job(connection: sqlite_utils.Database) -> None:
        connection.execute(
            "INSERT INTO due_dates (class_id, lesson, quiz, due_at) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (class_id, lesson, quiz) DO UPDATE SET due_at = excluded.due_at",
            (class_id, lesson, quiz, due_at),
        )

    db.write(job)


def clear(db: Database, class_id: int, lesson: str, quiz: str) -> None:
    """Take a due date away. Nothing happens where there is none."""

    def job(connection: sqlite_utils.Database) -> None:
        connection.execute(
            "DELETE FROM due_dates WHERE class_id = ? AND lesson = ? AND quiz = ?",
            (class_id, lesson, quiz),
        )

    db.write(job)
