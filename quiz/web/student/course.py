"""The course, its lessons with their practice items, and the reading."""

from __future__ import annotations

from flask import abort, render_template, request, url_for
from markupsafe import Markup

from quiz.errors import NotFound, PollRefused
from quiz.model import BrokenLesson, Item, Lesson, Poll, Quiz
from quiz.web import pages, quiz_rows
from quiz.web.lesson_parts import lesson_parts
from quiz.web.services import services
from quiz.web.student.blueprint import student
from quiz.web.student.in_class import in_class
from quiz.web.student.own_work import own_work
from quiz.web.student.poll_views import PollView, poll_views
from quiz.web.student.responses import given_for


@student.get("/")
def course() -> str:
    """The lessons, and how far the student is with each."""
    found, work = services().folder.course(), own_work()
    rows = quiz_rows.course_rows(found, work)
    return render_template(
        "student/course.html",
        rows=rows,
        in_class=in_class(found, rows),
        elsewhere=quiz_rows.elsewhere(rows, work),
        intro_html=Markup(services().renderer.block(found.intro)),  # noqa: S704
        has_reading=found.reading is not None,
    )


@student.get("/reading")
def reading() -> str:
    """The text that the lessons point into: the original where it was laid beside, else ours."""
    found = services().folder.course()
    if found.original is not None:
        other = ("In our own words", url_for("student.reading_guide"))
        return lesson_page(found.original, other)
    return reading_guide()


@student.get("/reading/guide")
def reading_guide() -> str:
    """The article, paragraph by paragraph, in our own words."""
    found = services().folder.course()
    if found.reading is None:
        abort(404)
    other = ("The original text", url_for("student.reading")) if found.original else None
    return lesson_page(found.reading, other)


@student.get("/lessons/<slug>")
def lesson(slug: str) -> str:
    """One lesson, with its practice items and the way to its quizzes."""
    return lesson_page(find_lesson(slug))


@student.post("/lessons/<slug>/practice/<item_id>")
def practise(slug: str, item_id: str) -> str:
    """Check a practice answer: feedback at once, nothing kept."""
    found = find_lesson(slug)
    practice = found.practice if isinstance(found, Lesson) else ()
    item = next((item for item in practice if item.id == item_id), None)
    if item is None or isinstance(found, BrokenLesson):
        raise NotFound("question", item_id)
    reveal = "reveal" in request.form
    tried = pages.practice_question(item, found.lang, given_for(item), reveal=reveal)
    return lesson_page(found, tried=tried)


def find_lesson(slug: str) -> Lesson | BrokenLesson:
    found = services().folder.course().lesson(slug)
    if found is None:
        raise NotFound("lesson", slug)
    return found


def lesson_page(
    found: Lesson | BrokenLesson,
    other: tuple[str, str] | None = None,
    tried: pages.Question | None = None,
    refused: PollRefused | None = None,
) -> str:
    """The page of a lesson, with the practice item that was just `tried` or the vote `refused`."""
    if isinstance(found, BrokenLesson):
        return render_template("student/working_on.html", lesson=found)
    work, views = own_work(), poll_views(found, refused)

    def practice(item: Item) -> pages.Question:
        return tried if tried and tried.id == item.id else pages.practice_question(item, found.lang)

    def quiz(part: Quiz) -> quiz_rows.QuizRow:
        return quiz_rows.quiz_row(found.slug, part, work)

    def poll(part: Poll) -> PollView:
        return views[part.id]

    return render_template(
        "student/lesson.html",
        lesson=found,
        parts=lesson_parts(found, practice, quiz, poll),
        other=other,
        base_path=f"/lessons/{found.slug}",
    )
