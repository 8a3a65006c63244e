"""What happened in a class: who came and how, and what somebody tried."""

from __future__ import annotations

from datetime import timedelta

import sqlite_utils

from quiz.model import Happening, Kind
from quiz.storage.database import Database, stamp

KEPT = 10_000
"""The newest so many rows of a class are kept, and of what belongs to no class."""
PRUNED_EVERY = 100
"""Older ones go when so many were added: counting them each time would hold up saves."""
BURST = timedelta(minutes=10)
"""The same thing again within this time is counted on its first row."""
LOOKED_AT = 200
"""The newest so many rows among which that is looked for."""


def note(
    connection: sqlite_utils.Database,
    now: str,
    kind: Kind,
    *,
    class_id: int | None = None,
    student_id: int | None = None,
    detail: str = "",
) -> None:
    """Inside a job: keep that something happened, at the stamp `now`."""
    [(added,)] = connection.execute(
        "INSERT INTO class_log (class_id, student_id, at, kind, detail) VALUES (?, ?, ?, ?, ?) "
        "RETURNING id",
        (class_id, student_id, now, kind, detail),
    ).fetchall()
    if added % PRUNED_EVERY:
        return
    connection.execute(
        "DELETE FROM class_log WHERE class_id IS ? AND id <= "
        "(SELECT id FROM class_log WHERE class_id IS ? ORDER BY id DESC LIMIT 1 OFFSET ?)",
        (class_id, class_id, KEPT),
    )


def note_tries(
    db: Database,
    kind: Kind,
    *,
    class_id: int | None = None,
    student_id: int | None = None,
    detail: str = "",
) -> None:
    """Keep what somebody may try again and again: once for each burst, with how often."""
    now = db.now()
    since = stamp(now - BURST)

    def job(connection: sqlite_utils.Database) -> None:
        again = connection.execute(
            "UPDATE class_log SET times = times + 1 WHERE id = "
            "(SELECT id FROM (SELECT * FROM class_log WHERE class_id IS ? "
            "ORDER BY id DESC LIMIT ?) WHERE student_id IS ? AND kind = ? AND detail = ? "
            "AND at > ? LIMIT 1) RETURNING id",
            (class_id, LOOKED_AT, student_id, kind, detail, since),
        ).fetchall()
        if not again:
            note(
                connection,
                stamp(now),
                kind,
                class_id=class_id,
                student_id=student_id,
                detail=detail,
            )

    db.write(job)


def of_class(
    db: Database, class_id: int, *, before: int | None = None, limit: int = 100
) -> list[Happening]:
    """What happened in a class or in none, newest first; only what stands `before` that id."""
    page = "id < ?2 ORDER BY id DESC LIMIT ?3"
    rows = db.rows(
        "SELECT log.id, at, kind, student_id, s.name, detail, times FROM ("  # noqa: S608
        f"SELECT * FROM (SELECT * FROM class_log WHERE class_id = ?1 AND {page}) "
        f"UNION ALL SELECT * FROM (SELECT * FROM class_log WHERE class_id IS NULL AND {page})"
        ") log LEFT JOIN students s ON s.id = student_id ORDER BY log.id DESC LIMIT ?3",
        (class_id, before or 2**62, limit),
    )
    return [Happening(row[0], row[1], Kind(row[2]), *row[3:]) for row in rows]
