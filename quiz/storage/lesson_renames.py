"""What is stored about a lesson follows when its address changes."""

from __future__ import annotations

import sqlite_utils

from quiz.storage.database import Database
from quiz.storage.lesson_versions import rename_files

TABLES = ("attempts", "releases", "due_dates", "regrades")
"""Those that name a lesson by its address."""


def rename(db: Database, old: str, new: str, old_file: str, new_file: str) -> None:
    """Move attempts, releases, due dates, regrades and the history to another address and file.

    `new` must not be `in_use`: its attempts and these would be taken for one lesson's.
    """

    def job(connection: sqlite_utils.Database) -> None:
        for table in TABLES:
            connection.execute(
                f"UPDATE {table} SET lesson = ? WHERE lesson = ?",  # noqa: S608
                (new, old),
            )
        rename_files(connection, {old_file: new_file})

    db.write(job)


def in_use(db: Database) -> set[str]:
    """The addresses of all lessons about which something is stored, also of those that are gone."""
    union = " UNION ".join(f"SELECT lesson FROM {table}" for table in TABLES)  # noqa: S608
    return {lesson for (lesson,) in db.rows(union)}
