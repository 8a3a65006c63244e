"""The buttons that add the invented class and remove it."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from quiz.storage import classes
from quiz.web import invented_class
from quiz.web.instructor.blueprint import instructor
from quiz.web.services import services


@instructor.post("/classes/invented")
def invent_class() -> Response:
    """Add the invented class and show it, or remove it."""
    own, action = services(), request.form.get("action")
    if action == "add":
        shown = invented_class.add(own.db, own.folder.course())
        flash("This class is invented, to look around. Remove it here when you have seen enough.")
    elif action == "remove":
        flash(invented_class.remove(own.db))
        shown = classes.first(own.db).id
    else:
        abort(400)
    chosen: dict[str, Any] = {"class": shown}
    return redirect(url_for("instructor.students", **chosen, _anchor="classes"), 303)
