"""What a quiz asks for, and beginning an attempt at it."""

from __future__ import annotations

import secrets

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.content.printer import print_item, version
from quiz.errors import NotFound, NotOpen
from quiz.model import BrokenLesson, Lesson, Quiz, Sitting
from quiz.storage import attempts
from quiz.storage.attempts import NewAttempt
from quiz.web import quiz_rows
from quiz.web.services import services
from quiz.web.student.blueprint import student
from quiz.web.student.course import find_lesson
from quiz.web.student.identity import me
from quiz.web.student.own_work import own_work


@student.route("/lessons/<slug>/quizzes/<quiz_id>", methods=["GET", "POST"])
def quiz(slug: str, quiz_id: str) -> Response | str:
    """What the quiz asks for, and the button that starts it."""
    found = find_lesson(slug)
    if isinstance(found, BrokenLesson):
        return render_template("student/working_on.html", lesson=found)
    wanted = found.quiz(quiz_id)
    if wanted is None:
        raise NotFound("quiz", quiz_id)
    row = quiz_rows.quiz_row(slug, wanted, own_work())
    if request.method == "POST":
        if row.released and not row.in_progress:
            abort(409, "The answers of this quiz are known now, so it can't be begun again.")
        if not row.is_open and not row.in_progress:
            raise NotOpen(quiz_id)
        started = attempts.start(services().db, me().id, new_attempt(found, wanted, row))
        return redirect(url_for("student.attempt", attempt_id=started.id), 303)
    return render_template("student/quiz_start.html", lesson=found, row=row)


def new_attempt(lesson: Lesson, quiz: Quiz, row: quiz_rows.QuizRow) -> NewAttempt:
    """What an attempt is begun with now, by the rules of the sitting if there is one."""
    sitting = row.sitting
    items = [(item.id, version(item), print_item(item)) for item in quiz.items]
    if sitting and sitting.rules.shuffle_items:
        secrets.SystemRandom().shuffle(items)
    return NewAttempt(
        lesson=lesson.slug,
        quiz=quiz.id,
        lesson_title=lesson.title,
        quiz_title=quiz.title,
        lang=lesson.lang,
        feedback=row.feedback,
        items=items,
        allowed=sitting.rules.attempts if sitting else quiz.attempts,
        sitting_id=sitting.id if sitting else None,
        confidence=bool(sitting and sitting.rules.confidence),
        seed=_common_seed(sitting),
        mixed=bool(sitting and sitting.rules.shuffle_options),
    )


def _common_seed(sitting: Sitting | None) -> str:
    """What gives all students of a sitting the same order of options, where they should have it."""
    same = sitting is not None and not sitting.rules.shuffle_options
    return f"sitting/{sitting.id}" if sitting and same else ""
