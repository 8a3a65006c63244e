"""The desk: who is joining, what waits to be done, releasing feedback."""

from __future__ import annotations

from functools import lru_cache

import segno
from flask import abort, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.errors import NotFound
from quiz.model import AttemptState, Lesson
from quiz.storage import attempts, releases
from quiz.web.handing_in import hand_in
from quiz.web.instructor.blueprint import current_class, instructor
from quiz.web.instructor.class_work import class_overview
from quiz.web.services import services


@instructor.get("/")
def overview() -> str:
    """The class: what is wrong with the lessons, the grades, the items."""
    address, *others = _student_addresses()
    return render_template(
        "instructor/overview.html",
        overview=class_overview(),
        address=address,
        others=others,
        qr=_qr_code(address),
    )


@instructor.post("/releases")
def release() -> Response:
    """Let students see a quiz's feedback, or hide it again."""
    key = (request.form.get("lesson", ""), request.form.get("quiz", ""))
    title = _quiz_title(*key)
    action = request.form.get("action")
    if action == "release":
        releases.release(services().db, current_class().id, *key)
        closed = _close_open(*key)
        also = f" Attempts handed in for students who hadn't yet: {closed}." if closed else ""
        flash(f"Students can now see the feedback of “{title}”.{also}")
    elif action == "withdraw":
        releases.withdraw(services().db, current_class().id, *key)
        flash(f"The feedback of “{title}” is hidden from students again.")
    else:
        abort(400)
    return redirect(url_for("instructor.overview"), 303)


def _quiz_title(lesson: str, quiz: str) -> str:
    """The title of a quiz of the course, or of one that was taken and is in it no longer."""
    now = services().folder.course().lesson(lesson)
    found = now.quiz(quiz) if isinstance(now, Lesson) else None
    if found:
        return found.title
    for attempt in attempts.at_quiz(services().db, current_class().id, lesson, quiz):
        return attempt.quiz_title
    raise NotFound("quiz", (lesson, quiz))


def _close_open(lesson: str, quiz: str) -> int:
    """Hand in what is still open at a quiz whose answers are known from now on; how many."""
    open_ = [
        attempt
        for attempt in attempts.at_quiz(services().db, current_class().id, lesson, quiz)
        if attempt.state is AttemptState.IN_PROGRESS
    ]
    for attempt in open_:
        hand_in(attempt)
    return len(open_)


def _student_addresses() -> list[str]:
    """Where students go, best first; looked up each time, because a laptop changes networks."""
    found = current_app.config.get("STUDENT_ADDRESSES")
    return found() if found else [request.host_url]


@lru_cache(maxsize=4)
def _qr_code(address: str) -> str:
    """A picture of the address, as a data URI."""
    code = segno.make(address, error="m", micro=False)
    return code.svg_data_uri(scale=8, border=4, light="#fff")
