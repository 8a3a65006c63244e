"""Attempts: starting, saving, checking, submitting, looking up.

The rules that keep answers safe are here: a late retry never overwrites a newer answer, a checked
or submitted one never changes, and submitting happens once, for exactly what was marked.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlite_utils

from quiz.errors import AttemptClosed, InvalidResponse, NoAttemptsLeft, NotFound
from quiz.model import Attempt, AttemptState, Feedback, Given, Mark, Response
from quiz.storage import marks as marks_
from quiz.storage import regrades
from quiz.storage.attempt_rows import (
    RESPONSE_COLUMNS,
    SELECT_ATTEMPTS,
    to_attempt,
    to_response,
)
from quiz.storage.database import Database
from quiz.storage.driver import sqlite3
from quiz.storage.regrades import NOT_REGRADED, Regraded

MOST_ATTEMPTS = 100
"""Where a quiz may be taken as often as one likes: no student needs more, a prank would."""
LARGEST_SEQUENCE = 2**53
"""What a page's script can still count exactly."""
_OF_CLASS = "student_id IN (SELECT id FROM students WHERE class_id = ?)"


@dataclass(frozen=True)
class Save:
    """One answer to keep. `sequence` counts the changes of this answer, from 1."""

    item_id: str
    given: Given
    sequence: int

    def __post_init__(self) -> None:
        if not 1 <= self.sequence <= LARGEST_SEQUENCE:
            raise InvalidResponse(
                self.item_id, "This answer was not saved. Reload the page and try again."
            )


@dataclass(frozen=True)
class Saved:
    """What became of a save: whether it was `accepted`, and what is stored now."""

    accepted: bool
    response: Response


@dataclass(frozen=True)
class NewAttempt:
    """What an attempt is begun with, frozen from then on.

    `items` are (item id, version, text) in the order asked; `lang` is the language of the lesson;
    `allowed` is how many attempts there may be, None for `MOST_ATTEMPTS`.
    """

    lesson: str
    quiz: str
    lesson_title: str
    quiz_title: str
    feedback: Feedback
    items: Sequence[tuple[str, str, str]]
    allowed: int | None = None
    lang: str = ""


def start(db: Database, student_id: int, new: NewAttempt) -> Attempt:
    """The student's attempt at a quiz: the one in progress, or else a new one.

    Raises `NoAttemptsLeft`, or `NotFound` where there is no such student.
    """
    now = db.stamp()
    # Not a number that counts up: an address must not tell how to find the next student's.
    new_id = secrets.token_urlsafe(16)

    def job(connection: sqlite_utils.Database) -> str:
        mine = connection.execute(
            "SELECT id, number, state FROM attempts WHERE student_id = ? AND lesson = ? "
            "AND quiz = ? ORDER BY number",
            (student_id, new.lesson, new.quiz),
        ).fetchall()
        if mine and mine[-1][2] == AttemptState.IN_PROGRESS:
            return str(mine[-1][0])
        allowed = MOST_ATTEMPTS if new.allowed is None else new.allowed
        if len(mine) >= allowed:
            raise NoAttemptsLeft(new.quiz, allowed)
        number = mine[-1][1] + 1 if mine else 1
        _insert(connection, (new_id, student_id, number, now), new)
        return new_id

    try:
        return get(db, db.write(job))
    except sqlite3.IntegrityError as error:
        if db.rows("SELECT 1 FROM students WHERE id = ?", (student_id,)):
            raise
        raise NotFound("student", student_id) from error


def _insert(
    connection: sqlite_utils.Database, own: tuple[str, int, int, str], new: NewAttempt
) -> None:
    _, student_id, number, _ = own
    connection.execute(
        "INSERT INTO attempts (id, student_id, number, started_at, seed, lesson, quiz, "
        "lesson_title, quiz_title, lang, feedback) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *own,
            f"{student_id}/{new.lesson}/{new.quiz}/{number}",
            new.lesson,
            new.quiz,
            new.lesson_title,
            new.quiz_title,
            new.lang,
            new.feedback.value,
        ),
    )
    for position, (item_id, version, text) in enumerate(new.items, start=1):
        connection.execute(
            "INSERT INTO item_versions (version, item_id, text) VALUES (?, ?, ?) "
            "ON CONFLICT (version) DO NOTHING",
            (version, item_id, text),
        )
        connection.execute(
            "INSERT INTO attempt_items (attempt_id, position, item_id, version) "
            "VALUES (?, ?, ?, ?)",
            (own[0], position, item_id, version),
        )


def get(db: Database, attempt_id: str) -> Attempt:
    """One attempt. Raises `NotFound`."""
    found = _select(db, " WHERE id = ?", (attempt_id,)) if _may_be_id(attempt_id) else []
    if not found:
        raise NotFound("attempt", attempt_id)
    return found[0]


def of_student(db: Database, student_id: int) -> list[Attempt]:
    """All of a student's attempts, oldest first."""
    return _select(db, " WHERE student_id = ? ORDER BY rowid", (student_id,))


def in_class(db: Database, class_id: int) -> list[Attempt]:
    """All attempts of a class's students, oldest first."""
    return _select(db, f" WHERE {_OF_CLASS} ORDER BY rowid", (class_id,))


def at_quiz(db: Database, class_id: int, lesson: str, quiz: str) -> list[Attempt]:
    """All attempts of a class's students at one quiz, oldest first."""
    # The plus keeps SQLite from walking through every class's attempts at the quiz, which lie in
    # this order, to save itself sorting thirty.
    where = f" WHERE {_OF_CLASS} AND lesson = ? AND quiz = ? ORDER BY +rowid"
    return _select(db, where, (class_id, lesson, quiz))


def answered(db: Database, class_id: int) -> dict[str, int]:
    """Attempt id -> how many of its items have an answer, in a class; absent without any."""
    return dict(
        db.rows(
            f"SELECT attempt_id, count(*) FROM attempts JOIN responses ON attempt_id = id "  # noqa: S608
            f"WHERE {_OF_CLASS} AND given <> '{{}}' GROUP BY attempt_id",
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


def given_in_class(db: Database, class_id: int) -> dict[str, dict[str, Given]]:
    """Attempt id -> item id -> what is stored for it, for all attempts of a class."""
    return _given(db, _OF_CLASS, (class_id,))


def given_at_quiz(
    db: Database, class_id: int, lesson: str, quiz: str
) -> dict[str, dict[str, Given]]:
    """Attempt id -> item id -> what is stored for it, for a class's attempts at one quiz."""
    return _given(db, f"{_OF_CLASS} AND lesson = ? AND quiz = ?", (class_id, lesson, quiz))


def _given(db: Database, where: str, parameters: Sequence[Any]) -> dict[str, dict[str, Given]]:
    found: dict[str, dict[str, Given]] = {}
    sql = "SELECT attempt_id, item_id, given FROM attempts JOIN responses ON attempt_id = id WHERE "
    for attempt_id, item_id, given in db.rows(sql + where, parameters):
        found.setdefault(attempt_id, {})[item_id] = json.loads(given)
    return found


def item_texts(db: Database, versions: Iterable[str]) -> dict[str, str]:
    """Version -> the item's text as it was when an attempt with it began."""
    rows = db.rows(
        "SELECT version, text FROM item_versions WHERE version IN (SELECT value FROM json_each(?))",
        (json.dumps(list(versions)),),
    )
    return dict(rows)


def responses(db: Database, attempt_id: str) -> dict[str, Response]:
    """Item id -> what is stored for it, which may be an emptied answer."""
    rows = db.rows(
        f"SELECT {RESPONSE_COLUMNS} FROM responses WHERE attempt_id = ?",  # noqa: S608
        (attempt_id,),
    )
    return {row[0]: to_response(*row) for row in rows}


def save(db: Database, attempt_id: str, saves: Sequence[Save]) -> dict[str, Saved]:
    """Keep answers, all in one transaction; item id -> what became of it.

    An answer is accepted if its sequence is higher than the stored one and the stored one isn't
    checked, or if it is the same as the stored one. Raises `AttemptClosed`, and `NotFound` for an
    attempt or an item that isn't there; then none is kept.
    """
    now = db.stamp()

    def job(connection: sqlite_utils.Database) -> dict[str, Saved]:
        _require_open(connection, attempt_id)
        outcome, changed = {}, False
        for one in saves:
            stored = _stored(connection, attempt_id, one.item_id)
            saved = _decide(stored, one, now)
            if saved.response != stored:
                _store(connection, attempt_id, saved.response)
            changed = changed or saved.response.given != (stored.given if stored else {})
            outcome[one.item_id] = saved
        if changed:
            _bump(connection, attempt_id)
        return outcome

    return db.write(job)


def _decide(stored: Response | None, save: Save, now: str) -> Saved:
    """What should be stored after `save` came to where `stored` is."""
    if stored is None:
        return Saved(True, Response(save.item_id, dict(save.given), save.sequence, now))
    same, newer = dict(save.given) == stored.given, save.sequence > stored.sequence
    if stored.checked or not newer:
        return Saved(same, stored)
    if same:
        # The number still moves on, or an older answer that is under way could overtake this one.
        return Saved(True, replace(stored, sequence=save.sequence))
    return Saved(
        True, replace(stored, given=dict(save.given), sequence=save.sequence, saved_at=now)
    )


def check(
    db: Database,
    attempt_id: str,
    item_id: str,
    mark: Mark,
    regraded: Regraded = NOT_REGRADED,
    *,
    sequence: int,
) -> bool:
    """Make a response final and keep its mark, for feedback at once.

    `sequence` is that of the response which earned the mark. False, and nothing changed, where
    another answer is stored by now, none is, it was checked already, or a regrade was made or
    undone that `regraded` doesn't know of. Raises `AttemptClosed`, `NotFound`.
    """
    if mark.item_id != item_id:
        raise ValueError(f"a mark for {mark.item_id} can't be kept for {item_id}")

    def job(connection: sqlite_utils.Database) -> bool:
        _require_open(connection, attempt_id)
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
        marks_.replace(connection, regraded.changes)
        _bump(connection, attempt_id)
        return True

    return db.write(job)


def submit(
    db: Database,
    attempt_id: str,
    revision: int,
    marks: Sequence[Mark],
    regraded: Regraded = NOT_REGRADED,
) -> bool:
    """Close an attempt with the marks that its responses at `revision` earned, one for each item.

    False, and nothing changed, where an answer was saved since, it was submitted already, or a
    regrade was made or undone that `regraded` doesn't know of: read it again. Raises `NotFound`,
    and `ValueError` where a mark is missing or too many.
    """
    now = db.stamp()

    def job(connection: sqlite_utils.Database) -> bool:
        _state(connection, attempt_id)
        if regrades.events(connection, attempt_id) != regraded.events:
            return False
        closed = connection.execute(
            "UPDATE attempts SET state = 'submitted', submitted_at = ? "
            "WHERE id = ? AND state = 'in progress' AND revision = ?",
            (now, attempt_id, revision),
        )
        if closed.rowcount != 1:
            return False
        items = connection.execute(
            "SELECT item_id FROM attempt_items WHERE attempt_id = ?", (attempt_id,)
        ).fetchall()
        if sorted(item_id for (item_id,) in items) != sorted(mark.item_id for mark in marks):
            raise ValueError(f"attempt {attempt_id} needs one mark for each of its items")
        marks_.record(connection, attempt_id, marks)
        marks_.replace(connection, regraded.changes)
        return True

    return db.write(job)


def _select(db: Database, where: str, parameters: Sequence[Any] = ()) -> list[Attempt]:
    return [to_attempt(*row) for row in db.rows(SELECT_ATTEMPTS + where, parameters)]


def _may_be_id(text: str) -> bool:
    """Ids are made of ASCII; SQLite can't even take some of what an address may hold."""
    return text.isascii()


def _state(connection: sqlite_utils.Database, attempt_id: str) -> AttemptState:
    sql = "SELECT state FROM attempts WHERE id = ?"
    found = connection.execute(sql, (attempt_id,)).fetchall() if _may_be_id(attempt_id) else []
    if not found:
        raise NotFound("attempt", attempt_id)
    return AttemptState(found[0][0])


def _require_open(connection: sqlite_utils.Database, attempt_id: str) -> None:
    if _state(connection, attempt_id) is not AttemptState.IN_PROGRESS:
        raise AttemptClosed(attempt_id)


def _stored(connection: sqlite_utils.Database, attempt_id: str, item_id: str) -> Response | None:
    """What is stored for an item of the attempt. Raises `NotFound` for another item."""
    if not _may_be_id(item_id):
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
        "INSERT INTO responses (attempt_id, item_id, given, sequence, saved_at) "
        "VALUES (?, ?, ?, ?, ?) ON CONFLICT (attempt_id, item_id) DO UPDATE SET "
        "given = excluded.given, sequence = excluded.sequence, saved_at = excluded.saved_at",
        (
            attempt_id,
            response.item_id,
            json.dumps(response.given, sort_keys=True),
            response.sequence,
            response.saved_at,
        ),
    )


def _bump(connection: sqlite_utils.Database, attempt_id: str) -> None:
    connection.execute("UPDATE attempts SET revision = revision + 1 WHERE id = ?", (attempt_id,))
