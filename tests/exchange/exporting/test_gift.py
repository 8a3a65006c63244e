"""Items out to GIFT: what stands in the file, and what comes in again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quiz.content.render import Renderer, RenderError
from quiz.exchange import exporting, importing
from quiz.exchange.exporting import Carriage, Carried
from quiz.exchange.exporting._html import plain
from quiz.exchange.importing import BankFile, Found
from quiz.model import Item
from quiz.questions import types
from quiz.questions._answers import Answer
from quiz.questions._pairs import Pairs
from quiz.questions.categorise import Categorise
from quiz.questions.matching import Matching
from quiz.questions.numeric import Numeric
from quiz.questions.open_response import OpenResponse
from quiz.questions.ordering import Ordering
from quiz.questions.short_text import ShortText
from tests.exchange.exporting.shipments import of_items
from tests.exchange.items import INLINE, items, shown

Trip = Callable[[Item], tuple[Carried, str, list[Found]]]


@pytest.fixture(scope="module")
def trip(renderer: Renderer) -> Trip:
    """(the report, the file's text, what comes in again) of one item."""

    def of(item: Item) -> tuple[Carried, str, list[Found]]:
        exported = exporting.formats()["gift"].export(of_items(renderer, item))
        back = list(_read(exported.data)) if exported.count(Carriage.OMITTED) == 0 else []
        return exported.items[0], exported.data.decode(), back

    return of


def _read(data: bytes) -> list[Found]:
    return list(importing.formats()["gift"].read(BankFile("bank.txt", data)))


def arriving(item: Item) -> Item:
    """The item without what the report lists as lost."""
    item = replace(item, hint="", outside=())
    body = item.body
    if isinstance(body, Ordering):
        return replace(item, body=replace(body, swaps=()), why="")
    if isinstance(body, OpenResponse):
        return replace(item, body=OpenResponse())
    if isinstance(body, Pairs):
        pairs = tuple(replace(pair, right=_words(pair.right), feedback="") for pair in body.pairs)
        decoys = tuple(
            replace(decoy, text=_words(decoy.text), feedback="") for decoy in body.decoys
        )
        repeated = len({pair.right for pair in body.pairs}) < len(pairs)
        kind = Categorise if repeated else Matching
        name = "categorise" if repeated else "matching"
        return replace(item, type=name, body=kind(pairs, decoys))
    if isinstance(body, Numeric):
        body = replace(body, answer=_exact(body.answer), wrong=tuple(map(_exact, body.wrong)))
        item = replace(item, body=body)
    if isinstance(body, ShortText | Numeric) and body.other == Answer(""):
        return replace(item, body=replace(body, other=None))
    return item


def _exact(answer: Answer) -> Answer:
    """A number without a tolerance of nothing."""
    number, _, room = answer.text.partition(" +- ")
    return answer if float(room or 1) else replace(answer, text=number)


def _words(text: str) -> str:
    return plain(INLINE.convert(text, False))


def same(back: Item, item: Item) -> bool:
    body = back.body
    if isinstance(body, Pairs):
        pairs = tuple(replace(pair, right=_words(pair.right)) for pair in body.pairs)
        decoys = tuple(replace(decoy, text=_words(decoy.text)) for decoy in body.decoys)
        back = replace(back, body=replace(body, pairs=pairs, decoys=decoys))
    return bool(shown(back) == shown(arriving(item)))


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(types()))
@settings(
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
    deadline=None,
    max_examples=25,
)
@given(data=st.data())
def test_what_goes_out_comes_in_again_but_for_the_listed_losses(
    trip: Trip, data: st.DataObject, name: str
) -> None:
    item = data.draw(items(name))
    try:
        carried, text, back = trip(item)
    except RenderError:
        return
    if carried.carriage is Carriage.OMITTED:
        assert carried.losses
        return
    assert len(back) == 1, (text, back)
    assert back[0].item is not None, (text, back)
    assert same(back[0].item, item), (text, back[0], shown(back[0].item), shown(arriving(item)))
