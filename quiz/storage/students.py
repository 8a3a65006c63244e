"""Students and the browsers they have joined from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlite_utils

from quiz.errors import DoorClosed, ExternalIdTaken, NameTaken, NotFound
from quiz.model import Kind, Student
from quiz.storage import class_log
from quiz.storage.codes import digits_of, new_code
from quiz.storage.database import Database
from quiz.storage.tokens import hash_of, new_token

_COLUMNS = (
    "s.id, s.name, s.code, s.joined_at, s.class_id, s.external_id, s.arrived_at, s.extra_time"
)
DIGITS = 8


def join(
    db: Database, name: str, class_id: int, *, same: Callable[[str], bool] | None = None
) -> tuple[Student, str]:
    """A new student of this name in the class, and the token for their browser.

    `name` must say something. Raises `NotFound`, `DoorClosed` where the class takes in nobody, and
    `NameTaken` where the name of somebody in it is the `same`.
    """
    token, now = new_token(), db.stamp()

    def job(connection: sqlite_utils.Database) -> Student:
        _require_open_door(connection, class_id)
        if same:
            _refuse_same_name(connection, class_id, same)
        [row] = connection.execute(
            "INSERT INTO students (name, code, joined_at, arrived_at, class_id) "
            "VALUES (?, ?, ?, ?, ?) "
            "RETURNING id, name, code, joined_at, class_id, external_id, arrived_at, extra_time",
            (name, new_code(connection, "students", DIGITS), now, now, class_id),
        ).fetchall()
        student = _student(row)
        _remember(connection, token, student.id, now)
        _note(connection, now, Kind.JOINED, student)
        return student

    return db.write(job), token


def add(db: Database, name: str, class_id: int) -> Student:
    """A new student of this name in the class, who has no browser here.

    `name` must say something. Raises `NotFound` where there is no such class.
    """
    now = db.stamp()

    def job(connection: sqlite_utils.Database) -> Student:
        rows = connection.execute(
            "INSERT INTO students (name, code, joined_at, class_id) "
            "SELECT ?, ?, ?, id FROM classes WHERE id = ? "
            "RETURNING id, name, code, joined_at, class_id, external_id, arrived_at, extra_time",
            (name, new_code(connection, "students", DIGITS), now, class_id),
        ).fetchall()
        if not rows:
            raise NotFound("class", class_id)
        return _student(rows[0])

    return db.write(job)


def arrive(db: Database, student_id: int) -> str:
    """Somebody on the list of a class comes for the first time; the token for their browser.

    Raises `NotFound`, `DoorClosed`, and `NameTaken` where they have come already.
    """
    token, now = new_token(), db.stamp()

    def job(connection: sqlite_utils.Database) -> None:
        student = _require(connection, student_id)
        _require_open_door(connection, student.class_id)
        if student.arrived_at is not None:
            raise NameTaken([student_id])
        connection.execute("UPDATE students SET arrived_at = ? WHERE id = ?", (now, student_id))
        _remember(connection, token, student_id, now)
        _note(connection, now, Kind.JOINED, student)

    db.write(job)
    return token


def enrol(db: Database, class_id: int, entries: Sequence[tuple[str, str]]) -> None:
    """Put names on the list of a class, each with an ID in other gradebooks or ''. All or nothing.

    They have personal codes, and haven't come yet. Raises `NotFound` and `ExternalIdTaken`.
    """
    now = db.stamp()

    def job(connection: sqlite_utils.Database) -> None:
        if not connection.execute("SELECT 1 FROM classes WHERE id = ?", (class_id,)).fetchall():
            raise NotFound("class", class_id)
        for name, external_id in entries:
            _refuse_taken(connection, 0, class_id, external_id)
            connection.execute(
                "INSERT INTO students (name, code, joined_at, class_id, external_id) "
                "VALUES (?, ?, ?, ?, ?)",
                (
                    name,
                    new_code(connection, "students", DIGITS),
                    now,
                    class_id,
                    external_id or None,
                ),
            )

    db.write(job)


def renew_code(db: Database, student_id: int) -> None:
    """Give a student another personal code, and sign all their devices out. Raises `NotFound`."""
    now = db.stamp()

    def job(connection: sqlite_utils.Database) -> None:
        student = _require(connection, student_id)
        code = new_code(connection, "students", DIGITS)
        connection.execute("UPDATE students SET code = ? WHERE id = ?", (code, student_id))
        for table in ("sessions", "claims"):
            connection.execute(f"DELETE FROM {table} WHERE student_id = ?", (student_id,))  # noqa: S608
        _note(connection, now, Kind.NEW_PERSONAL_CODE, student)

    db.write(job)


def rejoin(db: Database, code: str) -> tuple[Student, str]:
    """The student with this code, and a token for one more browser. Spaces don't matter.

    Digits of any script will do. Raises `NotFound` where nobody has the code.
    """
    select = f"SELECT {_COLUMNS} FROM students s WHERE s.code = ?"  # noqa: S608
    found = db.rows(select, (digits_of(code),))
    if not found:
        raise NotFound("student", code)
    student, token, now = _student(found[0]), new_token(), db.stamp()

    def job(connection: sqlite_utils.Database) -> None:
        _require(connection, student.id)
        connection.execute(
            "UPDATE students SET arrived_at = ? WHERE id = ? AND arrived_at IS NULL",
            (now, student.id),
        )
        _remember(connection, token, student.id, now)
        _note(connection, now, Kind.CAME_BACK, student)

    db.write(job)
    return student, token


def by_session(db: Database, token: str) -> Student | None:
    """Whose browser holds `token`, if anyone's."""
    found = db.rows(
        f"SELECT {_COLUMNS} FROM sessions JOIN students s ON s.id = student_id "  # noqa: S608
        "WHERE token_hash = ?",
        (hash_of(token),),
    )
    return _student(found[0]) if found else None


def leave(db: Database, token: str) -> None:
    """Forget the browser that holds `token`; the student and their work stay."""
    hashed, now = hash_of(token), db.stamp()

    def job(connection: sqlite_utils.Database) -> None:
        found = connection.execute(
            f"SELECT {_COLUMNS} FROM sessions JOIN students s ON s.id = student_id "  # noqa: S608
            "WHERE token_hash = ?",
            (hashed,),
        ).fetchall()
        for row in found:
            _note(connection, now, Kind.LEFT, _student(row))
        connection.execute("DELETE FROM sessions WHERE token_hash = ?", (hashed,))

    db.write(job)


def get(db: Database, student_id: int) -> Student:
    """One student. Raises `NotFound`."""
    rows = db.rows(f"SELECT {_COLUMNS} FROM students s WHERE s.id = ?", (student_id,))  # noqa: S608
    if not rows:
        raise NotFound("student", student_id)
    return _student(rows[0])


def in_class(db: Database, class_id: int) -> list[Student]:
    """Everyone of a class, in the order they came."""
    rows = db.rows(
        f"SELECT {_COLUMNS} FROM students s WHERE s.class_id = ? ORDER BY s.id",  # noqa: S608
        (class_id,),
    )
    return [_student(row) for row in rows]


def change(
    db: Database,
    student_id: int,
    *,
    name: str,
    external_id: str,
    class_id: int,
) -> None:
    """Give a student another name, another ID in other gradebooks ('' for none), another class.

    `name` must say something. All their work comes along into the class. Raises `NotFound`, and
    `ExternalIdTaken` where somebody of that class has the same ID; then nothing is changed.
    """
    now = db.stamp()

    def job(connection: sqlite_utils.Database) -> None:
        before = _require(connection, student_id)
        rows = connection.execute("SELECT name FROM classes WHERE id = ?", (class_id,)).fetchall()
        if not rows:
            raise NotFound("class", class_id)
        if name != before.name:
            _note(connection, now, Kind.RENAMED, before, before.name)
        if class_id != before.class_id:
            _note(connection, now, Kind.MOVED, before, rows[0][0])
        _refuse_taken(connection, student_id, class_id, external_id)
        connection.execute(
            "UPDATE students SET name = ?, external_id = ?, class_id = ? WHERE id = ?",
            (name, external_id or None, class_id, student_id),
        )

    db.write(job)


def give_ids(db: Database, ids: Mapping[int, str]) -> None:
    """Set what other gradebooks know students by: student -> ID, '' for none. All or nothing.

    Raises `NotFound`, and `ExternalIdTaken` where two of one class would have the same.
    """

    def job(connection: sqlite_utils.Database) -> None:
        for student_id in ids:
            _require(connection, student_id)
            # First all go, so that two students can change places.
            connection.execute("UPDATE students SET external_id = NULL WHERE id = ?", (student_id,))
        for student_id, external_id in ids.items():
            [(class_id,)] = connection.execute(
                "SELECT class_id FROM students WHERE id = ?", (student_id,)
            ).fetchall()
            _refuse_taken(connection, student_id, class_id, external_id)
            connection.execute(
                "UPDATE students SET external_id = ? WHERE id = ?",
                (external_id or None, student_id),
            )

    db.write(job)


def _require(connection: sqlite_utils.Database, student_id: int) -> Student:
    select = f"SELECT {_COLUMNS} FROM students s WHERE s.id = ?"  # noqa: S608
    rows = connection.execute(select, (student_id,)).fetchall()
    if not rows:
        raise NotFound("student", student_id)
    return _student(rows[0])


def _refuse_same_name(
    connection: sqlite_utils.Database, class_id: int, same: Callable[[str], bool]
) -> None:
    rows = connection.execute("SELECT id, name FROM students WHERE class_id = ?", (class_id,))
    taken = [student_id for student_id, name in rows.fetchall() if same(name)]
    if taken:
        raise NameTaken(taken)


def _note(
    connection: sqlite_utils.Database, now: str, kind: Kind, student: Student, detail: str = ""
) -> None:
    class_log.note(
        connection, now, kind, class_id=student.class_id, student_id=student.id, detail=detail
    )


def _refuse_taken(
    connection: sqlite_utils.Database, student_id: int, class_id: int, external_id: str
) -> None:
    found = connection.execute(
        "SELECT name FROM students WHERE class_id = ? AND external_id = ? AND id <> ?",
        (class_id, external_id, student_id),
    ).fetchall()
    if found:
        raise ExternalIdTaken(external_id, found[0][0])


def _student(row: tuple[Any, ...]) -> Student:
    """A student as stored, but with the code in two groups, as it is shown."""
    student_id, name, code, joined_at, class_id, external_id, arrived_at, extra_time = row
    shown = f"{code[:4]} {code[4:]}"
    return Student(
        student_id, name, shown, joined_at, class_id, external_id or "", arrived_at, extra_time
    )


def _require_open_door(connection: sqlite_utils.Database, class_id: int) -> None:
    rows = connection.execute("SELECT joining FROM classes WHERE id = ?", (class_id,)).fetchall()
    if not rows:
        raise NotFound("class", class_id)
    if not rows[0][0]:
        raise DoorClosed(class_id)


def _remember(connection: sqlite_utils.Database, token: str, student_id: int, now: str) -> None:
    connection.execute(
        "INSERT INTO sessions (token_hash, student_id, started_at) VALUES (?, ?, ?)",
        (hash_of(token), student_id, now),
    )
