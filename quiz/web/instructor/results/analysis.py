"""Item analysis: which quiz, and how the current class did at it, question by question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request, session

from quiz.item_analysis import fair_grades
from quiz.marking import share
from quiz.model import Attempt, Course, Mark
from quiz.storage import attempts, marks
from quiz.web.instructor.blueprint import current_class, instructor
from quiz.web.instructor.results.analysis_page import analysis_page
from quiz.web.instructor.results.first_attempts import first_submitted, quiz_work
from quiz.web.services import services

_NAMES = "names hidden"


@dataclass(frozen=True)
class QuizRow:
    """One quiz to choose. `mean` is that of the `marked` first submitted attempts, 0 to 1, in the
    questions that don't wait. `waiting` counts responses that a person has still to mark.
    """

    lesson: str
    quiz: str
    lesson_title: str
    quiz_title: str
    submitted: int
    marked: int
    mean: float | None
    waiting: int


@instructor.get("/analysis")
def analysis() -> str:
    """Choose a quiz to look into."""
    db, class_id = services().db, current_class().id
    rows = quiz_rows(
        services().folder.course(),
        first_submitted(attempts.in_class(db, class_id)),
        marks.in_class(db, class_id),
    )
    return render_template("instructor/analysis.html", rows=rows)


@instructor.get("/analysis/<lesson>/<quiz>")
def quiz_analysis(lesson: str, quiz: str) -> str:
    """How the class did at one quiz."""
    page = analysis_page(quiz_work(lesson, quiz))
    return render_template("instructor/quiz_analysis.html", page=page, hidden=names_hidden())


def names_hidden() -> bool:
    """Whether students' names are left out, for a page that a class may see.

    `?names=hidden` and `?names=shown` switch it, until the browser closes.
    """
    asked = request.args.get("names")
    if asked in ("hidden", "shown"):
        session[_NAMES] = asked == "hidden"
    return bool(session.get(_NAMES))


def quiz_rows(
    course: Course, first: Sequence[Attempt], earned: dict[str, tuple[Mark, ...]]
) -> list[QuizRow]:
    """The course's quizzes in order, then those that were taken and are in it no longer."""
    titles = {
        (lesson.slug, quiz.id): (lesson.title, quiz.title) for lesson, quiz in course.quizzes()
    }
    by_quiz: dict[tuple[str, str], list[Attempt]] = {key: [] for key in titles}
    for attempt in first:
        key = (attempt.lesson, attempt.quiz)
        titles.setdefault(key, (attempt.lesson_title, attempt.quiz_title))
        by_quiz.setdefault(key, []).append(attempt)
    return [_quiz_row(key, titles[key], taken, earned) for key, taken in by_quiz.items()]


def _quiz_row(
    key: tuple[str, str],
    titles: tuple[str, str],
    taken: Sequence[Attempt],
    earned: dict[str, tuple[Mark, ...]],
) -> QuizRow:
    own = {attempt.id: earned.get(attempt.id, ()) for attempt in taken}
    shares = [value for one in fair_grades(own).values() if (value := share(one)) is not None]
    return QuizRow(
        *key,
        *titles,
        submitted=len(taken),
        marked=len(shares),
        mean=sum(shares) / len(shares) if shares else None,
        waiting=sum(mark.fraction is None for each in own.values() for mark in each),
    )
