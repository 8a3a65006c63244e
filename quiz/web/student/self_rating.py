"""Rating one's own response by the rubric, before the instructor's marks are there."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from quiz.errors import NotFound
from quiz.storage import attempts, gradings, marks, releases
from quiz.web import pages
from quiz.web.attempt_gradings import attempt_gradings
from quiz.web.services import services
from quiz.web.student.blueprint import student
from quiz.web.student.identity import me


@student.post("/attempts/<attempt_id>/items/<item_id>/rating")
def rate_oneself(attempt_id: str, item_id: str) -> Response:
    """Keep the levels chosen so far; they can be changed until the instructor's are shown."""
    db = services().db
    found = attempts.get(db, attempt_id)
    if found.student_id != me().id:
        # The same words as for an attempt that isn't there: nothing of another's is told.
        raise NotFound("attempt", attempt_id)
    released = releases.released(db, me().class_id)
    shown = pages.shown_marks(found, marks.of_attempt(db, found.id), released)
    due = pages.feedback_due(found, released)
    views = attempt_gradings(found, shown, due=due, released=False)
    if item_id not in views:
        raise NotFound("question", item_id)
    if not views[item_id].may_rate:
        abort(409, "This answer has been marked, so your own rating can't change any more.")
    levels = {}
    for number, criterion in enumerate(views[item_id].criteria):
        place = request.form.get(f"level.{number}", "")
        if place in map(str, range(len(criterion.levels))):
            levels[criterion.name] = int(place)
    version = next(mark.version for mark in shown if mark.item_id == item_id)
    if levels:
        gradings.rate_oneself(db, found.id, item_id, version, levels)
    missing = len(views[item_id].criteria) - len(levels)
    flash(_told(len(levels), missing))
    return redirect(url_for("student.review", attempt_id=attempt_id, _anchor=item_id), 303)


def _told(rated: int, missing: int) -> str:
    if not rated:
        return "Choose a level first; then your rating can be kept."
    if missing:
        return f"Your rating is kept. You can still rate {missing} more."
    return "Your rating is kept. You will see it beside your teacher's."
