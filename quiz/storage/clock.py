"""How long the program has served: the clock by which time limits are kept.

It is not the time of day. Setting the laptop's clock doesn't move it, and it stands still while the
laptop is closed or the program isn't running, so that nobody loses time to that.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from threading import Lock

BEAT_SECONDS = 1.0
"""How often `beat` is meant to be called while anybody's time runs."""
LONGEST_BEAT = 5.0
"""What is longer than this between two beats was no serving: the laptop slept, or hung."""


_COUNTS_SLEEP = {"linux": "CLOCK_BOOTTIME", "darwin": "CLOCK_MONOTONIC"}
"""System -> the clock of its own that goes on while it sleeps. Elsewhere Python's does."""


def awake_or_not() -> float:
    """Seconds that pass also while the laptop sleeps, so that a sleep is seen as a gap."""
    own = getattr(time, _COUNTS_SLEEP.get(sys.platform, ""), None)
    return time.monotonic() if own is None else time.clock_gettime(own)


class ClassroomClock:
    """Counts on from where it stood when it was last kept. Safe to share by threads."""

    def __init__(self, monotonic: Callable[[], float] = awake_or_not) -> None:
        self._monotonic = monotonic
        self._lock = Lock()
        self._beaten = (0.0, monotonic())

    def start(self, reading: float) -> None:
        """Go on from what was kept last."""
        self._beaten = (reading, self._monotonic())

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
