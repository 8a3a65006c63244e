"""Whether an item that was made of a bank's question can stand in a lesson."""

from __future__ import annotations

import re
from dataclasses import replace

from quiz.content.parser import parse_item
from quiz.content.printer import print_item
from quiz.model import Item

_PLACEHOLDER = "imported"
"""Stands for the id of an item that has none yet."""

_LINE = re.compile(r"line [0-9]+: ")
_READS_DIFFERENTLY = (
    "Written into a lesson, this question would not read the same, because some of its signs mean "
    "something there. Write its text and answers more simply."
)


def reason_against(item: Item) -> str:
    """Why the item can't stand in a lesson as it is, in one or two sentences; '' where it can.

    An item without an id is looked at as if it had one. Nothing is mended.
    """
    named = item if item.id else replace(item, id=_PLACEHOLDER)
    try:
        same = parse_item(print_item(named)) == named
    except ValueError as error:
        return f"In a lesson it can't be read: {_first(str(error))}"
    return "" if same else _READS_DIFFERENTLY


def _first(listed: str) -> str:
    """The first mistake of those listed, without the line, which the bank's author can't see."""
    text = _LINE.sub("\n", listed, count=2).lstrip("\n")
    return text.partition("\n")[0].rstrip("; ")
