"""The list of lessons: their state, their order, and the ones put away."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.errors import LessonFileError
from quiz.web.instructor.blueprint import instructor
from quiz.web.instructor.lessons.messages import messages
from quiz.web.services import services

FEW = 20
"""Messages about one lesson that the list shows; its editor has all."""

_STEPS = {"up": -1, "down": 1}


@instructor.get("/lessons")
def lessons() -> str:
    """Every lesson with its state, the pages beside them, and the archive."""
    desk = services().desk
    states = desk.states()
    return render_template(
        "instructor/lessons.html",
        lessons=[state for state in states if not state.is_page],
        pages=[state for state in states if state.is_page],
        archived=desk.archived(),
        messages={s.slug: messages(s.file, s.problems, s.warnings) for s in states},
        few=FEW,
    )


@instructor.post("/lessons")
def new_lesson() -> Response:
    """Make a lesson, and open it."""
    try:
        slug = services().desk.new(request.form.get("title", "").strip())
    except LessonFileError as error:
        return _list(error.message)
    return redirect(url_for("instructor.edit", slug=slug), 303)


@instructor.post("/lessons/<slug>/order")
def move_lesson(slug: str) -> Response:
    """Let a lesson change places with its neighbour."""
    step = _STEPS.get(request.form.get("go", "")) or abort(400)
    try:
        services().desk.move(slug, step)
    except LessonFileError as error:
        return _list(error.message)
    return redirect(url_for("instructor.lessons", _anchor=f"lesson-{slug}"), 303)


@instructor.post("/lessons/<slug>/name")
def rename_lesson(slug: str) -> Response:
    """Give a lesson another title and address."""
    title, address = (request.form.get(name, "").strip() for name in ("title", "address"))
    try:
        renamed = services().desk.rename(slug, title, address or slug)
    except LessonFileError as error:
        return _list(error.message)
    flash(f"The lesson is now called “{title}”.")
    return redirect(url_for("instructor.lessons", _anchor=f"lesson-{renamed}"), 303)


@instructor.post("/lessons/<slug>/archive")
def archive_lesson(slug: str) -> Response:
    """Put a lesson away: students don't see it any more, and nothing of it is lost."""
    try:
        services().desk.archive(slug)
    except LessonFileError as error:
        return _list(error.message)
    return _list("The lesson is in the archive, at the end of this page. Its marks are kept.")


@instructor.post("/lessons/archived/<file>/bring-back")
def unarchive_lesson(file: str) -> Response:
    """Bring a lesson back from the archive."""
    try:
        services().desk.unarchive(file)
    except LessonFileError as error:
        return _list(error.message)
    return _list("The lesson is back.")


def _list(message: str) -> Response:
    flash(message)
    return redirect(url_for("instructor.lessons"), 303)
