"""Comparing lessons with an original text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.checking.material import Material, read_material
from quiz.checking.original import _Runs, compare
from tests.conftest import ALL_TYPES

ORIGINAL = """The Slow Return Of The River Bee: A Quiet Success For Our Little Town

Every spring the children of the upper school walk along the river and count the bees that they
find on the willow trees there.
"""


@pytest.fixture
def material(tmp_path: Path) -> Material:
    lines = [
        *("---", "title: Bees", "objectives:", "  - Walk along the river and count the bees"),
        *(
            "---",
            "",
            "In spring children walk along the river and count the",
            "bees that they see.",
        ),
        *("", "It says “walk along the river and count the bees” there."),
        *("", "Its title is “The Slow Return Of The River Bee: A Quiet Success”."),
        *("", "A teacher said: “Our own school has counted snails for many years now.”"),
        *("", "They “count the bees” each year."),
    ]
    (tmp_path / "01-bees.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_material(tmp_path, date(2026, 6, 1))


def test_copied_runs_and_long_quotations_are_found_by_line(material: Material) -> None:
    found = compare(material, ORIGINAL)
    assert [(p.line, p.message.partition(":")[0]) for p in found.problems] == [
        (4, "8 words in a row are the original's"),
        (7, "10 words in a row are the original's"),
        (10, found.problems[2].message),
    ]
    assert "has 8 words; 6 are the limit" in found.problems[2].message
    assert found.longest == 10
    assert found.place is not None
    assert found.place.line == 7


def test_words_quoted_from_the_original_are_counted(material: Material) -> None:
    found = compare(material, ORIGINAL)
    assert found.quoted == 8 + 10 + 3
    assert found.share == pytest.approx(found.quoted / found.words)


def test_no_more_of_the_original_is_shown_than_is_shared(material: Material) -> None:
    found = compare(material, ORIGINAL)
    shown = " ".join(problem.message for problem in found.problems)
    assert "willow" not in shown
    assert "upper" not in shown


def test_a_course_shares_nothing_with_another_text() -> None:
    found = compare(read_material(ALL_TYPES, date(2026, 6, 1)), "Zebras graze quietly.")
    assert (found.longest, found.problems, found.quoted) == (0, (), 0)


@given(st.lists(st.sampled_from("abc"), max_size=12), st.lists(st.sampled_from("abc"), max_size=12))
def test_the_longest_run_is_the_longest(original: list[str], lesson: list[str]) -> None:
    length, run = _Runs(original).longest(lesson)
    runs = {tuple(original[i:j]) for i in range(13) for j in range(i + 1, 13)}
    mine = {tuple(lesson[i:j]) for i in range(13) for j in range(i + 1, 13)}
    assert length == len(run) == max((len(r) for r in runs & mine), default=0)
