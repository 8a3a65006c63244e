"""Marks as they were given. They are never worked out again from responses.

A mark is replaced in one way only, by `replace`, which keeps both in `mark_changes`.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Sequence
from typing import Any

import sqlite_utils

from quiz.errors import MarksChanged
from quiz.model import ChangeKind, Mark, MarkChange, Outcome
from quiz.storage.database import Database

COLUMNS = "m.item_id, m.version, m.outcome, m.fraction, m.out_of, m.strand, m.tags, m.graded"
"""What `to_mark` takes, of `marks m`."""
_SELECT = (
    f"SELECT m.attempt_id, {COLUMNS} FROM marks m "  # noqa: S608
    "JOIN attempt_items i ON i.attempt_id = m.attempt_id AND i.item_id = m.item_id "
    "JOIN attempts a ON a.id = m.attempt_id"
)
_ORDER = " ORDER BY m.attempt_id, i.position"
CHANGE_COLUMNS = "attempt_id, item_id, changed_at, kind, before, after, regrade_id, grading_id"
_CHANGES = f"SELECT {CHANGE_COLUMNS} FROM mark_changes"  # noqa: S608

MarksByAttempt = dict[str, tuple[Mark, ...]]
"""Attempt id -> its marks in the order of its items; attempts without marks are absent.

An attempt in progress has marks only for the responses that were checked.
"""


def of_attempt(db: Database, attempt_id: str) -> tuple[Mark, ...]:
    """The marks of one attempt, in the order of its items."""
    found = _by_attempt(db, " WHERE m.attempt_id = ?", (attempt_id,))
    return found.get(attempt_id, ())


def of_student(db: Database, student_id: int) -> MarksByAttempt:
    """The marks of all of a student's attempts."""
    return _by_attempt(db, " WHERE a.student_id = ?", (student_id,))


def in_class(db: Database, class_id: int) -> MarksByAttempt:
    """The marks of all attempts of a class's students."""
    where = " WHERE a.student_id IN (SELECT id FROM students WHERE class_id = ?)"
    return _by_attempt(db, where, (class_id,))


def at_quiz(db: Database, class_id: int, lesson: str, quiz: str) -> MarksByAttempt:
    """The marks of a class's attempts at one quiz."""
    where = (
        " WHERE a.student_id IN (SELECT id FROM students WHERE class_id = ?) "
        "AND a.lesson = ? AND a.quiz = ?"
    )
    return _by_attempt(db, where, (class_id, lesson, quiz))


def of_attempts(db: Database, attempt_ids: Iterable[str]) -> MarksByAttempt:
    """The marks of these attempts."""
    where = " WHERE m.attempt_id IN (SELECT value FROM json_each(?))"
    return _by_attempt(db, where, (json.dumps(list(attempt_ids)),))


def record(connection: sqlite_utils.Database, attempt_id: str, marks: Iterable[Mark]) -> None:
    """Inside a job: store marks. A mark that a student has seen at a check stays as it was."""
    for mark in marks:
        connection.execute(
            "INSERT INTO marks (attempt_id, item_id, version, outcome, fraction, out_of, strand, "
            "tags, graded) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (attempt_id, item_id) DO NOTHING",
            (attempt_id, mark.item_id, *_columns(mark)),
        )


def replace(connection: sqlite_utils.Database, changes: Iterable[MarkChange]) -> None:
    """Inside a job: put each change's new mark in the place of the old one, and remember both.

    Raises `MarksChanged` where the stored mark is not `before`, or there is none.
    """
    for change in changes:
        after = change.after
        replaced = connection.execute(
            "UPDATE marks SET version = ?, outcome = ?, fraction = ?, out_of = ?, strand = ?, "
            "tags = ?, graded = ? WHERE attempt_id = ? AND item_id = ? AND version = ? "
            "AND outcome = ? AND fraction IS ? AND out_of = ? AND strand = ? AND tags = ? "
            "AND graded = ?",
            (
                *_columns(after),
                change.attempt_id,
                change.item_id,
                *_columns(change.before),
            ),
        )
        if replaced.rowcount != 1 or {after.item_id, change.before.item_id} != {change.item_id}:
            raise MarksChanged(change.attempt_id, change.item_id)
        connection.execute(
            "INSERT INTO mark_changes (attempt_id, item_id, changed_at, kind, regrade_id, "
            "grading_id, before, after) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                change.attempt_id,
                change.item_id,
                change.changed_at,
                change.kind.value,
                change.regrade_id,
                change.grading_id,
                json.dumps(dataclasses.asdict(change.before)),
                json.dumps(dataclasses.asdict(after)),
            ),
        )


def changes_of_attempt(db: Database, attempt_id: str) -> list[MarkChange]:
    """Every change of the marks of an attempt, oldest first."""
    rows = db.rows(f"{_CHANGES} WHERE attempt_id = ? ORDER BY id", (attempt_id,))
    return [to_change(*row) for row in rows]


def changes_in_sitting(db: Database, sitting_id: int) -> dict[str, int]:
    """Attempt id -> how often a mark of it was replaced, in a sitting; absent where none was."""
    sql = (
        "SELECT attempt_id, count(*) FROM mark_changes "
        "WHERE attempt_id IN (SELECT id FROM attempts WHERE sitting_id = ?) GROUP BY attempt_id"
    )
    return dict(db.rows(sql, (sitting_id,)))


def standing(changes: Iterable[MarkChange]) -> list[MarkChange]:
    """The changes of one mark, oldest first, without those that were undone."""
    found: list[MarkChange] = []
    for change in changes:
        if change.kind is ChangeKind.UNDONE:
            found = [one for one in found if _made_by(one) != _made_by(change)]
        else:
            found.append(change)
    return found


def taken_back(change: MarkChange, now: str) -> MarkChange:
    """What undoes a change, of the moment `now`."""
    return dataclasses.replace(
        change, changed_at=now, kind=ChangeKind.UNDONE, before=change.after, after=change.before
    )


def _made_by(change: MarkChange) -> tuple[int | None, int | None]:
    """What made a change, or was undone by it; each changes a mark once."""
    return change.regrade_id, change.grading_id


def _columns(mark: Mark) -> tuple[str | float | None, ...]:
    """What is stored of a mark besides what it is for, in the order of the table."""
    return (
        mark.version,
        mark.outcome.value,
        mark.fraction,
        mark.out_of,
        mark.strand,
        json.dumps(mark.tags),
        mark.graded,
    )


def to_change(
    attempt_id: str,
    item_id: str,
    changed_at: str,
    kind: str,
    before: str,
    after: str,
    regrade_id: int | None,
    grading_id: int | None,
) -> MarkChange:
    """A row of `mark_changes`, in the order of `CHANGE_COLUMNS`."""
    return MarkChange(
        attempt_id,
        item_id,
        changed_at,
        ChangeKind(kind),
        _told(before),
        _told(after),
        regrade_id,
        grading_id,
    )


def _told(text: str) -> Mark:
    told = json.loads(text)
    return Mark(
        **told | {"outcome": Outcome(told["outcome"]), "tags": tuple(told["tags"])},
    )


def _by_attempt(db: Database, where: str, parameters: Sequence[Any]) -> MarksByAttempt:
    found: dict[str, list[Mark]] = {}
    for attempt_id, *row in db.rows(_SELECT + where + _ORDER, parameters):
        found.setdefault(attempt_id, []).append(to_mark(*row))
    return {attempt_id: tuple(marks) for attempt_id, marks in found.items()}


def to_mark(
    item_id: str,
    version: str,
    outcome: str,
    fraction: float | None,
    out_of: float,
    strand: str,
    tags: str,
    graded: int,
) -> Mark:
    """A row of `marks`, in the order of `COLUMNS`."""
    return Mark(
        item_id,
        version,
        Outcome(outcome),
        fraction,
        out_of,
        strand,
        tuple(json.loads(tags)),
        bool(graded),
    )
