"""How long the program has served: the clock by which time limits are kept.

It is not the time of day. Setting the laptop's clock doesn't move it, and it stands still while the
laptop is closed or the program isn't running, so that nobody loses time to that.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

import sqlite_utils

if TYPE_CHECKING:
    from quiz.storage.database import Database

BEAT_SECONDS = 1.0
"""How often `beat` is meant to be called while anybody's time runs."""
LONGEST_BEAT = 5.0
"""What is longer than this between two beats was no serving: the laptop slept, or hung."""
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


_COUNTS_SLEEP = {"linux": "CLOCK_BOOTTIME", "darwin": "CLOCK_MONOTONIC"}
"""System -> the clock of its own that goes on while it sleeps. Elsewhere Python's does."""


def awake_or_not() -> float:
    """Seconds that pass also while the laptop sleeps, so that a sleep is seen as a gap."""
    own = getattr(time, _COUNTS_SLEEP.get(sys.platform, ""), None)
    return time.monotonic() if own is None else time.clock_gettime(own)


class ClassroomClock:
    """Counts on from where it stood when it was last kept. Safe to share by threads."""

    def __init__(self, db: Database, monotonic: Callable[[], float] = awake_or_not) -> None:
        self._db = db
        self._monotonic = monotonic
        self._lock = Lock()
        self._beaten = (0.0, monotonic())

    def start(self, db: sqlite_utils.Database) -> None:
        """Go on from what was kept last. `db` is the connection that is just being opened."""
        [(reading,)] = db.execute("SELECT reading FROM clock").fetchall()
        self._beaten = (float(reading), self._monotonic())

    def now(self) -> float:
        """The reading, in seconds. Between two beats it goes on for `LONGEST_BEAT` at most."""
        reading, at = self._beaten
        return reading + min(self._monotonic() - at, LONGEST_BEAT)

    def beat(self) -> float:
        """Go on; how many seconds since the last beat were an outage, 0 if none were."""
        with self._lock:
            reading, at = self._beaten
            now = self._monotonic()
            self._beaten = (reading + min(now - at, LONGEST_BEAT), now)
        return max(0.0, now - at - LONGEST_BEAT)

    def keep(self) -> None:
        """Store the reading, to go on from there after a restart."""
        reading, now = self.now(), self._db.stamp()

        def job(connection: sqlite_utils.Database) -> None:
            connection.execute(
                "UPDATE clock SET reading = max(reading, ?), read_at = ?", (reading, now)
            )

        self._db.write(job)

    def kept_at(self) -> str:
        """The wall clock's stamp of the last `keep`."""
        return str(self._db.rows("SELECT read_at FROM clock")[0][0])


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
