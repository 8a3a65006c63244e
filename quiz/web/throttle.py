"""How often one address may do what would otherwise fill the class or find a code."""

from __future__ import annotations

import ipaddress
import math
import time
from collections import deque
from collections.abc import Callable
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


class Guesses:
    """Codes tried from each address, of which only the wrong ones count.

    An address may be wrong `burst` times, and once more every `seconds`; until then nothing that it
    tries is looked at, so that a guesser learns nothing. Others are not held up, and loopback never
    is. `clock` gives seconds that never go back.
    """

    def __init__(
        self,
        burst: int,
        seconds: float,
        addresses: int = 2_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._burst, self._seconds, self._addresses, self._clock = burst, seconds, addresses, clock
        self._full_at: dict[str, float] = {}
        self._lock = Lock()

    def wait(self, address: str) -> int:
        """Whole seconds until `address` may try a code; 0 where it may, and this try counts.

        The try counts as a wrong one until `right` takes it back: else many at once would pass.
        """
        if is_loopback(address):
            return 0
        now = self._clock()
        with self._lock:
            self._forget(now)
            full_at = max(self._full_at.get(address, now), now) + self._seconds
            late = full_at - now - self._burst * self._seconds
            if late > 0:
                return math.ceil(late)
            self._full_at[address] = full_at
            return 0

    def right(self, address: str) -> None:
        """The code that was tried last from `address` was a right one."""
        with self._lock:
            if address in self._full_at:
                self._full_at[address] -= self._seconds

    def _forget(self, now: float) -> None:
        """Keep only the addresses that were wrong lately, and the latest of them."""
        if len(self._full_at) >= self._addresses:
            self._full_at = {a: at for a, at in self._full_at.items() if at > now}
        while len(self._full_at) >= self._addresses:
            del self._full_at[min(self._full_at, key=self._full_at.__getitem__)]


def is_loopback(address: str | None) -> bool:
    """Whether the other end of the connection is this very machine."""
    try:
        ip = ipaddress.ip_address(address or "")
    except ValueError:
        return False
    mapped = getattr(ip, "ipv4_mapped", None)
    return bool((mapped or ip).is_loopback)
