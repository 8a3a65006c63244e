"""GIFT: questions as text that people can read and Moodle takes.

A question's id travels as Moodle's ID number in the comment above it, settings as tags beside it
(`quiz/exchange/item_tags.py`); its title is the beginning of its stem, because that is what
Moodle's lists show. `quiz/exchange/importing/gift` reads all of it back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from quiz.exchange.exporting import Carriage, Carried, Exported, ExportFormat, Shipment
from quiz.exchange.exporting._html import plain
from quiz.exchange.exporting.gift import _choices, _lists, _typed
from quiz.exchange.exporting.gift._question import CannotCarry, Question
from quiz.model import Item, Lesson, Prose, Quiz
from quiz.questions.ordering import Ordering

MAX_CATEGORY = 250
"""Characters of a category's name in Moodle."""

_WRITERS: Mapping[str, Callable[[Any, Question], str]] = {
    "single choice": _choices.single_choice,
    "multiple choice": _choices.multiple_choice,
    "true/false": _choices.true_false,
    "short text": _typed.short_text,
    "numeric": _typed.numeric,
    "cloze": _typed.cloze,
    "open response": _typed.open_response,
    "matching": _lists.matching,
    "categorise": _lists.categorise,
    "ordering": _lists.ordering,
}
_NEW_TYPE = "Questions of this type can't be written in GIFT."


class Gift(ExportFormat):
    name = "GIFT"
    program = "In Moodle, open the question bank of a course, choose Import, and there GIFT format."
    ending = ".gift.txt"
    media_type = "text/plain"

    def export(self, shipment: Shipment) -> Exported:
        parts, carried = list[str](), list[Carried]()
        for path, lesson, quiz, items in _groups(shipment):
            written = [_written(item, shipment, lesson.slug, quiz) for item in items]
            carried += [report for _, report in written]
            texts = [text for text, _ in written if text]
            parts += [f"$CATEGORY: {path}\n", *texts] if texts else []
        return Exported("\n".join(parts).encode(), tuple(carried), tuple(_general(shipment)))


def _groups(shipment: Shipment) -> Iterator[tuple[str, Lesson, str, tuple[Item, ...]]]:
    """(category, lesson, quiz's id, items) of the practice and of each quiz of every lesson."""
    for lesson in shipment.lessons:
        above = _category_name(lesson.title)
        if lesson.practice:
            yield f"{above}/Practice", lesson, "", lesson.practice
        for quiz in lesson.quizzes:
            title = _category_name(plain(shipment.html.inline(quiz.title)))
            yield f"{above}/{title}", lesson, quiz.id, quiz.items


def _category_name(name: str) -> str:
    """A name in a category's path, where two strokes stand for one and backslashes for an escape.

    Other signs aren't escaped: Moodle would show the escapes.
    """
    name = " ".join(name.split())[:MAX_CATEGORY].strip("/ ")
    return name.replace("\\", "\\\\").replace("/", "//") or "-"


def _written(item: Item, shipment: Shipment, lesson: str, quiz: str) -> tuple[str, Carried]:
    """The question of an item, '' where GIFT can't hold it, and the report of it."""
    write = _WRITERS.get(item.type)
    if write is None:
        return "", Carried(lesson, quiz, item, Carriage.OMITTED, (_NEW_TYPE,))
    question = Question(item, shipment)
    try:
        text = write(item.body, question)
    except CannotCarry as reason:
        return "", Carried(lesson, quiz, item, Carriage.OMITTED, (str(reason),))
    comment = question.comment(_arriving(item))
    carriage = Carriage.DEGRADED if question.losses else Carriage.EXACT
    report = Carried(lesson, quiz, item, carriage, question.losses)
    return f"{comment}\n{question.name()}{text}\n", report


def _arriving(item: Item) -> Item:
    """The item without the parts that can carry a tag and don't arrive."""
    if isinstance(item.body, Ordering):
        return replace(item, body=replace(item.body, swaps=()))
    return item


def _general(shipment: Shipment) -> Iterator[str]:
    """What is lost or different for the whole file."""
    parts = [part for lesson in shipment.lessons for part in lesson.parts]
    quizzes = [part for part in parts if isinstance(part, Quiz)]
    if any(isinstance(part, Prose) for part in parts) or any(
        lesson.terms or lesson.objectives for lesson in shipment.lessons
    ):
        yield "The texts of the lessons are not in the file, nor are their objectives and terms."
    if any(lesson.polls for lesson in shipment.lessons):
        yield "Polls are not in the file."
    if quizzes:
        yield (
            "Each quiz arrives as a category of questions. In Moodle, make a quiz and add the "
            "questions of the category to it; there you also set when feedback shows and how "
            "often the quiz can be taken."
        )
    if any(quiz.intro for quiz in quizzes):
        yield "The introductions of the quizzes are not in the file."
