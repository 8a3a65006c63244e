"""Attempts: starting, submitting once for exactly what was marked, looking up."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlite_utils

from quiz.errors import AttemptClosed, NoAttemptsLeft, NotFound, NotOpen, TimeIsUp
from quiz.model import (
    Attempt,
    AttemptState,
    ClosedBy,
    EvidenceMark,
    Feedback,
    Mark,
    SittingState,
    Source,
)
from quiz.sitting_time import GRACE, HANDED_IN_AFTER, elapsed, full_time, is_over, passed
from quiz.storage import evidence_marks, regrades
from quiz.storage import marks as marks_
from quiz.storage.attempt_rows import (
    SELECT_ATTEMPTS,
    to_attempt,
)
from quiz.storage.database import Database
from quiz.storage.driver import sqlite3
from quiz.storage.regrades import NOT_REGRADED, Regraded
from quiz.storage.sitting_rows import SITTING_COLUMNS, to_sitting

MOST_ATTEMPTS = 100
"""Where a quiz may be taken as often as one likes: no student needs more, a prank would."""
OF_CLASS = "student_id IN (SELECT id FROM students WHERE class_id = ?)"
"""Which rows of `attempts` are a class's."""


@dataclass(frozen=True)
class NewAttempt:
    """What an attempt is begun with, frozen from then on.

    `items` are (item id, version, text) in the order asked; `lang` is the language of the lesson;
    `allowed` is how many attempts there may be, None for `MOST_ATTEMPTS`. In a sitting, `allowed`
    counts the attempts in that sitting alone, and `feedback` and `confidence` are by its rules.
    `seed` is what the order of choices comes from, '' for one of the student's own; `mixed`: also
    those choices that stand in the author's order otherwise.
    """

    lesson: str
    quiz: str
    lesson_title: str
    quiz_title: str
    feedback: Feedback
    items: Sequence[tuple[str, str, str]]
    allowed: int | None = None
    lang: str = ""
    sitting_id: int | None = None
    confidence: bool = False
    seed: str = ""
    mixed: bool = False
    source: Source = Source.SCREEN


@dataclass(frozen=True)
class _Time:
    """When an attempt began and ends, in its sitting's time."""

    began_after: float | None = None
    ends_after: float | None = None


def start(db: Database, student_id: int, new: NewAttempt) -> Attempt:
    """The student's attempt at a quiz: the one in progress, or else a new one.

    Whoever begins late in a sitting has their full time all the same. Raises `NoAttemptsLeft`,
    `NotOpen` where the sitting isn't open, and `NotFound` where there is no such student.
    """
    now, reading = db.stamp(), db.clock.now()
    # Not a number that counts up: an address must not tell how to find the next student's.
    new_id = secrets.token_urlsafe(16)

    def job(connection: sqlite_utils.Database) -> str:
        mine = connection.execute(
            "SELECT id, number, state, sitting_id FROM attempts WHERE student_id = ? "
            "AND lesson = ? AND quiz = ? ORDER BY number",
            (student_id, new.lesson, new.quiz),
        ).fetchall()
        # Not always the last one: an older one may have been opened again.
        for attempt_id, _, state, _ in mine:
            if state == AttemptState.IN_PROGRESS:
                return str(attempt_id)
        counted = [row for row in mine if new.sitting_id in (None, row[3])]
        more, time = _in_sitting(connection, student_id, new, reading)
        allowed = MOST_ATTEMPTS if new.allowed is None else new.allowed + more
        if len(counted) >= allowed:
            raise NoAttemptsLeft(new.quiz, allowed)
        number = mine[-1][1] + 1 if mine else 1
        _insert(connection, (new_id, student_id, number, now), new, time)
        return new_id

    try:
        return get(db, db.write(job))
    except sqlite3.IntegrityError as error:
        if db.rows("SELECT 1 FROM students WHERE id = ?", (student_id,)):
            raise
        raise NotFound("student", student_id) from error


def _in_sitting(
    connection: sqlite_utils.Database, student_id: int, new: NewAttempt, reading: float
) -> tuple[int, _Time]:
    """How many attempts more a student has in the sitting, and when one begun now ends there."""
    if new.sitting_id is None:
        return 0, _Time()
    rows = connection.execute(
        f"SELECT {SITTING_COLUMNS}, t.extra_time, coalesce(a.extra_seconds, 0), "  # noqa: S608
        "coalesce(a.extra_attempts, 0) FROM sittings s JOIN students t ON t.id = ? "
        "LEFT JOIN allowances a ON a.sitting_id = s.id AND a.student_id = t.id WHERE s.id = ?",
        (student_id, new.sitting_id),
    ).fetchall()
    if not rows:
        raise NotFound("student", student_id)
    *columns, multiplier, seconds, more = rows[0]
    sitting = to_sitting(*columns)
    # From paper, answers come in when the sitting is over.
    if new.source is Source.SCREEN and (
        sitting.state is not SittingState.OPEN or is_over(sitting, reading)
    ):
        raise NotOpen(new.quiz)
    began = elapsed(sitting, reading)
    limit = sitting.rules.time_limit if new.source is Source.SCREEN else None
    time = full_time(limit, multiplier, seconds)
    return more, _Time(began, None if time is None else began + time)


def _insert(
    connection: sqlite_utils.Database,
    own: tuple[str, int, int, str],
    new: NewAttempt,
    time: _Time,
) -> None:
    _, student_id, number, _ = own
    connection.execute(
        "INSERT INTO attempts (id, student_id, number, started_at, seed, lesson, quiz, "
        "lesson_title, quiz_title, lang, feedback, sitting_id, began_after, ends_after, "
        "confidence, mixed, source) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *own,
            new.seed or f"{student_id}/{new.lesson}/{new.quiz}/{number}",
            new.lesson,
            new.quiz,
            new.lesson_title,
            new.quiz_title,
            new.lang,
            new.feedback.value,
            new.sitting_id,
            time.began_after,
            time.ends_after,
            new.confidence,
            new.mixed,
            new.source.value,
        ),
    )
    for position, (item_id, version, text) in enumerate(new.items, start=1):
        keep_text(connection, version, item_id, text)
        connection.execute(
            "INSERT INTO attempt_items (attempt_id, position, item_id, version) "
            "VALUES (?, ?, ?, ?)",
            (own[0], position, item_id, version),
        )


def keep_text(connection: sqlite_utils.Database, version: str, item_id: str, text: str) -> None:
    """Inside a job: keep the text of an item's version, once."""
    connection.execute(
        "INSERT INTO item_versions (version, item_id, text) VALUES (?, ?, ?) "
        "ON CONFLICT (version) DO NOTHING",
        (version, item_id, text),
    )


def get(db: Database, attempt_id: str) -> Attempt:
    """One attempt. Raises `NotFound`."""
    found = _select(db, " WHERE id = ?", (attempt_id,)) if may_be_id(attempt_id) else []
    if not found:
        raise NotFound("attempt", attempt_id)
    return found[0]


def of_student(db: Database, student_id: int) -> list[Attempt]:
    """All of a student's attempts, oldest first."""
    return _select(db, " WHERE student_id = ? ORDER BY rowid", (student_id,))


def in_class(db: Database, class_id: int) -> list[Attempt]:
    """All attempts of a class's students, oldest first."""
    return _select(db, f" WHERE {OF_CLASS} ORDER BY rowid", (class_id,))


def at_quiz(db: Database, class_id: int, lesson: str, quiz: str) -> list[Attempt]:
    """All attempts of a class's students at one quiz, oldest first."""
    # The plus keeps SQLite from walking through every class's attempts at the quiz, which lie in
    # this order, to save itself sorting thirty.
    where = f" WHERE {OF_CLASS} AND lesson = ? AND quiz = ? ORDER BY +rowid"
    return _select(db, where, (class_id, lesson, quiz))


def in_sitting(db: Database, sitting_id: int) -> list[Attempt]:
    """All attempts in one sitting, oldest first."""
    return _select(db, " WHERE sitting_id = ? ORDER BY rowid", (sitting_id,))


def out_of_time(db: Database) -> list[Attempt]:
    """The open attempts whose time is up, so long ago that no answer of theirs is under way."""
    # The plus keeps SQLite from walking through all attempts ever made, once a second.
    where = (
        " WHERE state = 'in progress' AND ends_after IS NOT NULL AND ends_after + ? <= "
        "(SELECT ran + coalesce(max(0, ? - running_since), 0) FROM sittings "
        "WHERE sittings.id = sitting_id) ORDER BY +rowid"
    )
    return _select(db, where, (HANDED_IN_AFTER, db.clock.now()))


def item_texts(db: Database, versions: Iterable[str]) -> dict[str, str]:
    """Version -> the item's text as it was when an attempt with it began."""
    rows = db.rows(
        "SELECT version, text FROM item_versions WHERE version IN (SELECT value FROM json_each(?))",
        (json.dumps(list(versions)),),
    )
    return dict(rows)


def submit(
    db: Database,
    attempt_id: str,
    revision: int,
    marks: Sequence[Mark],
    regraded: Regraded = NOT_REGRADED,
    *,
    by: ClosedBy = ClosedBy.STUDENT,
    evidence: Sequence[EvidenceMark] = (),
) -> bool:
    """Close an attempt with the marks that its responses at `revision` earned, one for each item,
    and those of the `evidence` given for some of them.

    False, and nothing changed, where an answer was saved since, it was submitted already, or a
    regrade was made or undone that `regraded` doesn't know of: read it again. Raises `NotFound`,
    and `ValueError` where a mark is missing or too many.
    """
    now = db.stamp()

    def job(connection: sqlite_utils.Database) -> bool:
        state_of(connection, attempt_id)
        if regrades.events(connection, attempt_id) != regraded.events:
            return False
        closed = connection.execute(
            "UPDATE attempts SET state = 'submitted', submitted_at = ?, closed_by = ? "
            "WHERE id = ? AND state = 'in progress' AND revision = ?",
            (now, by.value, attempt_id, revision),
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
        evidence_marks.record(connection, attempt_id, evidence)
        return True

    return db.write(job)


def _select(db: Database, where: str, parameters: Sequence[Any] = ()) -> list[Attempt]:
    return [to_attempt(*row) for row in db.rows(SELECT_ATTEMPTS + where, parameters)]


def may_be_id(text: str) -> bool:
    """Ids are made of ASCII; SQLite can't even take some of what an address may hold."""
    return text.isascii()


def state_of(connection: sqlite_utils.Database, attempt_id: str) -> AttemptState:
    """Inside a job: where an attempt stands. Raises `NotFound`."""
    sql = "SELECT state FROM attempts WHERE id = ?"
    found = connection.execute(sql, (attempt_id,)).fetchall() if may_be_id(attempt_id) else []
    if not found:
        raise NotFound("attempt", attempt_id)
    return AttemptState(found[0][0])


def require_open(connection: sqlite_utils.Database, attempt_id: str, reading: float) -> None:
    """Inside a job: go on only with an attempt in progress that has time left.

    `reading` is what the classroom's clock showed when the request came. Raises `AttemptClosed`,
    `TimeIsUp`, `NotFound`.
    """
    rows = connection.execute(
        "SELECT a.state, a.ends_after, s.ran, s.running_since FROM attempts a "
        "LEFT JOIN sittings s ON s.id = a.sitting_id WHERE a.id = ?",
        (attempt_id if may_be_id(attempt_id) else "",),
    ).fetchall()
    if not rows:
        raise NotFound("attempt", attempt_id)
    [(state, ends_after, ran, running_since)] = rows
    if state != AttemptState.IN_PROGRESS:
        raise AttemptClosed(attempt_id)
    if ends_after is not None and passed(ran, running_since, reading) > ends_after + GRACE:
        raise TimeIsUp(attempt_id)
