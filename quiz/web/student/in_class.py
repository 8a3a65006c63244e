"""What is open in class just now: it stands first on the course page, and comes there by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import jsonify
from werkzeug.wrappers import Response

from quiz.model import Course, Lesson, PollRound
from quiz.storage import polls
from quiz.web import quiz_rows
from quiz.web.quiz_rows import LessonRow, QuizRow
from quiz.web.services import services
from quiz.web.student.blueprint import student
from quiz.web.student.identity import me
from quiz.web.student.own_work import own_work


@dataclass(frozen=True)
class InClass:
    """The quizzes that this student can begin or go on with, and the polls to vote in.

    Each comes with its lesson. `standing` is a short text that changes whenever one of them does.
    """

    quizzes: tuple[tuple[Lesson, QuizRow], ...]
    polls: tuple[tuple[Lesson, PollRound], ...]

    @property
    def standing(self) -> str:
        sittings = [row.sitting for _, row in self.quizzes if row.sitting]
        quizzes = [f"{one.id}:{one.state}" for one in sittings]
        return " ".join([*quizzes, *(f"{one.poll}:{one.moment}" for _, one in self.polls)])


def in_class(course: Course, rows: Sequence[LessonRow]) -> InClass:
    """What is open for the student whose course page has these rows."""
    return InClass(quiz_rows.open_now(rows), tuple(_open_polls(course)))


def _open_polls(course: Course) -> list[tuple[Lesson, PollRound]]:
    db, mine = services().db, me()
    cast = polls.voted(db, mine.class_id, mine.id)
    return [
        (lesson, one)
        for one in polls.rounds(db, mine.class_id)
        if one.open and (one.lesson, one.poll, one.moment) not in cast
        for lesson in [course.lesson(one.lesson)]
        if isinstance(lesson, Lesson) and lesson.poll(one.poll)
    ]


@student.get("/now")
def now() -> Response:
    """The standing of what is open, for the course page's script."""
    course = services().folder.course()
    found = in_class(course, quiz_rows.course_rows(course, own_work()))
    return jsonify(now=found.standing)
