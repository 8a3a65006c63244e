"""Ordering."""

from __future__ import annotations

from fractions import Fraction

import pytest

from quiz.choices import choice_id
from quiz.model import Comment, Given, Outcome
from quiz.questions import types
from tests.questions.bodies import draw_ask, parse, problems

KIND = types()["ordering"]
BODY = parse(
    "ordering",
    "order:\n1. a\n2. b\n3. c\n4. d\n\n"
    "not= 4 before 3 {M2}\n    > d is last.\nnot= 2 before 1 {M5}",
)


def places(digits: str) -> Given:
    """Places for a, b, c, d; a dash leaves one out."""
    pairs = zip("abcd", digits, strict=True)
    return {choice_id(step): place for step, place in pairs if place != "-"}


@pytest.mark.parametrize(
    ("digits", "fraction"),
    [
        ("1234", Fraction(1)),
        ("1243", Fraction(2, 3)),  # 5 of 6 pairs
        ("2143", Fraction(1, 3)),
        ("2134", Fraction(2, 3)),
        ("4123", Fraction(0)),  # 3 of 6
        ("4321", Fraction(0)),
        ("1---", Fraction(0)),
        ("123-", Fraction(0)),  # 3 of 6: the missing step makes no pair
        ("1224", Fraction(2, 3)),  # equal places stand in no order
        ("1111", Fraction(0)),
        ("----", Fraction(0)),
    ],
)
def test_pairs_in_order(digits: str, fraction: Fraction) -> None:
    assert KIND.mark(BODY, places(digits)) == fraction


def test_places_are_numbers_not_words() -> None:
    text = "order:\n" + "\n".join(f"{i}. step {i}" for i in range(1, 13))
    body = parse("ordering", text)
    key = KIND.key(body)
    assert key is not None
    assert KIND.mark(body, key) == 1
    assert set(key.values()) == {str(i) for i in range(1, 13)}


def test_foreseen_swaps_are_commented() -> None:
    assert KIND.comments(BODY, places("1243")) == (Comment("d is last.", "M2", "d"),)
    assert KIND.comments(BODY, places("2143")) == (
        Comment("d is last.", "M2", "d"),
        Comment("", "M5", "b"),
    )
    assert KIND.comments(BODY, places("12-3")) == ()
    assert KIND.comments(BODY, places("1233")) == ()


def test_remark_on_places_given_twice() -> None:
    assert KIND.remark(BODY, places("1223")) == "Two steps have place 2."
    assert KIND.remark(BODY, places("1122")) == "Two steps have place 1. Two steps have place 2."
    assert KIND.remark(BODY, places("3334")) == "3 steps have place 3."
    assert KIND.remark(BODY, places("4321")) == ""


def test_remark_on_steps_without_a_place() -> None:
    assert KIND.remark(BODY, places("12-3")) == "1 of 4 steps has no place yet."
    assert KIND.remark(BODY, places("--1-")) == "3 of 4 steps have no place yet."
    assert KIND.remark(BODY, places("2-2-")) == (
        "Two steps have place 2. 2 of 4 steps have no place yet."
    )


def test_what_was_said_is_the_list_in_the_student_s_order() -> None:
    assert KIND.said(BODY, places("4213")) == "1. c; 2. b; 3. d; 4. a"
    assert KIND.said(BODY, places("2-21")) == "1. d; 2. a; 2. c"
    twelve = parse("ordering", "order:\n" + "\n".join(f"{i}. step {i}" for i in range(1, 13)))
    said = KIND.said(twelve, KIND.key(twelve) or {})
    assert said.split("; ") == [f"{i}. step {i}" for i in range(1, 13)]
    two = parse("ordering", "order:\n1. b\n2. a\n3. c")
    assert KIND.said(two, places("11--")) == "1. a; 1. b"


def test_review_goes_step_by_step() -> None:
    review = KIND.review(BODY, places("1-43"))
    assert [(s.text, s.place, s.given, s.outcome) for s in review.steps] == [
        ("a", "1", "1", Outcome.RIGHT),
        ("b", "2", "", Outcome.UNANSWERED),
        ("c", "3", "4", Outcome.WRONG),
        ("d", "4", "3", Outcome.WRONG),
    ]
    assert (review.concordant, review.pairs) == (2, 6)


def test_a_place_that_is_not_there_is_refused() -> None:
    for place in ("0", "5", "-1", "1.0", "one", "٢"):
        with pytest.raises(ValueError, match="Reload"):
            KIND.read(BODY, {choice_id("a"): [place]})


def test_each_step_is_a_row_with_its_menu_of_places() -> None:
    page = draw_ask("ordering", BODY, places("12--"))
    assert page.count('class="step"') == page.count("<select") == page.count("<label") == 4
    assert page.count("<option") == 4 * 5
    assert page.count(" selected") == 2


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("order:\n1. a", 1, "at least two steps"),
        ("order:", 1, "at least two steps"),
        ("order:\n1. a\n3. b", 3, "2 comes next"),
        ("order:\n2. a\n1. b", 2, "1 comes next"),
        ("order:\n1. a\n2. a", 3, "same text as step 1"),
        ("order:\n1. a\n2.  ", 3, "empty"),
        ("order:\n1. a {M1}\n2. b", 2, "No tag or feedback"),
        ("order:\n1. a\n    > x\n2. b", 2, "No tag or feedback"),
        ("order: now\n1. a\n2. b", 1, "Nothing else"),
        ("order:\n1. a\n2. b\norder:", 4, "second `order:`"),
        ("order:\n1. a\n2. b\nnot= 1", 4, "two numbers"),
        ("order:\n1. a\n2. b\nnot= 3 before 1", 4, "no step 3"),
        ("order:\n1. a\n2. b\nnot= 1 before 2", 4, "isn't a wrong order"),
        ("order:\n1. a\n2. b\nnot= 2 before 1\nnot= 2 before 1", 5, "twice"),
        ("order:\n1. a\n2. b\nelse=", 4, "has no meaning"),
    ],
)
def test_mistakes(text: str, line: int, words: str) -> None:
    found = problems("ordering", text)
    assert (line, True) in [(at, words in message) for at, message in found]
