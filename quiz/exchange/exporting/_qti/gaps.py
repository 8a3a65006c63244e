"""Cloze: each gap a response of its own, right gaps ÷ gaps."""

from __future__ import annotations

from fractions import Fraction
from xml.etree.ElementTree import Element

from quiz.choices import choice_id
from quiz.exchange.exporting._gaps import filled
from quiz.exchange.exporting._qti.declarations import REMARK, RESPONSE, response, shares
from quiz.exchange.exporting._qti.page import ItemContent, Page
from quiz.exchange.exporting._qti.rules import (
    SCORE,
    Case,
    Remarks,
    add,
    answered,
    is_correct,
    mapped,
    number,
    when,
)
from quiz.exchange.exporting._qti.typed import is_right, typed
from quiz.exchange.exporting._qti.xhtml import GAP
from quiz.exchange.exporting._spellings import unfit
from quiz.exchange.exporting._xml import make
from quiz.questions import types
from quiz.questions.cloze import Cloze, GapView
from quiz.questions.parts.gaps import Gap

_PLAIN_MENU = "The choices of the menus are plain text there, without pictures or emphasis."


def cloze(page: Page, body: Cloze) -> ItemContent:
    gaps = [(_response(slot), gap) for slot, gap in enumerate(body.gaps, start=1)]
    parts = list(zip(gaps, shares(page.item.points, len(gaps)), strict=True))
    return ItemContent(
        responses=tuple(_declared(name, gap, worth) for (name, gap), worth in parts),
        body=tuple(_text(page, body)),
        rules=tuple(_score(name, gap, worth) for (name, gap), worth in parts),
        remarks=tuple(_remarks(name, gap, worth) for (name, gap), worth in parts),
        losses=tuple(_losses(page, body)),
    )


def _response(slot: int | str) -> str:
    return f"{RESPONSE}_{slot}"


def _text(page: Page, body: Cloze) -> list[Element]:
    inputs = {gap.slot: _input(page, gap) for gap in types()["cloze"].ask(body, page.item.id).gaps}
    marks = [f'<{GAP} n="{slot}"/>' for slot in inputs]
    return page.elements(filled(body, page.block(body.text), marks), inputs)


def _input(page: Page, gap: GapView) -> Element:
    if not gap.choices:
        return make(
            "textEntryInteraction",
            responseIdentifier=_response(gap.slot),
            expectedLength="15",
        )
    return make(
        "inlineChoiceInteraction",
        *(
            make("inlineChoice", page.plain(choice.text), identifier=f"c{choice.id}")
            for choice in gap.choices
        ),
        responseIdentifier=_response(gap.slot),
        shuffle="false",
    )


def _declared(name: str, gap: Gap, worth: Fraction) -> Element:
    if gap.menu:
        return response(name, "single", "identifier", [f"c{choice_id(gap.answers[0])}"])
    return typed(name, gap.answers, worth)


def _score(name: str, gap: Gap, worth: Fraction) -> Element:
    if gap.menu:
        return when(is_correct(name), add(SCORE, number(worth)))
    return when(answered(name), add(SCORE, mapped(name)))


def _remarks(name: str, gap: Gap, worth: Fraction) -> Remarks:
    right = is_correct(name) if gap.menu else is_right(name, worth)
    return Remarks(name.replace(RESPONSE, REMARK), name, (Case(right, ""),), gap.feedback)


def _losses(page: Page, body: Cloze) -> list[str]:
    losses = list(unfit(answer for gap in body.gaps if not gap.menu for answer in gap.answers))
    if not all(page.is_plain(text) for gap in body.gaps for text in gap.menu):
        losses.append(_PLAIN_MENU)
    return losses
