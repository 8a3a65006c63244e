"""How a class's responses are spread: what is counted, in which order, and what stays hidden."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quiz.content.parser import parse_frozen
from quiz.distribution import Distribution, distribution
from quiz.model import Given, Item
from quiz.questions import types
from tests.answers import key_of, quizzes
from tests.conftest import ALL_TYPES
from tests.room import given_by

ITEMS = quizzes(ALL_TYPES)["all-types", "all"].items
PLANTS = parse_frozen(types()["short text"].example)


def of_type(name: str) -> Item:
    return parse_frozen(types()[name].example)


def spread(item: Item, *given: Given) -> Distribution:
    return distribution(item, [(item, one) for one in given])


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_every_type_counts_those_who_answered(item: Item) -> None:
    given = [given_by(student, 30, item) for student in range(30)]
    found = spread(item, *given)
    assert found.n == sum(bool(one) for one in given)
    assert sum(map(bool, (found.options, found.typed, found.parts))) == (
        item.type != "open response"
    )
    for one in (*found.options, *found.typed):
        assert 0 <= one.count <= found.n
    for part in found.parts:
        assert 0 <= part.right <= part.n <= found.n


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_the_key_is_told_and_counted_as_right(item: Item) -> None:
    if item.type == "open response":
        return
    found = spread(item, key_of(item), {})
    assert found.n == 1
    assert found.key or all(part.key and part.right == part.n == 1 for part in found.parts)
    assert all(one.count == one.response.right for one in found.options)
    assert [one.response.right for one in found.typed] == [True] * len(found.typed)


def test_options_stand_in_the_author_s_order_whether_chosen_or_not() -> None:
    item = of_type("single choice")
    last = types()[item.type].ask(item.body, "").choices[-1]
    found = spread(item, {"choice": last.id}, {"choice": last.id})
    assert [(one.response.text, one.count) for one in found.options] == [
        ("Mombasa", 0),
        ("Nairobi", 0),
        ("Kisumu", 2),
    ]


def test_what_is_typed_alike_is_one_and_the_most_frequent_comes_first() -> None:
    said = ["water", "Water ", "CO2", "oxygen", "WATER."]
    found = spread(PLANTS, *({"text": text} for text in said))
    assert [(one.response.text, one.count) for one in found.typed] == [
        ("water", 3),
        ("co2", 1),
        ("oxygen", 1),
    ]


def test_what_nobody_typed_is_not_there_to_give_the_key_away() -> None:
    assert spread(PLANTS).typed == ()
    assert [one.response.text for one in spread(PLANTS, {"text": "soil"}).typed] == ["soil"]


def test_what_the_author_foresaw_is_told_as_it_was_typed() -> None:
    item = parse_frozen("### How far? {#far}\n\n= 2.5 +- 0.1\n")
    found = spread(item, {"text": "2.45"}, {"text": "2.55"}, {"text": "3"}, {"text": "2.45 "})
    assert [(one.response.text, one.count, one.response.right) for one in found.typed] == [
        ("2.45", 2, True),
        ("2.55", 1, True),
        ("3", 1, False),
    ]


def test_a_place_that_holds_two_steps_is_not_right() -> None:
    item = of_type("ordering")
    key = key_of(item)
    first, second, *_ = key
    parts = spread(item, key, {**key, second: key[first]}).parts
    assert [(part.right, part.n) for part in parts] == [(1, 2), (1, 1), (2, 2), (2, 2)]


def test_what_was_asked_in_older_words_counts_by_what_it_says_now() -> None:
    item = of_type("single choice")
    older = replace(item, stem="Which is the capital?")
    gone = parse_frozen(types()[item.type].example.replace("Kisumu", "Nakuru"))
    choices = types()[item.type].ask(gone.body, "").choices
    found = distribution(
        item, [(older, key_of(older)), (gone, {"choice": choices[-1].id}), (gone, key_of(gone))]
    )
    assert [(one.response.text, one.count) for one in found.options] == [
        ("Mombasa", 0),
        ("Nairobi", 2),
        ("Kisumu", 0),
        ("Nakuru", 1),
    ]
