"""GIFT: questions as text that people can read and Moodle takes.

A question's id travels as Moodle's ID number in the comment above it, settings as tags beside it
(`quiz/exchange/item_tags.py`); its title is the beginning of its stem, because that is what
Moodle's lists show. `quiz/exchange/importing/gift` reads all of it back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from quiz.exchange.exporting import Carried, Exported, ExportFormat, Shipment
from quiz.exchange.exporting._moodle import CannotCarry, bank_losses, category_name
from quiz.exchange.exporting._quizzes import Part, parts
from quiz.exchange.exporting.gift import _choices, _lists, _typed
from quiz.exchange.exporting.gift._question import Question
from quiz.model import Item

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
        return Exported("\n".join(pieces).encode(), tuple(carried), tuple(bank_losses(shipment)))


def _category(part: Part, shipment: Shipment) -> str:
    names = (part.lesson.title, part.own_title(shipment.html))
    return f"$CATEGORY: {'/'.join(map(_category_name, names))}\n"


def _category_name(name: str) -> str:
    """A name in a category's path, in which two backslashes stand for one.

    Other signs aren't escaped: Moodle would show the escapes.
    """
    return category_name(" ".join(name.split())).replace("\\", "\\\\")


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
    return f"{question.comment()}\n{question.name()}{text}\n", part.carried(item, question.losses)
