"""Names and order for the things a student picks from, so that neither tells the key."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def choice_id(text: str) -> str:
    """A short stable id made from a choice's own words: 8 hexadecimal digits.

    It depends on nothing else, so it survives reordering and says nothing about the key.
    """
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def shuffled(texts: Iterable[str], seed: str) -> tuple[str, ...]:
    """The distinct `texts` in an order that depends on `seed` and the texts, never on their order.

    Two keys over the same texts therefore look the same to a student.
    """

    def rank(text: str) -> bytes:
        return hashlib.sha256(f"{seed}\0{text}".encode()).digest()

    return tuple(sorted(set(texts), key=rank))
