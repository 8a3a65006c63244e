"""A course as a list of quizzes, for programs where practice has to be a quiz too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from quiz.exchange.exporting import Shipment
from quiz.exchange.exporting._qti12.texts import Texts
from quiz.model import Feedback, Item, Lesson, Quiz

_PICTURES = "These pictures were not found, so that their descriptions stand in their places: {}."


@dataclass(frozen=True)
class Part:
    """One quiz, or the practice of one lesson, whose `quiz` is None."""

    lesson: Lesson
    quiz: Quiz | None
    items: tuple[Item, ...]

    @property
    def quiz_id(self) -> str:
        return self.quiz.id if self.quiz else ""

    @property
    def is_practice(self) -> bool:
        return self.quiz is None

    @property
    def ident(self) -> str:
        """What it is called in files: unique in the course, fit for an XML id and a folder.

        Slugs and ids hold no underscore.
        """
        slug = self.lesson.slug
        return f"quiz_{slug}_{self.quiz.id}" if self.quiz else f"practice_{slug}"

    @property
    def intro(self) -> str:
        return self.quiz.intro if self.quiz else ""

    @property
    def feedback(self) -> Feedback:
        return self.quiz.feedback if self.quiz else Feedback.AT_ONCE

    @property
    def attempts(self) -> int | None:
        """How many; None for as many as one likes."""
        return self.quiz.attempts if self.quiz else None

    def title(self, texts: Texts) -> str:
        """In plain words. The lesson's title tells it from the quizzes of other lessons."""
        own = texts.plain(self.quiz.title) if self.quiz else "Practice"
        lesson = texts.plain(self.lesson.title)
        return own if own == lesson else f"{lesson}: {own}"


def parts(lessons: Iterable[Lesson]) -> Iterator[Part]:
    """Lesson by lesson: its practice first, if there is any, then its quizzes."""
    for lesson in lessons:
        if lesson.practice:
            yield Part(lesson, None, lesson.practice)
        for quiz in lesson.quizzes:
            yield Part(lesson, quiz, quiz.items)


def whole_losses(shipment: Shipment, texts: Texts, polls: str) -> Iterator[str]:
    """Losses that concern no single item. `polls` says what becomes of them, with `{}` in it."""
    titles = [texts.plain(poll.title) for lesson in shipment.lessons for poll in lesson.polls]
    if titles:
        yield polls.format(named(titles))
    if texts.missing:
        yield _PICTURES.format(", ".join(sorted(texts.missing)))


def named(titles: Iterable[str]) -> str:
    """Titles in a sentence."""
    return ", ".join(f"“{title}”" for title in titles)
