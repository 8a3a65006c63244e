"""Answers that came when their attempt took none any more, kept apart from all responses.

Nothing here changes a response or a mark: taking a late answer is saving it like any other.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlite_utils

from quiz.errors import NotFound
from quiz.model import Confidence, Given, Kind, LateAnswer, Way
from quiz.storage import class_log
from quiz.storage.database import Database

MOST_FOR_ITEM = 5
"""Different late answers that one item of an attempt may have."""
_COLUMNS = "id, attempt_id, item_id, given, evidence, confidence, came_at, way, taken"


@dataclass(frozen=True)
class Came:
    """One answer that came late, with what is cited for it and how sure the student is."""

    item_id: str
    given: Given
    evidence: tuple[str, ...] = ()
    confidence: Confidence | None = None


@dataclass(frozen=True)
class Kept:
    """The items whose late answers are `new`, here already (`known`), or beyond `MOST_FOR_ITEM`."""

    new: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    too_many: tuple[str, ...] = ()


def keep(db: Database, attempt_id: str, answers: Sequence[Came], way: Way) -> Kept:
    """Keep late answers for the instructor, all in one transaction. The same one is kept once.

    Raises `NotFound` for an item that the attempt hasn't; then none is kept.
    """
    now = db.stamp()

    def job(connection: sqlite_utils.Database) -> Kept:
        outcome: dict[str, list[str]] = {"new": [], "known": [], "too_many": []}
        for answer in answers:
            outcome[_keep(connection, attempt_id, answer, way, now)].append(answer.item_id)
        return Kept(**{what: tuple(ids) for what, ids in outcome.items()})

    return db.write(job)


def _keep(
    connection: sqlite_utils.Database, attempt_id: str, answer: Came, way: Way, now: str
) -> str:
    place = (attempt_id, answer.item_id)
    sql = "SELECT 1 FROM attempt_items WHERE attempt_id = ? AND item_id = ?"
    if not connection.execute(sql, place).fetchall():
        raise NotFound("question", answer.item_id)
    said = (
        json.dumps(answer.given, sort_keys=True),
        json.dumps(sorted(set(answer.evidence))),
        answer.confidence,
    )
    rows = connection.execute(
        "SELECT given, evidence, confidence FROM late_answers WHERE attempt_id = ? AND item_id = ?",
        place,
    ).fetchall()
    if said in [tuple(row) for row in rows]:
        return "known"
    if len(rows) >= MOST_FOR_ITEM:
        return "too_many"
    connection.execute(
        "INSERT INTO late_answers (attempt_id, item_id, given, evidence, confidence, came_at, way) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (*place, *said, now, way.value),
    )
    return "new"


def of_attempt(db: Database, attempt_id: str) -> list[LateAnswer]:
    """The late answers of one attempt, the newest last."""
    return _select(db, "attempt_id = ?", attempt_id)


def of_sitting(db: Database, sitting_id: int) -> list[LateAnswer]:
    """The late answers of all attempts in a sitting, the newest last."""
    return _select(db, "attempt_id IN (SELECT id FROM attempts WHERE sitting_id = ?)", sitting_id)


def waiting(db: Database, sitting_id: int) -> int:
    """How many late answers in a sitting the instructor hasn't decided about."""
    [(number,)] = db.rows(
        "SELECT count(*) FROM late_answers WHERE taken IS NULL "
        "AND attempt_id IN (SELECT id FROM attempts WHERE sitting_id = ?)",
        (sitting_id,),
    )
    return int(number)


def decide(db: Database, attempt_id: str, ids: Collection[int], *, taken: bool) -> int:
    """Note that the instructor took these late answers of an attempt, or didn't; how many they are.

    Those that were taken before stay so.
    """
    now = db.stamp()

    def job(connection: sqlite_utils.Database) -> int:
        number = connection.execute(
            "UPDATE late_answers SET taken = ? WHERE attempt_id = ? AND taken IS NOT 1 "
            "AND id IN (SELECT value FROM json_each(?))",
            (taken, attempt_id, json.dumps(list(ids))),
        ).rowcount
        if number:
            kind = Kind.LATE_TAKEN if taken else Kind.LATE_NOT_TAKEN
            _log(connection, now, attempt_id, number, kind)
        return number

    return db.write(job)


def note_file(db: Database, attempt_id: str, number: int) -> None:
    """Note in the class's log that a file with so many new answers of an attempt was loaded."""
    now = db.stamp()

    def job(connection: sqlite_utils.Database) -> None:
        _log(connection, now, attempt_id, number, Kind.FILE_LOADED)

    db.write(job)


def _log(
    connection: sqlite_utils.Database, now: str, attempt_id: str, number: int, kind: Kind
) -> None:
    [(student_id, class_id, title)] = connection.execute(
        "SELECT s.id, s.class_id, a.quiz_title FROM attempts a JOIN students s "
        "ON s.id = a.student_id WHERE a.id = ?",
        (attempt_id,),
    ).fetchall()
    class_log.note(
        connection,
        now,
        kind,
        class_id=class_id,
        student_id=student_id,
        detail=f"{title}: {number}",
    )


def _select(db: Database, where: str, parameter: Any) -> list[LateAnswer]:
    sql = f"SELECT {_COLUMNS} FROM late_answers WHERE {where} ORDER BY id"  # noqa: S608
    return [_to_late(*row) for row in db.rows(sql, (parameter,))]


def _to_late(
    id_: int,
    attempt_id: str,
    item_id: str,
    given: str,
    evidence: str,
    confidence: str | None,
    came_at: str,
    way: str,
    taken: int | None,
) -> LateAnswer:
    return LateAnswer(
        id_,
        attempt_id,
        item_id,
        json.loads(given),
        tuple(json.loads(evidence)),
        Confidence(confidence) if confidence else None,
        came_at,
        Way(way),
        None if taken is None else bool(taken),
    )
