"""A lesson with everything that students don't see."""

from __future__ import annotations

from typing import Any

from flask import render_template
from markupsafe import Markup

from quiz.content.printer import print_item
from quiz.errors import NotFound
from quiz.model import BrokenLesson, Item, Lesson, Quiz
from quiz.questions import types
from quiz.web import pages
from quiz.web.instructor.blueprint import instructor
from quiz.web.services import services


@instructor.get("/lessons/<slug>")
def lesson(slug: str) -> str:
    """A lesson with the instructor's notes and every key."""
    course = services().folder.course()
    other = {"reading": course.reading, "original": course.original, "guide": course.guide}
    found = course.lesson(slug) or other.get(slug)
    if found is None:
        raise NotFound("lesson", slug)
    parts = [] if isinstance(found, BrokenLesson) else _lesson_parts(found)
    return render_template("instructor/lesson.html", lesson=found, parts=parts)


def _lesson_parts(found: Lesson) -> list[tuple[str, Any]]:
    parts: list[tuple[str, Any]] = []
    for part in services().renderer.body(found, instructor=True):
        if isinstance(part, Item):
            parts.append(("practice", _with_key(part, found.lang)))
        elif isinstance(part, Quiz):
            items = enumerate(part.items, start=1)
            parts.append(("quiz", (part, [_with_key(item, found.lang, n) for n, item in items])))
        else:
            # Sanitised by the renderer's own allow list.
            parts.append(("html", Markup(part)))  # noqa: S704
    return parts


def _with_key(item: Item, lang: str, number: int = 0) -> tuple[pages.Question, str]:
    """A question as one who answered it by the key sees it, and as it is written."""
    key = types()[item.type].key(item.body)
    question = pages.practice_question(item, lang, key, reveal=True, number=number)
    return question, print_item(item)
