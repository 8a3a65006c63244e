"""What is stored about a lesson follows when its address changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import sqlite_utils

from quiz.errors import DamagedDatabase, LessonNameTaken
from quiz.storage import connections
from quiz.storage.data_folder import DataFolder
from quiz.storage.database import Database
from quiz.storage.driver import sqlite3
from quiz.storage.lesson_versions import rename_files

TABLES = (
    "attempts",
    "releases",
    "due_dates",
    "regrades",
    "sittings",
    "papers",
    "poll_rounds",
    "poll_counts",
    "poll_voters",
)
"""Those that name a lesson by its address."""


def rename(
    db: Database, old: str, new: str, old_file: str, new_file: str, move: Callable[[], None]
) -> None:
    """Move attempts, releases, due dates, regrades and the history to another address and file.

    `move` renames the file; it is called once all else is done, and may raise to undo that. `new`
    must be `old`'s `former` or not `in_use`: what is there and this would be taken for one
    lesson's. Raises `LessonNameTaken` where a student has attempts at both addresses. If it raises
    anything, all that is stored still has the old address.
    """
    # In a transaction of its own: if the laptop dies between the file's move and the commit, this
    # lets the lesson go back to what is stored under its old address.
    db.write(lambda connection: _note_former(connection, old, new))

    def job(connection: sqlite_utils.Database) -> None:
        for table in TABLES:
            connection.execute(
                f"UPDATE {table} SET lesson = ? WHERE lesson = ?",  # noqa: S608
                (new, old),
            )
        # Whatever is noted at the new address was left by a lesson that isn't there any more.
        connection.execute("DELETE FROM former_addresses WHERE address = ?", (new,))
        connection.execute(
            "UPDATE former_addresses SET address = ? WHERE address = ? AND former <> ?",
            (new, old, new),
        )
        connection.execute("DELETE FROM former_addresses WHERE address = ?", (old,))
        _note_former(connection, old, new)
        rename_files(connection, {old_file: new_file})
        # Within the job, so that nobody can begin an attempt at the new address before it is done.
        move()

    try:
        db.write(job)
    except sqlite3.IntegrityError as error:
        raise LessonNameTaken(
            new,
            f"Some students have answers both at the address `{old}` and at `{new}`. Choose "
            "another, so that the two are not mixed.",
        ) from error


def _note_former(connection: sqlite_utils.Database, old: str, new: str) -> None:
    connection.execute(
        "INSERT OR IGNORE INTO former_addresses (address, former) VALUES (?, ?)", (new, old)
    )


def former(db: Database, address: str) -> set[str]:
    """The addresses that the lesson at this one had before, as far as it was renamed here."""
    rows = db.rows("SELECT former FROM former_addresses WHERE address = ?", (address,))
    return {former for (former,) in rows}


def in_use(db: Database) -> set[str]:
    """The addresses of all lessons about which something is stored, also of those that are gone."""
    return {lesson for (lesson,) in db.rows(_in_use_sql(TABLES))}


def in_use_from_beside(folder: DataFolder) -> set[str]:
    """The same, while another process may have the database; none where there is none yet.

    Raises `StorageError` where it can't be read.
    """
    if not folder.database.exists():
        return set()
    try:
        db = connections.open_bystander(folder.database)
        try:
            # One that an earlier version left lacks some of them.
            there = [table for table in TABLES if db[table].exists()]
            rows = db.execute(_in_use_sql(there)).fetchall() if there else []
        finally:
            db.close()
    except sqlite3.Error as error:
        plain = connections.in_plain_words(error, folder.path)
        if plain is None or isinstance(plain, DamagedDatabase):
            plain = connections.damaged(folder.path)
        raise plain from error
    return {lesson for (lesson,) in rows}


def _in_use_sql(tables: Iterable[str]) -> str:
    return " UNION ".join(f"SELECT lesson FROM {table}" for table in tables)  # noqa: S608
