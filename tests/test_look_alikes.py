"""Names that may be one person's are pointed out; different people's are left alone."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.look_alikes import SHORTEST, look_alikes
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


LETTERS = "ab1"


def plainly_alike(one: list[str], other: list[str]) -> bool:
    """The rule as it reads, for names of plain words."""
    if not one or not other or digits(one) != digits(other):
        return False
    if "".join(one) == "".join(other) or set(one) <= set(other) or set(other) <= set(one):
        return True
    mine, theirs = Counter(one) - Counter(other), Counter(other) - Counter(one)
    if mine.total() != 1 or theirs.total() != 1:
        return False
    [first], [second] = mine, theirs
    return min(len(first), len(second)) >= SHORTEST and (
        second in slips(first) or first in slips(second)
    )


def digits(words: list[str]) -> str:
    return "".join(sign for sign in "".join(sorted(words)) if sign.isdigit())


def slips(word: str) -> set[str]:
    """The word with one letter wrong, missing, or changed with its neighbour."""
    cuts = [(word[:n], word[n:]) for n in range(len(word))]
    return {
        *(left + right[1:] for left, right in cuts),
        *(left + letter + right[1:] for left, right in cuts for letter in LETTERS),
        *(left + right[1:2] + right[:1] + right[2:] for left, right in cuts),
    }


NEAR = ["a", "b", "1", "ab", "aba", "abb", "abab", "abba", "abaa", "ababa", "ababab", "abab1"]
words = st.one_of(st.sampled_from(NEAR), st.text(LETTERS, min_size=1, max_size=6))


@settings(deadline=None, max_examples=150)
@given(st.lists(st.lists(words, max_size=3), max_size=12))
def test_the_same_pairs_are_found_as_by_trying_every_pair(names: list[list[str]]) -> None:
    assert alike(*map(" ".join, names)) == [
        (one, other)
        for one, other in combinations(range(len(names)), 2)
        if plainly_alike(names[one], names[other])
    ]
