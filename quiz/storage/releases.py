"""Which quizzes' feedback the instructor has released (for `feedback: after-release`)."""

from __future__ import annotations

import sqlite_utils

from quiz.storage.database import Database


def release(db: Database, lesson: str, quiz: str) -> None:
    """Let students see the feedback of this quiz. Releasing twice is fine."""
    now = db.stamp()

    def job(connection: sqlite_utils.Database) -> None:
        connection.execute(
            "INSERT INTO releases (lesson, quiz, released_at) VALUES (?, ?, ?) "
            "ON CONFLICT (lesson, quiz) DO NOTHING",
            (lesson, quiz, now),
        )

    db.write(job)


def withdraw(db: Database, lesson: str, quiz: str) -> None:
    """Hide the feedback of this quiz again."""

    def job(connection: sqlite_utils.Database) -> None:
        connection.execute("DELETE FROM releases WHERE lesson = ? AND quiz = ?", (lesson, quiz))

    db.write(job)


def released(db: Database) -> set[tuple[str, str]]:
    """(lesson, quiz) of every quiz whose feedback is released."""
    return {(lesson, quiz) for lesson, quiz in db.rows("SELECT lesson, quiz FROM releases")}
