"""What students of three kinds earn in the course that is shipped."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import chain
from statistics import mean

import pytest
from flask import Flask

from quiz.choices import choice_id
from quiz.content.printer import version
from quiz.marking import grade, mark_attempt
from quiz.model import Given, Item, Mark, Outcome
from quiz.questions.cloze import Cloze
from quiz.questions.multiple_choice import MultipleChoice
from quiz.questions.numeric import Numeric
from quiz.questions.ordering import Ordering
from quiz.questions.parts.options import Options
from quiz.questions.parts.pairs import Pairs
from quiz.questions.true_false import TrueFalse
from quiz.storage import marks
from quiz.web.services import EXTENSION
from tests.answers import fill, key_of, quizzes
from tests.course import plan
from tests.course.test_course import SHIPPED
from tests.visitor import Visitor

pytestmark = pytest.mark.slow

ATTEMPTS = 200
SEED = 2026
CHANCE = (0.18, 0.26)
"""What guessing should earn: a quarter on single choice, half on true or false, less elsewhere."""


def earned(app: Flask, browser: Visitor, place: tuple[str, str], perfect: bool) -> list[Mark]:
    """Take a quiz through the app, and give the marks that were stored."""
    form = browser.start(*place)
    attempt = browser.path.rpartition("/")[2]
    if perfect:
        for item in quizzes(SHIPPED)[place].items:
            fill(form, item, key_of(item))
    browser.hand_in(form)
    return list(marks.of_attempt(app.extensions[EXTENSION].db, attempt))


@pytest.mark.slow
@pytest.mark.parametrize("place", plan.QUIZZES, ids="-".join)
def test_the_keys_earn_everything_and_nothing_earns_nothing(
    make_app: Callable[..., Flask], place: tuple[str, str]
) -> None:
    app = make_app(SHIPPED)
    one, two = Visitor(app.test_client()), Visitor(app.test_client())
    one.join("Student One")
    two.join("Student Two")

    full = earned(app, one, place, perfect=True)
    assert len(full) == len(plan.QUIZZES[place].split())
    for item, mark in zip(quizzes(SHIPPED)[place].items, full, strict=True):
        if item.type == "open response":
            assert mark.outcome is Outcome.NEEDS_GRADING, item.id
        else:
            assert (mark.outcome, mark.points) == (Outcome.RIGHT, item.points), item.id

    for mark in earned(app, two, place, perfect=False):
        assert (mark.outcome, mark.points) == (Outcome.UNANSWERED, 0), mark.item_id


def guess(item: Item, dice: random.Random) -> Given:
    """What somebody gives who has read neither the article nor the question."""
    body = item.body
    if isinstance(body, MultipleChoice):
        return {option.id: "ticked" for option in body.options if dice.random() < 0.5}
    if isinstance(body, Options):
        return {"choice": dice.choice(body.options).id}
    if isinstance(body, TrueFalse):
        return {"choice": dice.choice(("true", "false"))}
    if isinstance(body, Pairs):
        rights = [choice_id(right) for right in body.rights]
        return {choice_id(pair.left): dice.choice(rights) for pair in body.pairs}
    if isinstance(body, Ordering):
        places = dice.sample(range(1, len(body.steps) + 1), len(body.steps))
        return {choice_id(step): str(at) for step, at in zip(body.steps, places, strict=True)}
    if isinstance(body, Cloze):
        return {
            str(number): choice_id(dice.choice(gap.menu)) for number, gap in enumerate(body.gaps, 1)
        }
    if isinstance(body, Numeric):
        return {"text": str(dice.randint(0, 10))}
    return {"text": dice.choice(item.stem.split())}


def test_guessing_earns_about_chance(capsys: pytest.CaptureFixture[str]) -> None:
    dice = random.Random(SEED)
    closed = [
        item
        for item in chain.from_iterable(quiz.items for quiz in quizzes(SHIPPED).values())
        if item.type != "open response"
    ]
    versions = [(item, version(item)) for item in closed]
    shares, single = [], []
    for _ in range(ATTEMPTS):
        given = {item.id: guess(item, dice) for item in closed}
        found = mark_attempt(versions, given)
        total = grade(found)
        shares.append(total.points / total.out_of)
        single += [
            float(mark.fraction or 0)
            for item, mark in zip(closed, found, strict=True)
            if item.type == "single choice"
        ]
    with capsys.disabled():
        print(  # noqa: T201
            f"\nGuessing earns {mean(shares):.1%} of the points of all quizzes "
            f"({min(shares):.0%} to {max(shares):.0%} in {ATTEMPTS} attempts), "
            f"and {mean(single):.1%} of the single choices."
        )
    assert CHANCE[0] < mean(shares) < CHANCE[1]
    assert mean(single) == pytest.approx(0.25, abs=0.02)
