"""What is remembered of the boards that are being looked at. Not stored: a restart forgets it."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Lock

from quiz.live_board import Marker, Work
from quiz.web.page_versions import PageVersions

MOST_BOARDS = 8
"""How many sittings anybody looks at at once."""
Fingerprint = tuple[int, str, int]
"""An attempt's revision, its state, and how often a mark of it was replaced: while these are the
same, so is its work."""


@dataclass
class BoardMemory:
    """Of one sitting: attempts as they were last read, the students' numbers, and both pages that
    show it, with names and without. Hold the `lock` while using the rest."""

    lock: Lock = field(default_factory=Lock)
    marker: Marker = field(default_factory=Marker)
    works: dict[str, tuple[Fingerprint, Work]] = field(default_factory=dict)
    numbers: dict[int, int] = field(default_factory=dict)
    pages: dict[bool, PageVersions] = field(
        default_factory=lambda: {False: PageVersions(), True: PageVersions()}
    )

    def number(self, students: Iterable[int], secret: bytes) -> dict[int, int]:
        """Student -> the number that stands for their name, from 1.

        It has nothing to do with names or with who came first. Whoever comes later gets the next.
        """
        new = (one for one in students if one not in self.numbers)
        for student in sorted(new, key=lambda one: _shuffled(secret, one)):
            self.numbers[student] = len(self.numbers) + 1
        return self.numbers


def _shuffled(secret: bytes, student: int) -> bytes:
    return hashlib.blake2b(str(student).encode(), key=secret).digest()


class Boards:
    """The memories of the sittings that were looked at last. Safe to share by threads."""

    def __init__(self) -> None:
        self._known: OrderedDict[int, BoardMemory] = OrderedDict()
        self._lock = Lock()

    def of(self, sitting_id: int) -> BoardMemory:
        """The memory of a sitting, an empty one where it was forgotten."""
        with self._lock:
            found = self._known.setdefault(sitting_id, BoardMemory())
            self._known.move_to_end(sitting_id)
            while len(self._known) > MOST_BOARDS:
                self._known.popitem(last=False)
            return found
