"""Question banks from elsewhere: one module a format, found by its file name.

A module defines one subclass of `BankFormat`, which reads a file question by question. What it
makes of each is a `Found`: an item of ours, with what had to be changed, or the reason why there is
none. `exchange/lesson_making` then makes lesson files of the items. Nothing lists the formats; to
add one, add a module or a package. Modules whose names start with `_` are shared by formats.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import ClassVar

from quiz.errors import SecondReadingError
from quiz.model import Item

MAX_QUESTIONS = 20_000
"""Questions of one file that are read."""


class UnreadableBank(SecondReadingError):
    """A file of which nothing at all can be read; the message says why and what to do."""

    def __init__(self, file: str, message: str) -> None:
        super().__init__(message)
        self.file = file


class Fate(StrEnum):
    """What became of a question of a bank."""

    KEPT = "kept"
    CHANGED = "changed"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class BankFile:
    """A file as it was uploaded. `name` is what messages call it."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Picture:
    """A picture that came with a question. Its item calls it `pictures/NAME`; `data` is the file as
    it stood in the bank, which nobody has looked into yet."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Found:
    """One question of a bank, and what became of it.

    `line` counts from 1 and is where the question starts in its file; `words` are its first words
    or its name, as the bank's author would recognise them. `reasons` say in whole sentences what
    was changed, or why there is no `item`. `category` is the path of the bank's own folders.
    `item.id` is what the bank itself calls the question, made fit for an id, or '' where it doesn't
    say; whoever makes lessons of it makes ids unique.
    """

    line: int
    words: str
    item: Item | None
    reasons: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()

    @property
    def fate(self) -> Fate:
        if self.item is None:
            return Fate.SKIPPED
        return Fate.CHANGED if self.reasons else Fate.KEPT


class BankFormat(ABC):
    """How one format is read. All pure: bytes in, `Found` out."""

    name: ClassVar[str]
    """What people call the format."""
    endings: ClassVar[tuple[str, ...]]
    """How its files' names end, in small letters with the full stop; formats may share one."""

    @abstractmethod
    def recognises(self, file: BankFile) -> bool:
        """Whether the file, whose name has one of the `endings`, looks like this format."""

    @abstractmethod
    def read(self, file: BankFile) -> Iterator[Found]:
        """The questions of the file in its order, each as soon as it is read.

        One bad question never costs another one. Raises `UnreadableBank` where the file as a whole
        can't be read.
        """


@cache
def formats() -> Mapping[str, BankFormat]:
    """All formats that can be read, by the names of their modules."""
    found: dict[str, BankFormat] = {}
    for module in pkgutil.iter_modules(__path__):
        loaded = importlib.import_module(f"{__name__}.{module.name}")
        for value in vars(loaded).values():
            own = isinstance(value, type) and value.__module__ == loaded.__name__
            if own and issubclass(value, BankFormat) and not inspect.isabstract(value):
                found[module.name] = value()
    return found


def format_of(file: BankFile) -> BankFormat:
    """The format of a file, by its name and its contents. Raises `UnreadableBank`."""
    name = file.name.lower()
    for one in formats().values():
        if name.endswith(one.endings) and one.recognises(file):
            return one
    known = ", ".join(one.name for one in formats().values())
    raise UnreadableBank(
        file.name,
        f"This file is none of the kinds that can be read: {known}. Export the questions from your "
        "other program in one of them.",
    )
