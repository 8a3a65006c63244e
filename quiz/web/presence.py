"""Which students' devices have been heard of, and when. Not stored: a restart forgets it."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

OFFLINE_AFTER = 25.0
"""Seconds without a word from a page that reports every ten."""


class Presence:
    """When each student's browser last asked for anything, and last sent anything.

    Safe to share by threads.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._started = monotonic()
        self._heard: dict[int, float] = {}
        self._worked: dict[int, float] = {}
        self._lock = Lock()

    def hear(self, student_id: int, *, working: bool = False) -> None:
        """Note that a student's browser has just asked for something.

        `working`: it sent something that the student did, such as an answer.
        """
        with self._lock:
            now = self._heard[student_id] = self._monotonic()
            # Of whom nothing is known from before a restart, it is counted from now on.
            self._worked[student_id] = now if working else self._worked.get(student_id, now)

    def forget(self, student_id: int) -> None:
        """Know nothing of a student any more."""
        with self._lock:
            self._heard.pop(student_id, None)
            self._worked.pop(student_id, None)

    def silent_for(self, student_id: int) -> float | None:
        """Seconds since a student's browser was last heard of; None where it never was."""
        return self._since(self._heard.get(student_id))

    def idle_for(self, student_id: int) -> float | None:
        """Seconds since a student last did anything; None where nobody was heard of."""
        return self._since(self._worked.get(student_id))

    def is_online(self, student_id: int) -> bool:
        """Whether a student's page still reports."""
        silent = self.silent_for(student_id)
        return silent is not None and silent < OFFLINE_AFTER

    def may_be_online(self, student_id: int) -> bool:
        """The same of somebody who is in the middle of something: just after a start, no page has
        had the time to report."""
        unknown = student_id not in self._heard
        just_started = self._monotonic() - self._started < OFFLINE_AFTER
        return self.is_online(student_id) or (unknown and just_started)

    def _since(self, moment: float | None) -> float | None:
        return None if moment is None else self._monotonic() - moment
