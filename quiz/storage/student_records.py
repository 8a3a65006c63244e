"""Everything that is stored about a student: shown whole, or erased whole."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import sqlite_utils

from quiz.errors import NotFound
from quiz.model import Kind
from quiz.storage import class_log
from quiz.storage.database import Database

_THEIRS = "IN (SELECT value FROM json_each(:ids))"
_OF_ATTEMPTS = f"attempt_id IN (SELECT id FROM attempts WHERE student_id {_THEIRS})"  # noqa: S608
OWN: dict[str, str] = {
    "mark_changes": _OF_ATTEMPTS,
    "regrades_waiting": _OF_ATTEMPTS,
    "gradings": _OF_ATTEMPTS,
    "self_ratings": _OF_ATTEMPTS,
    "evidence_marks": _OF_ATTEMPTS,
    "late_answers": _OF_ATTEMPTS,
    "marks": _OF_ATTEMPTS,
    "responses": _OF_ATTEMPTS,
    "attempt_items": _OF_ATTEMPTS,
    "attempts": f"student_id {_THEIRS}",
    "allowances": f"student_id {_THEIRS}",
    "poll_voters": f"student_id {_THEIRS}",
    "claims": f"student_id {_THEIRS}",
    "class_log": f"student_id {_THEIRS}",
    "sessions": f"student_id {_THEIRS}",
    "students": f"id {_THEIRS}",
}
"""Table -> which of its rows are a student's own. Whatever refers to a table stands before it."""
_REGRADES = " UNION ALL ".join(
    f"SELECT regrade_id FROM {table} WHERE {_OF_ATTEMPTS}"  # noqa: S608
    for table in ("mark_changes", "regrades_waiting")
).join(("id IN (", ")"))
_VERSIONS = " UNION ALL ".join(
    [
        *(
            f"SELECT version FROM {table} WHERE {_OF_ATTEMPTS}"  # noqa: S608
            for table in ("attempt_items", "marks", "evidence_marks", "gradings", "self_ratings")
        ),
        *(
            f"SELECT json_extract({mark}, '$.version') FROM mark_changes WHERE {_OF_ATTEMPTS}"  # noqa: S608
            for mark in ("before", "after")
        ),
        f"SELECT version FROM regrades WHERE {_REGRADES}",  # noqa: S608
    ]
).join(("version IN (", ")"))
_EXPLAINING: dict[str, str] = {
    "classes": f"id IN (SELECT class_id FROM students WHERE id {_THEIRS})",  # noqa: S608
    "item_versions": _VERSIONS,
    "regrades": _REGRADES,
}
"""Table -> the rows without which a student's own can't be understood; they are others' too."""
_WITHOUT_KEY = {"item_versions": "version, item_id"}
"""Table -> its columns that may be handed out. The text of an item has its key in it, and others
may have the quiz still before them."""
_SECRET = "token_hash"  # noqa: S105  # the name of a column

Tables = dict[str, list[dict[str, Any]]]
"""Table -> its rows, each by the names of its columns."""


def everything(db: Database, student_id: int) -> Tables:
    """All rows about one student, and those that explain them, as they are at one moment.

    Left out are the hashes by which their browsers are known, and the texts of the items, in which
    their keys stand. Raises `NotFound`.
    """

    def job(connection: sqlite_utils.Database) -> Tables:
        _require(connection, [student_id])
        tables = {**dict(reversed(OWN.items())), **_EXPLAINING}
        return {table: _rows(connection, table, tables[table], student_id) for table in tables}

    # Among the writes, where nothing changes between one table and the next.
    return db.write(job)


def remove(db: Database, student_id: int) -> None:
    """Remove a student with everything that is stored about them. Raises `NotFound`.

    That somebody was removed is kept, but not who.
    """
    now = db.stamp()

    def job(connection: sqlite_utils.Database) -> None:
        _require(connection, [student_id])
        [(class_id,)] = connection.execute(
            "SELECT class_id FROM students WHERE id = ?", (student_id,)
        ).fetchall()
        erase(connection, [student_id])
        class_log.note(connection, now, Kind.REMOVED, class_id=class_id)

    db.write(job)


def erase(connection: sqlite_utils.Database, student_ids: Iterable[int]) -> None:
    """Inside a job: delete every row of these students."""
    ids = {"ids": json.dumps(list(student_ids))}
    for table, theirs in OWN.items():
        connection.execute(f"DELETE FROM {table} WHERE {theirs}", ids)  # noqa: S608


def _require(connection: sqlite_utils.Database, student_ids: Sequence[int]) -> None:
    for student_id in student_ids:
        sql = "SELECT 1 FROM students WHERE id = ?"
        if not connection.execute(sql, (student_id,)).fetchall():
            raise NotFound("student", student_id)


def _rows(
    connection: sqlite_utils.Database, table: str, theirs: str, student_id: int
) -> list[dict[str, Any]]:
    ids = {"ids": json.dumps([student_id])}
    columns = _WITHOUT_KEY.get(table, "*")
    found = connection.execute(f"SELECT {columns} FROM {table} WHERE {theirs}", ids)  # noqa: S608
    names = [name for name, *_ in found.description]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    for row in rows:
        row.pop(_SECRET, None)
    return rows
