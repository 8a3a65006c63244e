"""Sittings: opening a quiz for the class, and leading it while students are at work."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.errors import NotFound
from quiz.model import Feedback, Lesson, Quiz, Sitting, SittingState
from quiz.storage import classes, late_answers, releases, sittings
from quiz.web.instructor.blueprint import current_class, instructor
from quiz.web.instructor.lesson_views import find_quiz
from quiz.web.instructor.results.analysis import names_hidden
from quiz.web.instructor.sittings.form import SittingForm
from quiz.web.instructor.sittings.page import ROW, look
from quiz.web.services import services

ONE = "/sittings/<int(max=999999999):sitting_id>"
MINUTES = range(1, 121)
"""What can be given at once."""


@instructor.get("/sittings", endpoint="sittings")
def sittings_page() -> str:
    """The sittings of the class, and the quizzes that can be opened."""
    db, own = services().db, current_class()
    found = sittings.of_class(db, own.id)
    busy = {(one.lesson, one.quiz) for one in found if one.state is not SittingState.CLOSED}
    return render_template(
        "instructor/sittings.html",
        going_on=[one for one in found if one.state in (SittingState.OPEN, SittingState.PAUSED)],
        planned=[one for one in found if one.state is SittingState.PLANNED],
        closed=[one for one in found if one.state is SittingState.CLOSED],
        quizzes=[
            (lesson, quiz)
            for lesson, quiz in services().folder.course().quizzes()
            if (lesson.slug, quiz.id) not in busy
        ],
    )


@instructor.route("/sittings/new/<lesson>/<quiz>", methods=["GET", "POST"])
def new_sitting(lesson: str, quiz: str) -> Response | str | tuple[str, int]:
    """By which rules to open a quiz; then open or plan it."""
    found, wanted = find_quiz(lesson, quiz)
    form = SittingForm.for_quiz(wanted)
    if form.validate_on_submit() and not _answers_known(found, wanted, form):
        db = services().db
        made = sittings.plan(db, form.sitting(current_class(), found, wanted))
        if request.form.get("action") == "open":
            _open(made)
        else:
            flash(f"“{made.quiz_title}” is planned.")
        return redirect(url_for("instructor.sitting", sitting_id=made.id), 303)
    page = render_template("instructor/new_sitting.html", lesson=found, quiz=wanted, form=form)
    return (page, 422) if form.is_submitted() else page


def _answers_known(lesson: Lesson, quiz: Quiz, form: SittingForm) -> bool:
    """Whether the form would hold back what the class knows already; then it says so."""
    released = releases.released(services().db, current_class().id)
    known = form.feedback.data == Feedback.AFTER_RELEASE and (lesson.slug, quiz.id) in released
    if known:
        form.hold_back()
    return known


@instructor.get(ONE)
def sitting(sitting_id: int) -> str:
    """One sitting: its rules, its time, who is where, and what can be done."""
    found, hidden = own_sitting(sitting_id), names_hidden()
    page = look(found, hidden=hidden)
    return render_template(
        "instructor/sitting.html",
        sitting=found,
        hidden=hidden,
        late=late_answers.waiting(services().db, found.id),
        version=page.version,
        parts=page.parts,
        rows=[html for key, html in page.parts.items() if key.startswith(ROW)],
    )


@instructor.get(f"{ONE}/board")
def board(sitting_id: int) -> Response:
    """What of that page has changed since the version that it has, for its script.

    JSON: the `version` now; `parts`, the HTML of what has changed, by id; `rows`, the ids of the
    students' rows in their order, or null where that is as before.
    """
    hidden = request.args.get("names") == "hidden"
    page = look(own_sitting(sitting_id), request.args.get("since", ""), hidden=hidden)
    rows = None if page.order is None else [key for key in page.order if key.startswith(ROW)]
    return jsonify(version=page.version, parts=page.parts, rows=rows)


def own_sitting(sitting_id: int) -> Sitting:
    """A sitting of the class that the page is about. Raises `NotFound`."""
    found = sittings.get(services().db, sitting_id)
    if found.class_id != current_class().id:
        raise NotFound("sitting", sitting_id)
    return found


@instructor.post(ONE)
def change_sitting(sitting_id: int) -> Response:
    """Open, pause, resume or close it, cancel a plan, or give everybody more time."""
    found, action = own_sitting(sitting_id), request.form.get("action", "")
    db = services().db
    reading = db.clock.now()
    title = found.quiz_title
    if action == "open":
        _open(found)
    elif action == "pause":
        sittings.pause(db, found.id, reading)
        flash("Paused. Nobody's time runs, and no question is shown.")
    elif action == "resume":
        sittings.resume(db, found.id, reading)
        flash("Going on. Everybody has the time that they had.")
    elif action in ("close", "finish"):
        # Without a limit nobody has a time of their own to keep: it ends for all of them.
        _close(found, everyone=action == "close" or found.rules.time_limit is None)
    elif action == "cancel":
        sittings.cancel(db, found.id)
        flash(f"“{title}” is not planned any more.")
        return redirect(url_for("instructor.sittings"), 303)
    elif action == "extend":
        minutes = minutes_given()
        reached = sittings.extend(db, found.id, 60 * minutes)
        flash(
            f"{_students(reached)} {_more(minutes)}."
            if reached
            else "Nobody is at work under a time limit, so no time was given."
        )
    else:
        abort(400)
    return redirect(url_for("instructor.sitting", sitting_id=found.id), 303)


def _students(number: int) -> str:
    return "1 student has" if number == 1 else f"{number} students have"


def _more(minutes: int) -> str:
    return "1 more minute" if minutes == 1 else f"{minutes} more minutes"


def _open(found: Sitting) -> None:
    db = services().db
    if sittings.open_(db, found.id, db.clock.now()).closes_after == 0:
        flash(
            f"The time at which “{found.quiz_title}” closes is past, so nobody can begin. Open the "
            "quiz again with a later time, or with none."
        )
    else:
        flash(f"“{found.quiz_title}” is open. Students can begin.")


def _close(found: Sitting, *, everyone: bool) -> None:
    db = services().db
    sittings.close(db, found.id, db.clock.now(), everyone=everyone)
    services().backups.after_closing()
    if everyone:
        flash("Closed. What everybody has saved is being handed in.")
    else:
        flash("Nobody can begin any more. Whoever is at work keeps their time.")


def minutes_given() -> int:
    """How many minutes to give. Says what is wrong as a page."""
    text = request.form.get("minutes", "").strip()
    if not (text.isascii() and text.isdecimal() and len(text) < 4 and int(text) in MINUTES):
        abort(400, f"Give whole minutes, from 1 to {MINUTES[-1]}. Go back and try again.")
    return int(text)


@instructor.post("/classes/<int(max=999999999):class_id>/pace")
def set_pace(class_id: int) -> Response:
    """Whether the class may take quizzes at any time, or only those that are opened."""
    self_paced = request.form.get("pace") == "self"
    db = services().db
    own = classes.get(db, class_id)
    classes.change(db, own.id, name=own.name, names=own.names, self_paced=self_paced)
    flash(
        "Students may take any quiz that isn't planned or closed here, at any time."
        if self_paced
        else "Students may only take quizzes that you open."
    )
    chosen: dict[str, Any] = {"class": class_id}
    return redirect(url_for("instructor.sittings", **chosen), 303)
