"""The desk: how students join, what waits to be done, each quiz of the class."""

from __future__ import annotations

from flask import render_template

from quiz.content.files import slug_of
from quiz.model import Course, Problem, SittingState
from quiz.storage import claims, lesson_versions, sittings
from quiz.web.instructor.blueprint import current_class, instructor
from quiz.web.instructor.class_work import class_gradebook
from quiz.web.instructor.door import door
from quiz.web.services import services


@instructor.get("/")
def overview() -> str:
    """The class at a glance: what waits, and where each quiz stands."""
    course, book = services().folder.course(), class_gradebook()
    held = sittings.governing(services().db, current_class().id)
    return render_template(
        "instructor/overview.html",
        book=book,
        problems=_problems(course),
        drafts=_drafts(),
        door=door(current_class()),
        arrived=sum(row.student.arrived_at is not None for row in book.rows),
        claims=claims.of_class(services().db, current_class().id),
        sittings={key: one for key, one in held.items() if one.state is not SittingState.CLOSED},
    )


def _problems(course: Course) -> list[tuple[str, Problem]]:
    """The mistakes in the lessons, each with the address of the file that it is in."""
    return [
        (slug_of(problem.path.rpartition("/")[2]) or "", problem)
        for problem in sorted(course.problems)
    ]


def _drafts() -> list[tuple[str, str]]:
    """The lessons with a newer text that isn't in the file yet: address, file name."""
    found = lesson_versions.drafts(services().db)
    return [(slug, file) for file in sorted(found) if (slug := slug_of(file))]
