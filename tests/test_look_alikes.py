"""Names that may be one person's are pointed out; different people's are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.look_alikes import look_alikes
from quiz.model import Student


def alike(*names: str) -> list[tuple[int, int]]:
    students = [Student(n, name, "0000 0000", "", 1) for n, name in enumerate(names)]
    return [(one.id, other.id) for one, other in look_alikes(students)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Student One", "Student One"),
        ("Student One", "student  ONE"),
        ("Student One", "One Student"),
        ("Student One", "Student-One"),
        ("Student One", "StudentOne"),
        ("Zoé Test", "Zoe Test"),
        ("Zoe", "Zoe Idle"),
        ("Zoe Idle", "Zoe B. Idle"),
        ("Learner Test", "Lerner Test"),
        ("Learner Test", "Leraner Test"),
        ("Learner Test", "Learnerr Test"),
        ("Learner Test", "Learmer Test"),
        ("علي آزمایشی", "علی آزمایشی"),
        ("آزمایشی\u200cها", "آزمایشی ها"),
    ],
)
def test_one_person_twice_is_noticed(one: str, other: str) -> None:
    assert alike(one, "Someone Else", other) == [(0, 2)]
    assert alike(other, one) == [(0, 1)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Student One", "Student Two"),
        ("Student 1", "Student 2"),
        ("Student 1", "Student 11"),
        ("Test A. Learner", "Test B. Learner"),
        ("Ali Test", "Adi Test"),
        ("Learner Test", "Larnen Test"),
        ("!!!", "???"),
    ],
)
def test_two_people_are_left_alone(one: str, other: str) -> None:
    assert alike(one, other) == []


def test_nobody_has_no_look_alike() -> None:
    assert alike() == alike("Student One") == []


@settings(deadline=None)
@given(st.lists(st.text(max_size=12), max_size=6))
def test_any_names_are_taken_and_every_pair_comes_once(names: list[str]) -> None:
    pairs = alike(*names)
    assert len(set(pairs)) == len(pairs)
    assert all(one < other for one, other in pairs)
    assert sorted(alike(*reversed(names))) == sorted(
        (len(names) - 1 - other, len(names) - 1 - one) for one, other in pairs
    )
