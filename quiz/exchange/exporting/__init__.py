"""Lessons for other programs: one module a format, found by its file name.

A module defines one subclass of `ExportFormat`. What it can't say of an item is told with the
file: each item is exact, degraded (with what and why) or omitted (with why), and nothing is dropped
silently. Nothing lists the formats; to add one, add a module or a package. Modules whose names
start with `_` are shared by formats.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import ClassVar, Protocol

from quiz.model import Item, Lesson, Poll, Quiz


class Carriage(StrEnum):
    """How much of an item a format carries."""

    EXACT = "exact"
    DEGRADED = "degraded"
    OMITTED = "omitted"


class Snippets(Protocol):
    """Markdown as safe HTML, as students get it: without boxes for the instructor.

    Raises `RenderError`, but not for lessons that can be shown.
    """

    def block(self, text: str) -> str:
        """As blocks: paragraphs, lists, tables."""

    def inline(self, text: str) -> str:
        """Within a line."""


class Html(Snippets, Protocol):
    """Whole lessons too."""

    def body(self, lesson: Lesson) -> tuple[str | Item | Quiz | Poll, ...]:
        """A lesson's page in order: HTML, and what stands between it."""


@dataclass(frozen=True)
class Shipment:
    """What is exported: lessons in the course's order, and what they need.

    `reading` is the reading that items lead to, if there is one. Links in `html` keep the file
    names that the lessons call them by (`reading.md#p2`); pictures are at `/pictures/NAME`, and
    `picture` gives a picture's bytes by its name, or None where there is none.
    """

    course: str
    lang: str
    lessons: tuple[Lesson, ...]
    reading: Lesson | None
    html: Html
    picture: Callable[[str], bytes | None]


@dataclass(frozen=True)
class Carried:
    """What of one item arrives. `quiz` is the quiz's id, or '' for practice.

    `losses` say in whole sentences what is lost or different there, or why the item is left out.
    """

    lesson: str
    quiz: str
    item: Item
    carriage: Carriage
    losses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exported:
    """A file for another program, with what it holds item by item, in the order of the lessons.

    `losses` are those that concern no single item: polls, lesson texts, terms.
    """

    data: bytes
    items: tuple[Carried, ...]
    losses: tuple[str, ...] = ()

    def count(self, carriage: Carriage) -> int:
        return sum(carried.carriage is carriage for carried in self.items)


class ExportFormat(ABC):
    """How lessons are written in one format."""

    name: ClassVar[str]
    """What people call the format."""
    program: ClassVar[str]
    """Where it can be taken to and how, in one sentence."""
    ending: ClassVar[str]
    """How the file's name ends, with the full stop."""
    media_type: ClassVar[str]

    @abstractmethod
    def export(self, shipment: Shipment) -> Exported:
        """The file, and the report of it."""


@cache
def formats() -> Mapping[str, ExportFormat]:
    """All formats that can be written, by the names of their modules with hyphens."""
    found: dict[str, ExportFormat] = {}
    for module in pkgutil.iter_modules(__path__):
        loaded = importlib.import_module(f"{__name__}.{module.name}")
        for value in vars(loaded).values():
            own = isinstance(value, type) and value.__module__ == loaded.__name__
            if own and issubclass(value, ExportFormat) and not inspect.isabstract(value):
                found[module.name.replace("_", "-")] = value()
    return found
