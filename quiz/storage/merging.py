"""Two entries of one student become one."""

from __future__ import annotations

from itertools import groupby

import sqlite_utils

from quiz.errors import BothInProgress, NotFound
from quiz.model import AttemptState
from quiz.storage.database import Database

_OUT_OF_THE_WAY = 1_000_000
"""Added to a number while others take its place; no student has so many attempts."""


def merge(db: Database, gone: int, kept: int) -> None:
    """Give all attempts and browsers of the student `gone` to `kept`, and remove `gone`.

    The attempts at a quiz are counted anew in the order they were begun, one in progress last.
    What `kept` has stays: the name, the code, the class, and the ID where there is one. Raises
    `NotFound`, and `BothInProgress` where both have an attempt in progress at one quiz; then
    nothing is changed.
    """
    if gone == kept:
        raise ValueError("a student can't be merged with themselves")

    def job(connection: sqlite_utils.Database) -> None:
        for student_id in (gone, kept):
            sql = "SELECT 1 FROM students WHERE id = ?"
            if not connection.execute(sql, (student_id,)).fetchall():
                raise NotFound("student", student_id)
        _refuse_two_open(connection, gone, kept)
        connection.execute(
            "UPDATE attempts SET student_id = ?, number = number + ? WHERE student_id = ?",
            (kept, _OUT_OF_THE_WAY, gone),
        )
        _count_anew(connection, kept)
        _hand_over_rows(connection, gone, kept)
        _hand_over_id(connection, gone, kept)
        # Work of a real student must not go when the invented ones are removed, and whoever has
        # come must not be taken for somebody on the list who hasn't: such a name needs no code.
        connection.execute(
            "UPDATE students SET invented = min(students.invented, g.invented), "
            "arrived_at = coalesce(students.arrived_at, g.arrived_at) "
            "FROM students g WHERE g.id = ? AND students.id = ?",
            (gone, kept),
        )
        connection.execute("DELETE FROM students WHERE id = ?", (gone,))

    db.write(job)


def _refuse_two_open(connection: sqlite_utils.Database, gone: int, kept: int) -> None:
    both = connection.execute(
        "SELECT a.lesson, a.quiz FROM attempts a JOIN attempts b USING (lesson, quiz, state) "
        "WHERE a.student_id = ? AND b.student_id = ? AND state = 'in progress'",
        (gone, kept),
    ).fetchall()
    if both:
        raise BothInProgress(*both[0])


def _count_anew(connection: sqlite_utils.Database, student_id: int) -> None:
    rows = connection.execute(
        "SELECT lesson, quiz, state, started_at, number, id FROM attempts WHERE student_id = ?",
        (student_id,),
    ).fetchall()
    # Whoever starts the quiz again goes on with the last attempt, so that must be the open one.
    ordered = sorted(
        rows, key=lambda row: (row[0], row[1], row[2] == AttemptState.IN_PROGRESS, row)
    )
    connection.execute(
        "UPDATE attempts SET number = number + ? WHERE student_id = ?",
        (2 * _OUT_OF_THE_WAY, student_id),
    )
    for _, attempts in groupby(ordered, key=lambda row: row[:2]):
        for number, row in enumerate(attempts, start=1):
            connection.execute("UPDATE attempts SET number = ? WHERE id = ?", (number, row[5]))


def _hand_over_rows(connection: sqlite_utils.Database, gone: int, kept: int) -> None:
    """Browsers and what happened; of what can be there once, that of the one who stays."""
    for table in ("sessions", "claims", "class_log", "allowances", "poll_voters"):
        update = f"UPDATE OR IGNORE {table} SET student_id = ? WHERE student_id = ?"  # noqa: S608
        connection.execute(update, (kept, gone))
        connection.execute(f"DELETE FROM {table} WHERE student_id = ?", (gone,))  # noqa: S608


def _hand_over_id(connection: sqlite_utils.Database, gone: int, kept: int) -> None:
    """The one who stays takes the other's ID for other gradebooks where they have none."""
    [(external_id,)] = connection.execute(
        "SELECT external_id FROM students WHERE id = ?", (gone,)
    ).fetchall()
    connection.execute("UPDATE students SET external_id = NULL WHERE id = ?", (gone,))
    connection.execute(
        "UPDATE students SET external_id = ? WHERE id = ? AND external_id IS NULL",
        (external_id, kept),
    )
