"""A quiz as it is printed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Paper:
    """One version of a quiz on paper. `code` stands on every sheet and tells which one it is.

    `items` holds (item id, version) in the order printed. `seed` is that of the order of choices,
    which is the author's where that says nothing, unless the version is `mixed`.
    """

    code: str
    lesson: str
    quiz: str
    lesson_title: str
    quiz_title: str
    lang: str
    letter: str
    mixed: bool
    seed: str
    items: tuple[tuple[str, str], ...]
