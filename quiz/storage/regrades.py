"""Regrades: marks replaced because the instructor decided so, recorded and reversible.

A regrade holds for all marks of an item at a quiz, in all classes, and for the attempts that were
open when it was made: they are marked as they would have been, had they been handed in before.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlite_utils

from quiz.errors import MarksChanged, NotFound, RegradeStands
from quiz.model import Attempt, ChangeKind, Given, Mark, MarkChange, Regrade, RegradeKind
from quiz.storage import marks as marks_
from quiz.storage.database import Database

_COLUMNS = "id, lesson, quiz, item_id, kind, version, reason, made_at, undone_at"
_REGRADED_LATER = "The question was regraded again since. Undo the later regrade first."
_GRADED_LATER = (
    "Since this regrade, a response was marked by hand, so the earlier marks can't all come back. "
    "Undo that marking first."
)


@dataclass(frozen=True)
class NewRegrade:
    """A decision to keep. `text` is the item that `version` names, as it is to be frozen.

    `marks` are (attempt id, the mark now, the mark that it becomes) of every mark of the item at
    the quiz, those included that stay as they are.
    """

    lesson: str
    quiz: str
    item_id: str
    kind: RegradeKind
    version: str
    text: str
    reason: str
    marks: Sequence[tuple[str, Mark, Mark]]


@dataclass(frozen=True)
class InForce:
    """The regrades that hold for an attempt still open, oldest first.

    `events` counts everything that ever happened to regrades of its quiz: it grows with each one
    made and each one undone.
    """

    events: int
    regrades: tuple[Regrade, ...]


@dataclass(frozen=True)
class Regraded:
    """What regrades in force make of marks in the moment they are given: see `in_force`.

    The default is for a quiz without any; where there is one after all, nothing is stored.
    """

    events: int = 0
    changes: Sequence[MarkChange] = ()


NOT_REGRADED = Regraded()


@dataclass(frozen=True)
class Work:
    """What one attempt has for an item. `version` is the one that the student was asked."""

    attempt_id: str
    student_id: int
    student_name: str
    class_name: str
    number: int
    version: str
    given: Given
    mark: Mark | None


def apply(db: Database, decided: Sequence[NewRegrade]) -> list[Regrade]:
    """Make regrades and replace the marks, all in one transaction.

    Raises `MarksChanged` where the marks of an item aren't those that `marks` begins with, none
    more and none less; then nothing happens at all.
    """
    now = db.stamp()

    def job(connection: sqlite_utils.Database) -> list[Regrade]:
        return [_apply(connection, one, now) for one in decided]

    return db.write(job)


def _apply(connection: sqlite_utils.Database, new: NewRegrade, now: str) -> Regrade:
    _require_same(connection, new)
    connection.execute(
        "INSERT INTO item_versions (version, item_id, text) VALUES (?, ?, ?) "
        "ON CONFLICT (version) DO NOTHING",
        (new.version, new.item_id, new.text),
    )
    own = (new.lesson, new.quiz, new.item_id, new.kind, new.version, new.reason, now)
    [(regrade_id,)] = connection.execute(
        "INSERT INTO regrades (lesson, quiz, item_id, kind, version, reason, made_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
        own,
    ).fetchall()
    connection.execute(
        "INSERT INTO regrades_waiting (regrade_id, attempt_id) SELECT ?, a.id FROM attempts a "
        "JOIN attempt_items i ON i.attempt_id = a.id WHERE a.lesson = ? AND a.quiz = ? "
        "AND a.state = 'in progress' AND i.item_id = ?",
        (regrade_id, new.lesson, new.quiz, new.item_id),
    )
    marks_.replace(
        connection,
        [
            MarkChange(attempt, new.item_id, now, ChangeKind.REGRADED, before, after, regrade_id)
            for attempt, before, after in new.marks
            if before != after
        ],
    )
    return Regrade(regrade_id, *own)


def _require_same(connection: sqlite_utils.Database, new: NewRegrade) -> None:
    rows = connection.execute(
        f"SELECT m.attempt_id, {marks_.COLUMNS} FROM marks m "  # noqa: S608
        "JOIN attempts a ON a.id = m.attempt_id "
        "WHERE a.lesson = ? AND a.quiz = ? AND m.item_id = ?",
        (new.lesson, new.quiz, new.item_id),
    ).fetchall()
    now = {attempt_id: marks_.to_mark(*row) for attempt_id, *row in rows}
    seen = {attempt_id: before for attempt_id, before, _ in new.marks}
    if now != seen:
        every = now.keys() | seen.keys()
        raise MarksChanged(next(a for a in every if now.get(a) != seen.get(a)), new.item_id)


def undo(db: Database, regrade_id: int) -> Regrade:
    """Give back every mark that a regrade replaced, as it was; it holds for nobody any more.

    Raises `NotFound`, and `RegradeStands` where it was undone already, where the item was regraded
    again since, or where a person graded one of the responses since.
    """
    now = db.stamp()

    def job(connection: sqlite_utils.Database) -> Regrade:
        regrade = _get(connection.execute, regrade_id)
        if regrade.undone_at:
            raise RegradeStands(regrade_id, "This regrade was undone already.")
        if _newest(connection, regrade) != regrade_id:
            raise RegradeStands(regrade_id, _REGRADED_LATER)
        given = list(_standing(connection, regrade_id))
        if any(change.regrade_id != regrade_id for change in given):
            raise RegradeStands(regrade_id, _GRADED_LATER)
        connection.execute("UPDATE regrades SET undone_at = ? WHERE id = ?", (now, regrade_id))
        marks_.replace(connection, [marks_.taken_back(change, now) for change in given])
        return replace(regrade, undone_at=now)

    return db.write(job)


def _newest(connection: sqlite_utils.Database, regrade: Regrade) -> int:
    """The last regrade of the same item that holds."""
    [(newest,)] = connection.execute(
        "SELECT max(id) FROM regrades "
        "WHERE lesson = ? AND quiz = ? AND item_id = ? AND undone_at IS NULL",
        (regrade.lesson, regrade.quiz, regrade.item_id),
    ).fetchall()
    return int(newest)


def _standing(connection: sqlite_utils.Database, regrade_id: int) -> Iterator[MarkChange]:
    """The last change, not undone, of each mark that the regrade replaced."""
    rows = connection.execute(
        f"SELECT {marks_.CHANGE_COLUMNS} FROM mark_changes WHERE (attempt_id, item_id) IN "  # noqa: S608
        "(SELECT attempt_id, item_id FROM mark_changes WHERE regrade_id = ?) ORDER BY id",
        (regrade_id,),
    ).fetchall()
    by_attempt: dict[str, list[MarkChange]] = {}
    for row in rows:
        change = marks_.to_change(*row)
        by_attempt.setdefault(change.attempt_id, []).append(change)
    for changes in by_attempt.values():
        yield marks_.standing(changes)[-1]


def in_force(db: Database, attempt: Attempt) -> InForce:
    """What holds for an attempt that is still open.

    One query, so that `events` and the regrades are of the same moment.
    """
    rows = db.rows(
        f"SELECT {_COLUMNS}, EXISTS (SELECT 1 FROM regrades_waiting "  # noqa: S608
        "WHERE regrade_id = id AND attempt_id = ?) FROM regrades "
        "WHERE lesson = ? AND quiz = ? ORDER BY id",
        (attempt.id, attempt.lesson, attempt.quiz),
    )
    every = [(_regrade(row[:-1]), row[-1]) for row in rows]
    return InForce(
        events=sum(1 + bool(regrade.undone_at) for regrade, _ in every),
        regrades=tuple(one for one, waits in every if waits and not one.undone_at),
    )


def events(connection: sqlite_utils.Database, attempt_id: str) -> int:
    """Inside a job: `InForce.events`, for the quiz of an attempt, as of now."""
    [(count,)] = connection.execute(
        "SELECT count(r.id) + count(r.undone_at) FROM attempts a "
        "LEFT JOIN regrades r ON r.lesson = a.lesson AND r.quiz = a.quiz WHERE a.id = ?",
        (attempt_id,),
    ).fetchall()
    return int(count)


def get(db: Database, regrade_id: int) -> Regrade:
    """One regrade. Raises `NotFound`."""
    return _get(db.rows, regrade_id)


def of_quiz(db: Database, lesson: str, quiz: str) -> list[tuple[Regrade, int]]:
    """All regrades at a quiz, newest first, with how many marks each replaced."""
    rows = db.rows(
        f"SELECT {_COLUMNS}, (SELECT count(*) FROM mark_changes "  # noqa: S608
        "WHERE regrade_id = regrades.id AND mark_changes.kind = 'regraded') FROM regrades "
        "WHERE lesson = ? AND quiz = ? ORDER BY id DESC",
        (lesson, quiz),
    )
    return [(_regrade(row[:-1]), row[-1]) for row in rows]


def quizzes(db: Database) -> list[tuple[str, str]]:
    """(lesson, quiz) of every quiz that was ever regraded, the last one first."""
    rows = db.rows("SELECT lesson, quiz FROM regrades GROUP BY lesson, quiz ORDER BY max(id) DESC")
    return [(lesson, quiz) for lesson, quiz in rows]


def outdated(db: Database, now: Iterable[tuple[str, str, str, str]]) -> set[tuple[str, str, str]]:
    """Of items (lesson, quiz, item id, version now): those that have marks by another version.

    One that everybody got full marks for, as it is now, is not among them.
    """
    # CROSS JOIN holds SQLite to this order: an item has few versions, and the first mark by an
    # earlier one settles it. Left to itself it walks through all attempts of all classes.
    rows = db.rows(
        "SELECT lesson, quiz, item_id FROM (SELECT value ->> 0 AS lesson, value ->> 1 AS quiz, "
        "value ->> 2 AS item_id, value ->> 3 AS version FROM json_each(?)) AS now WHERE EXISTS ("
        "SELECT 1 FROM item_versions v CROSS JOIN marks m ON m.version = v.version "
        "CROSS JOIN attempts a ON a.id = m.attempt_id WHERE v.item_id = now.item_id "
        "AND v.version <> now.version AND a.lesson = now.lesson AND a.quiz = now.quiz) "
        "AND NOT EXISTS (SELECT 1 FROM regrades r WHERE r.lesson = now.lesson "
        "AND r.quiz = now.quiz AND r.item_id = now.item_id AND r.version = now.version "
        "AND r.kind = 'full marks' AND r.undone_at IS NULL)",
        (json.dumps(list(now)),),
    )
    return {(lesson, quiz, item_id) for lesson, quiz, item_id in rows}


def behind(db: Database, regrade_ids: Iterable[int]) -> dict[int, Regrade]:
    """Regrades by their ids: those behind some changes of marks."""
    rows = db.rows(
        f"SELECT {_COLUMNS} FROM regrades WHERE id IN (SELECT value FROM json_each(?))",  # noqa: S608
        (json.dumps(list(regrade_ids)),),
    )
    return {row[0]: _regrade(row) for row in rows}


def work(db: Database, lesson: str, quiz: str, item_id: str) -> list[Work]:
    """What every attempt at a quiz has for one item, in all classes, by class and name.

    Attempts that were begun without the item have nothing for it and are left out.
    """
    rows = db.rows(
        "SELECT a.id, a.student_id, s.name, c.name, a.number, i.version, "  # noqa: S608
        f"coalesce(r.given, '{{}}'), {marks_.COLUMNS} FROM attempts a "
        "JOIN attempt_items i ON i.attempt_id = a.id "
        "JOIN students s ON s.id = a.student_id JOIN classes c ON c.id = s.class_id "
        "LEFT JOIN responses r ON r.attempt_id = a.id AND r.item_id = i.item_id "
        "LEFT JOIN marks m ON m.attempt_id = a.id AND m.item_id = i.item_id "
        "WHERE a.lesson = ? AND a.quiz = ? AND i.item_id = ? "
        "ORDER BY c.id, s.name COLLATE NOCASE, s.id, a.number",
        (lesson, quiz, item_id),
    )
    return [_work(row) for row in rows]


def taken(db: Database, lesson: str, quiz: str) -> list[str]:
    """The versions of items that attempts at a quiz were begun with in all classes, newest last."""
    rows = db.rows(
        "SELECT i.version FROM attempts a JOIN attempt_items i ON i.attempt_id = a.id "
        "WHERE a.lesson = ? AND a.quiz = ? GROUP BY i.version ORDER BY max(a.rowid), i.position",
        (lesson, quiz),
    )
    return [version for (version,) in rows]


def titles(db: Database, lesson: str, quiz: str) -> tuple[str, str] | None:
    """A quiz's title and its lesson's at the newest attempt; None where nobody took it."""
    rows = db.rows(
        "SELECT quiz_title, lesson_title FROM attempts WHERE lesson = ? AND quiz = ? "
        "ORDER BY rowid DESC LIMIT 1",
        (lesson, quiz),
    )
    return rows[0] if rows else None


def _get(query: Callable[..., Any], regrade_id: int) -> Regrade:
    found = list(query(f"SELECT {_COLUMNS} FROM regrades WHERE id = ?", (regrade_id,)))  # noqa: S608
    if not found:
        raise NotFound("regrade", regrade_id)
    return _regrade(found[0])


def _regrade(row: tuple[Any, ...]) -> Regrade:
    regrade_id, lesson, quiz, item_id, kind, version, reason, made_at, undone_at = row
    return Regrade(
        regrade_id, lesson, quiz, item_id, RegradeKind(kind), version, reason, made_at, undone_at
    )


def _work(row: tuple[Any, ...]) -> Work:
    attempt_id, student_id, student, class_, number, version, given, *mark = row
    return Work(
        attempt_id,
        student_id,
        student,
        class_,
        number,
        version,
        json.loads(given),
        marks_.to_mark(*mark) if mark[0] else None,
    )
