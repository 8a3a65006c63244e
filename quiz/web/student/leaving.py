"""Finishing on a device: what stays open, and nothing left for whoever has it next."""

from __future__ import annotations

from flask import redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from quiz.model import AttemptState, Source
from quiz.storage import attempts, students
from quiz.web.security import STUDENT_COOKIE
from quiz.web.services import services
from quiz.web.student.blueprint import student
from quiz.web.student.identity import me


@student.get("/finish")
def finish() -> str:
    """What is still open, how to go on elsewhere, and the button that signs out."""
    found = attempts.of_student(services().db, me().id)
    on_screen = [attempt for attempt in found if attempt.source is Source.SCREEN]
    open_ = [attempt for attempt in on_screen if attempt.state is AttemptState.IN_PROGRESS]
    return render_template("student/finish.html", attempts=open_)


@student.post("/leave")
def leave() -> Response:
    """Forget the student on this device; their work stays."""
    # Another device of theirs reports again within seconds.
    services().presence.forget(me().id)
    students.leave(services().db, request.cookies.get(STUDENT_COOKIE, ""))
    # The next student's forms are new ones, even where they give the same name.
    session.clear()
    # The page then takes out of the browser's storage what was kept there.
    response = redirect(url_for("student.join", left=1), 303)
    response.delete_cookie(STUDENT_COOKIE)
    return response
