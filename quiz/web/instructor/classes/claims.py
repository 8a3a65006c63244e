"""Browsers that say they are a student's: let in with one click, or turned away."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from quiz.errors import NotFound
from quiz.storage import claims
from quiz.web.instructor.blueprint import instructor
from quiz.web.services import services

_LONGEST_NUMBER = 9


@instructor.post("/claims")
def settle_claim() -> Response:
    """Let a browser in as the student that it says it is, or turn it away."""
    db, action = services().db, request.form.get("action")
    if action not in ("let in", "turn away"):
        abort(400)
    settle = claims.grant if action == "let in" else claims.refuse
    try:
        claim = settle(db, request.form.get("claim", ""))
    except NotFound:
        flash("That was settled already.")
    else:
        is_in = "is let in" if action == "let in" else "was turned away"
        flash(f"The device that says it is {claim.name}'s {is_in}.")
    return redirect(_page(request.form.get("back", "")), 303)


def _page(name: str) -> str:
    """The page that a form was on, by what it calls it: a sitting's by its number."""
    if name.isascii() and name.isdecimal() and len(name) <= _LONGEST_NUMBER:
        return url_for("instructor.sitting", sitting_id=int(name))
    return url_for("instructor.students" if name == "students" else "instructor.overview")
