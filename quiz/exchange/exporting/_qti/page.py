"""What the writers of the question types get and what they give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from quiz.content.allowed import PICTURES
from quiz.exchange.exporting import Shipment
from quiz.exchange.exporting._qti.rules import Remarks
from quiz.exchange.exporting._qti.xhtml import Xhtml
from quiz.exchange.exporting._texts import Texts
from quiz.model import Item

_LOOKS = "Some of its text looks different there: {}."
_LINKS = "Its links to other pages of the course are plain text there."
_NO_PICTURE = "The picture {} is missing from the course, so its description stands there instead."


class XmlTexts(Texts):
    """Texts as elements of QTI."""

    def __init__(self, shipment: Shipment) -> None:
        super().__init__(shipment.html, shipment.picture, f"{PICTURES}/")
        self._xhtml = Xhtml()

    def blocks(self, text: str) -> list[Element]:
        """Markdown as blocks."""
        return self.elements(self.block(text))

    def elements(self, xhtml: str, gaps: Mapping[str, Element] | None = None) -> list[Element]:
        """What was rendered already, as blocks. `gaps` are the inputs by the numbers of gaps."""
        return self._xhtml.blocks(xhtml, gaps or {})

    def lines(self, text: str) -> list[Element | str]:
        """Markdown as what may stand within a line."""
        return self._xhtml.lines(self.inline(text))

    @property
    def losses(self) -> Iterator[str]:
        """What of the texts is different there."""
        if self.dropped:
            yield _LINKS
        if self._xhtml.changes:
            yield _LOOKS.format(", ".join(sorted(self._xhtml.changes)))
        yield from (_NO_PICTURE.format(name) for name in sorted(self.missing))


class Page(XmlTexts):
    """An item and its texts."""

    def __init__(self, item: Item, shipment: Shipment) -> None:
        super().__init__(shipment)
        self.item = item


@dataclass(frozen=True)
class ItemContent:
    """What its type puts into an item.

    `body` follows the stem and the text; `labelled` is the interaction in it that may take the stem
    as its label. `rules` work out SCORE, which begins at 0. `outcomes` are further variables.
    """

    responses: tuple[Element, ...]
    body: tuple[Element, ...]
    rules: tuple[Element, ...] = ()
    labelled: Element | None = None
    remarks: tuple[Remarks, ...] = ()
    outcomes: tuple[Element, ...] = ()
    losses: tuple[str, ...] = ()
    by_hand: bool = False
