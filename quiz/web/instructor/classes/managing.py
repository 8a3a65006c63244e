"""Classes: making one, its door, code and rules, wiping it, removing it."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.model import Class, Names
from quiz.storage import attempts, classes, students
from quiz.web.forms import ClassForm, ClassRulesForm, tidy_name
from quiz.web.instructor.blueprint import instructor
from quiz.web.services import services

ONE = "/classes/<int(max=999999999):class_id>"
_DOOR = {
    "open": "Whoever has the code of “{}” can join it now.",
    "close": "Nobody new can join “{}” now. Its students go on as before.",
}
_ANY_TIME = "any time"


@instructor.post("/classes")
def make_class() -> Response:
    """A new class, which the desk shows from then on."""
    form = ClassForm()
    if not form.validate_on_submit():
        abort(400, " ".join(form.name.errors))
    made = classes.make(services().db, form.name.data or "")
    flash(f"The class “{made.name}” is made. Its code is {made.shown_code}.")
    return _to(made)


@instructor.get(ONE)
def one_class(class_id: int) -> str:
    """The door, the code and the rules of a class, and its list of names."""
    return class_page(classes.get(services().db, class_id))


@instructor.post(ONE)
def change_class(class_id: int) -> Response:
    """Open or close a class's door, give it another code, or remove it once it is empty."""
    db, action = services().db, request.form.get("action", "")
    found = classes.get(db, class_id)
    if action in _DOOR:
        classes.let_join(db, found.id, action == "open")
        flash(_DOOR[action].format(found.name))
    elif action == "renew":
        classes.renew_code(db, found.id)
        code = classes.get(db, found.id).shown_code
        flash(f"The new code is {code}. The old one doesn't work any more.")
    elif action == "remove":
        classes.remove(db, found.id)
        flash(f"The class “{found.name}” was removed.")
        return _students_of(classes.first(db))
    else:
        abort(400)
    return _to(found)


@instructor.post(f"{ONE}/rules")
def change_rules(class_id: int) -> Response | tuple[str, int]:
    """What a class is called, how its students come by their names, and when they take quizzes."""
    found, form = classes.get(services().db, class_id), ClassRulesForm()
    if not form.validate_on_submit():
        return class_page(found, form), 422
    classes.change(
        services().db,
        found.id,
        name=form.name.data or "",
        names=Names(form.names.data),
        self_paced=form.pace.data == _ANY_TIME,
    )
    flash("Saved.")
    return _to(found)


def class_page(
    found: Class,
    form: ClassRulesForm | None = None,
    *,
    roster: str = "",
    problems: list[str] | None = None,
) -> str:
    """The page of a class, with what was typed and what is wrong with it."""
    pace = _ANY_TIME if found.self_paced else "opened"
    return render_template(
        "instructor/class.html",
        found=found,
        form=form or ClassRulesForm(None, name=found.name, names=found.names, pace=pace),
        students=students.in_class(services().db, found.id),
        roster=roster,
        problems=problems or [],
    )


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


def _to(found: Class) -> Response:
    chosen: dict[str, Any] = {"class": found.id}
    return redirect(url_for("instructor.one_class", class_id=found.id, **chosen), 303)


def _students_of(found: Class) -> Response:
    chosen: dict[str, Any] = {"class": found.id}
    return redirect(url_for("instructor.students", **chosen), 303)
