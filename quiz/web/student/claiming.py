"""Two students of one name: asking which one has come, and waiting to be let in as one of them."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.errors import NotFound
from quiz.look_alikes import same_name
from quiz.model import Class, Names, Student
from quiz.storage import claims, students
from quiz.web.forms import NameForm, RejoinForm, tidy_name
from quiz.web.security import current_student
from quiz.web.services import services
from quiz.web.student.blueprint import student
from quiz.web.student.identity import known_from_now_on
from quiz.web.throttle import is_loopback

CLAIM_COOKIE = "claim"
_TWO_HOURS = 2 * 3600
_NOT_LET_IN = (
    "Your teacher didn't let this device in. Ask your teacher, or choose a name that tells you "
    "apart from the others."
)
_STILL_THE_SAME = "This is still the same name. Add something that tells you apart."


def ask_who(found: Class, form: NameForm, others: Sequence[Student]) -> Response:
    """The page that asks a newcomer whether they are one of `others`, who are called the same."""
    again = "again" in request.form
    if again and not form.name.errors:
        form.name.errors = [_STILL_THE_SAME]
    page = render_template(
        "student/same_name.html",
        found=found,
        name=form,
        others=others,
        rejoin=RejoinForm(formdata=None),
        may_be_new=found.names is Names.OPEN,
    )
    return make_response(page, 422 if again else 409)


def claim(found: Class) -> Response:
    """Ask the instructor to let this browser in as the student whom the form names."""
    if not services().joins.allows(request.remote_addr or ""):
        abort(429, "Many people have just joined from this device. Wait a minute, then try again.")
    number = request.form.get("student", "")
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        abort(400)
    claimed = students.get(services().db, int(number))
    called = tidy_name(request.form.get("name"))
    if claimed.class_id != found.id or not same_name(claimed.name, called):
        # The same words as for nobody: else counting up would tell who is in the class.
        raise NotFound("student", number)
    before = request.cookies.get(CLAIM_COOKIE, "")
    token = claims.ask(services().db, claimed.id, _address(), instead_of=before)
    response = redirect(url_for("student.waiting"), 303)
    response.set_cookie(CLAIM_COOKIE, token, max_age=_TWO_HOURS, httponly=True, samesite="Lax")
    return response


def _address() -> str:
    """Where the request comes from, for counting; on the laptop itself, nobody is held up."""
    address = request.remote_addr or ""
    return "" if is_loopback(address) else address


@student.get("/waiting")
def waiting() -> Response:
    """Wait until the instructor has decided; then into the course, or back to joining."""
    token = request.cookies.get(CLAIM_COOKIE, "")
    if current_student() is not None:
        return redirect(url_for("student.course"), 303)
    name = claims.waits(services().db, token) if token else None
    if name is not None:
        return make_response(render_template("student/waiting.html", name=name))
    if token and students.by_session(services().db, token):
        response = known_from_now_on(token)
    else:
        response = redirect(url_for("student.join"), 303)
        if token:
            flash(_NOT_LET_IN)
    response.delete_cookie(CLAIM_COOKIE)
    return response
