"""One item as a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from quiz.exchange.exporting import Shipment
from quiz.exchange.exporting._grading import grading_notes
from quiz.exchange.exporting._qti.declarations import outcome
from quiz.exchange.exporting._qti.page import ItemContent, Page
from quiz.exchange.exporting._qti.rules import (
    NOTHING,
    SCORE,
    Remarks,
    let,
    number,
    value,
)
from quiz.exchange.exporting._writers import writer_of
from quiz.exchange.exporting._xml import make
from quiz.exchange.lost_settings import lost_settings
from quiz.model import Item

_EXPLANATION = "EXPLANATION"
_SHOWN = "shown"
_MAX_TITLE = 120


@dataclass(frozen=True)
class WrittenItem:
    """An item's file, and the pictures that it shows."""

    identifier: str
    root: Element
    pictures: Mapping[str, bytes]

    @property
    def file(self) -> str:
        return f"item-{self.identifier}.xml"


def identifier(name: str) -> str:
    """A name of ours as an identifier of XML, which can't begin with a digit or a hyphen.

    No name of ours has the underscore, so no two of them become the same.
    """
    return name if name[:1].isalpha() else f"_{name}"


def write_item(item: Item, lang: str, shipment: Shipment) -> tuple[WrittenItem, tuple[str, ...]]:
    """The item, and what of it is different there. Raises `CannotCarry`."""
    page = Page(item, shipment)
    written: ItemContent = writer_of(item, __package__)(page, item.body)
    title = page.plain(item.stem)[:_MAX_TITLE] or item.id
    root = make(
        "assessmentItem",
        *written.responses,
        *_outcomes(item, written),
        make("itemBody", *_body(page, written)),
        *_processing(item, written),
        *_feedback(page, written),
        identifier=identifier(item.id),
        title=title,
        adaptive=False,
        timeDependent=False,
        **({"lang": lang} if lang else {}),
    )
    losses = (*written.losses, *page.losses, *lost_settings(item))
    return WrittenItem(identifier(item.id), root, page.pictures), losses


def _outcomes(item: Item, written: ItemContent) -> Iterator[Element]:
    score = outcome(SCORE, "float", 0)
    score.set("normalMaximum", f"{item.points:g}")
    score.set("normalMinimum", "0")
    if written.by_hand:
        score.set("externalScored", "human")
    yield score
    yield outcome("MAXSCORE", "float", item.points)
    yield from written.outcomes
    for remarks in _said(written):
        yield outcome(remarks.outcome, "identifier", NOTHING)
    if item.why:
        yield outcome(_EXPLANATION, "identifier", NOTHING)


def _said(written: ItemContent) -> Iterator[Remarks]:
    return (remarks for remarks in written.remarks if remarks.texts)


def _body(page: Page, written: ItemContent) -> Iterator[Element]:
    """The stem labels the interaction, unless something stands between them."""
    item, stem = page.item, page.lines(page.item.stem)
    if written.labelled is not None and not item.text:
        written.labelled.insert(0, make("prompt", *stem))
    else:
        yield make("p", *stem)
    yield from page.blocks(item.text)
    yield from written.body
    notes = grading_notes(item.body, page)
    if notes:
        yield make("rubricBlock", *page.elements(notes), use="scoring", view="scorer")


def _processing(item: Item, written: ItemContent) -> Iterator[Element]:
    """SCORE begins at 0 whenever it is worked out: not every program resets it by itself."""
    rules = [let(SCORE, number(0)), *written.rules] if written.rules else []
    rules += [remarks.rule() for remarks in _said(written)]
    if item.why:
        rules.append(let(_EXPLANATION, value("identifier", _SHOWN)))
    if rules:
        yield make("responseProcessing", *rules)


def _feedback(page: Page, written: ItemContent) -> Iterator[Element]:
    for remarks in _said(written):
        for name, text in remarks.texts:
            yield _modal(page, text, remarks.outcome, name)
    if page.item.why:
        yield _modal(page, page.item.why, _EXPLANATION, _SHOWN)


def _modal(page: Page, text: str, variable: str, name: str) -> Element:
    # A text may leave nothing to show, such as a comment; a feedback must hold something.
    return make(
        "modalFeedback",
        *(page.blocks(text) or [make("p")]),
        outcomeIdentifier=variable,
        showHide="show",
        identifier=name,
    )
