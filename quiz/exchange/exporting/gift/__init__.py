"""GIFT: questions as text that people can read and Moodle takes.

A question's id travels as Moodle's ID number in the comment above it, settings as tags beside it
(`quiz/exchange/item_tags.py`); its title is the beginning of its stem, because that is what
Moodle's lists show. `quiz/exchange/importing/gift` reads all of it back.
"""

from __future__ import annotations

from dataclasses import replace

from quiz.exchange.exporting import Carried, Exported, ExportFormat, Shipment
from quiz.exchange.exporting._item_sets import ItemSet, item_sets
from quiz.exchange.exporting._moodle.bank import MAX_CATEGORY, bank_losses
from quiz.exchange.exporting._writers import writer_of
from quiz.exchange.exporting.gift._question import Question
from quiz.model import Item
from quiz.questions.ordering import Ordering


class Gift(ExportFormat):
    name = "GIFT"
    program = "In Moodle, open the question bank of a course, choose Import, and there GIFT format."
    ending = ".gift.txt"
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
    """A name in a category's path, where two strokes stand for one and backslashes for an escape.

    Other signs aren't escaped: Moodle would show the escapes.
    """
    name = " ".join(name.split())[:MAX_CATEGORY].strip("/ ")
    return name.replace("\\", "\\\\").replace("/", "//") or "-"


def _written(item: Item, shipment: Shipment) -> tuple[str, tuple[str, ...]]:
    """The question of an item, and what is lost of it."""
    question = Question(item, shipment)
    text = writer_of(item, __name__)(item.body, question)
    comment = question.comment(_arriving(item))
    return f"{comment}\n{question.name()}{text}\n", question.losses


def _arriving(item: Item) -> Item:
    """The item without the parts that can carry a tag and don't arrive."""
    if isinstance(item.body, Ordering):
        return replace(item, body=replace(item.body, swaps=()))
    return item
