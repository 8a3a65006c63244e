"""Short text."""

from __future__ import annotations

import pytest

from quiz.model import Comment, Outcome
from quiz.questions import types
from tests.questions.bodies import parse, problems, recognised

KIND = types()["short text"]
BODY = parse(
    "short text",
    "= Nile\n    > Yes.\nor= the Nile\n    > Yes, with its article.\nor= نیل\nnot= Niger {M3}\n"
    "    > That is another river.\nelse= {M1}\n    > Look at the map.",
)


@pytest.mark.parametrize(
    ("text", "fraction"),
    [
        ("Nile", 1),
        ("  nile \n", 1),
        ("NILE.", 1),
        ("Nile !", 1),
        ("Nile?!…", 1),
        ("The\u00a0  Nile", 1),
        ("Ｎｉｌｅ", 1),
        ("نیل\u200f۔", 1),
        ("Niles", 0),
        ("the-Nile", 0),
        ("a Nile", 0),
        ("Niger", 0),
        (".", 0),
        ("", 0),
    ],
)
def test_case_spaces_and_final_punctuation_make_no_difference(text: str, fraction: int) -> None:
    assert KIND.mark(BODY, {"text": text}) == fraction


@pytest.mark.parametrize(
    ("key", "text"),
    [("don't", "don’t"), ("Straße", "STRASSE"), ("é", "e\u0301"), ("...", "…"), ("?", "?")],
)
def test_what_keyboards_write_for_the_same(key: str, text: str) -> None:
    assert KIND.mark(parse("short text", f"= {key}"), {"text": text}) == 1


def test_each_answer_has_its_comment() -> None:
    assert KIND.comments(BODY, {"text": "nile"}) == (Comment("Yes.", "", "Nile"),)
    assert KIND.comments(BODY, {"text": "the Nile"})[0].feedback == "Yes, with its article."
    # An alternative without feedback of its own has the first answer's.
    assert KIND.comments(BODY, {"text": "نیل"})[0].feedback == "Yes."
    assert KIND.comments(BODY, {"text": "NIGER."})[0].tag == "M3"
    assert KIND.comments(BODY, {"text": "Congo"}) == (Comment("Look at the map.", "M1"),)
    assert KIND.comments(BODY, {"text": " "}) == ()


def test_review_lists_all_right_answers() -> None:
    review = KIND.review(BODY, {"text": "Niger"})
    assert (review.text, review.outcome) == ("Niger", Outcome.WRONG)
    assert review.answers == ("Nile", "the Nile", "نیل")
    assert KIND.review(BODY, {"text": "  "}).outcome is Outcome.UNANSWERED


def test_the_key_may_stand_anywhere() -> None:
    body = parse("short text", "not= c\nor= b\n= a")
    assert KIND.key(body) == {"text": "a"}
    assert KIND.mark(body, {"text": "b"}) == 1


def test_a_number_can_be_compared_as_text() -> None:
    body = parse("short text", "= 007")
    assert KIND.mark(body, {"text": "7"}) == 0


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("= a\n= b", 2, "Write `or=`"),
        ("or= a", 1, "no right answer"),
        ("=", 1, "no answer after `=`"),
        ("= a\nor=", 2, "no answer after `or=`"),
        ("= a\nor= A.", 2, "same answer as line 1"),
        ("= a\nnot=  a", 2, "same answer as line 1"),
        ("= a\nor= b {M1}", 2, "Take it off"),
        ("= a\nelse= b", 2, "nothing but a tag"),
        ("= a\n- (x) b", 2, "has no meaning"),
    ],
)
def test_mistakes(text: str, line: int, words: str) -> None:
    found = problems("short text", text)
    assert (line, True) in [(at, words in message) for at, message in found]


def test_a_key_that_was_forgotten_is_still_a_short_text() -> None:
    assert recognised("or= a") == ["short text"]
    assert recognised("some words") == []
