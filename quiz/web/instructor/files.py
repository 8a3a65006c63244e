"""Marks and grades of a class as files to take away."""

from __future__ import annotations

from collections.abc import Sequence

from flask import make_response
from werkzeug.wrappers import Response

from quiz.exchange.marks_csv import MarkedResponse, grades_csv, response_text
from quiz.exchange.marks_csv import marks_csv as marks_as_csv
from quiz.model import Attempt, AttemptState
from quiz.storage import attempts, marks, students
from quiz.web.instructor.blueprint import current_class, instructor
from quiz.web.instructor.class_work import class_overview
from quiz.web.services import services


@instructor.get("/marks.csv")
def marks_csv() -> Response:
    """One line for each response of all submitted attempts."""
    db = services().db
    submitted = [
        a for a in attempts.in_class(db, current_class().id) if a.state is AttemptState.SUBMITTED
    ]
    return _file("marks.csv", marks_as_csv(_marked_responses(submitted)))


@instructor.get("/grades.csv")
def grades_file() -> Response:
    """One line for each student: the best grade of every quiz."""
    whole = class_overview()
    titles = [f"{quiz.lesson_title} – {quiz.quiz_title}" for quiz in whole.quizzes]
    rows = [(row.student, [cell.grade for cell in row.cells]) for row in whole.rows]
    return _file("grades.csv", grades_csv(titles, rows))


def _marked_responses(submitted: Sequence[Attempt]) -> list[MarkedResponse]:
    db = services().db
    names = {student.id: student.name for student in students.in_class(db, current_class().id)}
    given, earned = (
        attempts.given_in_class(db, current_class().id),
        marks.in_class(db, current_class().id),
    )
    return [
        MarkedResponse(
            student_id=attempt.student_id,
            name=names[attempt.student_id],
            lesson=attempt.lesson_title,
            quiz=attempt.quiz_title,
            attempt=attempt.number,
            submitted_at=attempt.submitted_at or "",
            mark=mark,
            response=response_text(
                items[mark.item_id], given.get(attempt.id, {}).get(mark.item_id, {})
            ),
        )
        for attempt in submitted
        for items in [{item.id: item for item, _ in services().frozen.of(attempt)}]
        for mark in earned.get(attempt.id, ())
    ]


def _file(name: str, text: str) -> Response:
    # The mark at the start tells Excel that this is UTF-8.
    response = make_response(text.encode("utf-8-sig"))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
