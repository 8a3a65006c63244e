"""Whether an item that was made of a bank's question can stand in a lesson."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from quiz.content.parser import parse_item
from quiz.exchange.importing._checked import reason_against
from quiz.model import Item
from quiz.questions import types

ITEM = parse_item("### What is a bee? {#bee}\n\n- (x) An insect\n- ( ) A bird\n")


@pytest.mark.parametrize("name", sorted(types()))
def test_every_types_example_can_stand(name: str) -> None:
    assert reason_against(parse_item(types()[name].example)) == ""


def test_an_item_without_an_id_is_fine() -> None:
    assert reason_against(replace(ITEM, id="")) == ""


@pytest.mark.parametrize(
    "item",
    [
        replace(ITEM, stem="What is\n a bee?"),
        replace(ITEM, stem=""),
        replace(ITEM, text="- ( ) A fish"),
        replace(ITEM, text="See above.\n\n---\n\nSee below."),
        replace(ITEM, text="<!-- gone -->"),
        replace(ITEM, why="Ask [us](javascript:alert)."),
        replace(ITEM, points=1 / 3),
        replace(ITEM, stem="What\0?"),
        replace(ITEM, text="x" * 60_000),
    ],
)
def test_what_would_break_a_lesson_has_a_reason(item: Item) -> None:
    reason = reason_against(item)
    assert reason.endswith(".")
    assert not re.search(r"line [0-9]", reason)
