"""Lessons to a QTI package and the report of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from quiz.exchange.exporting import Carried, Exported, ExportFormat, Shipment
from quiz.exchange.exporting._item_sets import ItemSet, item_sets, left_out
from quiz.exchange.exporting._qti.assessment import Assessment
from quiz.exchange.exporting._qti.dialect import Dialect
from quiz.exchange.exporting._qti.item import WrittenItem, write_item
from quiz.exchange.exporting._qti.package import pack
from quiz.exchange.exporting._qti.page import XmlTexts
from quiz.model import Feedback

_TESTS = (
    "The package has a test for each quiz, and one for the practice questions of each lesson. Some "
    "programs read the first test only: there, export one lesson at a time, or take the questions "
    "from the question bank."
)
_RULES = (
    "When a quiz opens, how long it takes and how often it can be taken are not in the file: set "
    "them in the other program."
)
_COMPARED = (
    "QTI compares what students type sign by sign. Capital letters, a full stop at the end, "
    "typographic apostrophes, two spaces for one and a space behind the answer make no difference, "
    "as here; other signs at the end do."
)
_TYPED = {"short text", "cloze"}


class QtiFormat(ExportFormat):
    """What the versions share; each says its `dialect`."""

    dialect: ClassVar[Dialect]
    ending = ".zip"
    media_type = "application/zip"

    def export(self, shipment: Shipment) -> Exported:
        written, report = dict[str, WrittenItem](), list[Carried]()
        quizzes, practice = list[Assessment](), list[Assessment]()
        for group in item_sets(shipment.lessons):
            lang = group.lesson.lang or shipment.lang
            rows = [group.written(item, write_item, lang, shipment) for item in group.items]
            report += [told for _, told in rows]
            items = [one for one, _ in rows if one]
            written |= {one.identifier: one for one in items}
            if items:
                tests = practice if group.is_practice else quizzes
                tests.append(_test(group, tuple(items), shipment))
        # Some programs read the first test only.
        tests = [*quizzes, *practice]
        data = pack(self.dialect, list(written.values()), tests)
        return Exported(data, tuple(report), tuple(_losses(shipment, report)))


def _test(group: ItemSet, items: tuple[WrittenItem, ...], shipment: Shipment) -> Assessment:
    texts = XmlTexts(shipment)
    return Assessment(
        identifier=group.ident,
        title=group.title(shipment.html),
        items=items,
        intro=tuple(texts.blocks(group.intro)),
        at_once=group.feedback is Feedback.AT_ONCE,
        attempts=0 if group.is_practice else 1,
        pictures=texts.pictures,
    )


def _losses(shipment: Shipment, items: Sequence[Carried]) -> Iterator[str]:
    yield _TESTS
    yield _RULES
    if any(one.item.type in _TYPED for one in items):
        yield _COMPARED
    yield from left_out(shipment)
