"""Processes of the program's own: how they are heard, bounded and ended."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator

import pytest

from quiz.own_process import MAX_MEMORY, Child

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="others bound less")
LONG = 50.0
MORE_THAN_A_PIPE_HOLDS = "a" * 2_000_000


@pytest.fixture
def child() -> Iterator[Child]:
    with Child("tests.talking_process", aside=True) as running:
        yield running


def test_it_goes_behind_all_else_for_the_processor(child: Child) -> None:
    child.ask("how are you?")
    _, niceness = child.hear(LONG)
    assert niceness > os.nice(0)


def test_its_memory_is_bounded(child: Child) -> None:
    for size, answer in ((MAX_MEMORY // 4, "there is room"), (MAX_MEMORY, "too much")):
        child.ask(size)
        assert child.hear(LONG) == answer


def test_one_that_says_nothing_is_told_from_one_that_has_ended(child: Child) -> None:
    assert child.hear(0) is None
    assert not child.has_ended
    child.ask("end")
    assert child.hear(LONG) is None
    assert child.has_ended
    child.ask("are you there?")
    assert child.hear(LONG) is None


def test_it_ends_with_whoever_holds_it() -> None:
    child = Child("tests.talking_process", aside=True)
    child.ask("how are you?")
    process, _ = child.hear(LONG)
    del child
    gc.collect()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


@pytest.fixture
def deaf() -> Iterator[Child]:
    with Child("tests.deaf_process", aside=True) as running:
        yield running


def test_nobody_waits_until_a_stuck_process_has_read_a_long_message(deaf: Child) -> None:
    deaf.ask(MORE_THAN_A_PIPE_HOLDS)
    assert deaf.hear(LONG)
    assert deaf.hear(0) is None
    assert not deaf.has_ended


@pytest.mark.slow
def test_a_process_that_is_stuck_ends_by_itself_in_case_its_program_is_gone(deaf: Child) -> None:
    assert deaf.hear(LONG)
    assert deaf.hear(LONG) is None
    assert deaf.has_ended
