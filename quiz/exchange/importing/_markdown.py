"""Texts of banks that are Markdown already, kept as they stand.

They are not made safe here: `_checked.reason_against` says of the whole item whether it can stand
in a lesson. Where it can't, `_guarded_markdown` reads it line by line.
"""

from __future__ import annotations

import re

SIGNS_SHOWN = (
    "Its Markdown holds something that can't stand in a lesson, so some of its signs are shown as "
    "they are."
)

_NO_HEADING = re.compile(
    r"[-*+]\s|[0-9]+\.\s|#{1,6}(?:\s|$)|[>|]|:\s|~~~|```|!\[|<(?:p|div|table|[uo]l|pre|img|h[1-6])\b",
    re.IGNORECASE,
)
"""What a first paragraph starts with that is no line of words."""


def question(text: str, name: str) -> tuple[str, str]:
    """The heading and the text below it; the heading is '' where there are no words for it."""
    first, _, rest = text.strip("\n").partition("\n\n")
    stem, named = _one_line(first), _one_line(name)
    if named and _NO_HEADING.match(stem):
        return named, text.strip("\n")
    return stem or named, rest.strip("\n")


def entry(text: str) -> str:
    """An option, a step, one side of a pair, feedback."""
    return "\n".join(line.strip() for line in text.split("\n")).strip()


def _one_line(text: str) -> str:
    """The text on one line; other white space stays as it is."""
    return " ".join(filter(None, (line.strip() for line in text.split("\n"))))
