"""What can be done for one student in a sitting: time, another attempt, an open door, an excuse."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from quiz.errors import CannotReopen, NotFound
from quiz.model import Attempt, AttemptState, ClosedBy, Sitting, Source, Student
from quiz.storage import attempts, releases, sittings, students
from quiz.storage.reopening import reopen
from quiz.web.handing_in import hand_in
from quiz.web.instructor.blueprint import instructor
from quiz.web.instructor.sittings.leading import ONE, minutes_given, own_sitting
from quiz.web.services import services

REOPENED_FOR = 5
"""Minutes that a reopened attempt has where nothing else is said."""


@instructor.post(f"{ONE}/students/<int(max=999999999):student_id>")
def help_student(sitting_id: int, student_id: int) -> Response:
    """Do one thing for one student."""
    found = own_sitting(sitting_id)
    student = students.get(services().db, student_id)
    if student.class_id != found.class_id:
        raise NotFound("student", student_id)
    do = _ACTIONS.get(request.form.get("action", "")) or abort(400)
    flash(f"{student.name}: {do(found, student)}")
    return redirect(url_for("instructor.sitting", sitting_id=found.id), 303)


def _extend(found: Sitting, student: Student) -> str:
    minutes = minutes_given()
    now = sittings.extend(services().db, found.id, 60 * minutes, student.id)
    return f"{minutes} more minutes{'' if now else ', from the next attempt on'}."


def _excuse(found: Sitting, student: Student) -> str:
    sittings.excuse(services().db, found.id, student.id, excused=True)
    return "excused."


def _expect(found: Sitting, student: Student) -> str:
    sittings.excuse(services().db, found.id, student.id, excused=False)
    return "no longer excused."


def _allow_another(found: Sitting, student: Student) -> str:
    sittings.allow_attempt(services().db, found.id, student.id)
    return "one more attempt is allowed."


def _reopen(found: Sitting, student: Student) -> str:
    db = services().db
    taken = [one for one in attempts.in_sitting(db, found.id) if one.student_id == student.id]
    closed = [one for one in taken if one.state is AttemptState.SUBMITTED]
    if not closed:
        raise NotFound("attempt", student.id)
    last = closed[-1]
    require_hidden(last, student)
    if last.source is Source.PAPER:
        reopen(db, last.id, None)
        return "what stands on the paper can be entered again."
    if found.rules.time_limit is None:
        reopen(db, last.id, None)
        return "can go on."
    minutes = minutes_given() if request.form.get("minutes") else REOPENED_FOR
    reopen(db, last.id, 60 * minutes)
    return f"can go on for {minutes} minutes."


def require_hidden(attempt: Attempt, student: Student) -> None:
    """Raise `CannotReopen` where the student's class may see the key of the quiz."""
    if (attempt.lesson, attempt.quiz) in releases.released(services().db, student.class_id):
        raise CannotReopen(attempt.id, "The answers are released. Hide them from students first.")


def _hand_in(found: Sitting, student: Student) -> str:
    for attempt in attempts.in_sitting(services().db, found.id):
        if attempt.student_id == student.id:
            hand_in(attempt, ClosedBy.INSTRUCTOR)
    return "handed in what was saved."


_ACTIONS: Mapping[str, Callable[[Sitting, Student], str]] = {
    "extend": _extend,
    "excuse": _excuse,
    "expect": _expect,
    "another": _allow_another,
    "reopen": _reopen,
    "hand-in": _hand_in,
}
