"""Classes: groups of students, one of which is joining at a time."""

from __future__ import annotations

from quiz.errors import NotFound
from quiz.model import Class
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


def _class(class_id: int, name: str, made_at: str, is_joining: int) -> Class:
    return Class(class_id, name, made_at, bool(is_joining))
