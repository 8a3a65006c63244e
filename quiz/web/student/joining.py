"""Coming into a class: by its code and a name, or back with the personal code."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

from flask import abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.errors import DoorClosed, NameTaken, NotFound, TooManyGuesses
from quiz.look_alikes import same_name
from quiz.model import Class, Kind, Names
from quiz.storage import classes, students
from quiz.web.forms import JoinForm, NameForm, RejoinForm
from quiz.web.noticing import notice
from quiz.web.security import current_student
from quiz.web.services import services
from quiz.web.student import claiming
from quiz.web.student.blueprint import student
from quiz.web.student.identity import known_from_now_on

_NO_CLASS = "No class has this code. Look at it again: it has six digits."
_NOT_LISTED = (
    "This name is not on the list of the class. Choose yours from the list, or ask your teacher "
    "how it is written there."
)
_NOBODY = "Nobody has this code. Look at it again: it has eight digits."

_Found = TypeVar("_Found")


@student.route("/join", methods=["GET", "POST"])
def join() -> Response:
    """Type the code of the class and a name, once; from then on the browser is known."""
    if current_student() is not None:
        return redirect(url_for("student.course"), 303)
    form = JoinForm()
    if not form.is_submitted():
        return _page(form)
    complete = form.validate()
    found = None if form.code.errors else _class_of(form)
    return _come_in(found, form) if found and complete else _page(form)


@student.route("/join/<code>", methods=["GET", "POST"])
def join_class(code: str) -> Response:
    """The same with the code in the address, as the QR code has it: only the name is asked."""
    if current_student() is not None:
        return redirect(url_for("student.course"), 303)
    by_hand = JoinForm(data={"code": code})
    found = _class_of(by_hand)
    if not found:
        return _page(by_hand)
    form = NameForm()
    return _come_in(found, form) if form.validate_on_submit() else _page(form, found)


@student.post("/join/<code>/claims")
def claim_entry(code: str) -> Response:
    """Say that one is somebody of the class, without a code."""
    by_hand = JoinForm(data={"code": code})
    found = _class_of(by_hand)
    return claiming.claim(found) if found else _page(by_hand)


@student.post("/rejoin")
def rejoin() -> Response:
    """Go on from another device with the personal code."""
    form = RejoinForm()
    if form.validate_on_submit():
        code = form.code.data or ""
        try:
            _, token = _tried(
                Kind.WRONG_PERSONAL_CODE, lambda: students.rejoin(services().db, code)
            )
        except NotFound:
            form.code.errors = [_NOBODY]
        else:
            return known_from_now_on(token)
    return _page(JoinForm(formdata=None), rejoin=form)


@student.errorhandler(TooManyGuesses)
def wait(refused: TooManyGuesses) -> Response:
    """The page again with what was typed, and how long to wait. Nothing was looked up for it."""
    if request.endpoint == "student.rejoin":
        form, rejoin = JoinForm(formdata=None), RejoinForm()
        rejoin.code.errors = [refused.message]
    else:
        form, rejoin = JoinForm(data=request.view_args), None
        form.code.errors = [refused.message]
    page = _page(form, rejoin=rejoin)
    page.status_code, page.retry_after = 429, refused.seconds
    return page


def _class_of(form: JoinForm) -> Class | None:
    """The class with the code of the form, or None, and then the field says why not."""
    code = form.code.data or ""
    try:
        found = _tried(Kind.WRONG_CLASS_CODE, lambda: classes.by_code(services().db, code))
    except NotFound:
        form.code.errors = [_NO_CLASS]
        return None
    if not found.joining:
        form.code.errors = [DoorClosed(found.id).message]
        return None
    return found


def _tried(wrong: Kind, find: Callable[[], _Found]) -> _Found:
    """What `find` finds by a code that somebody typed. Wrong ones, `NotFound`, are counted.

    Raises `TooManyGuesses`, without looking, where this address must wait.
    """
    address, guesses = request.remote_addr or "", services().guesses
    if seconds := guesses.wait(address):
        raise TooManyGuesses(seconds)
    try:
        found = find()
    except NotFound:
        notice(wrong)
        raise
    guesses.right(address)
    return found


def _not_yet_come(found: Class) -> list[str]:
    """The names to choose from, as a list of them is read."""
    everyone = students.in_class(services().db, found.id)
    names = [student.name for student in everyone if student.arrived_at is None]
    return sorted(names, key=str.casefold)


def _come_in(found: Class, form: NameForm) -> Response:
    if not services().joins.allows(request.remote_addr or ""):
        abort(429, "Many people have just joined from this device. Wait a minute, then try again.")
    if found.names is Names.ROSTER:
        return _from_roster(found, form)
    name = form.name.data or ""
    try:
        _, token = students.join(services().db, name, found.id, same=partial(same_name, name))
    except NameTaken as taken:
        others = [students.get(services().db, student_id) for student_id in taken.student_ids]
        return claiming.ask_who(found, form, others)
    return known_from_now_on(token)


def _from_roster(found: Class, form: NameForm) -> Response:
    """Come in as one of the list who hasn't come yet."""
    name = form.name.data or ""
    called = [
        one for one in students.in_class(services().db, found.id) if same_name(one.name, name)
    ]
    if not called:
        form.name.errors = [_NOT_LISTED]
        return _page(form, found)
    if len(called) == 1 and called[0].arrived_at is None:
        with suppress(NameTaken):
            return known_from_now_on(students.arrive(services().db, called[0].id))
    return claiming.ask_who(found, form, called)


def _page(form: NameForm, found: Class | None = None, rejoin: RejoinForm | None = None) -> Response:
    """The page for joining. `found` is the class where its code came with the address."""
    rejoin = rejoin or RejoinForm(formdata=None)
    page = render_template(
        "student/join.html",
        join=form,
        found=found,
        rejoin=rejoin,
        listed=_not_yet_come(found) if found and found.names is Names.ROSTER else None,
    )
    return make_response(page, 422 if form.errors or rejoin.errors else 200)
