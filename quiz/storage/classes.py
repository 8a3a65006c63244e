"""Classes: groups of students, each with a door and a code that opens it."""

from __future__ import annotations

import sqlite_utils

from quiz.errors import ClassInUse, NotFound
from quiz.model import Class, Kind, Names
from quiz.storage import class_log, student_records
from quiz.storage.codes import digits_of, new_code
from quiz.storage.database import Database

_COLUMNS = "id, name, made_at, joining, code, names, self_paced, invented"
_SELECT = f"SELECT {_COLUMNS} FROM classes"  # noqa: S608
DIGITS = 6
_OF_CLASS = (
    "releases",
    "due_dates",
    "poll_voters",
    "poll_counts",
    "poll_rounds",
    "sittings",
    "class_log",
)
"""The tables that say something of a class as a whole."""


def every(db: Database) -> list[Class]:
    """All classes in the order they were made; there is always one."""
    return [_class(*row) for row in db.rows(f"{_SELECT} ORDER BY id")]


def get(db: Database, class_id: int) -> Class:
    """One class. Raises `NotFound`."""
    rows = db.rows(f"{_SELECT} WHERE id = ?", (class_id,))
    if not rows:
        raise NotFound("class", class_id)
    return _class(*rows[0])


def first(db: Database) -> Class:
    """The class that is shown before one is chosen: the newest that takes in students, if any."""
    return _class(*db.rows(f"{_SELECT} ORDER BY joining DESC, id DESC LIMIT 1")[0])


def by_code(db: Database, code: str) -> Class:
    """The class with this join code, as somebody typed it: see `digits_of`. Raises `NotFound`."""
    rows = db.rows(f"{_SELECT} WHERE code = ?", (digits_of(code),))
    if not rows:
        raise NotFound("class", code)
    return _class(*rows[0])


def sizes(db: Database) -> dict[int, int]:
    """Class id -> how many students it has; a class without any is absent."""
    return dict(db.rows("SELECT class_id, count(*) FROM students GROUP BY class_id"))


def make(db: Database, name: str) -> Class:
    """A new class without students, whose door is open. `name` must say something."""
    now = db.stamp()

    def job(connection: sqlite_utils.Database) -> Class:
        [row] = connection.execute(
            "INSERT INTO classes (name, made_at, code, joining) VALUES (?, ?, ?, 1) "  # noqa: S608
            f"RETURNING {_COLUMNS}",
            (name, now, new_code(connection, "classes", DIGITS)),
        ).fetchall()
        return _class(*row)

    return db.write(job)


def change(db: Database, class_id: int, *, name: str, names: Names, self_paced: bool) -> None:
    """Give a class another name and other rules. `name` must say something. Raises `NotFound`."""

    def job(connection: sqlite_utils.Database) -> None:
        _require(connection, class_id)
        connection.execute(
            "UPDATE classes SET name = ?, names = ?, self_paced = ? WHERE id = ?",
            (name, names, self_paced, class_id),
        )

    db.write(job)


def renew_code(db: Database, class_id: int) -> None:
    """Give a class another join code; the old one stops working. Raises `NotFound`."""
    now = db.stamp()

    def job(connection: sqlite_utils.Database) -> None:
        _require(connection, class_id)
        code = new_code(connection, "classes", DIGITS)
        connection.execute("UPDATE classes SET code = ? WHERE id = ?", (code, class_id))
        class_log.note(connection, now, Kind.NEW_CLASS_CODE, class_id=class_id)

    db.write(job)


def let_join(db: Database, class_id: int, joining: bool = True) -> None:
    """Open a class's door to new students, or close it. Raises `NotFound`."""
    now, kind = db.stamp(), Kind.DOOR_OPENED if joining else Kind.DOOR_CLOSED

    def job(connection: sqlite_utils.Database) -> None:
        _require(connection, class_id)
        connection.execute("UPDATE classes SET joining = ? WHERE id = ?", (joining, class_id))
        class_log.note(connection, now, kind, class_id=class_id)

    db.write(job)


def wipe(db: Database, class_id: int) -> int:
    """Remove all of a class's students with all their data, and what is said of it as a whole: its
    releases, due dates, sittings, polls and log.

    How many students there were. The class itself stays, empty. Raises `NotFound`.
    """

    def job(connection: sqlite_utils.Database) -> int:
        _require(connection, class_id)
        rows = connection.execute("SELECT id FROM students WHERE class_id = ?", (class_id,))
        ids = [student_id for (student_id,) in rows.fetchall()]
        student_records.erase(connection, ids)
        forget_rules(connection, class_id)
        return len(ids)

    return db.write(job)


def remove(db: Database, class_id: int) -> None:
    """Remove a class that has no students and isn't the last. Raises `NotFound`, `ClassInUse`."""

    def job(connection: sqlite_utils.Database) -> None:
        _require(connection, class_id)
        used = connection.execute(
            "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM classes WHERE id <> ?) "
            "UNION ALL SELECT 1 FROM students WHERE class_id = ?",
            (class_id, class_id),
        ).fetchall()
        if used:
            raise ClassInUse(class_id)
        erase(connection, class_id)

    db.write(job)


def erase(connection: sqlite_utils.Database, class_id: int) -> None:
    """Inside a job: delete a class that has no students."""
    forget_rules(connection, class_id)
    connection.execute("DELETE FROM classes WHERE id = ?", (class_id,))


def forget_rules(connection: sqlite_utils.Database, class_id: int) -> None:
    """Inside a job: delete what is said of a class as a whole."""
    # Students who moved to another class take their attempts along, but not the sittings.
    theirs = "sitting_id IN (SELECT id FROM sittings WHERE class_id = ?)"
    connection.execute(f"DELETE FROM allowances WHERE {theirs}", (class_id,))  # noqa: S608
    connection.execute(
        f"UPDATE attempts SET sitting_id = NULL, ends_after = NULL WHERE {theirs}",  # noqa: S608
        (class_id,),
    )
    for table in _OF_CLASS:
        connection.execute(f"DELETE FROM {table} WHERE class_id = ?", (class_id,))  # noqa: S608


def _require(connection: sqlite_utils.Database, class_id: int) -> None:
    if not connection.execute("SELECT 1 FROM classes WHERE id = ?", (class_id,)).fetchall():
        raise NotFound("class", class_id)


def _class(
    class_id: int,
    name: str,
    made_at: str,
    joining: int,
    code: str,
    names: str,
    self_paced: int,
    invented: int,
) -> Class:
    return Class(
        class_id,
        name,
        made_at,
        bool(joining),
        code,
        Names(names),
        bool(self_paced),
        bool(invented),
    )
