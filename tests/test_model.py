"""What a course says of its quizzes."""

from __future__ import annotations

from quiz.model import BrokenLesson, Course, Lesson, Quiz

FIRST, SECOND, THIRD = (Quiz(name, name.title(), ()) for name in ("first", "second", "third"))
ONE = Lesson("one", "lessons/01-one.md", "One", (FIRST, SECOND))
BROKEN = BrokenLesson("broken", "lessons/02-broken.md", "Broken", ())
TWO = Lesson("two", "lessons/03-two.md", "Two", (THIRD,))
COURSE = Course("Course", "en", "", (ONE, BROKEN, TWO), None, None, None, ())


def test_quizzes_come_in_order_and_a_broken_lesson_has_none() -> None:
    assert COURSE.quizzes() == ((ONE, FIRST), (ONE, SECOND), (TWO, THIRD))


def test_a_quiz_is_found_in_its_own_lesson_alone() -> None:
    assert COURSE.quiz("two", "third") == THIRD
    assert COURSE.quiz("one", "third") is None
    assert COURSE.quiz("broken", "first") is None
    assert COURSE.quiz("nowhere", "first") is None
