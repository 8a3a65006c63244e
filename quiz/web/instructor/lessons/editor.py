"""The editor of a lesson file."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from quiz.web.instructor.blueprint import instructor
from quiz.web.instructor.lessons.editor_page import editor_page, typed_text
from quiz.web.instructor.lessons.saving import store
from quiz.web.services import services


@instructor.route("/lessons/<slug>/edit", methods=["GET", "POST"])
def edit(slug: str) -> Response:
    """The editor with the text of the file, or of another version; a post previews or saves it."""
    desk = services().desk
    if request.method != "POST":
        opened, asked = desk.open(slug), request.args.get("version", type=int)
        version = desk.version(slug, asked) if asked else None
        text = version.text if version else opened.text or ""
        # A draft stays based on what it was: what was put into the file since then must be seen.
        return editor_page(opened, text, based_on=request.args.get("based_on"), version=version)
    based_on = request.form.get("based_on", "")
    if request.form.get("go") == "preview":
        return editor_page(desk.open(slug), typed_text(), based_on=based_on)
    return store(slug, _text(slug), based_on)


@instructor.post("/lessons/<slug>/draft/discard")
def discard_draft(slug: str) -> Response:
    """Put the draft away; the history keeps it."""
    services().desk.discard_draft(slug)
    flash("The draft is put away. It is still in the history.")
    return redirect(url_for("instructor.edit", slug=slug), 303)


def _text(slug: str) -> str:
    """What was typed, or the text of a version that is to be saved as it is."""
    version = request.form.get("version", type=int)
    if version and "text" not in request.form:
        return services().desk.version(slug, version).text
    return typed_text()
