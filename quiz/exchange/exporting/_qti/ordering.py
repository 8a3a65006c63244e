"""Ordering: by the place of each step, two steps at a time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from xml.etree.ElementTree import Element

from quiz.choices import choice_id
from quiz.exchange.exporting._qti.declarations import REMARK, RESPONSE, outcome, response
from quiz.exchange.exporting._qti.page import ItemContent, Page
from quiz.exchange.exporting._qti.rules import (
    SCORE,
    Case,
    Remarks,
    add,
    choose,
    is_correct,
    let,
    number,
    value,
    variable,
    when,
)
from quiz.exchange.exporting._xml import make
from quiz.questions import types
from quiz.questions.ordering import Ordering

MAX_STEPS = 12
"""Steps that are compared two at a time. The rules grow with the square of their number."""

_PLACE = "PLACE"
"""The variable that holds the place that is looked at. `index` is given its name and no number,
because a player that is certified for QTI 3 understands nothing else."""

_PLACES_APART = "qti-choices-top"
"""From the vocabulary of classes of QTI 3: the steps stand above empty places, so that whoever
leaves them there has given no order."""

_ORDERED = "IN_ORDER"
"""The variable that counts the pairs of steps that stand in their order."""

_ALL_OR_NOTHING = (
    f"With more than {MAX_STEPS} steps, only the whole order earns points there, and one that is "
    "partly right earns none."
)


def ordering(page: Page, body: Ordering) -> ItemContent:
    names = [_name(step) for step in body.steps]
    view = types()[page.item.type].ask(body, page.item.id)
    interaction = make(
        "orderInteraction",
        *(
            make("simpleChoice", *page.lines(step.text), identifier=f"s{step.id}")
            for step in view.steps
        ),
        responseIdentifier=RESPONSE,
        shuffle="true",
        orientation="vertical",
        **{"class": _PLACES_APART},
    )
    places = (outcome(name, "integer", 0) for name in (_PLACE, *map(_place, names)))
    short = len(names) <= MAX_STEPS
    whole = when(is_correct(RESPONSE), let(SCORE, number(page.item.points)))
    return ItemContent(
        responses=(response(RESPONSE, "ordered", "identifier", names),),
        body=(interaction,),
        labelled=interaction,
        rules=(*_places(names), *(_score(names, page.item.points) if short else [whole])),
        remarks=tuple(_remarks(body)),
        outcomes=(*places, *([outcome(_ORDERED, "float", 0)] if short else [])),
        losses=() if short else (_ALL_OR_NOTHING,),
    )


def _name(step: str) -> str:
    return f"s{choice_id(step)}"


def _place(name: str) -> str:
    return f"{_PLACE}_{name}"


def _places(names: list[str]) -> Iterator[Element]:
    """Each step's place, counted from 1, or 0 where it has none."""
    yield from (let(_place(name), value("integer", 0)) for name in names)
    for place in range(1, len(names) + 1):
        yield let(_PLACE, value("integer", place))
        here = make("index", variable(RESPONSE), n=_PLACE)
        yield choose(
            (
                make("match", here, value("identifier", name)),
                [let(_place(name), value("integer", place))],
            )
            for name in names
        )


def _score(names: list[str], points: float) -> Iterator[Element]:
    """Points for each pair in order, against as many for each pair that is not."""
    pairs = list(combinations(names, 2))
    yield let(_ORDERED, number(0))
    for first, second in pairs:
        yield when(_before(first, second), add(_ORDERED, number(1)))
    share = make("divide", variable(_ORDERED), number(len(pairs)))
    surplus = make("subtract", make("product", number(2), share), number(1))
    yield let(SCORE, make("product", number(points), make("max", number(0), surplus)))


def _before(first: str, second: str) -> Element:
    """Whether both steps have a place and the first one's is before."""
    return make(
        "and",
        make("gt", variable(_place(first)), value("integer", 0)),
        make("lt", variable(_place(first)), variable(_place(second))),
    )


def _remarks(body: Ordering) -> Iterator[Remarks]:
    for swap in body.swaps:
        later, earlier = _name(body.steps[swap.later - 1]), _name(body.steps[swap.earlier - 1])
        case = Case(_before(later, earlier), swap.feedback)
        yield Remarks(f"{REMARK}_{later}_{earlier}", RESPONSE, (case,))
