"""GIFT: questions as text that people can read and Moodle takes.

A question's id travels as Moodle's ID number in the comment above it, settings as tags beside it
(`quiz/exchange/item_tags.py`); its title is the beginning of its stem, because that is what
Moodle's lists show. `quiz/exchange/importing/gift` reads all of it back.
"""

from __future__ import annotations

from quiz.exchange.exporting import Carried, Exported, ExportFormat, Shipment
from quiz.exchange.exporting._item_sets import ItemSet, item_sets
from quiz.exchange.exporting._moodle.bank import bank_losses, category_name
from quiz.exchange.exporting._writers import writer_of
from quiz.exchange.exporting.gift._question import Question
from quiz.model import Item


class Gift(ExportFormat):
    name = "GIFT"
    program = "In Moodle, open the question bank of a course, choose Import, and there GIFT format."
    ending = ".txt"
    media_type = "text/plain"

    def export(self, shipment: Shipment) -> Exported:
        pieces, carried = list[str](), list[Carried]()
        for group in item_sets(shipment.lessons):
            written = [group.written(item, _written, shipment) for item in group.items]
            carried += [report for _, report in written]
            texts = [text for text, _ in written if text]
            pieces += [_category(group, shipment), *texts] if texts else []
        return Exported("\n".join(pieces).encode(), tuple(carried), tuple(bank_losses(shipment)))


def _category(group: ItemSet, shipment: Shipment) -> str:
    names = (group.lesson.title, group.own_title(shipment.html))
    return f"$CATEGORY: {'/'.join(map(_category_name, names))}\n"


def _category_name(name: str) -> str:
    """A name in a category's path, in which two backslashes stand for one.

    Other signs aren't escaped: Moodle would show the escapes.
    """
    return category_name(" ".join(name.split())).replace("\\", "\\\\")


def _written(item: Item, shipment: Shipment) -> tuple[str, tuple[str, ...]]:
    """The question of an item, and what is lost of it."""
    question = Question(item, shipment)
    text = writer_of(item, __name__)(item.body, question)
    return f"{question.comment()}\n{question.name()}{text}\n", question.losses
