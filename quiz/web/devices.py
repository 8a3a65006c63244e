"""Which devices have reached this laptop: kept in memory, by network address."""

from __future__ import annotations

import time
from threading import Lock

from quiz.diagnosis.facts import Device
from quiz.web.throttle import is_loopback

MOST = 2_000
"""Addresses that are kept: no room has more, a prank would."""


class Devices:
    """When each address was last heard of since the program started. Safe to share by threads."""

    def __init__(self) -> None:
        self._seen: dict[str, float] = {}
        self._lock = Lock()

    def notice(self, address: str) -> None:
        """Note that a request came from `address`; the laptop's own loopback doesn't count."""
        if not address or is_loopback(address):
            return
        with self._lock:
            # Taken out first, so that the order is that of the last visit.
            self._seen.pop(address, None)
            self._seen[address] = time.monotonic()
            if len(self._seen) > MOST:
                del self._seen[next(iter(self._seen))]

    def seen(self) -> list[Device]:
        """All of them, the last one first."""
        now = time.monotonic()
        with self._lock:
            return [Device(address, now - at) for address, at in reversed(self._seen.items())]
