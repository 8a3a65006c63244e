"""The text of a new lesson that waits: looked at, corrected, and kept until it is taken in."""

from __future__ import annotations

from datetime import datetime

from flask import flash, jsonify, make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from quiz.content.lesson_files import normal, text_hash
from quiz.intake import Intake
from quiz.web.instructor.blueprint import instructor
from quiz.web.instructor.lessons.editor_page import typed_text, workbench
from quiz.web.instructor.lessons.messages import advice
from quiz.web.services import services
from quiz.web.taking_in import try_text

_ELSEWHERE = (
    "This text was changed in another tab, so that yours is not kept yet. Copy what you typed, "
    "load the page again, and put it in there."
)


@instructor.route("/bring-in/<token>/lessons/<int:number>", methods=["GET", "POST"])
def intake_lesson(token: str, number: int) -> Response:
    """A waiting lesson in the workbench; a post checks its text or keeps it."""
    found = services().intakes.open(token)
    held = found.text(number)
    if request.method != "POST":
        return _page(found, number, held, text_hash(held))
    text, based_on = normal(typed_text()), request.form.get("based_on", "")
    if request.form.get("go") != "save":
        return _page(found, number, text, based_on)
    if text_hash(held) not in (based_on, text_hash(text)):
        return _not_kept(found, number, text, based_on)
    if text != held:
        found.keep(number, text)
    return _kept(found, number, text)


def _kept(found: Intake, number: int, text: str) -> Response:
    """Say that the text is kept. Its mistakes stand beside it, and don't hinder that."""
    message = f"Kept at {datetime.now():%H:%M}. Take the lesson in when it is as you want it."
    view = request.form.get("view")
    to = url_for("instructor.intake_lesson", token=found.token, number=number, view=view)
    if "X-Autosave" in request.headers:
        reply = jsonify(outcome="saved", message=message, to=to, hash=text_hash(text))
        return make_response(reply)
    flash(message)
    return redirect(to, 303)


def _not_kept(found: Intake, number: int, text: str, based_on: str) -> Response:
    if "X-Autosave" in request.headers:
        return make_response(jsonify(outcome="failed", message=_ELSEWHERE), 409)
    flash(_ELSEWHERE)
    page = _page(found, number, text, based_on)
    page.status_code = 409
    return page


def _page(found: Intake, number: int, text: str, based_on: str) -> Response:
    shown = workbench(try_text(found, text), text)
    shown["advice"] = advice(shown["messages"])
    if asked := request.args.get("question"):
        shown["line"] = _line_of(text, asked)
    if shown["preview"]:
        shown["preview"] = _with_own_pictures(found, shown["preview"])
    page = render_template(
        "instructor/intake_lesson.html",
        intake=found,
        number=number,
        lesson=found.lessons[number],
        based_on=based_on,
        **{**shown, "file": f"brought in {found.token} {number}"},
    )
    return make_response(page)


def _line_of(text: str, item_id: str) -> tuple[int, str] | None:
    """The line in which a question begins, with its words; None where it isn't there any more."""
    found = (
        (number, line)
        for number, line in enumerate(text.split("\n"), start=1)
        if line.startswith("#") and line.endswith(f"{{#{item_id}}}")
    )
    return next(found, None)


def _with_own_pictures(found: Intake, page: Markup) -> Markup:
    """The preview with the pictures that came along, which the course doesn't have yet."""
    shown = str(page)
    for name in found.pictures:
        stem = name.rpartition("/")[2]
        own = url_for("instructor.intake_picture", token=found.token, name=stem)
        shown = shown.replace(f'src="/{name}"', f'src="{own}"')
    return Markup(shown)  # noqa: S704
