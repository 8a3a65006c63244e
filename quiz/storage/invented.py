"""The invented class: made in one piece, and removed without a trace."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlite_utils

from quiz.errors import InventedAlready
from quiz.storage import classes, student_records, students
from quiz.storage.codes import new_code
from quiz.storage.database import Database

WITH_VERSION = (
    "attempt_items",
    "marks",
    "evidence_marks",
    "gradings",
    "self_ratings",
    "regrades",
    "paper_items",
)
"""The tables whose `version` is that of an item."""


def class_id(db: Database) -> int | None:
    """The invented class; None where there is none."""
    found = db.rows("SELECT id FROM classes WHERE invented = 1")
    return found[0][0] if found else None


def make(db: Database, name: str, names: Sequence[str]) -> tuple[int, list[int]]:
    """An invented class that nobody can join, with students of these names: its id and theirs.

    Raises `InventedAlready` where there is one.
    """
    now = db.stamp()

    def job(connection: sqlite_utils.Database) -> tuple[int, list[int]]:
        if connection.execute("SELECT 1 FROM classes WHERE invented = 1").fetchall():
            raise InventedAlready
        [(made,)] = connection.execute(
            "INSERT INTO classes (name, made_at, code, invented) VALUES (?, ?, ?, 1) RETURNING id",
            (name, now, new_code(connection, "classes", classes.DIGITS)),
        ).fetchall()
        return made, [_add(connection, made, student, now) for student in names]

    return db.write(job)


@dataclass(frozen=True)
class Removed:
    """What a removal found: whether there was anything, how many invented students, and how many
    real ones whom somebody had let into their class, which then stays as an ordinary one."""

    anything: bool
    students: int
    real: int


def remove(db: Database) -> Removed:
    """Remove all invented students with everything about them, and their class."""

    def job(connection: sqlite_utils.Database) -> Removed:
        rows = connection.execute("SELECT id FROM students WHERE invented = 1").fetchall()
        ids = [student_id for (student_id,) in rows]
        versions = connection.execute(
            "SELECT DISTINCT version FROM attempt_items JOIN attempts ON id = attempt_id "
            "WHERE student_id IN (SELECT value FROM json_each(?))",
            (json.dumps(ids),),
        ).fetchall()
        student_records.erase(connection, ids)
        made = connection.execute("SELECT id FROM classes WHERE invented = 1").fetchall()
        real = sum(_let_go(connection, invented) for (invented,) in made)
        _forget_versions(connection, [version for (version,) in versions])
        return Removed(bool(made or ids), len(ids), real)

    return db.write(job)


def _add(connection: sqlite_utils.Database, class_id: int, name: str, now: str) -> int:
    [(made,)] = connection.execute(
        "INSERT INTO students (name, code, joined_at, arrived_at, class_id, invented) "
        "VALUES (?, ?, ?, ?, ?, 1) RETURNING id",
        (name, new_code(connection, "students", students.DIGITS), now, now, class_id),
    ).fetchall()
    return int(made)


def _let_go(connection: sqlite_utils.Database, class_id: int) -> int:
    """Remove a class, or make it an ordinary one where real students are in it; how many are.

    Where it is the only class, it stays too, empty and with its door open: there is always one.
    """
    [(real,)] = connection.execute(
        "SELECT count(*) FROM students WHERE class_id = ?", (class_id,)
    ).fetchall()
    others = connection.execute("SELECT 1 FROM classes WHERE id <> ?", (class_id,)).fetchall()
    if real:
        connection.execute("UPDATE classes SET invented = 0 WHERE id = ?", (class_id,))
    elif others:
        classes.erase(connection, class_id)
    else:
        classes.forget_rules(connection, class_id)
        sql = "UPDATE classes SET invented = 0, joining = 1 WHERE id = ?"
        connection.execute(sql, (class_id,))
    return int(real)


def _forget_versions(connection: sqlite_utils.Database, versions: Iterable[str]) -> None:
    """Forget the texts of items that nobody else's work needs."""
    candidates = set(versions)
    asked = json.dumps(list(candidates))
    columns = [
        *((table, "version") for table in WITH_VERSION),
        *(("mark_changes", f"json_extract({mark}, '$.version')") for mark in ("before", "after")),
    ]
    # Each table is read once: whatever is deleted below, SQLite looks for in all of them again.
    for table, column in columns:
        used = connection.execute(
            f"SELECT DISTINCT {column} FROM {table} "  # noqa: S608
            f"WHERE {column} IN (SELECT value FROM json_each(?))",
            (asked,),
        )
        candidates -= {version for (version,) in used.fetchall()}
    connection.execute(
        "DELETE FROM item_versions WHERE version IN (SELECT value FROM json_each(?))",
        (json.dumps(list(candidates)),),
    )
