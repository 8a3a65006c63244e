"""Which quizzes the instructor has released to a class: what was graded by hand, and all feedback
where the quiz holds it back until then (`feedback: after-release`)."""

from __future__ import annotations

import sqlite_utils

from quiz.storage.database import Database


def release(db: Database, class_id: int, lesson: str, quiz: str) -> None:
    """Let students see the feedback of this quiz. Releasing twice is fine."""
    now = db.stamp()

    def job(connection: sqlite_utils.Database) -> None:
        connection.execute(
            "INSERT INTO releases (class_id, lesson, quiz, released_at) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (class_id, lesson, quiz) DO NOTHING",
            (class_id, lesson, quiz, now),
        )

    db.write(job)


def withdraw(db: Database, class_id: int, lesson: str, quiz: str) -> None:
    """Hide the feedback of this quiz again."""

    def job(connection: sqlite_utils.Database) -> None:
        connection.execute(
            "DELETE FROM releases WHERE class_id = ? AND lesson = ? AND quiz = ?",
            (class_id, lesson, quiz),
        )

    db.write(job)


def released(db: Database, class_id: int) -> set[tuple[str, str]]:
    """(lesson, quiz) of every quiz whose feedback is released to this class."""
    rows = db.rows("SELECT lesson, quiz FROM releases WHERE class_id = ?", (class_id,))
    return {(lesson, quiz) for lesson, quiz in rows}
