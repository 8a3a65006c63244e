"""Sentences that say the same of many things, put together, so that long reports can be read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

_PARTICULAR = re.compile(
    r"`[^`]*`|“[^”]*”|\([^()]*\)|(?<!\w)[0-9][0-9.,]*"
    r"|(?<!\w)[A-Z][0-9]{0,3}(?:, [A-Z][0-9]{0,3})*(?!\w)"
)
"""What differs between two sentences of one kind: quoted words, what is in brackets, numbers, and
places in the reading (`P3, P4, T`)."""


@dataclass(frozen=True)
class Alike(Generic[T]):
    """Things of which one kind of sentence is true. `sentence` is that of the first, `same` whether
    all have exactly this one."""

    sentence: str
    things: tuple[T, ...]
    same: bool

    @property
    def heading(self) -> str:
        """How many they are, and what is said of them."""
        rest = "" if self.same else " (And the like.)"
        return f"{len(self.things):,} × {self.sentence}{rest}"


def kind_of(sentence: str) -> str:
    """The sentence without what is particular in it: the same for two of one kind."""
    # What is in brackets may hold brackets.
    while (shorter := _PARTICULAR.sub("…", sentence)) != sentence:
        sentence = shorter
    return sentence


def alike(said: Iterable[tuple[str, T]]) -> tuple[Alike[T], ...]:
    """The things by the kind of sentence that is said of them, the most frequent kind first."""
    kinds: dict[str, list[tuple[str, T]]] = {}
    for sentence, thing in said:
        kinds.setdefault(kind_of(sentence), []).append((sentence, thing))
    groups = (
        Alike(pairs[0][0], tuple(thing for _, thing in pairs), len({one for one, _ in pairs}) == 1)
        for pairs in kinds.values()
    )
    return tuple(sorted(groups, key=lambda group: -len(group.things)))
