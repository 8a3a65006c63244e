"""True or false."""

from __future__ import annotations

import pytest

from quiz.model import Comment
from quiz.questions import types
from tests.questions.bodies import draw_ask, parse, problems

KIND = types()["true/false"]
BODY = parse("true/false", "= False\n    > Right.\nnot= true {M7}\n    > Look again.")


@pytest.mark.parametrize(("choice", "fraction"), [("false", 1), ("true", 0)])
def test_all_or_nothing(choice: str, fraction: int) -> None:
    assert KIND.mark(BODY, {"choice": choice}) == fraction


def test_either_choice_has_its_comment() -> None:
    assert KIND.comments(BODY, {"choice": "false"}) == (Comment("Right."),)
    assert KIND.comments(BODY, {"choice": "true"}) == (Comment("Look again.", "M7"),)
    assert KIND.comments(BODY, {}) == ()
    assert KIND.comments(parse("true/false", "= true"), {"choice": "true"}) == ()


def test_review_shows_the_key_and_the_choice() -> None:
    review = KIND.review(BODY, {"choice": "true"})
    assert [(c.text, c.chosen, c.right) for c in review.choices] == [
        ("True", True, False),
        ("False", False, True),
    ]
    blank = KIND.review(BODY, {})
    assert not blank.answered


def test_an_answer_can_be_taken_back_without_script() -> None:
    assert 'value="" checked' in draw_ask("true/false", BODY)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("= true\nnot= true", 2, "right by line 1"),
        ("= true\n= false", 2, "second `=`"),
        ("= true {M1}", 1, "Take it off"),
        ("= true\nnot= maybe", 2, "Write `not= true`"),
        ("= true\nor= false", 2, "`or=` has no meaning"),
        ("not= true", 1, "Write `= true` or `= false`"),
    ],
)
def test_mistakes(text: str, line: int, words: str) -> None:
    found = problems("true/false", text)
    assert (line, True) in [(at, words in message) for at, message in found]
