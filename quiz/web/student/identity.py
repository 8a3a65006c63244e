"""Who the student is: joining by name, coming back by code, leaving a device."""

from __future__ import annotations

from typing import cast

from flask import (
    abort,
    flash,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from werkzeug.wrappers import Response

from quiz.errors import NotFound
from quiz.model import Student
from quiz.storage import students
from quiz.web.forms import JoinForm, RejoinForm
from quiz.web.security import STUDENT_COOKIE
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
_OPEN_TO_ALL = {"student.join", "student.rejoin", "student.picture", "student.hello"}
"""A picture looks by itself at who asks: the instructor sees them too."""


def current_student() -> Student | None:
    """Whoever this browser's session belongs to."""
    if "student" not in g:
        token = request.cookies.get(STUDENT_COOKIE, "")
        g.student = students.by_session(services().db, token) if token else None
    return cast("Student | None", g.student)


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


@student.route("/join", methods=["GET", "POST"])
def join() -> Response | str:
    """Type a name, once; from then on the browser is known."""
    if current_student() is not None:
        return redirect(url_for("student.course"), 303)
    if request.method == "POST" and not services().joins.allows(request.remote_addr or ""):
        abort(429, "Many people have just joined from this device. Wait a minute, then try again.")
    form = JoinForm()
    if form.validate_on_submit():
        _, token = students.join(services().db, form.name.data or "")
        return _joined(token)
    return render_template("student/join.html", join=form, rejoin=RejoinForm(formdata=None))


@student.post("/rejoin")
def rejoin() -> Response | tuple[str, int]:
    """Go on from another device with the personal code."""
    if not services().codes.allows(request.remote_addr or ""):
        abort(429, "Too many codes from this device. Wait a minute, then try again.")
    form = RejoinForm()
    if form.validate_on_submit():
        try:
            _, token = students.rejoin(services().db, form.code.data or "")
        except NotFound:
            form.code.errors = ["Nobody has this code. Look at it again: it has eight digits."]
        else:
            return _joined(token)
    return render_template("student/join.html", join=JoinForm(formdata=None), rejoin=form), 422


@student.post("/leave")
def leave() -> Response:
    """Forget the student on this device; their work stays."""
    students.leave(services().db, request.cookies.get(STUDENT_COOKIE, ""))
    # The next student's forms are new ones, even where they give the same name.
    session.clear()
    response = redirect(url_for("student.join"), 303)
    response.delete_cookie(STUDENT_COOKIE)
    return response


def _joined(token: str) -> Response:
    # Whoever used this browser before knows the old session's forms.
    session.clear()
    session.permanent = True
    response = redirect(url_for("student.course"), 303)
    response.set_cookie(STUDENT_COOKIE, token, max_age=SIXTY_DAYS, httponly=True, samesite="Lax")
    return response
