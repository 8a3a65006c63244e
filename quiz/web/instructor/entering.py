"""Coming in through a link from the terminal, and leaving."""

from __future__ import annotations

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.storage import instructors
from quiz.web.instructor.blueprint import instructor, is_instructor
from quiz.web.security import INSTRUCTOR_COOKIE
from quiz.web.services import services


@instructor.get("/enter/<token>")
def enter(token: str) -> Response | tuple[str, int]:
    """Use up a link from the terminal; from then on this browser is the instructor's."""
    if request.method == "HEAD":
        # Something that only looks, such as a virus scanner, must not use the link up.
        return make_response()
    session = instructors.enter(services().db, token)
    if session is None and not is_instructor():
        return render_template("instructor/closed.html", used=True), 403
    response = redirect(url_for("instructor.overview"), 303)
    if session:
        # At most until the browser closes: a laptop in a staff room is used by others too.
        response.set_cookie(INSTRUCTOR_COOKIE, session, httponly=True, samesite="Lax")
    return response


@instructor.post("/leave")
def leave() -> Response:
    """End this browser's session; the next one needs a new link."""
    instructors.leave(services().db, request.cookies.get(INSTRUCTOR_COOKIE, ""))
    response = redirect("/", 303)
    response.delete_cookie(INSTRUCTOR_COOKIE)
    return response
