"""What the writers of the question types have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from xml.etree.ElementTree import Element

from quiz.content.allowed import PICTURES
from quiz.exchange.exporting import Shipment
from quiz.exchange.exporting._grading import grading_notes
from quiz.exchange.exporting._html import (
    course_links,
    pictures_in,
    plain,
    with_descriptions,
    with_pictures,
)
from quiz.exchange.exporting._qti.rules import Remarks, decimal
from quiz.exchange.exporting._qti.tree import make, said
from quiz.exchange.exporting._qti.xhtml import Xhtml
from quiz.model import Item
from quiz.questions.open_response import OpenResponse

RESPONSE = "RESPONSE"
REMARK = "FEEDBACK"
"""The variable of what is said to a response; types with several parts put the part behind it."""

_LOOKS = "Some of its text looks different there: {}."
_LINKS = "Its links to other pages of the course are plain text there."
_NO_PICTURE = "The picture {} is missing from the course, so its description stands there instead."


class Texts:
    """Texts as XML. It remembers which pictures they show, and what of them is different there."""

    def __init__(self, shipment: Shipment) -> None:
        self._shipment = shipment
        self.pictures: set[str] = set()
        self.losses: set[str] = set()

    def blocks(self, text: str, gap: Callable[[int], Element] | None = None) -> list[Element]:
        """Markdown as blocks, with the inputs that `gap` has for its gaps."""
        return self.xhtml(self.html(text), gap)

    def xhtml(self, rendered: str, gap: Callable[[int], Element] | None = None) -> list[Element]:
        """HTML that was rendered already, as blocks."""
        reader = Xhtml(gap)
        found = reader.blocks(self._with_pictures(rendered))
        self._remember(reader)
        return found

    def lines(self, text: str) -> list[Element | str]:
        """Markdown as what may stand within a line."""
        reader = Xhtml()
        found = reader.lines(self._with_pictures(self._shipment.html.inline(text)))
        self._remember(reader)
        return found

    def html(self, text: str) -> str:
        return self._shipment.html.block(text) if text else ""

    def inline_html(self, text: str) -> str:
        return self._shipment.html.inline(text)

    def plain(self, text: str) -> str:
        """Markdown as text on one line."""
        return plain(self.inline_html(text))

    def grading_notes(self, body: OpenResponse) -> list[Element]:
        return self.xhtml(grading_notes(body, self._shipment.html))

    def _remember(self, reader: Xhtml) -> None:
        if reader.changes:
            self.losses.add(_LOOKS.format(", ".join(sorted(reader.changes))))

    def _with_pictures(self, rendered: str) -> str:
        if course_links(rendered):
            self.losses.add(_LINKS)
        names = set(pictures_in(rendered))
        missing = {name for name in names if self._shipment.picture(name) is None}
        self.losses |= {_NO_PICTURE.format(name) for name in missing}
        self.pictures |= names - missing
        described = with_descriptions(rendered, missing)
        return with_pictures(described, lambda name: f"{PICTURES}/{name}")


class Page(Texts):
    """An item and its texts."""

    def __init__(self, item: Item, shipment: Shipment) -> None:
        super().__init__(shipment)
        self.item = item


@dataclass(frozen=True)
class Written:
    """An item's part that its type writes.

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


def response(
    identifier: str,
    cardinality: str,
    base_type: str,
    correct: Iterable[str],
    mapping: Element | None = None,
) -> Element:
    """The declaration of a response, with its key."""
    values = [make("value", each) for each in correct]
    return make(
        "responseDeclaration",
        *([make("correctResponse", *values)] if values else []),
        *([] if mapping is None else [mapping]),
        identifier=identifier,
        cardinality=cardinality,
        baseType=base_type,
    )


def outcome(identifier: str, base_type: str, default: str | float | None = None) -> Element:
    """The declaration of a variable with one value."""
    values = [] if default is None else [make("defaultValue", make("value", said(default)))]
    return make(
        "outcomeDeclaration",
        *values,
        identifier=identifier,
        cardinality="single",
        baseType=base_type,
    )


def shares(points: float, parts: int) -> list[Fraction]:
    """The points in so many parts of twelve decimals at most, which come to exactly the points."""
    unit = 10**12
    whole, rest = divmod(round(Fraction(points) * unit), parts)
    return [Fraction(whole + (i < rest), unit) for i in range(parts)]


def mapping(
    entries: Iterable[tuple[str, Fraction]],
    *,
    most: float | None = None,
    anyhow_written: bool = False,
) -> Element:
    """Key -> what it is worth; nothing else is worth anything, and the sum is 0 or more.

    `most` is the most that the sum can be; `anyhow_written`: in capital or small letters.
    """
    case = {"caseSensitive": "false"} if anyhow_written else {}
    bounds = {} if most is None else {"upperBound": decimal(most)}
    return make(
        "mapping",
        *(
            make("mapEntry", mapKey=key, mappedValue=decimal(worth), **case)
            for key, worth in entries
        ),
        lowerBound="0",
        **bounds,
        defaultValue="0",
    )
