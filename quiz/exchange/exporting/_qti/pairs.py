"""Matching and categorise: the same interaction, in which a right side can be taken repeatedly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from quiz.choices import choice_id
from quiz.exchange.exporting._qti.declarations import REMARK, RESPONSE, mapping, response, shares
from quiz.exchange.exporting._qti.page import ItemContent, Page
from quiz.exchange.exporting._qti.rules import (
    SCORE,
    Case,
    Remarks,
    answered,
    let,
    mapped,
    number,
    value,
    variable,
    when,
)
from quiz.exchange.exporting._xml import make
from quiz.questions import types
from quiz.questions.categorise import Categorise
from quiz.questions.matching import Matching
from quiz.questions.parts.options import Choice
from quiz.questions.parts.pairs import Pair, Pairs


def matching(page: Page, body: Matching) -> ItemContent:
    return _written(page, body, mapped(RESPONSE))


def categorise(page: Page, body: Categorise) -> ItemContent:
    """The mapping gives the points without regard to chance. With k categories, chance earns a k-th
    of all points, and the rest is stretched to all points: (k * mapped - all) / (k - 1)."""
    many = len(body.rights)
    times = make("product", number(many), mapped(RESPONSE))
    surplus = make("subtract", times, number(page.item.points))
    stretched = make("divide", surplus, number(many - 1))
    return _written(page, body, make("max", number(0), stretched))


def _written(page: Page, body: Pairs, score: Element) -> ItemContent:
    view = types()[page.item.type].ask(body, page.item.id)
    keys = [_pair(pair, pair.right) for pair in body.pairs]
    worth = shares(page.item.points, len(keys))
    interaction = _interaction(page, view)
    return ItemContent(
        responses=(
            response(
                RESPONSE,
                "multiple",
                "directedPair",
                keys,
                mapping(zip(keys, worth, strict=True), most=page.item.points),
            ),
        ),
        body=(interaction,),
        labelled=interaction,
        rules=(when(answered(RESPONSE), let(SCORE, score)),),
        remarks=tuple(_remarks(body)),
    )


def _interaction(page: Page, view: Any) -> Element:
    return make(
        "matchInteraction",
        make("simpleMatchSet", *(_choice(page, left, "l", 1) for left in view.lefts)),
        make("simpleMatchSet", *(_choice(page, right, "r", 0) for right in view.rights)),
        responseIdentifier=RESPONSE,
        shuffle="false",
        maxAssociations="0",
    )


def _choice(page: Page, choice: Choice, side: str, most: int) -> Element:
    return make(
        "simpleAssociableChoice",
        *page.lines(choice.text),
        identifier=f"{side}{choice.id}",
        matchMax=str(most),
    )


def _pair(pair: Pair, right: str) -> str:
    return f"l{choice_id(pair.left)} r{choice_id(right)}"


def _remarks(body: Pairs) -> Iterator[Remarks]:
    for pair in body.pairs:
        wrong = [_pair(pair, right) for right in body.rights if right != pair.right]
        yield _remark(f"l{choice_id(pair.left)}", wrong, pair.feedback)
    for decoy in body.decoys:
        chosen = [_pair(pair, decoy.text) for pair in body.pairs]
        yield _remark(f"r{choice_id(decoy.text)}", chosen, decoy.feedback)


def _remark(part: str, pairs: list[str], text: str) -> Remarks:
    found = (make("member", value("directedPair", pair), variable(RESPONSE)) for pair in pairs)
    return Remarks(f"{REMARK}_{part}", RESPONSE, (Case(make("or", *found), text),))
