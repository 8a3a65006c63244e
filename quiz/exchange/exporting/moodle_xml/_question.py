"""One question as it is written, and what of its item is lost on the way.

What Moodle 4.5 makes of each element is in question/format/xml/format.php, and in the
questiontype.php and question.php of each question/type.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterator
from functools import cached_property
from xml.etree.ElementTree import Element, SubElement

from quiz.content.allowed import PICTURES
from quiz.exchange.exporting import Shipment
from quiz.exchange.exporting._html import fit_for_xml, pictures_in, plain, with_pictures
from quiz.exchange.exporting._moodle.bank import INVISIBLE, NO_LINKS, UNSEEN, question_name
from quiz.exchange.exporting._texts import Texts
from quiz.exchange.item_tags import see_line, source_lines, tags_of
from quiz.exchange.lost_settings import lost_settings
from quiz.model import Item

_SPECIAL = re.compile(r"@@|\$\$|\\(?=[(\[]|begin\b)")
_PARAGRAPH = re.compile(r"<p>((?:(?!<p>).)*)</p>", re.DOTALL)
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")


class Question:
    """The parts of a question as its type adds them. It renders Markdown as `Html` does.

    `kind` is Moodle's name of the type, `text` the question's HTML and `worth` its points there:
    a type sets the first and may change the others. Where it has no hints there, it must put the
    hint elsewhere. `losses` grow on the way, each once.
    """

    def __init__(self, item: Item, shipment: Shipment) -> None:
        self.item = item
        self.kind = ""
        self.worth = item.points
        self.takes_hints = True
        self.parts: list[Element] = []
        self._html = shipment.html
        self._texts = Texts(shipment.html, shipment.picture, f"/{PICTURES}/")
        self._losses: dict[str, None] = {}
        self.text = f"<p>{self.inline(item.stem)}</p>{self.block(item.text)}"

    @property
    def losses(self) -> tuple[str, ...]:
        return tuple(self._losses)

    @cached_property
    def hint(self) -> str:
        """The hint as HTML; '' also where nothing of it can be seen, for Moodle drops that."""
        rendered = self.block(self.item.hint)
        return rendered if _shows(rendered) else ""

    def lose(self, *sentences: str) -> None:
        self._losses.update(dict.fromkeys(sentences))

    def block(self, text: str) -> str:
        """Markdown as HTML blocks, without what leads nowhere in Moodle."""
        return self._fitted(self._html.block(text))

    def compact(self, text: str) -> str:
        """The same, and a single paragraph without its tags."""
        rendered = self.block(text)
        alone = _PARAGRAPH.fullmatch(rendered)
        return alone[1] if alone else rendered

    def inline(self, text: str) -> str:
        """The same within a line."""
        return self._fitted(self._html.inline(text))

    def visible(self, text: str) -> str:
        """The same within a line, but never empty."""
        rendered = self.inline(text)
        if _shows(rendered):
            return rendered
        return html.escape(self.xml(text).strip(), quote=False) or INVISIBLE

    def plain(self, text: str) -> str:
        """Markdown as plain text on one line, never empty."""
        return plain(self.visible(text)) or INVISIBLE

    def xml(self, text: str) -> str:
        """The text without what no XML file can hold."""
        fit = fit_for_xml(text)
        if fit != text:
            self.lose(UNSEEN)
        return fit

    def _fitted(self, rendered: str) -> str:
        found = self._texts.placed(self.xml(rendered))
        if self._texts.dropped:
            self.lose(NO_LINKS)
        for name in self._texts.missing:
            self.lose(f"The picture {name} is missing, so its description stands in its place.")
        return found

    def add(self, tag: str, text: str = "", **attributes: str) -> Element:
        """Add an element that holds plain text."""
        element = Element(tag, attributes)
        element.text = text
        self.parts.append(element)
        return element

    def add_html(
        self, tag: str, rendered: str, parent: Element | None = None, **attributes: str
    ) -> Element:
        """Add an element with HTML and its pictures: to the question, or to a part of it."""
        element = Element(tag, {**attributes, "format": "html"})
        shown = with_pictures(_safe(rendered), _address)
        if _RIGHT_TO_LEFT.search(rendered):
            # Moodle's pages have one direction, whatever a question is written in.
            shown = f'<div dir="auto">{shown}</div>'
        SubElement(element, "text").text = shown
        for name in pictures_in(rendered):
            file = SubElement(element, "file", {"name": name, "path": "/", "encoding": "base64"})
            file.text = base64.b64encode(self._texts.pictures[name]).decode()
        if parent is None:
            self.parts.append(element)
        else:
            parent.append(element)
        return element

    def add_answer(self, percent: str, text: str, feedback: str = "") -> Element:
        """Add an answer of plain text. `feedback` is Markdown."""
        answer = self.add("answer", fraction=percent, format="plain_text")
        SubElement(answer, "text").text = text
        self.add_html("feedback", self.block(feedback), answer)
        return answer

    def element(self, name: str) -> Element:
        """The whole question. What Moodle has no place for is told among the losses."""
        element = Element("question", type=self.kind)
        SubElement(SubElement(element, "name"), "text").text = name
        self.add_html("questiontext", self.text, element)
        below = see_line(self.item) + self.xml(source_lines(self.item))
        explanation = self.block(self.item.why) + below
        self.add_html("generalfeedback", explanation, element)
        for tag, text in self._settings():
            SubElement(element, tag).text = text
        element.extend(self.parts)
        if self.takes_hints and self.hint:
            self.add_html("hint", self.hint, element)
        self._add_tags(element)
        return element

    def _settings(self) -> Iterator[tuple[str, str]]:
        yield "defaultgrade", f"{self.worth:.7f}"
        # Without a penalty, a second try after a hint costs nothing, so that marks stay ours.
        yield "penalty", "0.0000000"
        yield "hidden", "0"
        yield "idnumber", self.item.id

    def _add_tags(self, element: Element) -> None:
        tags, carried = tags_of(self.item, self.worth)
        if tags:
            holder = SubElement(element, "tags")
            for tag in tags:
                SubElement(SubElement(holder, "tag"), "text").text = tag
        if self.takes_hints and self.hint:
            self.lose(
                "The hint shows only in a Moodle quiz with several tries, after a wrong answer."
            )
        # The tag tells the teacher; nobody asks the students.
        carried = carried - {"evidence"} | {"hint", "outside"}
        self.lose(*lost_settings(self.item, carried))


def name_of(number: int, item: Item, shipment: Shipment) -> str:
    """What Moodle's lists call a question: its number in the quiz and its stem."""
    stem = fit_for_xml(plain(shipment.html.inline(item.stem))) or item.id
    return f"{number:02} {question_name(stem)}"


def _shows(rendered: str) -> bool:
    """Whether anything is seen of HTML."""
    return bool(plain(rendered) or pictures_in(rendered))


def _address(name: str) -> str:
    return f"@@PLUGINFILE@@/{name}"


def _safe(rendered: str) -> str:
    """HTML in which nothing is taken for the address of a file or for a formula."""
    return _SPECIAL.sub(lambda match: "".join(f"&#{ord(sign)};" for sign in match[0]), rendered)
