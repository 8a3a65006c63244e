"""Settings that travel as tags: what an item says comes back, whatever else is among the tags."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.exchange.item_tags import (
    MOST,
    _changed,
    see_line,
    source_lines,
    tags_of,
    with_tags,
    without_see_line,
    without_source_lines,
)
from quiz.model import Bloom, Item, Needs, Outside, Strand
from quiz.questions.categorise import Categorise
from quiz.questions.matching import Matching
from quiz.questions.numeric import Numeric
from quiz.questions.ordering import Ordering, Swap
from quiz.questions.parts.answers import Answer
from quiz.questions.parts.options import Option
from quiz.questions.parts.pairs import Pair
from quiz.questions.single_choice import SingleChoice
from quiz.questions.true_false import TrueFalse
from tests.questions.test_round_trip import SOURCES, sound_bodies

BODY = SingleChoice((Option("a", True), Option("b", tag="M3"), Option("c"), Option("d", tag="M12")))
ITEM = Item(
    "one",
    "single choice",
    "Which?",
    BODY,
    points=1.5,
    see=("p1", "p3"),
    evidence=("p4",),
    bloom=Bloom.APPLY,
    strand=Strand.CRITICAL_THINKING,
    needs=Needs.BOTH,
    not_with=("other-item",),
)
BARE = Item("one", "single choice", "Which?", SingleChoice(tuple(map(Option, "abcd"))))


def test_the_tags_read_as_words() -> None:
    assert set(tags_of(ITEM, points=3)[0]) == {
        "bloom: apply",
        "strand: critical thinking",
        "needs: both",
        "see: P1",
        "see: P3",
        "evidence: P4",
        "not with: other-item",
        "M3: answer 2",
        "M12: answer 4",
        "points: 1.5",
    }


def test_points_are_told_only_where_they_differ() -> None:
    for worth in (None, 1.5):
        assert not any(tag.startswith("points") for tag in tags_of(ITEM, worth)[0])


def test_what_is_too_long_for_a_tag_is_not_carried() -> None:
    item = replace(ITEM, not_with=("x" * 64,), see=("p1",))
    tags, fields = tags_of(item)
    assert not any(tag.startswith("not with") for tag in tags)
    assert "not_with" not in fields
    assert {"see", "tags"} <= fields


@pytest.mark.parametrize("change", [str, str.upper, str.lower])
def test_all_comes_back_in_capital_letters_too(change) -> None:
    tags, _ = tags_of(ITEM, points=3)
    body = SingleChoice(tuple(replace(option, tag="") for option in BODY.options))
    assert with_tags(replace(BARE, body=body), map(change, tags)) == (ITEM, ())


@pytest.mark.parametrize(
    "tag",
    [
        "exam 2019",
        "bloom: think",
        "see: the first paragraph",
        "points: nan",
        "points: -1",
        "points: many",
        "M3: answer 9",
        "M3",
        "year: answer 2x",
        ":",
        "",
    ],
)
def test_other_tags_are_left_alone(tag: str) -> None:
    assert with_tags(BARE, [tag]) == (BARE, (tag,))


def test_answers_are_counted_in_the_order_of_the_body() -> None:
    numeric = Numeric(Answer("1"), (Answer("2", "M1"), Answer("3")), Answer("", "M9"))
    item = Item("n", "numeric", "How many?", numeric)
    assert tags_of(item)[0] == ("M1: answer 2", "M9: answer 4")
    wrong = Item("t", "true/false", "So?", TrueFalse(True, wrong_tag="M7"))
    assert tags_of(wrong)[0] == ("M7: answer 1",)


def test_where_to_look_is_told_to_students_and_taken_away_again() -> None:
    line = see_line(ITEM)
    assert line.endswith("reading: P1, P3</p>")
    assert without_see_line(f"<p>Why.</p>\n{line}") == "<p>Why.</p>"
    assert without_see_line('<p class="seen">Why.</p>') == '<p class="seen">Why.</p>'
    assert see_line(BARE) == ""


def test_sources_are_taken_out_of_the_explanation_if_they_are_such() -> None:
    one = Outside("Council & <b> (old)", "May 2025", "2026-11-22")
    shown = source_lines(replace(ITEM, outside=(one, one)))
    assert without_source_lines(f"<p>Why.</p>\n{shown}") == ("<p>Why.</p>", (one, one))
    changed = '<p class="outside">Source: Council, some day</p>'
    assert without_source_lines(changed) == (changed, ())


@pytest.mark.parametrize("name", sorted(SOURCES))
@settings(max_examples=25)
@given(data=st.data())
def test_misconceptions_of_every_type_come_back(data: st.DataObject, name: str) -> None:
    item = Item("i", name, "Stem", data.draw(sound_bodies(name)))
    tags, _ = tags_of(item)
    assert all(len(tag) <= MOST for tag in tags)
    blank = replace(item, body=_changed(item.body, lambda place, tag: "", count(1)))
    assert not any(re.match("[A-Z]", tag) for tag in tags_of(blank)[0])
    assert with_tags(blank, tags)[0] == item


def test_a_wrong_order_is_named_by_its_steps_and_comes_back_without_feedback() -> None:
    swaps = (Swap(3, 1, "M2"), Swap(3, 2, "", "No."), Swap(2, 1, "M5", "No."))
    item = Item("o", "ordering", "Order?", Ordering(("a", "b", "c"), swaps))
    tags, _ = tags_of(item)
    assert tags == ("type: ordering", "M2: step 3 before 1", "M5: step 2 before 1")
    told = Ordering(("a", "b", "c"), (swaps[1], replace(swaps[2], tag="")))
    back, left = with_tags(replace(item, body=told), tags)
    assert left == ()
    assert back.body == Ordering(("a", "b", "c"), (*swaps[1:], swaps[0]))


@pytest.mark.parametrize(
    "tag", ["M2: step 4 before 1", "M2: step 1 before 3", "M2: step 0 before 0"]
)
def test_a_wrong_order_of_no_two_steps_is_left_alone(tag: str) -> None:
    item = Item("o", "ordering", "Order?", Ordering(("a", "b", "c")))
    assert with_tags(item, [tag]) == (item, (tag,))


def test_groups_of_one_entry_each_come_back_as_groups() -> None:
    pairs = (Pair("cow", "plants"), Pair("lion", "meat"))
    item = Item("c", "categorise", "Sort.", Categorise(pairs))
    tags, _ = tags_of(item)
    matching = replace(item, type="matching", body=Matching(pairs))
    assert with_tags(matching, tags) == (item, ())
    assert with_tags(BARE, tags) == (BARE, tags)
