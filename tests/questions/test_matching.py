"""Matching."""

from __future__ import annotations

from fractions import Fraction

import pytest

from quiz.choices import choice_id
from quiz.model import Comment, Given, Outcome
from quiz.questions import types
from tests.questions.bodies import draw_ask, parse, problems

KIND = types()["matching"]
BODY = parse(
    "matching",
    "- a -> x {M1}\n    > It is x.\n- b -> y\n- c -> z\n- _ -> w {M2}\n    > w belongs nowhere.",
)


def given(**pairs: str) -> Given:
    return {choice_id(left): choice_id(right) for left, right in pairs.items()}


@pytest.mark.parametrize(
    ("pairs", "fraction"),
    [
        ({"a": "x", "b": "y", "c": "z"}, Fraction(1)),
        ({"a": "x", "b": "z", "c": "y"}, Fraction(1, 3)),
        ({"a": "x", "b": "y"}, Fraction(2, 3)),
        ({"a": "w", "b": "w", "c": "w"}, Fraction(0)),
        ({"a": "x", "b": "x", "c": "x"}, Fraction(1, 3)),
        ({}, Fraction(0)),
    ],
)
def test_right_pairs_count(pairs: dict[str, str], fraction: Fraction) -> None:
    assert KIND.mark(BODY, given(**pairs)) == fraction


def test_wrong_pairs_and_decoys_are_commented_blank_ones_are_not() -> None:
    assert KIND.comments(BODY, given(a="w", b="x")) == (
        Comment("It is x.", "M1", "a"),
        Comment("w belongs nowhere.", "M2", "w"),
    )
    assert KIND.comments(BODY, given(a="x", b="w")) == (Comment("w belongs nowhere.", "M2", "w"),)
    assert KIND.comments(BODY, given(a="x", b="y", c="z")) == ()


def test_remark_on_pairs_that_are_not_complete() -> None:
    assert KIND.remark(BODY, given(a="x", b="w")) == "1 of 3 pairs is not complete yet."
    assert KIND.remark(BODY, given(c="x")) == "2 of 3 pairs are not complete yet."
    assert KIND.remark(BODY, given(a="x", b="x", c="x")) == ""


def test_what_was_said_goes_pair_by_pair() -> None:
    assert KIND.said(BODY, given(c="x", a="w")) == "a: w; c: x"


def test_review_goes_pair_by_pair() -> None:
    review = KIND.review(BODY, given(a="x", b="w"))
    assert [(p.left, p.given, p.right, p.outcome) for p in review.pairs] == [
        ("a", "x", "x", Outcome.RIGHT),
        ("b", "w", "y", Outcome.WRONG),
        ("c", "", "z", Outcome.UNANSWERED),
    ]


def test_every_menu_offers_all_right_sides_after_an_empty_choice() -> None:
    page = draw_ask("matching", BODY)
    assert page.count("<select") == page.count('<option value="">Choose…</option>') == 3
    assert page.count("<option") == 3 * 5


def test_a_literal_arrow_is_escaped() -> None:
    body = parse("matching", "- a \\-> b -> x\n- c -> y \\-> z")
    assert [(pair.left, pair.right) for pair in body.pairs] == [
        ("a \\-> b", "x"),
        ("c", "y \\-> z"),
    ]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("- _ -> x\n- _ -> y", 1, "at least two pairs"),
        ("- a -> x", 1, "at least two pairs"),
        ("- a -> x\n- a -> y", 2, "same as on line 1"),
        ("- a -> x\n- b -> x", 1, "stands twice"),
        ("- a -> x\n- b -> y\n- _ -> x", 3, "can't be left over"),
        ("- a -> x\n- b -> y\n- _ -> z\n- _ -> z", 4, "can't be left over"),
        ("- a -> x\n- -> y", 2, "left side of the arrow is empty"),
        ("- a ->\n- b -> y", 1, "right side of the arrow is empty"),
        ("- a -> x -> y\n- b -> z", 1, "two arrows"),
        ("- a -> x\n- b -> y\n-  (x) c -> z", 3, "starts like an option"),
        ("- a -> x\n- b -> y\n= z", 3, "has no meaning"),
    ],
)
def test_mistakes(text: str, line: int, words: str) -> None:
    found = problems("matching", text)
    assert (line, True) in [(at, words in message) for at, message in found]
