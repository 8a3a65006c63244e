"""Courses and single items, ready to be exported in a test."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from quiz.content.course import CourseFolder
from quiz.content.parser import parse_lesson
from quiz.content.render import Renderer
from quiz.exchange.exporting import Shipment
from quiz.model import Item, Lesson, Quiz

LESSONS = Path(__file__).parents[3] / "lessons"
PNG = b"\x89PNG\r\n\x1a\n of a bee"
_PICTURES: Mapping[str, bytes] = {"bee.png": PNG}


def keeping(renderer: Renderer) -> Renderer:
    """The renderer whose links keep the files' names, as exports want them."""
    return renderer.leading(lambda file, fragment, _: f"{file}#{fragment}" if fragment else file)


def shipped(renderer: Renderer) -> Shipment:
    """The course that ships with the program."""
    return course(LESSONS, renderer)


def course(folder: Path, renderer: Renderer) -> Shipment:
    """A course as it stands in its folder."""
    found = CourseFolder(folder, renderer).course()
    lessons = tuple(one for one in found.lessons if isinstance(one, Lesson))
    assert lessons
    reading = found.reading if isinstance(found.reading, Lesson) else None
    whole = shipment(lessons, renderer, reading)
    return replace(whole, course=found.title, lang=found.lang)


def shipment(
    lessons: Sequence[Lesson],
    renderer: Renderer,
    reading: Lesson | None = None,
    pictures: Mapping[str, bytes] = _PICTURES,
) -> Shipment:
    return Shipment("Bees", "en", tuple(lessons), reading, keeping(renderer), pictures.get)


def lesson(text: str, file: str = "01-bees.md", front: str = "title: Bees in the city") -> Lesson:
    """A lesson from its text below the front matter."""
    slug = file.removesuffix(".md").lstrip("0123456789-") or file
    parsed, problems = parse_lesson(file, slug, f"---\n{front}\n---\n\n{text}")
    assert not problems, problems
    assert parsed is not None
    return parsed


def with_items(*items: Item) -> Lesson:
    """A lesson with one quiz of these items."""
    return Lesson("bees", "01-bees.md", "Bees", (Quiz("exit", "Exit quiz", items),))


def of_items(
    renderer: Renderer, *items: Item, pictures: Mapping[str, bytes] | None = None
) -> Shipment:
    """One lesson with one quiz of these items."""
    one = Lesson("one", "lessons/01-one.md", "One", (Quiz("quiz", "Quiz", items),))
    return replace(shipment([one], renderer, pictures=pictures or {}), course="Course")


def files(data: bytes) -> dict[str, bytes]:
    """The files of a ZIP."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}
