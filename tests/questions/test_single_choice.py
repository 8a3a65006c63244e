"""Single choice."""

from __future__ import annotations

import pytest

from quiz.choices import choice_id
from quiz.model import Comment
from quiz.questions import types
from tests.questions.bodies import draw_ask, parse, problems

KIND = types()["single choice"]
BODY = parse(
    "single choice",
    "- ( ) one {M1}\n    > No, one.\n- (x) two {M2}\n    > Yes, two.\n- ( ) three {M3}\n- ( ) four",
)


@pytest.mark.parametrize(("text", "fraction"), [("one", 0), ("two", 1), ("three", 0)])
def test_all_or_nothing(text: str, fraction: int) -> None:
    assert KIND.mark(BODY, {"choice": choice_id(text)}) == fraction


@pytest.mark.parametrize(
    ("text", "comments"),
    [
        ("one", (Comment("No, one.", "M1", "one"),)),
        # A tag on what is right names no misconception.
        ("two", (Comment("Yes, two.", "", "two"),)),
        ("three", (Comment("", "M3", "three"),)),
        ("four", ()),
    ],
)
def test_the_chosen_option_is_commented(text: str, comments: tuple[Comment, ...]) -> None:
    assert KIND.comments(BODY, {"choice": choice_id(text)}) == comments


def test_review_shows_the_key_and_the_chosen_option() -> None:
    review = KIND.review(BODY, {"choice": choice_id("one")})
    assert [(c.chosen, c.right) for c in review.choices] == [
        (True, False),
        (False, True),
        (False, False),
        (False, False),
    ]
    assert review.answered
    assert not KIND.review(BODY, {}).answered


def test_an_answer_can_be_taken_back_without_script() -> None:
    page = draw_ask("single choice", BODY)
    assert page.count('type="radio"') == 5
    assert 'value="" checked' in page
    assert 'value="" checked' not in draw_ask("single choice", BODY, {"choice": choice_id("one")})
    assert KIND.read(BODY, {"choice": [""]}) == {}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("- ( ) a\n- ( ) b", 1, "No option is marked as right"),
        ("- (x) a\n- ( ) b\n- (x) c", 3, "second option marked as right"),
        ("- (x) a", 1, "at least two options"),
        ("- (x) a\n- ( ) b\n- ( )  a", 3, "same text as line 1"),
        ("- (x) a\n- ( )\n- ( ) c", 2, "empty"),
        ("- (x) a\n- [ ] b\n- ( ) c", 2, "mixes round and square"),
        ("- (x) a\n- ( ) b\n= c", 3, "`=` has no meaning"),
        ("- (x) a\n- ( ) b\nloose words", 3, "belongs to nothing"),
    ],
)
def test_mistakes(text: str, line: int, words: str) -> None:
    found = problems("single choice", text)
    assert (line, True) in [(at, words in message) for at, message in found]


def test_all_mistakes_are_reported_at_once() -> None:
    found = problems("single choice", "- (x) a\n- (x) b\n- ( )\n- [ ] c\nwhy: x\nwhy: y")
    assert [line for line, _ in found] == [2, 3, 4, 6]
