"""Right sides of pairs, which Moodle's `match` keeps as plain text.

Its database holds 255 characters of one. Equal right sides are one choice there, and PHP takes
numbers of the same value for equal (question/type/match/questiontype.php).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from quiz.exchange.exporting._html import plain
from quiz.exchange.exporting._moodle.bank import INVISIBLE, Lose
from quiz.questions.parts.pairs import Pairs

MAX_RIGHT = 255
"""Characters of a right side in Moodle's database."""

_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_ENTITY = re.compile("&(?=[A-Za-z0-9#])")


def right_sides(body: Pairs, render: Callable[[str], str], lose: Lose) -> dict[str, str]:
    """The right sides as plain text that Moodle keeps apart, by their Markdown, which `render`
    turns into HTML within a line."""
    found: dict[str, str] = {}
    taken: set[str | float] = set()
    for right in body.rights:
        rendered = render(right)
        if "<" in rendered:
            lose("Right sides are plain text there, without emphasis, links or pictures.")
        full = plain(rendered) or INVISIBLE
        if len(_kept_as_text(full)) > MAX_RIGHT:
            lose(f"A right side is cut to the {MAX_RIGHT} characters that Moodle keeps.")
        number, text = 1, _cut(full)
        while _compared(text) in taken:
            number += 1
            text = _cut(full, f" ({number})")
            lose("Right sides that would look alike in Moodle got a number.")
        taken.add(_compared(text))
        found[right] = text
    return found


def _cut(text: str, end: str = "") -> str:
    """As much of the text as Moodle keeps, as it must stand there, and `end` behind it."""
    short = text
    while len(_kept_as_text(short) + end) > MAX_RIGHT:
        short = short[:-2].rstrip() + "…"
    return _kept_as_text(short) + end


def _kept_as_text(text: str) -> str:
    """The text with entities for signs that would pass for a tag or an entity."""
    return _ENTITY.sub("&amp;", text).replace("<", "&lt;")


def _compared(text: str) -> str | float:
    """What PHP compares: numbers by their value, all else as it stands."""
    return float(text) if _NUMBER.fullmatch(text) else text
