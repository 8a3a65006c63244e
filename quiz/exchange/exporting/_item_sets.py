"""A course as sets of items, its quizzes and the practice of each lesson; and the report of what
becomes of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Concatenate, ParamSpec, TypeVar

from quiz.exchange.exporting import Carriage, Carried, Shipment, Snippets
from quiz.exchange.exporting._html import fit_for_xml, plain
from quiz.model import Feedback, Item, Lesson, Prose, Quiz

_TEXTS = (
    "The texts of the lessons, their objectives and terms, and the reading are not in the file."
)
_POLLS = "Polls are not in the file: {}."
_PICTURES = "These pictures were not found, so that their descriptions stand in their places: {}."

P = ParamSpec("P")
T = TypeVar("T")


class CannotCarry(Exception):
    """An item that the format can't hold; the text says why, to a teacher."""


@dataclass(frozen=True)
class ItemSet:
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

    def own_title(self, html: Snippets) -> str:
        """In plain words, as it stands within the lesson."""
        return fit_for_xml(plain(html.inline(self.quiz.title))) if self.quiz else "Practice"

    def title(self, html: Snippets) -> str:
        """In plain words. The lesson's title tells it from the quizzes of other lessons."""
        own, lesson = self.own_title(html), fit_for_xml(self.lesson.title)
        return own if own == lesson else f"{lesson}: {own}"

    def written(
        self,
        item: Item,
        write: Callable[Concatenate[Item, P], tuple[T, tuple[str, ...]]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> tuple[T | None, Carried]:
        """What `write` makes of an item, None where it raises `CannotCarry`, and the report of it.

        `write` gives the losses as well, in sentences. It gets the item and the other arguments.
        """
        try:
            found, losses = write(item, *args, **kwargs)
        except CannotCarry as reason:
            told = (str(reason),)
            return None, Carried(self.lesson.slug, self.quiz_id, item, Carriage.OMITTED, told)
        carriage = Carriage.DEGRADED if losses else Carriage.EXACT
        return found, Carried(self.lesson.slug, self.quiz_id, item, carriage, losses)


def item_sets(lessons: Iterable[Lesson]) -> Iterator[ItemSet]:
    """Lesson by lesson: its practice first, if there is any, then its quizzes."""
    for lesson in lessons:
        if lesson.practice:
            yield ItemSet(lesson, None, lesson.practice)
        for quiz in lesson.quizzes:
            yield ItemSet(lesson, quiz, quiz.items)


def left_out(shipment: Shipment) -> Iterator[str]:
    """What is lost of the lessons where their questions travel alone."""
    lessons = shipment.lessons
    if any(isinstance(part, Prose) for lesson in lessons for part in lesson.parts) or any(
        lesson.terms or lesson.objectives for lesson in lessons
    ):
        yield _TEXTS
    yield from about_polls(shipment, _POLLS)


def about_polls(shipment: Shipment, sentence: str) -> Iterator[str]:
    """What becomes of the polls, by a sentence with `{}` in it; nothing where there are none."""
    found = [poll.title for lesson in shipment.lessons for poll in lesson.polls]
    if found:
        yield sentence.format(named(plain(shipment.html.inline(title)) for title in found))


def missing_pictures(names: Collection[str]) -> Iterator[str]:
    """The loss of pictures that were not found, if there are any."""
    if names:
        yield _PICTURES.format(", ".join(sorted(names)))


def named(titles: Iterable[str]) -> str:
    """Titles in a sentence."""
    return ", ".join(f"“{title}”" for title in titles)
