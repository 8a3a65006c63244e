"""Merging two entries of one student, after a look at what becomes of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.errors import BothInProgress
from quiz.model import Attempt, AttemptState, ClosedBy, Student
from quiz.storage import attempts, merging, students
from quiz.web.handing_in import hand_in
from quiz.web.instructor.blueprint import instructor
from quiz.web.services import services

_TRIES = 3


@dataclass(frozen=True)
class MergedQuiz:
    """What becomes of both entries' attempts at one quiz. `handed_in`: the older of two that are
    in progress, which is handed in as it stands."""

    quiz_title: str
    lesson_title: str
    attempts: tuple[Attempt, ...]
    handed_in: Attempt | None


@instructor.get("/students/merge")
def ask_to_merge() -> str:
    """What merging two entries does, and the choice of which one stays."""
    one, other = _asked(request.args.get("first", "")), _asked(request.args.get("second", ""))
    _refuse_same(one, other)
    found = {s.id: attempts.of_student(services().db, s.id) for s in (one, other)}
    return render_template(
        "instructor/merge.html",
        pair=(one, other),
        attempts=found,
        quizzes=merged_quizzes(found[one.id] + found[other.id]),
    )


@instructor.post("/students/merge")
def merge_students() -> Response:
    """Make one entry of two; everything of both is in the one that stays."""
    one, other = _asked(request.form.get("first", "")), _asked(request.form.get("second", ""))
    _refuse_same(one, other)
    kept = _asked(request.form.get("kept", ""))
    if kept not in (one, other):
        abort(400, "Choose which of the two entries stays.")
    _merge(gone=other if kept == one else one, kept=kept)
    flash(f"The two entries are one now: “{kept.name}”, code {kept.code}.")
    return redirect(url_for("instructor.student", student_id=kept.id), 303)


def merged_quizzes(found: Sequence[Attempt]) -> list[MergedQuiz]:
    """By quiz, the attempts of both in the order in which they were begun."""
    by_quiz: dict[tuple[str, str], list[Attempt]] = {}
    for attempt in sorted(found, key=lambda attempt: attempt.started_at):
        by_quiz.setdefault((attempt.lesson, attempt.quiz), []).append(attempt)
    return [
        MergedQuiz(
            own[-1].quiz_title,
            own[-1].lesson_title,
            tuple(own),
            open_[0] if len(open_ := _open(own)) > 1 else None,
        )
        for own in by_quiz.values()
    ]


def _merge(gone: Student, kept: Student) -> None:
    """Raises `BothInProgress` where students go on starting attempts while this is tried."""
    db = services().db
    for _ in range(_TRIES):
        both = attempts.of_student(db, gone.id) + attempts.of_student(db, kept.id)
        for quiz in merged_quizzes(both):
            if quiz.handed_in:
                hand_in(quiz.handed_in, ClosedBy.INSTRUCTOR)
        try:
            return merging.merge(db, gone.id, kept.id)
        except BothInProgress as error:
            in_between = error
    raise in_between


def _open(found: Sequence[Attempt]) -> list[Attempt]:
    return [attempt for attempt in found if attempt.state is AttemptState.IN_PROGRESS]


def _asked(number: str) -> Student:
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        abort(404, "Choose two students of the list to merge.")
    return students.get(services().db, int(number))


def _refuse_same(one: Student, other: Student) -> None:
    if one.id == other.id:
        abort(400, "Choose two different entries to merge.")
