"""Categorise."""

from __future__ import annotations

from fractions import Fraction

import pytest

from quiz.choices import choice_id
from quiz.model import Comment, Given
from quiz.questions import types
from tests.questions.bodies import draw_ask, parse, problems

KIND = types()["categorise"]
BODY = parse("categorise", "- a -> x\n- b -> x {M1}\n    > b is x.\n- c -> y\n- d -> y")


def given(letters: str) -> Given:
    """Categories for a, b, c, d; a dash leaves one out."""
    pairs = zip("abcd", letters, strict=True)
    return {choice_id(entry): choice_id(category) for entry, category in pairs if category != "-"}


@pytest.mark.parametrize(
    ("letters", "fraction"),
    [
        ("xxyy", Fraction(1)),
        ("xxyx", Fraction(1, 2)),  # (3/4 - 1/2) ÷ 1/2
        ("xxxx", Fraction(0)),
        ("yyxx", Fraction(0)),
        ("xxy-", Fraction(1, 2)),
        ("xx--", Fraction(0)),
        ("----", Fraction(0)),
    ],
)
def test_guessing_earns_nothing_on_average(letters: str, fraction: Fraction) -> None:
    assert KIND.mark(BODY, given(letters)) == fraction


def test_an_empty_category_makes_guessing_harder() -> None:
    body = parse("categorise", "- a -> x\n- b -> x\n- c -> y\n- d -> y\n- _ -> z")
    assert KIND.mark(body, given("xxyz")) == Fraction(5, 8)  # (3/4 - 1/3) ÷ 2/3


def test_wrong_entries_are_commented() -> None:
    assert KIND.comments(BODY, given("xyyx")) == (Comment("b is x.", "M1", "b"),)
    assert KIND.comments(BODY, given("x-yy")) == ()


def test_it_looks_like_matching_to_the_student() -> None:
    matching = parse("matching", "- a -> x\n- b -> y\n- _ -> z")
    categorise = parse("categorise", "- a -> x\n- b -> x\n- _ -> y\n- _ -> z")
    assert draw_ask("matching", matching) == draw_ask("categorise", categorise)
    remark = KIND.remark(categorise, given("x---"))
    assert remark == types()["matching"].remark(matching, given("x---"))
    assert remark == "1 of 2 pairs is not complete yet."


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("- a -> x\n- b -> x", 1, "same category"),
        ("- a -> x\n- a -> x\n- b -> y", 2, "same as on line 1"),
        ("- a -> x\n- b -> x\n- c ->", 3, "right side of the arrow is empty"),
    ],
)
def test_mistakes(text: str, line: int, words: str) -> None:
    found = problems("categorise", text)
    assert (line, True) in [(at, words in message) for at, message in found]
