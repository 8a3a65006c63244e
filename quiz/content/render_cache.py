"""What was rendered, by content, and when to try again what failed for a reason that may pass.

A text can be slow because the computer was busy for a moment, or because it is hostile. It is
tried again after a while, then after twice that, and so on. And all such trials together rest
for some time after each that failed, so that the Markdown process is there for other texts.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from quiz.content.markdown_client import Answer, Document

FIRST_WAIT = 10.0
"""Seconds until the second trial of a text; the third comes after twice as many, and so on."""

MAX_TRIALS = 6
"""Trials that are counted. From then on, the wait stays what it is: over five minutes."""

REST = 4.0
"""For each second that trials took in vain, so many seconds without one. Texts that fail for ever
then take a fifth of the time at most, however many there are."""

PASSING = frozenset({"slow", "untried", "failed"})
"""Reasons for a failure that may have lain in the computer's being busy."""

Key = bytes


@dataclass(frozen=True)
class _Entry:
    """An answer, how often the text was slow or failed up to now, and the time of the next trial;
    these two matter only where the failure may pass."""

    answer: Answer
    trials: int = 0
    due: float = 0.0

    @property
    def passes(self) -> bool:
        return self.answer.error in PASSING


class RenderCache:
    """The latest answers by content, up to a number of bytes. Thread-safe.

    `clock` gives seconds that never run backwards.
    """

    def __init__(self, size: int, clock: Callable[[], float]) -> None:
        self._size = size
        self._clock = clock
        self._used = 0
        self._rests_until = clock()
        self._lock = threading.Lock()
        self._entries: OrderedDict[Key, _Entry] = OrderedDict()

    def get(self, document: Document) -> Answer | None:
        """The last answer, be it a failure; None where there is none."""
        key = key_of(document)
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            self._entries.move_to_end(key)
            return entry.answer

    def wanted(self, documents: Iterable[Document]) -> list[Document]:
        """The documents to render now, each once; those that failed less often come first."""
        found = []
        with self._lock:
            for document in dict.fromkeys(documents):
                entry = self._entries.get(key_of(document))
                if entry is None or (entry.passes and self._is_due(entry)):
                    found.append((entry.trials if entry else 0, document))
        return [document for _, document in sorted(found, key=lambda pair: pair[0])]

    def waiting(self, documents: Iterable[Document]) -> tuple[Key, ...]:
        """Which of these failed for a reason that may pass."""
        with self._lock:
            keys = dict.fromkeys(map(key_of, documents))
            return tuple(key for key in keys if (e := self._entries.get(key)) and e.passes)

    def can_change(self, keys: Iterable[Key]) -> bool:
        """Whether any that was `waiting` can have another answer now, or has it already."""
        with self._lock:
            entries = (self._entries.get(key) for key in keys)
            return any(e is None or not e.passes or self._is_due(e) for e in entries)

    def put(self, document: Document, answer: Answer) -> None:
        """Keep an answer. One that may not last is wanted again after its wait."""
        key = key_of(document)
        with self._lock:
            old = self._entries.pop(key, None)
            # What was left untried, because others were slow, has not failed itself.
            trials = min((old.trials if old else 0) + (answer.error != "untried"), MAX_TRIALS)
            wait = FIRST_WAIT * 2 ** max(trials - 1, 0)
            entry = _Entry(answer, trials, self._clock() + wait)
            self._used += _size(entry) - (_size(old) if old else 0)
            self._entries[key] = entry
            while self._used > self._size and len(self._entries) > 1:
                self._used -= _size(self._entries.popitem(last=False)[1])

    def rest(self, seconds: float) -> None:
        """Trials took so long in vain: try nothing again for some time."""
        with self._lock:
            self._rests_until = max(self._rests_until, self._clock() + REST * seconds)

    def _is_due(self, entry: _Entry) -> bool:
        now = self._clock()
        return now >= entry.due and now >= self._rests_until


def key_of(document: Document) -> Key:
    """What a document is kept by."""
    flags = f"{document.inline:d}{document.instructor:d}"
    return hashlib.blake2b((flags + document.text).encode(), digest_size=16).digest()


def _size(entry: _Entry) -> int:
    return 4 * len(entry.answer.html) + 300
