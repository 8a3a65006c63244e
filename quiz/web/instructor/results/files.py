"""Marks and grades of a class as files to take away."""

from __future__ import annotations

from flask import abort, request
from werkzeug.wrappers import Response

from quiz.exchange.tables import grades_csv, marks_csv
from quiz.exchange.tables.canvas_csv import Assignment, canvas_csv
from quiz.exchange.tables.moodle_csv import moodle_csv
from quiz.gradebook import Gradebook
from quiz.model import Grade, Student
from quiz.web.instructor.blueprint import current_class, instructor
from quiz.web.instructor.downloads import FOR_EXCEL, download
from quiz.web.instructor.results.class_work import class_gradebook, marked_responses_of_class


@instructor.get("/marks.csv")
def marks_file() -> Response:
    """One line for each response of all submitted attempts."""
    text = marks_csv.marks_csv(marked_responses_of_class())
    return download("marks.csv", text.encode(FOR_EXCEL))


@instructor.get("/grades.csv")
def grades_file() -> Response:
    """One line for each student: the best grade of every quiz."""
    book = class_gradebook()
    rows = [(row.student, [(cell.grade, cell.to_mark) for cell in row.cells]) for row in book.rows]
    text = grades_csv.grades_csv(_titles(book), rows)
    return download("grades.csv", text.encode(FOR_EXCEL))


@instructor.get("/moodle.csv")
def moodle_file() -> Response:
    """The grades as Moodle's gradebook imports them, `?grades=points` or out of 100."""
    asked = request.args.get("grades", "hundred")
    if asked not in ("points", "hundred"):
        abort(404)
    book = class_gradebook()
    text = moodle_csv(_titles(book), _final(book), of_hundred=asked == "hundred")
    return download("moodle.csv", text.encode())


@instructor.get("/canvas.csv")
def canvas_file() -> Response:
    """The grades as Canvas's gradebook imports them."""
    book = class_gradebook()
    text = canvas_csv(_assignments(book), current_class().name, _final(book))
    return download("canvas.csv", text.encode())


def _titles(book: Gradebook) -> list[str]:
    return [f"{column.lesson_title} – {column.quiz_title}" for column in book.columns]


def _final(book: Gradebook) -> list[tuple[Student, list[Grade | None]]]:
    return [(row.student, [cell.final for cell in row.cells]) for row in book.rows]


def _assignments(book: Gradebook) -> list[Assignment]:
    """The quizzes as columns; one that left the course is out of what it was."""
    return [
        Assignment(title, "/".join(column.key), column.points or _most(book, place))
        for place, (title, column) in enumerate(zip(_titles(book), book.columns, strict=True))
    ]


def _most(book: Gradebook, place: int) -> float:
    grades = (row.cells[place].grade for row in book.rows)
    return max((grade.out_of for grade in grades if grade), default=0.0)
