"""A course on another text, in a right-to-left language: nothing knows the one that ships."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from quiz.marking import mark_item
from quiz.model import Outcome
from tests.answers import fill, key_of, quizzes
from tests.conftest import COURSES
from tests.visitor import Visitor

COURSE = COURSES / "right-to-left"


def test_its_lesson_and_quiz_work_from_joining_to_the_review(
    make_app: Callable[..., Flask],
) -> None:
    quiz = quizzes(COURSE)["library", "quiz"]
    browser = Visitor(make_app(COURSE).test_client())
    browser.join("دانش‌آموز آزمایشی")
    assert "یک یادداشت دربارهٔ کتابخانه" in browser.text
    lesson = browser.get("/lessons/library")
    assert 'lang="fa" dir="rtl"' in lesson
    assert 'href="/reading#p1"' in lesson
    assert "برای آموزگار" not in lesson
    form = browser.start("library", "quiz")
    assert 'lang="fa" dir="rtl"' in browser.text
    for item in quiz.items:
        fill(form, item, key_of(item))
    browser.hand_in(form)
    assert "3 of 4 points" in browser.words
    assert "پیشنهاد در بند ۲ است." in browser.words


def test_numbers_may_be_written_in_its_own_digits() -> None:
    item = quizzes(COURSE)["library", "quiz"].items[2]
    gap = key_of(item) | {"2": "۲"}
    assert mark_item(item, "", gap).outcome is Outcome.RIGHT


def test_its_course_is_free_of_mistakes(make_app: Callable[..., Flask]) -> None:
    app = make_app(COURSE)
    assert app.extensions["second-reading"].folder.course().problems == ()
