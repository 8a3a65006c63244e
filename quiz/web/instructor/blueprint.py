"""The instructor's blueprint: who is let in, and what all of its pages know."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime
from typing import Any

from flask import (
    Blueprint,
    current_app,
    g,
    jsonify,
    make_response,
    render_template,
    request,
    session,
)
from markupsafe import Markup, escape
from werkzeug.wrappers import Response

from quiz.errors import NotFound
from quiz.model import Class
from quiz.sitting_time import in_words
from quiz.storage import classes, instructors
from quiz.web import security
from quiz.web.instructor.typed_back import typed_back
from quiz.web.services import services

PROGRAM = "python app.py"
"""How the program is called, unless whoever started the server says otherwise."""
LINK_COMMAND = f"{PROGRAM} instructor-link"
"""What makes another link, unless whoever started the server says otherwise."""
_CODE = re.compile("`([^`]+)`")
_CLASS = "class"
_OF_NO_CLASS = frozenset({"instructor.enter", "instructor.leave"})
_SIGNED_OUT = (
    "This browser is no longer the instructor's. Open a new link in another tab, then come back "
    "and save again."
)

instructor = Blueprint("instructor", __name__)
instructor.before_request(security.require_laptop)


@instructor.before_request
def require_instructor() -> Response | None:
    """Let in whoever came through a link from the terminal, and nobody else."""
    if request.endpoint == "instructor.enter" or is_instructor():
        return None
    return closed()


@instructor.before_request
def know_class() -> None:
    """Know the class in time for every address of the answer, also where nothing else asks."""
    # What is sent for a class that another tab removed may need none: a lesson is saved all the
    # same. Whatever needs it asks again, and then it is an error.
    if request.endpoint not in _OF_NO_CLASS:
        with suppress(NotFound):
            current_class()


@instructor.url_defaults
def keep_class(endpoint: str, values: dict[str, Any]) -> None:
    """Let every address of the desk name the class of its page.

    A form or a link is then about the class that is shown beside it, whatever another tab chose
    since.
    """
    if "current_class" in g and endpoint not in _OF_NO_CLASS:
        values.setdefault(_CLASS, g.current_class.id)


def closed() -> Response:
    """Say who gets to see these pages, and give back what was typed."""
    if "X-Autosave" in request.headers:
        return make_response(jsonify(outcome="signed out", message=_SIGNED_OUT), 403)
    page = render_template("instructor/closed.html", used=False, typed=typed_back())
    return make_response(page, 403)


def is_instructor() -> bool:
    """Whether the request comes from a browser that a link from the terminal let in."""
    if "is_instructor" not in g:
        token = request.cookies.get(security.INSTRUCTOR_COOKIE, "")
        g.is_instructor = bool(token) and instructors.is_instructor(services().db, token)
    return bool(g.is_instructor)


def current_class() -> Class:
    """The class whose students and marks the desk shows: the one last chosen, or the first.

    `?class=ID` chooses another. Raises `NotFound` where there is none of that number.
    """
    if "current_class" not in g:
        g.current_class = _chosen_class()
    return g.current_class  # type: ignore[no-any-return]


def _chosen_class() -> Class:
    db, asked = services().db, request.args.get("class")
    if asked is not None:
        if not (asked.isascii() and asked.isdecimal() and len(asked) < 10):
            raise NotFound("class", asked)
        found = classes.get(db, int(asked))
        if session.get(_CLASS) != found.id:
            session[_CLASS] = found.id
        return found
    known = {one.id: one for one in _every_class()}
    return known.get(session.get(_CLASS, 0)) or classes.first(db)


def _every_class() -> list[Class]:
    if "every_class" not in g:
        g.every_class = classes.every(services().db)
    return g.every_class  # type: ignore[no-any-return]


@instructor.context_processor
def common() -> dict[str, Any]:
    """What all of the instructor's templates may use."""
    command = current_app.config.get("LINK_COMMAND", LINK_COMMAND)
    if g.get("bare") or not is_instructor():
        return {"link_command": command}
    return {
        "link_command": command,
        "current_class": current_class(),
        "classes": _every_class(),
    }


@instructor.app_template_filter("coded")
def coded(words: str) -> Markup:
    """A message with what stands between backticks as code, and nothing else as markup."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(words))))  # noqa: S704


@instructor.app_template_filter("local_time")
def local_time(stamp: str) -> str:
    """A stored time as the laptop's clock shows it: `22 Nov, 09:30`."""
    return f"{datetime.fromisoformat(stamp).astimezone():%d %b, %H:%M}"


@instructor.app_template_filter("local_input")
def local_input(stamp: str) -> str:
    """A stored time as an input for it takes it, by the laptop's clock: `2026-11-22T09:30`."""
    return f"{datetime.fromisoformat(stamp).astimezone():%Y-%m-%dT%H:%M}"


@instructor.app_template_filter("as_time")
def as_time(seconds: float) -> str:
    """A stretch of time as one says it: `about 20 minutes`."""
    return in_words(seconds)
