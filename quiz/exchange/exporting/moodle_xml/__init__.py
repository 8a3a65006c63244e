"""Moodle XML: every type of question, for Moodle's question bank (4.4 and newer).

A type's writer gets the type's part of the item and the question, adds to the question what belongs
to the type, and says what is lost.
Settings without a place in Moodle travel as tags (`quiz/exchange/item_tags.py`), which
`quiz/exchange/importing` reads back. Only questions travel: quizzes become categories.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element, SubElement, indent, tostring
from xml.sax.saxutils import unescape

from quiz.exchange.exporting import Carried, Exported, ExportFormat, Shipment
from quiz.exchange.exporting._html import fit_for_xml
from quiz.exchange.exporting._item_sets import item_sets
from quiz.exchange.exporting._moodle.bank import bank_losses, category_name
from quiz.exchange.exporting._writers import writer_of
from quiz.exchange.exporting.moodle_xml._question import Question, name_of
from quiz.model import Item

MAX_BYTES = 10_000_000
"""What Moodle reads of a file: its reader of XML refuses a larger one as a whole (lib/xmlize.php
calls `xml_parse_into_struct`, which has this limit unless `XML_OPTION_PARSE_HUGE` is set)."""

_TOO_LARGE = (
    "The file is over 10 MB because of its pictures, and Moodle takes nothing of so large a file. "
    "Take fewer lessons at a time. A picture that you put into the folder yourself gets smaller if "
    "you put it in by the editor."
)
_TEXT = re.compile("<text>([^<]*&[^<]*)</text>")
_TYPED = {"short text", "cloze", "numeric"}


class MoodleXml(ExportFormat):
    name = "Moodle XML"
    program = (
        "In Moodle, open the question bank of a course, choose Import, and there Moodle XML format."
    )
    ending = ".xml"
    media_type = "application/xml"

    def export(self, shipment: Shipment) -> Exported:
        root, carried = Element("quiz"), list[Carried]()
        for group in item_sets(shipment.lessons):
            title = group.own_title(shipment.html)
            root.append(_category((shipment.course, group.lesson.title, title)))
            for number, item in enumerate(group.items, start=1):
                element, report = group.written(item, _written, number, shipment)
                root.extend([] if element is None else [element])
                carried.append(report)
        data = _file(root)
        too_large = (_TOO_LARGE,) if len(data) > MAX_BYTES else ()
        return Exported(data, tuple(carried), (*too_large, *_general(shipment, carried)))


def _file(root: Element) -> bytes:
    """The file as Moodle writes it, with texts that hold signs of XML as CDATA.

    Moodle hears other texts in pieces, which end at each entity, and drops those of nothing but
    white space, such as the space between two marked-up words (lib/xmlize.php: `characterdata`).
    """
    indent(root)
    text = tostring(root, "unicode", short_empty_elements=False)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{_TEXT.sub(_whole, text)}\n'.encode()


def _whole(text: re.Match[str]) -> str:
    held = unescape(text[1]).replace("]]>", "]]]]><![CDATA[>")
    return f"<text><![CDATA[{held}]]></text>"


def _category(path: Iterable[str]) -> Element:
    element = Element("question", type="category")
    names = [category_name(fit_for_xml(name)) for name in path]
    SubElement(SubElement(element, "category"), "text").text = "/".join(["$course$", "top", *names])
    return element


def _written(item: Item, number: int, shipment: Shipment) -> tuple[Element, tuple[str, ...]]:
    """The question of an item, and what is lost of it."""
    question = Question(item, shipment)
    writer_of(item, __name__)(item.body, question)
    return question.element(name_of(number, item, shipment)), question.losses


def _general(shipment: Shipment, carried: list[Carried]) -> Iterator[str]:
    """What is lost or different for the whole file."""
    yield from bank_losses(shipment)
    if any(each.item.type in _TYPED for each in carried):
        yield (
            "Moodle compares what students type more strictly. Capital letters, a full stop at "
            "the end, typographic apostrophes and two spaces for one make no difference, as here; "
            "other signs at the end do. In numbers, Moodle reads a single comma as a decimal "
            "comma, knows digits from 0 to 9 only, and takes no notice of words after a number."
        )
