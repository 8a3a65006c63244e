"""The one counter of reading grades."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.checking.readability import masked, measure, syllables

SAMPLE = """The author begins with origins. According to P2, ISKP was set up in 2015 in mountain
areas of Afghanistan and Pakistan. The author says that most of its first members were Taliban
fighters who had grown unhappy with their movement, and that the group promised loyalty to IS. The
article then jumps to August 2021, when the Taliban took power. From then on, the author argues,
ISKP was more active and presented itself as the Taliban's main opponent (P3). The author names
three kinds of people who were attacked: security forces, Taliban fighters and civilians, Hazaras
among them. No figures or sources are given, and nothing is said about the years in between."""


@pytest.mark.parametrize(
    ("word", "count"),
    [
        *[("a", 1), ("the", 1), ("rhythm", 1), ("school", 1), ("table", 2), ("time", 1)],
        *[("wanted", 2), ("helped", 1), ("needed", 2), ("names", 1), ("pages", 2), ("see", 1)],
        *[("reading", 2), ("paragraph", 3), ("evidence", 3), ("bye", 1), ("don't", 1), ("", 1)],
    ],
)
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count


def test_the_sample_of_the_target_voice_has_its_grade() -> None:
    assert measure([SAMPLE], ["ISKP", "Taliban"]).grade == pytest.approx(7.4, abs=0.3)


def test_names_make_no_difference() -> None:
    short = "In May the author says that Ann left for Rome, and that Bo stayed."
    long = "In May the author says that Anastasia left for Constantinople, and that Bo stayed."
    assert measure([short]) == measure([long])


def test_names_in_a_row_are_one_and_months_are_none() -> None:
    assert masked("Then the Bicycle Club of Old Town met in May.", []) == (
        "Then the Name met in May."
    )
    assert masked("Rome fell, and P2 says so.", ["Rome"]) == "Name fell, and Name says so."


def test_labels_are_no_sentences() -> None:
    assert measure(["Checked: May 2025."]).sentences == 0
    assert measure([]).grade == 0


@given(st.lists(st.text(max_size=200)))
def test_any_text(texts: list[str]) -> None:
    found = measure(texts)
    assert found.longest <= found.words <= found.syllables or not found.words


@given(st.text())
def test_a_word_has_a_syllable(word: str) -> None:
    assert syllables(word) >= 1
