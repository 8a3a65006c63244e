"""Sentences that say the same of many things, put together, so that long reports can be read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")

PLACES = 3
"""Places that a report names for one sentence, where not all are asked for."""

_PARTICULAR = re.compile(
    r"`[^`]*`|“[^”]*”|\([^()]*\)|(?<!\w)[0-9][0-9.,]*"
    r"|(?<!\w)[A-Z][0-9]{0,3}(?:, [A-Z][0-9]{0,3})*(?!\w)"
)
"""What differs between two sentences of one kind: quoted words, what is in brackets, numbers, and
places in the reading (`P3, P4, T`)."""

_BRACKETS = re.compile(r" ?\([^()]*\)")


@dataclass(frozen=True)
class Alike(Generic[T]):
    """Things of which one kind of sentence is true.

    `sentence` is true of all of them where they are the `same`: it is exactly what is said of each,
    or that without brackets, where only those differ. Else it is what is said of the first.
    """

    sentence: str
    same: bool
    things: tuple[T, ...]

    @property
    def heading(self) -> str:
        """How many they are, and what is said of them."""
        rest = "" if self.same else " (And the like.)"
        return f"{len(self.things):,} × {self.sentence}{rest}"


class Placed(Protocol):
    """Something that stands somewhere and has words to be known by."""

    @property
    def place(self) -> str: ...

    @property
    def words(self) -> str: ...


P = TypeVar("P", bound=Placed)


def group_lines(group: Alike[P], places: int | None) -> Iterator[str]:
    """A group as plain text: what is said, and of which things, `places` of them or all (None)."""
    number = len(group.things)
    yield group.heading
    for one in group.things[:places]:
        yield f"    {one.place}  {one.words}"
    if places is not None and number > places:
        yield f"    and {number - places:,} more"


@lru_cache(maxsize=4096)
def kind_of(sentence: str) -> str:
    """The sentence without what is particular in it: the same for two of one kind."""
    return _without(_PARTICULAR, "…", sentence)


def _without(pattern: re.Pattern[str], instead: str, sentence: str) -> str:
    # What is in brackets may hold brackets.
    while (shorter := pattern.sub(instead, sentence)) != sentence:
        sentence = shorter
    return sentence


def alike(said: Iterable[tuple[str, T]]) -> tuple[Alike[T], ...]:
    """The things by the kind of sentence that is said of them, the most frequent kind first."""
    kinds: dict[str, list[tuple[str, T]]] = {}
    for sentence, thing in said:
        kinds.setdefault(kind_of(sentence), []).append((sentence, thing))
    groups = (
        Alike(*_said_of_all([one for one, _ in pairs]), tuple(thing for _, thing in pairs))
        for pairs in kinds.values()
    )
    return tuple(sorted(groups, key=lambda group: -len(group.things)))


def _said_of_all(sentences: list[str]) -> tuple[str, bool]:
    """One sentence for all that are of one kind, and whether it is true of each as it stands."""
    first, different = sentences[0], set(sentences)
    if len(different) == 1:
        return first, True
    shorter = {_without(_BRACKETS, "", one) for one in different}
    return (shorter.pop(), True) if len(shorter) == 1 else (first, False)
