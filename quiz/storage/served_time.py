"""What is stored of the classroom's clock: where it stood last, and when nobody could be served."""

from __future__ import annotations

from dataclasses import dataclass

import sqlite_utils

from quiz.storage.database import Database

WORTH_TELLING = 10.0
"""Seconds of outage from which on the instructor is told."""


@dataclass(frozen=True)
class Outage:
    """A time in which nobody could be served, and which took nobody's time away.

    `seconds` is None where the wall clock was changed meanwhile, so that nobody can say. `kind` is
    'stopped' or 'asleep'.
    """

    ended_at: str
    kind: str
    seconds: float | None


def keep(db: Database) -> None:
    """Store the clock's reading, to go on from there after a restart."""
    reading, now = db.clock.now(), db.stamp()

    def job(connection: sqlite_utils.Database) -> None:
        connection.execute(
            "UPDATE clock SET reading = max(reading, ?), read_at = ?", (reading, now)
        )

    db.write(job)


def kept_at(db: Database) -> str:
    """The wall clock's stamp of the last `keep`."""
    return str(db.rows("SELECT read_at FROM clock")[0][0])


def note_outage(db: Database, outage: Outage) -> None:
    """Keep an outage, to tell the instructor."""

    def job(connection: sqlite_utils.Database) -> None:
        connection.execute(
            "INSERT INTO outages (ended_at, kind, seconds) VALUES (?, ?, ?)",
            (outage.ended_at, outage.kind, outage.seconds),
        )

    db.write(job)


def outages_since(db: Database, moment: str) -> list[Outage]:
    """The outages that ended after a moment as it is stored, oldest first."""
    rows = db.rows(
        "SELECT ended_at, kind, seconds FROM outages WHERE ended_at >= ? ORDER BY id", (moment,)
    )
    return [Outage(*row) for row in rows]
