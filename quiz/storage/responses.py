"""Responses: saving them, checking them, looking them up.

A late retry never overwrites a newer answer; a checked or submitted one never changes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlite_utils

from quiz.errors import InvalidResponse, NotFound
from quiz.model import Confidence, EvidenceMark, Given, Mark, Response
from quiz.storage import evidence_marks, regrades
from quiz.storage import marks as marks_
from quiz.storage.attempt_rows import RESPONSE_COLUMNS, to_response
from quiz.storage.attempts import OF_CLASS, may_be_id, require_open
from quiz.storage.database import Database
from quiz.storage.regrades import NOT_REGRADED, Regraded

LARGEST_SEQUENCE = 2**53
"""What a page's script can still count exactly."""


@dataclass(frozen=True)
class Save:
    """One answer to keep, with what is cited for it and how sure the student is: one thing.

    `sequence` counts the changes of any of these, from 1. `evidence` is put in order, each anchor
    once, so that the same paragraphs are equal.
    """

    item_id: str
    given: Given
    sequence: int
    evidence: tuple[str, ...] = ()
    confidence: Confidence | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "evidence", tuple(sorted(set(self.evidence))))
        if not 1 <= self.sequence <= LARGEST_SEQUENCE:
            raise InvalidResponse(
                self.item_id, "This answer was not saved. Reload the page and try again."
            )


@dataclass(frozen=True)
class Saved:
    """What became of a save: whether it was `accepted`, and what is stored now."""

    accepted: bool
    response: Response


def answered(db: Database, class_id: int) -> dict[str, int]:
    """Attempt id -> how many of its items have an answer, in a class; absent without any."""
    return dict(
        db.rows(
            f"SELECT attempt_id, count(*) FROM attempts JOIN responses ON attempt_id = id "  # noqa: S608
            f"WHERE {OF_CLASS} AND given <> '{{}}' GROUP BY attempt_id",
            (class_id,),
        )
    )


def answered_in(db: Database, attempt_id: str) -> int:
    """How many items of one attempt have an answer."""
    return int(
        db.rows(
            "SELECT count(*) FROM responses WHERE attempt_id = ? AND given <> '{}'", (attempt_id,)
        )[0][0]
    )


def answered_by_item(db: Database, attempt_ids: Iterable[str]) -> dict[str, int]:
    """Item id -> in how many of these attempts it has an answer; absent where it has none."""
    return dict(
        db.rows(
            "SELECT item_id, count(*) FROM responses WHERE given <> '{}' "
            "AND attempt_id IN (SELECT value FROM json_each(?)) GROUP BY item_id",
            (json.dumps(list(attempt_ids)),),
        )
    )


def of_item(db: Database, attempt_ids: Iterable[str], item_id: str) -> dict[str, Response]:
    """Attempt id -> what is stored for one item in it; attempts without a response are absent."""
    rows = db.rows(
        f"SELECT attempt_id, {RESPONSE_COLUMNS} FROM responses WHERE item_id = ? "  # noqa: S608
        "AND attempt_id IN (SELECT value FROM json_each(?))",
        (item_id, json.dumps(list(attempt_ids))),
    )
    return {attempt_id: to_response(*row) for attempt_id, *row in rows}


def given_in_class(db: Database, class_id: int) -> dict[str, dict[str, Given]]:
    """Attempt id -> item id -> what is stored for it, for all attempts of a class."""
    return _given(db, OF_CLASS, (class_id,))


def given_at_quiz(
    db: Database, class_id: int, lesson: str, quiz: str
) -> dict[str, dict[str, Given]]:
    """Attempt id -> item id -> what is stored for it, for a class's attempts at one quiz."""
    return _given(db, f"{OF_CLASS} AND lesson = ? AND quiz = ?", (class_id, lesson, quiz))


def _given(db: Database, where: str, parameters: Sequence[Any]) -> dict[str, dict[str, Given]]:
    found: dict[str, dict[str, Given]] = {}
    sql = "SELECT attempt_id, item_id, given FROM attempts JOIN responses ON attempt_id = id WHERE "
    for attempt_id, item_id, given in db.rows(sql + where, parameters):
        found.setdefault(attempt_id, {})[item_id] = json.loads(given)
    return found


def of_attempt(db: Database, attempt_id: str) -> dict[str, Response]:
    """Item id -> what is stored for it, which may be an emptied answer."""
    rows = db.rows(
        f"SELECT {RESPONSE_COLUMNS} FROM responses WHERE attempt_id = ?",  # noqa: S608
        (attempt_id,),
    )
    return {row[0]: to_response(*row) for row in rows}


def of_attempts(db: Database, attempt_ids: Iterable[str]) -> dict[str, dict[str, Response]]:
    """Attempt id -> item id -> what is stored for it; attempts without responses are absent."""
    rows = db.rows(
        f"SELECT attempt_id, {RESPONSE_COLUMNS} FROM responses "  # noqa: S608
        "WHERE attempt_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(attempt_ids)),),
    )
    found: dict[str, dict[str, Response]] = {}
    for attempt_id, *row in rows:
        found.setdefault(attempt_id, {})[row[0]] = to_response(*row)
    return found


def save(db: Database, attempt_id: str, saves: Sequence[Save]) -> dict[str, Saved]:
    """Keep answers, all in one transaction; item id -> what became of it.

    An answer is accepted if its sequence is higher than the stored one and the stored one isn't
    checked, or if it is the same as the stored one. Raises `AttemptClosed`, `TimeIsUp`, and
    `NotFound` for an attempt or an item that isn't there; then none is kept.
    """
    now, reading = db.stamp(), db.clock.now()

    def job(connection: sqlite_utils.Database) -> dict[str, Saved]:
        require_open(connection, attempt_id, reading)
        outcome, changed = {}, False
        for one in saves:
            stored = _stored(connection, attempt_id, one.item_id)
            saved = _decide(stored, one, now)
            if saved.response != stored:
                _store(connection, attempt_id, saved.response)
            changed = changed or _said(saved.response) != (_said(stored) if stored else _NOTHING)
            outcome[one.item_id] = saved
        if changed:
            _bump(connection, attempt_id)
        return outcome

    return db.write(job)


def _decide(stored: Response | None, save: Save, now: str) -> Saved:
    """What should be stored after `save` came to where `stored` is."""
    new = Response(
        save.item_id,
        dict(save.given),
        save.sequence,
        now,
        evidence=save.evidence,
        confidence=save.confidence,
    )
    if stored is None:
        return Saved(True, new)
    same, newer = _said(new) == _said(stored), save.sequence > stored.sequence
    if stored.checked or not newer:
        return Saved(same, stored)
    if same:
        # The number still moves on, or an older answer that is under way could overtake this one.
        return Saved(True, replace(stored, sequence=save.sequence))
    return Saved(True, new)


_Said = tuple[Given, tuple[str, ...], Confidence | None]
_NOTHING: _Said = ({}, (), None)


def _said(response: Response) -> _Said:
    """All that a student says in a response, which is saved, compared and refused as one."""
    return response.given, response.evidence, response.confidence


def check(
    db: Database,
    attempt_id: str,
    item_id: str,
    mark: Mark,
    regraded: Regraded = NOT_REGRADED,
    *,
    sequence: int,
    evidence: Sequence[EvidenceMark] = (),
) -> bool:
    """Make a response final and keep its mark, for feedback at once, and that of its `evidence`.

    `sequence` is that of the response which earned the mark. False, and nothing changed, where
    another answer is stored by now, none is, it was checked already, or a regrade was made or
    undone that `regraded` doesn't know of. Raises `AttemptClosed`, `NotFound`.
    """
    if {item_id} != {mark.item_id, *(one.item_id for one in evidence)}:
        raise ValueError(f"a mark for {mark.item_id} can't be kept for {item_id}")
    reading = db.clock.now()

    def job(connection: sqlite_utils.Database) -> bool:
        require_open(connection, attempt_id, reading)
        _stored(connection, attempt_id, item_id)
        if regrades.events(connection, attempt_id) != regraded.events:
            return False
        final = connection.execute(
            "UPDATE responses SET checked = 1 WHERE attempt_id = ? AND item_id = ? "
            "AND sequence = ? AND checked = 0",
            (attempt_id, item_id, sequence),
        )
        if final.rowcount != 1:
            return False
        marks_.record(connection, attempt_id, [mark])
        evidence_marks.record(connection, attempt_id, evidence)
        marks_.replace(connection, regraded.changes)
        _bump(connection, attempt_id)
        return True

    return db.write(job)


def _stored(connection: sqlite_utils.Database, attempt_id: str, item_id: str) -> Response | None:
    """What is stored for an item of the attempt. Raises `NotFound` for another item."""
    if not may_be_id(item_id):
        raise NotFound("question", item_id)
    found = connection.execute(
        "SELECT i.item_id, r.given, r.sequence, r.saved_at, r.checked, r.evidence, r.confidence "
        "FROM attempt_items i "
        "LEFT JOIN responses r ON r.attempt_id = i.attempt_id AND r.item_id = i.item_id "
        "WHERE i.attempt_id = ? AND i.item_id = ?",
        (attempt_id, item_id),
    ).fetchall()
    if not found:
        raise NotFound("question", item_id)
    return None if found[0][1] is None else to_response(*found[0])


def _store(connection: sqlite_utils.Database, attempt_id: str, response: Response) -> None:
    connection.execute(
        "INSERT INTO responses (attempt_id, item_id, given, sequence, saved_at, evidence, "
        "confidence) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (attempt_id, item_id) DO UPDATE SET "
        "given = excluded.given, sequence = excluded.sequence, saved_at = excluded.saved_at, "
        "evidence = excluded.evidence, confidence = excluded.confidence",
        (
            attempt_id,
            response.item_id,
            json.dumps(response.given, sort_keys=True),
            response.sequence,
            response.saved_at,
            json.dumps(response.evidence),
            response.confidence,
        ),
    )


def _bump(connection: sqlite_utils.Database, attempt_id: str) -> None:
    connection.execute("UPDATE attempts SET revision = revision + 1 WHERE id = ?", (attempt_id,))
