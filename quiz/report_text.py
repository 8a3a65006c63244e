"""Pieces of reports in plain text, as commands print them."""

from __future__ import annotations

from collections.abc import Iterator


def heading(title: str) -> Iterator[str]:
    """The lines of a heading, an empty one above."""
    yield from ("", title, "-" * len(title))


def counted(number: int, word: str) -> str:
    """So many of something: `1 mistake`, `1,200 mistakes`."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"
