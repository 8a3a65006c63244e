"""Lessons to be exported: the shipped course, and lessons made of single items."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from quiz.content.course import CourseFolder
from quiz.content.render import Renderer
from quiz.exchange.exporting import Shipment
from quiz.model import Item, Lesson, Quiz

SHIPPED = Path(__file__).parents[3] / "lessons"


def with_file_names(name: str, fragment: str, instructor: bool) -> str:
    """Links that keep the names of the lessons' files."""
    return f"{name}#{fragment}" if fragment else name


def shipped(renderer: Renderer, folder: Path = SHIPPED) -> Shipment:
    """A course as it stands in its folder."""
    course = CourseFolder(folder, renderer).course()
    lessons = tuple(lesson for lesson in course.lessons if isinstance(lesson, Lesson))
    reading = course.reading if isinstance(course.reading, Lesson) else None
    html = renderer.leading(with_file_names)
    return Shipment(course.title, course.lang, lessons, reading, html, lambda name: None)


def of_items(
    renderer: Renderer, *items: Item, pictures: Mapping[str, bytes] | None = None
) -> Shipment:
    """One lesson with one quiz of these items."""
    lesson = Lesson("one", "lessons/01-one.md", "One", (Quiz("quiz", "Quiz", items),))
    html = renderer.leading(with_file_names)
    return Shipment("Course", "en", (lesson,), None, html, (pictures or {}).get)
