"""Classes: making one, naming it, opening its door, wiping it, removing it."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.model import Class
from quiz.storage import attempts, classes, students
from quiz.web.forms import ClassForm, tidy_name
from quiz.web.instructor.blueprint import instructor
from quiz.web.services import services

_DOOR = {
    "open": "Whoever has the code of “{}” can join it now.",
    "close": "Nobody new can join “{}” now. Its students go on as before.",
}
ONE = "/classes/<int(max=999999999):class_id>"


@instructor.post("/classes")
def make_class() -> Response:
    """A new class, which the desk shows from then on."""
    form = _form()
    made = classes.make(services().db, form.name.data or "")
    flash(f"The class “{made.name}” is made. Its code is {made.shown_code}.")
    return _students_of(made)


@instructor.post(ONE)
def change_class(class_id: int) -> Response:
    """Rename a class, open or close its door, or remove it once it is empty."""
    db, action = services().db, request.form.get("action")
    found = classes.get(db, class_id)
    if action == "rename":
        classes.rename(db, found.id, _form().name.data or "")
        flash("Saved.")
    elif action in ("open", "close"):
        classes.let_join(db, found.id, action == "open")
        flash(_DOOR[action].format(found.name))
    elif action == "remove":
        classes.remove(db, found.id)
        flash(f"The class “{found.name}” was removed.")
        return _students_of(classes.first(db))
    else:
        abort(400)
    return _students_of(found)


@instructor.get(f"{ONE}/wipe")
def ask_to_wipe(class_id: int) -> str:
    """What wiping a class takes away."""
    return _wipe_page(classes.get(services().db, class_id))


@instructor.post(f"{ONE}/wipe")
def wipe_class(class_id: int) -> Response | tuple[str, int]:
    """Remove all of a class's students with all their data, once its name was typed."""
    found = classes.get(services().db, class_id)
    if tidy_name(request.form.get("name")).casefold() != tidy_name(found.name).casefold():
        return _wipe_page(found, "This is not the name of the class. Nothing was removed."), 422
    count = classes.wipe(services().db, found.id)
    flash(f"“{found.name}” is empty now. Students removed with all data: {count}.")
    return _students_of(found)


def _wipe_page(found: Class, problem: str = "") -> str:
    db = services().db
    return render_template(
        "instructor/wipe_class.html",
        found=found,
        students=students.in_class(db, found.id),
        attempts=attempts.in_class(db, found.id),
        problem=problem,
    )


def _form() -> ClassForm:
    """The form as it was sent. Says what is wrong with the name as a page."""
    form = ClassForm()
    if not form.validate_on_submit():
        abort(400, " ".join(form.name.errors))
    return form


def _students_of(found: Class) -> Response:
    chosen: dict[str, Any] = {"class": found.id}
    return redirect(url_for("instructor.students", **chosen), 303)
