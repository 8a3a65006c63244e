"""Releasing a quiz: what students will see of it, asked about first; doing it; hiding it again."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.errors import NotFound
from quiz.gradebook import Cell, QuizColumn
from quiz.model import AttemptState, ClosedBy, Feedback
from quiz.storage import attempts, releases
from quiz.web.handing_in import hand_in
from quiz.web.instructor.blueprint import current_class, instructor
from quiz.web.instructor.class_work import class_gradebook
from quiz.web.instructor.open_responses import still_unmarked
from quiz.web.services import services

_MARKING = "marking"


@instructor.get("/releases/<lesson>/<quiz>")
def ask_to_release(lesson: str, quiz: str) -> str:
    """What releasing a quiz shows, to how many students, and what else comes of it."""
    found, cells = _at_quiz(lesson, quiz)
    return render_template(
        "instructor/release.html",
        quiz=found,
        handed_in=sum(cell.submitted > 0 for cell in cells),
        at_work=sum(cell.in_progress is not None for cell in cells),
        students=len(cells),
        unmarked=still_unmarked(lesson, quiz),
        back=request.args.get("back", ""),
        leads_to=_leads_to(request.args.get("back", "")),
    )


@instructor.post("/releases")
def release() -> Response:
    """Let students see a quiz's feedback and marks, or hide them again."""
    found, _ = _at_quiz(request.form.get("lesson", ""), request.form.get("quiz", ""))
    what, action = _what(found), request.form.get("action")
    if action == "release":
        also = _release(found)
        flash(f"Students can now see the {what} of “{found.quiz_title}”.{also}")
    elif action == "withdraw":
        releases.withdraw(services().db, current_class().id, *found.key)
        flash(f"Hidden from students again: the {what} of “{found.quiz_title}”.")
    else:
        abort(400)
    return redirect(_leads_to(request.form.get("back", "")), 303)


def _at_quiz(lesson: str, quiz: str) -> tuple[QuizColumn, Sequence[Cell]]:
    """A quiz in the gradebook of the current class, and what each student did there.

    Raises `NotFound`.
    """
    book = class_gradebook()
    place = book.place((lesson, quiz))
    if place is None:
        raise NotFound("quiz", (lesson, quiz))
    return book.columns[place], [row.cells[place] for row in book.rows]


def _what(found: QuizColumn) -> str:
    """What a release shows: all feedback where it was held back, otherwise marks of a person's."""
    return "feedback" if found.holds_back else "marks"


def _leads_to(back: str) -> str:
    return url_for("instructor.marking" if back == _MARKING else "instructor.overview")


def _release(found: QuizColumn) -> str:
    """Release a quiz to the current class; what else came of it, in words."""
    releases.release(services().db, current_class().id, *found.key)
    closed = _close_open(found)
    services().backups.after_closing()
    also = f" Attempts handed in for students who hadn't yet: {closed}." if closed else ""
    return also + _unmarked(found)


def _unmarked(found: QuizColumn) -> str:
    """What to say of the responses that a release finds without a mark."""
    waiting = still_unmarked(*found.key)
    if not waiting:
        return ""
    are = "1 response is" if waiting == 1 else f"{waiting} responses are"
    return f" {are} still unmarked; students see “To be marked” there until you mark them."


def _close_open(found: QuizColumn) -> int:
    """Hand in what is still open at a quiz whose answers are known from now on; how many."""
    taken = attempts.at_quiz(services().db, current_class().id, *found.key)
    # Marks alone give no answers away; and somebody may have begun since the gradebook was read.
    if not (found.holds_back or any(one.feedback is Feedback.AFTER_RELEASE for one in taken)):
        return 0
    open_ = [attempt for attempt in taken if attempt.state is AttemptState.IN_PROGRESS]
    for attempt in open_:
        hand_in(attempt, ClosedBy.INSTRUCTOR)
    return len(open_)
