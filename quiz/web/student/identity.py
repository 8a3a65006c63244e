"""Who the student is: how a browser is known."""

from __future__ import annotations

from flask import flash, g, jsonify, make_response, redirect, request, session, url_for
from werkzeug.wrappers import Response

from quiz.model import Student
from quiz.web.security import STUDENT_COOKIE, current_student
from quiz.web.services import services
from quiz.web.student.blueprint import student

SIXTY_DAYS = 60 * 24 * 3600
NO_LONGER_JOINED = (
    "This device is no longer joined: your teacher took its entry off the list. Ask, then join "
    "again, or type your code if you have another one."
)
NOT_SAVED = (
    "Not saved: this browser is no longer joined. Copy your answer if you need it, then open the "
    "course again and ask your teacher."
)
_OPEN_TO_ALL = {
    "student.join",
    "student.join_class",
    "student.claim_entry",
    "student.waiting",
    "student.rejoin",
    "student.picture",
    "student.hello",
}
"""A picture looks by itself at who asks: the instructor sees them too."""


def me() -> Student:
    """The student, on pages that need one."""
    found = current_student()
    assert found is not None, "require_student runs before every such page"  # noqa: S101
    return found


@student.before_request
def require_student() -> Response | None:
    """Send whoever hasn't joined to the join page, or say so to the page's script."""
    if request.endpoint in _OPEN_TO_ALL or current_student() is not None:
        return None
    if request.headers.get("X-Autosave"):
        return make_response(jsonify(saved=False, message=NOT_SAVED), 401)
    response = redirect(url_for("student.join"), 303)
    if STUDENT_COOKIE in request.cookies:
        flash(NO_LONGER_JOINED)
        response.delete_cookie(STUDENT_COOKIE)
    return response


@student.before_request
def note_presence() -> None:
    """Whoever asks for anything is here; the live board shows it."""
    # Pages that answer everybody don't look who asks.
    if asks := g.get("student"):
        services().presence.hear(asks.id, working=request.method == "POST")


def known_from_now_on(token: str) -> Response:
    """Into the course, with the student's token in the browser."""
    # Whoever used this browser before knows the old session's forms.
    session.clear()
    session.permanent = True
    response = redirect(url_for("student.course"), 303)
    response.set_cookie(STUDENT_COOKIE, token, max_age=SIXTY_DAYS, httponly=True, samesite="Lax")
    return response
