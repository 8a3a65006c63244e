"""A lesson with everything that students don't see."""

from __future__ import annotations

from pathlib import PurePath

from flask import render_template

from quiz.errors import NotFound
from quiz.model import BrokenLesson
from quiz.web.instructor.blueprint import instructor
from quiz.web.instructor.lesson_views import key_parts
from quiz.web.instructor.lessons.messages import messages
from quiz.web.services import services


@instructor.get("/lessons/<slug>")
def lesson(slug: str) -> str:
    """A lesson with the instructor's notes and every key."""
    course = services().folder.course()
    other = {"reading": course.reading, "original": course.original, "guide": course.guide}
    found = course.lesson(slug) or other.get(slug)
    if found is None:
        raise NotFound("lesson", slug)
    if isinstance(found, BrokenLesson):
        wrong = messages(PurePath(found.path).name, found.problems, ())
        return render_template("instructor/lesson.html", lesson=found, messages=wrong)
    return render_template("instructor/lesson.html", lesson=found, parts=key_parts(found))
