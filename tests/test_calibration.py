"""How sure students were, beside what was right."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.calibration import Judged, calibration, in_words, judged
from quiz.model import Confidence, Mark, Outcome, Response

SURE, FAIRLY, GUESS = Confidence
RIGHT, PARTLY, WRONG, BLANK, WAITS = Outcome
PAIRS = [(GUESS, RIGHT), *[(SURE, RIGHT)] * 10, (SURE, WRONG), (SURE, PARTLY)]
PAIRS += [(GUESS, WRONG)] * 4


def test_the_sentence_for_a_student_and_for_a_class() -> None:
    figures = calibration(PAIRS)
    assert figures == {SURE: Judged(12, 10), GUESS: Judged(5, 1)}
    words = " of 12 answers: 10 were right. Of 5 guesses, 1 was right."
    assert in_words(figures) == "You were sure" + words
    assert in_words(figures, "Students were") == "Students were sure" + words


@pytest.mark.parametrize(
    ("pairs", "words"),
    [
        ([], ""),
        ([(SURE, RIGHT)], "You were sure of 1 answer: 1 was right."),
        ([(SURE, WRONG)] * 2, "You were sure of 2 answers: 0 were right."),
        ([(FAIRLY, PARTLY)], "You were fairly sure of 1 answer: 0 were right."),
        ([(GUESS, RIGHT)], "Of 1 guess, 1 was right."),
    ],
)
def test_small_numbers_read_well(pairs: list[tuple[Confidence, Outcome]], words: str) -> None:
    assert in_words(calibration(pairs)) == words


def test_only_what_was_right_or_wrong_is_judged() -> None:
    outcomes = {"a": RIGHT, "b": WRONG, "c": BLANK, "d": WAITS, "e": RIGHT, "f": RIGHT}
    stored = {
        id_: Response(id_, {}, 1, "", confidence=None if id_ == "e" else SURE) for id_ in "abcde"
    }
    marks = [Mark(id_, "v", outcome, None, 1.0) for id_, outcome in outcomes.items()]
    assert judged(stored, marks) == [(SURE, RIGHT), (SURE, WRONG)]


@given(st.lists(st.tuples(st.sampled_from(Confidence), st.sampled_from([RIGHT, PARTLY, WRONG]))))
def test_every_answer_is_counted_once(pairs: list[tuple[Confidence, Outcome]]) -> None:
    figures = calibration(pairs)
    assert list(figures) == [one for one in Confidence if one in dict(pairs)]
    assert {one: figure.n for one, figure in figures.items()} == Counter(one for one, _ in pairs)
    assert sum(figure.right for figure in figures.values()) == sum(o is RIGHT for _, o in pairs)
    assert all(0 <= figure.right <= figure.n for figure in figures.values())
