"""Ids of what can be chosen, and the order it stands in."""

from __future__ import annotations

from collections.abc import Iterable

from quiz.choices import shuffled
from quiz.model import Item

FIRST = 1001
"""Number of the first answer. Canvas tells the sides of a match apart by the digits in their ids,
and attaches feedback to answers by them."""


def numbered(count: int, first: int = FIRST) -> list[str]:
    """So many ids."""
    return [str(first + i) for i in range(count)]


def mixed(texts: Iterable[str], item: Item) -> tuple[str, ...]:
    """The distinct texts in an order that doesn't tell the key, the same for every export."""
    return shuffled(texts, item.id)
