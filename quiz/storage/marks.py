"""Marks as they were given. They are never worked out again from responses."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import sqlite_utils

from quiz.model import Mark, Outcome
from quiz.storage.database import Database

_SELECT = """
    SELECT m.attempt_id, m.item_id, m.version, m.outcome, m.fraction, m.out_of, m.strand, m.tags,
        m.graded
    FROM marks m
    JOIN attempt_items i ON i.attempt_id = m.attempt_id AND i.item_id = m.item_id
    JOIN attempts a ON a.id = m.attempt_id
"""
_ORDER = " ORDER BY m.attempt_id, i.position"

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


def record(connection: sqlite_utils.Database, attempt_id: str, marks: Iterable[Mark]) -> None:
    """Inside a job: store marks. A mark that a student has seen at a check stays as it was."""
    for mark in marks:
        connection.execute(
            "INSERT INTO marks (attempt_id, item_id, version, outcome, fraction, out_of, strand, "
            "tags, graded) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (attempt_id, item_id) DO NOTHING",
            (
                attempt_id,
                mark.item_id,
                mark.version,
                mark.outcome.value,
                mark.fraction,
                mark.out_of,
                mark.strand,
                json.dumps(mark.tags),
                mark.graded,
            ),
        )


def _by_attempt(db: Database, where: str, parameters: Sequence[Any]) -> MarksByAttempt:
    found: dict[str, list[Mark]] = {}
    for attempt_id, *row in db.rows(_SELECT + where + _ORDER, parameters):
        found.setdefault(attempt_id, []).append(_mark(*row))
    return {attempt_id: tuple(marks) for attempt_id, marks in found.items()}


def _mark(
    item_id: str,
    version: str,
    outcome: str,
    fraction: float | None,
    out_of: float,
    strand: str,
    tags: str,
    graded: int,
) -> Mark:
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
