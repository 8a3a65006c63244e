"""How often one address may do what would otherwise fill the class or find a code."""

from __future__ import annotations

import ipaddress
import time
from collections import deque
from threading import Lock


class Throttle:
    """At most `limit` happenings in `seconds` from one address; only the last ones are kept."""

    def __init__(self, limit: int, seconds: float, addresses: int = 2_000) -> None:
        self._limit, self._seconds, self._addresses = limit, seconds, addresses
        self._seen: dict[str, deque[float]] = {}
        self._lock = Lock()

    def allows(self, address: str) -> bool:
        """Count one more from `address`; False where it must wait. Loopback is never held up."""
        if is_loopback(address):
            return True
        now = time.monotonic()
        with self._lock:
            if len(self._seen) > self._addresses:
                self._seen.clear()
            times = self._seen.setdefault(address, deque(maxlen=self._limit))
            if len(times) == self._limit and now - times[0] < self._seconds:
                return False
            times.append(now)
            return True


def is_loopback(address: str | None) -> bool:
    """Whether the other end of the connection is this very machine."""
    try:
        ip = ipaddress.ip_address(address or "")
    except ValueError:
        return False
    mapped = getattr(ip, "ipv4_mapped", None)
    return bool((mapped or ip).is_loopback)
