"""How people graded open responses, and how students rated themselves by the same rubrics.

Gradings are only ever added. One that is undone stays, with the time of it; the newest that isn't
is the one that counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlite_utils

from quiz.errors import GradedMeanwhile, MarksChanged, NotFound
from quiz.model import ChangeKind, Grading, Mark, MarkChange, SelfRating
from quiz.storage import marks
from quiz.storage.database import Database

_SELECT = """
    SELECT id, attempt_id, item_id, version, levels, fraction, comment, graded_at FROM gradings
"""
_MOST_COMMENTS = 12
_NEWEST_COMMENTS = 500
"""Of one item, that are counted."""


@dataclass(frozen=True)
class NewGrading:
    """A grading to keep, with the mark that it gives in the place of the one `before`.

    `instead_of` is the id of the grading that counted when the person decided; None: there was
    none.
    """

    attempt_id: str
    levels: Mapping[str, int]
    comment: str
    before: Mark
    after: Mark
    instead_of: int | None = None


Key = tuple[str, str]
"""(attempt id, item id)"""


def current(db: Database, attempt_ids: Iterable[str]) -> dict[Key, Grading]:
    """The gradings that count, of these attempts, by attempt and item."""
    where = (
        " WHERE undone_at IS NULL AND attempt_id IN (SELECT value FROM json_each(?)) ORDER BY id"
    )
    rows = db.rows(_SELECT + where, (json.dumps(list(attempt_ids)),))
    found = (_grading(*row) for row in rows)
    return {(grading.attempt_id, grading.item_id): grading for grading in found}


def of_attempt(db: Database, attempt_id: str) -> dict[str, Grading]:
    """Item id -> the grading that counts, for one attempt."""
    return {item_id: one for (_, item_id), one in current(db, [attempt_id]).items()}


def grade(db: Database, gradings: Sequence[NewGrading]) -> None:
    """Keep gradings and give their marks, all or none.

    Raises `GradedMeanwhile` where another grading than `instead_of` counts by now, `MarksChanged`
    where the mark is no longer the one `before`, and `NotFound` where the response is gone.
    """
    now = db.stamp()

    def job(connection: sqlite_utils.Database) -> None:
        marks.replace(connection, [_keep(connection, new, now) for new in gradings])

    db.write(job)


def _keep(connection: sqlite_utils.Database, new: NewGrading, now: str) -> MarkChange:
    """Keep a grading; the change of the mark that it makes."""
    item_id = new.after.item_id
    _require_mark(connection, new.attempt_id, item_id)
    if _newest(connection, new.attempt_id, item_id) != new.instead_of:
        raise GradedMeanwhile(new.attempt_id, item_id)
    [(grading_id,)] = connection.execute(
        "INSERT INTO gradings (attempt_id, item_id, version, levels, fraction, comment, "
        "graded_at) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
        (
            new.attempt_id,
            item_id,
            new.after.version,
            json.dumps(dict(new.levels)),
            new.after.fraction,
            new.comment,
            now,
        ),
    ).fetchall()
    return MarkChange(
        new.attempt_id,
        item_id,
        now,
        ChangeKind.GRADED,
        new.before,
        new.after,
        grading_id=grading_id,
    )


def undo(db: Database, ids: Sequence[int]) -> None:
    """Take gradings back, all or none: each response has the mark again that it had before.

    Raises `GradedMeanwhile` where one of them doesn't count any more, `MarksChanged` where the
    mark has been replaced since (by a regrade), and `NotFound`.
    """
    now = db.stamp()

    def job(connection: sqlite_utils.Database) -> None:
        changes = []
        for grading_id in ids:
            found = connection.execute(f"{_SELECT} WHERE id = ?", (grading_id,)).fetchall()
            if not found:
                raise NotFound("grading", grading_id)
            grading = _grading(*found[0])
            if _newest(connection, grading.attempt_id, grading.item_id) != grading_id:
                raise GradedMeanwhile(grading.attempt_id, grading.item_id)
            connection.execute("UPDATE gradings SET undone_at = ? WHERE id = ?", (now, grading_id))
            changes.append(marks.taken_back(_given_by(connection, grading), now))
        marks.replace(connection, changes)

    db.write(job)


def comments(
    db: Database, lesson: str, quiz: str, item_id: str, beside: Iterable[str] = ()
) -> list[str]:
    """Comments written before: those at this item first, most used first, then at those `beside`.

    Of each item only the newest are counted, so that the bank follows what is said of late.
    """
    items = list(dict.fromkeys([item_id, *beside]))
    rows = db.rows(
        "SELECT comment FROM json_each(?) AS item JOIN gradings g ON g.id IN ("
        "SELECT k.id FROM gradings k JOIN attempts a ON a.id = k.attempt_id "
        "WHERE k.item_id = item.value AND k.comment <> '' AND k.undone_at IS NULL "
        "AND a.lesson = ? AND a.quiz = ? ORDER BY k.id DESC LIMIT ?) "
        # Identical responses are graded at one moment: together they are one use.
        "GROUP BY comment ORDER BY max(item_id = ?) DESC, "
        "count(DISTINCT CASE item_id WHEN ? THEN graded_at END) DESC, "
        "count(DISTINCT graded_at) DESC, max(g.id) DESC LIMIT ?",
        (json.dumps(items), lesson, quiz, _NEWEST_COMMENTS, item_id, item_id, _MOST_COMMENTS),
    )
    return [comment for (comment,) in rows]


def rate_oneself(
    db: Database, attempt_id: str, item_id: str, version: str, levels: Mapping[str, int]
) -> None:
    """Keep how a student rates their own response by the rubric of an item's version, in the place
    of what they said before.

    Raises `NotFound` where the response is not there or not handed in.
    """
    now = db.stamp()

    def job(connection: sqlite_utils.Database) -> None:
        _require_mark(connection, attempt_id, item_id)
        connection.execute(
            "INSERT INTO self_ratings (attempt_id, item_id, version, levels, rated_at) "
            "VALUES (?, ?, ?, ?, ?) ON CONFLICT (attempt_id, item_id) DO UPDATE SET "
            "version = excluded.version, levels = excluded.levels, rated_at = excluded.rated_at",
            (attempt_id, item_id, version, json.dumps(dict(levels)), now),
        )

    db.write(job)


def self_ratings(db: Database, attempt_ids: Iterable[str]) -> dict[Key, SelfRating]:
    """How students rated themselves, by attempt and item."""
    rows = db.rows(
        "SELECT attempt_id, item_id, version, levels FROM self_ratings "
        "WHERE attempt_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(attempt_ids)),),
    )
    return {
        (attempt_id, item_id): SelfRating(version, json.loads(levels))
        for attempt_id, item_id, version, levels in rows
    }


def _require_mark(connection: sqlite_utils.Database, attempt_id: str, item_id: str) -> None:
    """Raise `NotFound` unless the response has been handed in."""
    found = connection.execute(
        "SELECT 1 FROM marks JOIN attempts ON id = attempt_id "
        "WHERE attempt_id = ? AND item_id = ? AND state = 'submitted'",
        (attempt_id, item_id),
    ).fetchall()
    if not found:
        raise NotFound("response", (attempt_id, item_id))


def _newest(connection: sqlite_utils.Database, attempt_id: str, item_id: str) -> int | None:
    """The id of the grading that counts."""
    rows: list[tuple[Any, ...]] = connection.execute(
        "SELECT max(id) FROM gradings WHERE attempt_id = ? AND item_id = ? AND undone_at IS NULL",
        (attempt_id, item_id),
    ).fetchall()
    newest: int | None = rows[0][0]
    return newest


def _given_by(connection: sqlite_utils.Database, grading: Grading) -> MarkChange:
    """The change of the mark that a grading made. Raises `MarksChanged` where another came since
    that wasn't undone, though it may have left the same mark."""
    rows = connection.execute(
        f"SELECT {marks.CHANGE_COLUMNS} FROM mark_changes "  # noqa: S608
        "WHERE attempt_id = ? AND item_id = ? ORDER BY id",
        (grading.attempt_id, grading.item_id),
    ).fetchall()
    newest = marks.standing(marks.to_change(*row) for row in rows)[-1]
    if newest.grading_id != grading.id:
        raise MarksChanged(grading.attempt_id, grading.item_id)
    return newest


def _grading(
    id: int,
    attempt_id: str,
    item_id: str,
    version: str,
    levels: str,
    fraction: float,
    comment: str,
    graded_at: str,
) -> Grading:
    return Grading(
        id, attempt_id, item_id, version, json.loads(levels), fraction, comment, graded_at
    )
