"""What is asked for: lessons as they are now, to be written in one format."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from quiz.content.assembly import Snapshot
from quiz.content.parser import parse_lesson, parse_page
from quiz.content.pictures import PictureFolder
from quiz.content.render import Renderer
from quiz.exchange.shipping import Load, load, shipment
from quiz.model import BrokenLesson, Lesson


@dataclass(frozen=True)
class Order:
    """Lessons to be written in the format of this key.

    `message` says the same in JSON's terms, as another process can be told; see `load_again`.
    """

    kind: str
    loaded: Load
    message: Mapping[str, Any]

    @cached_property
    def name(self) -> str:
        """The same for two orders that give the same file, and for no others."""
        return hashlib.sha256(json.dumps(self.message).encode()).hexdigest()[:32]

    @property
    def questions(self) -> int:
        return sum(len(lesson.items) for lesson in self.loaded.shipment.lessons)


def order_of(
    now: Snapshot, kind: str, slugs: Collection[str], renderer: Renderer, lessons: Path
) -> Order:
    """An order of the lessons at these addresses, as the course is `now`.

    `lessons` is the course's folder. Raises `NotFound` where it has no such lesson.
    """
    pictures = PictureFolder(lessons)
    loaded = load(now.course, slugs, renderer, pictures.find)
    reading = loaded.shipment.reading
    message = {
        "kind": kind,
        "course": now.course.title,
        "lang": now.course.lang,
        "lessons": [_page(now, lesson) for lesson in loaded.shipment.lessons],
        "reading": (*_page(now, reading), reading.title) if reading else None,
        "broken": [(lesson.slug, lesson.path, lesson.title) for lesson in loaded.broken],
        "folder": str(lessons),
        "pictures": pictures.stamps(),
    }
    return Order(kind, loaded, message)


def _page(now: Snapshot, lesson: Lesson) -> tuple[str, str, str | None]:
    return lesson.path, lesson.slug, now.files[now.names[lesson.slug]].text


def load_again(message: Mapping[str, Any], renderer: Renderer) -> Load:
    """What an order's `message` is about, read anew from the texts in it."""
    lessons = [_parsed(path, slug, text) for path, slug, text in message["lessons"]]
    reading = None
    if message["reading"]:
        reading, _ = parse_page(*message["reading"])
    found = shipment(
        message["course"],
        message["lang"],
        lessons,
        reading,
        renderer,
        PictureFolder(Path(message["folder"])).find,
    )
    broken = (BrokenLesson(slug, path, title, ()) for slug, path, title in message["broken"])
    return Load(found, tuple(broken))


def _parsed(path: str, slug: str, text: str) -> Lesson:
    """A lesson that could be read a moment ago. Raises ValueError where it can't any more."""
    lesson, problems = parse_lesson(path, slug, text)
    if lesson is None:
        raise ValueError(problems)
    return lesson
