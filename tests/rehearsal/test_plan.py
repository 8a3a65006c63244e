"""What the phones of a rehearsal will do: answers that a page can send, in the time there is."""

from __future__ import annotations

from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from quiz.model import Course, Item
from quiz.questions import types
from quiz.rehearsal import plan
from quiz.rehearsal.plan import Trouble
from tests.answers import quizzes
from tests.conftest import ALL_TYPES
from tests.web.desk import services

QUIZ = quizzes(ALL_TYPES)["all-types", "all"]
ITEMS = {item.id: item for item in plan.answerable(QUIZ)}
seconds = st.floats(10, 3600)


def as_sent(item: Item, given_: object) -> object:
    form = {slot: [text] for slot, text in dict(given_).items()}  # type: ignore[call-overload]
    return types()[item.type].read(item.body, form)


@given(st.integers(1, 40), seconds, st.integers())
def test_everybody_answers_everything_in_time_and_is_known_by_name(
    students: int, limit: float, seed: int
) -> None:
    made = plan.plans(list(ITEMS.values()), students, limit, seed)
    assert len({one.name for one in made}) == len(made) == students
    for one in made:
        assert {step.item for step in one.steps} == set(ITEMS)
        assert all(as_sent(ITEMS[step.item], step.given) == step.given for step in one.steps)
        assert 0 <= one.comes <= plan.coming(students, limit)
        # The limit runs from the beginning of the quiz.
        assert sum(step.pause for step in one.steps) < limit


def test_a_seed_tells_all() -> None:
    again = [plan.plans(list(ITEMS.values()), 5, 60, seed) for seed in (1, 1, 2)]
    assert again[0] == again[1] != again[2]


def test_among_many_phones_every_trouble_comes_up_and_some_outstay() -> None:
    made = plan.plans(list(ITEMS.values()), 100, 60, 0)
    assert {step.trouble for one in made for step in one.steps} == {None, *Trouble}
    assert 0 < sum(not one.hands_in for one in made) < 50


@given(st.integers(0, 20), st.integers(1, 1500), seconds)
def test_the_program_is_killed_when_all_are_there_and_before_the_last_is_done(
    kills: int, students: int, limit: float
) -> None:
    moments = plan.kill_moments(kills, students, limit)
    assert len(set(moments)) == kills
    there = plan.coming(students, limit)
    assert there >= students / plan.ARRIVALS
    assert all(there < one < there + limit for one in moments)


def test_the_longer_it_lasts_the_longer_the_quiz(app: Flask) -> None:
    course = services(app).folder.course()
    short, long = (plan.fitting_quiz(course, limit) for limit in (10, 600))
    assert short
    assert long
    assert len(plan.answerable(short[1])) < len(plan.answerable(long[1])) == len(ITEMS)


def test_a_course_without_quizzes_has_no_fitting_one() -> None:
    assert plan.fitting_quiz(Course("", "en", "", (), None, None, None, ()), 60) is None
