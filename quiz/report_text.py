"""Pieces of reports in plain text."""

from __future__ import annotations

from collections.abc import Iterator


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
