"""One attempt, as the instructor sees it."""

from __future__ import annotations

from flask import render_template

from quiz.model import AttemptState
from quiz.storage import attempts, marks, students
from quiz.web import pages
from quiz.web.instructor.blueprint import instructor
from quiz.web.services import services


@instructor.get("/attempts/<attempt_id>")
def attempt(attempt_id: str) -> str:
    """One attempt as its student sees the review, with the key, released or not."""
    db = services().db
    found = attempts.get(db, attempt_id)
    page = pages.attempt_page(
        found,
        services().frozen.of(found),
        attempts.responses(db, found.id),
        due=found.state is AttemptState.SUBMITTED,
        marks=marks.of_attempt(db, found.id),
    )
    own = attempts.of_student(db, found.student_id)
    return render_template(
        "instructor/attempt.html",
        page=page,
        owner=students.get(db, found.student_id),
        siblings=[a for a in own if (a.lesson, a.quiz) == (found.lesson, found.quiz)],
    )
