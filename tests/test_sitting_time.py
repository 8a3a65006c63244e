"""The time of sittings and attempts, as plain arithmetic."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.model import Attempt, AttemptState, Feedback, Sitting, SittingRules, SittingState
from quiz.sitting_time import elapsed, full_time, in_words, is_over, left

SITTING = Sitting(
    1, 1, "history", "exit", "History", "Exit", SittingRules(), SittingState.OPEN, "now"
)
ATTEMPT = Attempt(
    "a",
    1,
    "history",
    "exit",
    1,
    "History",
    "Exit",
    "en",
    Feedback.AFTER_SUBMIT,
    AttemptState.IN_PROGRESS,
    "now",
    None,
    0,
    (),
    "seed",
    sitting_id=1,
    began_after=0.0,
    ends_after=600.0,
)
SECONDS = st.floats(0, 100_000)


def test_a_sitting_that_stands_still_keeps_its_time() -> None:
    paused = replace(SITTING, state=SittingState.PAUSED, ran=90.0, running_since=None)
    assert {elapsed(paused, reading) for reading in (0.0, 90.0, 5000.0)} == {90.0}
    assert left(paused, ATTEMPT, 5000.0) == 510.0


@given(ran=SECONDS, since=SECONDS, one=SECONDS, other=SECONDS)
def test_time_never_goes_back(ran: float, since: float, one: float, other: float) -> None:
    """Not even where the clock, after a crash, stands before what it had shown."""
    running = replace(SITTING, ran=ran, running_since=since)
    earlier, later = sorted((one, other))
    assert ran <= elapsed(running, earlier) <= elapsed(running, later)


@given(since=SECONDS, passed=SECONDS)
def test_what_is_left_and_what_has_passed_are_the_whole(since: float, passed: float) -> None:
    running = replace(SITTING, running_since=since)
    remaining = left(running, ATTEMPT, since + passed)
    assert remaining is not None
    assert remaining == pytest.approx(max(0.0, 600.0 - passed), abs=1e-6)


def test_without_a_limit_or_a_sitting_nothing_is_left_to_say() -> None:
    assert left(None, ATTEMPT, 5.0) is None
    assert left(SITTING, replace(ATTEMPT, ends_after=None), 5.0) is None


@pytest.mark.parametrize(
    ("limit", "multiplier", "extra", "has"),
    [(None, 2.0, 600, None), (600, 1.0, 0, 600), (600, 1.5, 0, 900), (600, 1.5, 120, 1020)],
)
def test_a_students_own_time(
    limit: int | None, multiplier: float, extra: int, has: float | None
) -> None:
    assert full_time(limit, multiplier, extra) == has


def test_a_sitting_is_over_when_it_is_closed_or_its_time_has_come() -> None:
    running = replace(SITTING, running_since=100.0, closes_after=60.0)
    assert not is_over(running, 159.9)
    assert is_over(running, 160.0)
    assert is_over(replace(running, state=SittingState.CLOSED), 100.0)
    assert not is_over(replace(running, closes_after=None), 1e9)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "less than a minute"),
        (59.9, "less than a minute"),
        (60, "1 minute"),
        (119, "1 minute"),
        (120, "2 minutes"),
        (659, "10 minutes"),
        (661, "about 10 minutes"),
        (1340, "about 20 minutes"),
        (2700, "about 45 minutes"),
    ],
)
def test_time_in_words(seconds: float, words: str) -> None:
    assert in_words(seconds) == words
