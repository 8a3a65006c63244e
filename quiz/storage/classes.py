"""Classes: groups of students, one of which is joining at a time."""

from __future__ import annotations

import sqlite_utils

from quiz.errors import ClassInUse, NotFound
from quiz.model import Class
from quiz.storage import student_records
from quiz.storage.database import Database

_SELECT = "SELECT id, name, made_at, joining FROM classes"


def every(db: Database) -> list[Class]:
    """All classes in the order they were made; there is always one."""
    return [_class(*row) for row in db.rows(f"{_SELECT} ORDER BY id")]


def get(db: Database, class_id: int) -> Class:
    """One class. Raises `NotFound`."""
    rows = db.rows(f"{_SELECT} WHERE id = ?", (class_id,))
    if not rows:
        raise NotFound("class", class_id)
    return _class(*rows[0])


def joining(db: Database) -> Class:
    """The class that whoever joins now comes into."""
    return _class(*db.rows(f"{_SELECT} WHERE joining = 1")[0])


def sizes(db: Database) -> dict[int, int]:
    """Class id -> how many students it has; a class without any is absent."""
    return dict(db.rows("SELECT class_id, count(*) FROM students GROUP BY class_id"))


def make(db: Database, name: str) -> Class:
    """A new class without students. `name` must say something; two may have one name."""
    now = db.stamp()

    def job(connection: sqlite_utils.Database) -> Class:
        [row] = connection.execute(
            "INSERT INTO classes (name, made_at) VALUES (?, ?) "
            "RETURNING id, name, made_at, joining",
            (name, now),
        ).fetchall()
        return _class(*row)

    return db.write(job)


def rename(db: Database, class_id: int, name: str) -> None:
    """Call a class something else. Raises `NotFound`."""

    def job(connection: sqlite_utils.Database) -> None:
        _require(connection, class_id)
        connection.execute("UPDATE classes SET name = ? WHERE id = ?", (name, class_id))

    db.write(job)


def let_join(db: Database, class_id: int) -> None:
    """From now on whoever joins comes into this class, and into no other. Raises `NotFound`."""

    def job(connection: sqlite_utils.Database) -> None:
        _require(connection, class_id)
        connection.execute("UPDATE classes SET joining = 0 WHERE joining = 1")
        connection.execute("UPDATE classes SET joining = 1 WHERE id = ?", (class_id,))

    db.write(job)


def wipe(db: Database, class_id: int) -> int:
    """Remove all of a class's students with all their data, its releases and its due dates.

    How many students there were. The class itself stays, empty. Raises `NotFound`.
    """

    def job(connection: sqlite_utils.Database) -> int:
        _require(connection, class_id)
        rows = connection.execute("SELECT id FROM students WHERE class_id = ?", (class_id,))
        ids = [student_id for (student_id,) in rows.fetchall()]
        student_records.erase(connection, ids)
        _forget_rules(connection, class_id)
        return len(ids)

    return db.write(job)


def remove(db: Database, class_id: int) -> None:
    """Remove a class that has no students. Raises `NotFound`, `ClassInUse`."""

    def job(connection: sqlite_utils.Database) -> None:
        _require(connection, class_id)
        used = connection.execute(
            "SELECT 1 FROM classes WHERE id = ? AND joining = 1 "
            "UNION ALL SELECT 1 FROM students WHERE class_id = ?",
            (class_id, class_id),
        ).fetchall()
        if used:
            raise ClassInUse(class_id)
        _forget_rules(connection, class_id)
        connection.execute("DELETE FROM classes WHERE id = ?", (class_id,))

    db.write(job)


def _forget_rules(connection: sqlite_utils.Database, class_id: int) -> None:
    for table in ("releases", "due_dates"):
        connection.execute(f"DELETE FROM {table} WHERE class_id = ?", (class_id,))  # noqa: S608


def _require(connection: sqlite_utils.Database, class_id: int) -> None:
    if not connection.execute("SELECT 1 FROM classes WHERE id = ?", (class_id,)).fetchall():
        raise NotFound("class", class_id)


def _class(class_id: int, name: str, made_at: str, is_joining: int) -> Class:
    return Class(class_id, name, made_at, bool(is_joining))
