"""A lesson as the instructor may look at it: as a student sees it, or with every key."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

from flask import g

from quiz.errors import NotFound
from quiz.model import Item, Lesson, Poll, Quiz
from quiz.questions import types
from quiz.web import pages
from quiz.web.lesson_parts import lesson_parts
from quiz.web.services import services


class View(StrEnum):
    """What the preview shows: a student's page, everything, or a student's page on paper."""

    STUDENT = "student"
    KEY = "key"
    PRINT = "print"


@dataclass(frozen=True)
class KeyItem:
    """An item with all that its author wrote: `review` is that of a blank response."""

    question: pages.Question
    item: Item
    review: Any


@dataclass(frozen=True)
class QuizView:
    """A quiz with its questions, as `pages.Question` or, with the key, as `KeyItem`."""

    quiz: Quiz
    questions: tuple[Any, ...]


@dataclass(frozen=True)
class PollPlace:
    """A poll, and the address of the lesson that it stands in."""

    lesson: str
    poll: Poll


def find_quiz(slug: str, quiz_id: str) -> tuple[Lesson, Quiz]:
    """A quiz of the course with its lesson. Raises `NotFound`."""
    lesson = services().folder.course().lesson(slug)
    quiz = lesson.quiz(quiz_id) if isinstance(lesson, Lesson) else None
    if quiz is None or not isinstance(lesson, Lesson):
        raise NotFound("quiz", (slug, quiz_id))
    return lesson, quiz


@contextmanager
def as_student() -> Iterator[None]:
    """Within it, the templates' Markdown is rendered as for students: without the notes."""
    g.as_student = True
    try:
        yield
    finally:
        g.as_student = False


def student_parts(lesson: Lesson) -> list[tuple[str, Any]]:
    """The student's page, with the questions of its quizzes besides. Raises RenderError."""

    def question(item: Item, number: int = 0) -> pages.Question:
        return pages.practice_question(item, lesson.lang, number=number)

    return lesson_parts(
        lesson,
        question,
        lambda quiz: _quiz(quiz, question),
        partial(PollPlace, lesson.slug),
    )


def key_parts(lesson: Lesson) -> list[tuple[str, Any]]:
    """The page with the notes, every answer and all feedback. Raises RenderError."""

    def with_key(item: Item, number: int = 0) -> KeyItem:
        return key_item(item, lesson.lang, number)

    return lesson_parts(
        lesson,
        with_key,
        lambda quiz: _quiz(quiz, with_key),
        partial(PollPlace, lesson.slug),
        instructor=True,
    )


def key_item(item: Item, lang: str, number: int = 0) -> KeyItem:
    """An item as the instructor's templates draw it, its key included."""
    question = pages.practice_question(item, lang, number=number)
    return KeyItem(question, item, types()[item.type].review(item.body, {}))


def _quiz(quiz: Quiz, draw: Any) -> QuizView:
    return QuizView(quiz, tuple(draw(item, i) for i, item in enumerate(quiz.items, start=1)))
