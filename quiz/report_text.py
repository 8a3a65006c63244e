"""Pieces of reports in plain text."""

from __future__ import annotations

from collections.abc import Iterator

_WORDS = 80
"""Characters of a question's first words, which is enough to find it again."""


def heading(title: str) -> Iterator[str]:
    """The lines of a heading, an empty one above."""
    yield from ("", title, "-" * len(title))


def counted(number: int, word: str) -> str:
    """So many of something: `1 mistake`, `1,200 mistakes`."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def shortened(text: str, most: int) -> str:
    """The text on one line: its beginning and … where it has over `most` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def first_words(text: str) -> str:
    """The beginning of a question as its author wrote it, for finding it again."""
    return shortened(text[: 4 * _WORDS], _WORDS)
