"""GIFT: questions as text that people can read and Moodle takes.

A question's id travels as Moodle's ID number in the comment above it, settings as tags beside it
(`quiz/exchange/item_tags.py`); its title is the beginning of its stem, because that is what
Moodle's lists show. `quiz/exchange/importing/gift` reads all of it back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from quiz.exchange.exporting import Carried, Exported, ExportFormat, Shipment
from quiz.exchange.exporting._quizzes import Part, parts
from quiz.exchange.exporting.gift import _choices, _lists, _typed
from quiz.exchange.exporting.gift._question import CannotCarry, Question
from quiz.model import Item, Prose, Quiz
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
        pieces, carried = list[str](), list[Carried]()
        for part in parts(shipment.lessons):
            written = [_written(part, item, shipment) for item in part.items]
            carried += [report for _, report in written]
            texts = [text for text, _ in written if text]
            pieces += [_category(part, shipment), *texts] if texts else []
        return Exported("\n".join(pieces).encode(), tuple(carried), tuple(_general(shipment)))


def _category(part: Part, shipment: Shipment) -> str:
    names = (part.lesson.title, part.own_title(shipment.html))
    return f"$CATEGORY: {'/'.join(map(_category_name, names))}\n"


def _category_name(name: str) -> str:
    """A name in a category's path, where two strokes stand for one and backslashes for an escape.

    Other signs aren't escaped: Moodle would show the escapes.
    """
    name = " ".join(name.split())[:MAX_CATEGORY].strip("/ ")
    return name.replace("\\", "\\\\").replace("/", "//") or "-"


def _written(part: Part, item: Item, shipment: Shipment) -> tuple[str, Carried]:
    """The question of an item, '' where GIFT can't hold it, and the report of it."""
    write = _WRITERS.get(item.type)
    if write is None:
        return "", part.omitted(item, _NEW_TYPE)
    question = Question(item, shipment)
    try:
        text = write(item.body, question)
    except CannotCarry as reason:
        return "", part.omitted(item, str(reason))
    comment = question.comment(_arriving(item))
    return f"{comment}\n{question.name()}{text}\n", part.carried(item, question.losses)


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
