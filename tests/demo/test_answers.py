"""What invented students answer can be sent, and is as right as their ability has it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.demo.answers import ability, answer_of, knows, wrong_answers
from quiz.demo.chance import chance, one_of
from quiz.demo.names import NAMES
from quiz.demo.texts import levels_of, text_of
from quiz.demo.timetable import lessons
from quiz.look_alikes import look_alikes
from quiz.marking import mark_item
from quiz.model import Item, Outcome, Student
from quiz.questions import types
from quiz.questions.open_response import OpenResponse
from quiz.rubric_marking import fraction
from tests.answers import quizzes
from tests.conftest import ALL_TYPES
from tests.storage.samples import Clock


def items() -> Iterator[Item]:
    for quiz in quizzes(ALL_TYPES).values():
        yield from quiz.items


CLOSED = [item for item in items() if not isinstance(item.body, OpenResponse)]
OPEN = [item for item in items() if isinstance(item.body, OpenResponse)]


@given(st.integers(0, 200), st.floats(-3, 3), st.sampled_from(CLOSED))
def test_every_answer_could_have_come_from_the_page(student: int, skill: float, item: Item) -> None:
    given_ = answer_of(student, skill, item)
    form = {slot: [value] for slot, value in given_.items()}
    assert types()[item.type].read(item.body, form) == given_
    assert answer_of(student, skill, item) == given_


@pytest.mark.parametrize("item", CLOSED, ids=lambda item: item.id)
def test_there_are_wrong_answers_and_none_is_right(item: Item) -> None:
    wrong = list(wrong_answers(item))
    assert wrong
    assert Outcome.RIGHT not in {mark_item(item, "", one).outcome for one in wrong}


def test_whoever_knows_more_is_right_more_often() -> None:
    skills = sorted(ability(number, 25) for number in range(25))
    assert len(set(skills)) == 25
    assert abs(sum(skills)) < 0.01
    for item in CLOSED:
        chances = [knows(skill, item) for skill in skills]
        assert chances == sorted(chances)
        assert 0 < chances[0] < chances[-1] < 1


@given(st.integers(0, 30), st.floats(-3, 3), st.sampled_from(OPEN))
def test_a_text_has_levels_that_its_rubric_knows(student: int, skill: float, item: Item) -> None:
    text = text_of(student, skill, item)["text"]
    rubric = item.body.rubric  # type: ignore[attr-defined]
    if rubric:
        levels = levels_of(item, rubric, text)
        assert 0 <= fraction(rubric, levels) <= 1
        assert levels == levels_of(item, rubric, text)


def test_chance_is_spread_evenly_and_stays() -> None:
    thrown = [chance("test", number) for number in range(2000)]
    assert 0 < min(thrown) < max(thrown) < 1
    assert 0.47 < sum(thrown) / len(thrown) < 0.53
    assert chance("test", 7) == thrown[7]
    assert {one_of("abc", number) for number in range(50)} == set("abc")


def test_the_names_are_no_people_and_two_look_alike() -> None:
    students = [Student(number, name, "", "", 1) for number, name in enumerate(NAMES)]
    assert len(set(NAMES)) == 25
    [(one, other)] = look_alikes(students)
    assert {one.name, other.name} == {"Learner Marigold", "Learner Marygold"}
    assert max(map(len, NAMES)) > 60
    assert any("\u0600" < sign < "\u06ff" for name in NAMES for sign in name)


@pytest.mark.parametrize("count", [0, 1, 2, 15])
def test_quizzes_follow_one_another_and_the_last_goes_on(count: int) -> None:
    now = Clock()()
    found = lessons(count, now)
    begins = [lesson.begins for lesson in found]
    assert begins == sorted(begins)
    assert all(moment < now for moment in begins)
    assert [lesson.open for lesson in found] == [False] * (count - 1) + [True] * bool(count)
