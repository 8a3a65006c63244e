"""Which students' devices have been heard of, and when. Not stored: a restart forgets it."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

OFFLINE_AFTER = 25.0
"""Seconds without a word from a page that reports every ten."""


class Presence:
    """When each student's browser last asked for anything. Safe to share by threads."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._heard: dict[int, float] = {}
        self._lock = Lock()

    def hear(self, student_id: int) -> None:
        """Note that a student's browser has just asked for something."""
        with self._lock:
            self._heard[student_id] = self._monotonic()

    def forget(self, student_id: int) -> None:
        """Know nothing of a student any more."""
        with self._lock:
            self._heard.pop(student_id, None)

    def silent_for(self, student_id: int) -> float | None:
        """Seconds since a student's browser was last heard of; None where it never was."""
        heard = self._heard.get(student_id)
        return None if heard is None else self._monotonic() - heard

    def is_online(self, student_id: int) -> bool:
        """Whether a student's page still reports."""
        silent = self.silent_for(student_id)
        return silent is not None and silent < OFFLINE_AFTER
