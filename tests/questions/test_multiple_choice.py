"""Multiple choice."""

from __future__ import annotations

from fractions import Fraction

import pytest

from quiz.choices import choice_id
from quiz.model import Comment, Given
from quiz.questions import types
from tests.questions.bodies import parse, problems

KIND = types()["multiple choice"]
BODY = parse(
    "multiple choice",
    "- [x] a\n    > Yes.\n- [x] b\n- [x] c\n- [ ] d {M1}\n    > No.\n- [ ] e",
)


def ticks(letters: str) -> Given:
    return {choice_id(letter): "ticked" for letter in letters}


@pytest.mark.parametrize(
    ("letters", "fraction"),
    [
        ("abc", Fraction(1)),
        ("ab", Fraction(2, 3)),
        ("a", Fraction(1, 3)),
        ("abcd", Fraction(1, 2)),
        ("abd", Fraction(1, 6)),
        ("ad", Fraction(0)),
        ("de", Fraction(0)),
        ("abcde", Fraction(0)),
        ("", Fraction(0)),
    ],
)
def test_right_ticks_less_wrong_ticks(letters: str, fraction: Fraction) -> None:
    assert KIND.mark(BODY, ticks(letters)) == fraction


def test_one_key_is_enough() -> None:
    body = parse("multiple choice", "- [x] a\n- [ ] b\n- [ ] c")
    assert KIND.mark(body, ticks("a")) == 1
    assert KIND.mark(body, ticks("ab")) == Fraction(1, 2)


def test_all_options_may_be_right() -> None:
    body = parse("multiple choice", "- [x] a\n- [x] b")
    assert KIND.mark(body, ticks("a")) == Fraction(1, 2)
    assert KIND.mark(body, ticks("ab")) == 1


def test_ticked_options_are_commented_in_their_order() -> None:
    assert KIND.comments(BODY, ticks("dab")) == (
        Comment("Yes.", "", "a"),
        Comment("No.", "M1", "d"),
    )


def test_a_box_knows_one_value() -> None:
    assert KIND.read(BODY, {choice_id("a"): ["ticked"]}) == ticks("a")
    with pytest.raises(ValueError, match="Reload"):
        KIND.read(BODY, {choice_id("a"): ["on"]})
    with pytest.raises(ValueError, match="Reload"):
        KIND.read(BODY, {"choice": [choice_id("a")]})


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("- [ ] a\n- [ ] b", 1, "Mark it with `[x]`"),
        ("- [x] a", 1, "at least two options"),
        ("- [x] a\n- [x] a", 2, "same text as line 1"),
        ("- [ ]\n- [x] a", 1, "empty"),
        ("- [x] a\n- (x) b", 2, "mixes round and square"),
    ],
)
def test_mistakes(text: str, line: int, words: str) -> None:
    found = problems("multiple choice", text)
    assert (line, True) in [(at, words in message) for at, message in found]
