"""Answers for a quiz: the key, and something wrong, from the course itself."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from quiz.content.course import CourseFolder
from quiz.content.render import Renderer
from quiz.model import Confidence, Given, Item, Lesson, Quiz
from quiz.questions import types
from tests.visitor import Form


@cache
def quizzes(course: Path) -> dict[tuple[str, str], Quiz]:
    """All quizzes of a course by lesson and quiz id."""
    renderer = Renderer(link=lambda name, fragment, instructor: "#")
    try:
        loaded = CourseFolder(course, renderer).course()
    finally:
        renderer.close()
    return {
        (lesson.slug, quiz.id): quiz
        for lesson in loaded.lessons
        if isinstance(lesson, Lesson)
        for quiz in lesson.quizzes
    }


def key_of(item: Item) -> Given:
    """A response that earns full marks; some text where a person grades."""
    key = types()[item.type].key(item.body)
    return {"text": "My own view, in a few words."} if key is None else key


def fill(form: Form, item: Item, given: Given) -> None:
    """Put a response into the form's inputs for the item."""
    for slot, value in given.items():
        form.fill(f"{item.id}.{slot}", value)


def cite(form: Form, item_id: str, *anchors: str) -> None:
    """Pick these paragraphs of the reading for the item, and no others."""
    for name in form.offers:
        if name.startswith(f"{item_id}.evidence."):
            form.fields.pop(name, None)
    for anchor in anchors:
        form.fill(f"{item_id}.evidence.{anchor}", "cited")


def say_how_sure(form: Form, item_id: str, confidence: Confidence) -> None:
    form.fill(f"{item_id}.confidence", confidence.value)
