"""Processes of our own that get stuck or want too much: nobody waits for them in vain, and they
don't stay behind."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from quiz.own_process import Child

LONG = 50.0
MORE_THAN_A_PIPE_HOLDS = "a" * 2_000_000


@pytest.fixture
def deaf() -> Iterator[Child]:
    with Child("tests.deaf_process", aside=True) as child:
        yield child


def test_nobody_waits_until_a_stuck_process_has_read_a_long_message(deaf: Child) -> None:
    deaf.ask(MORE_THAN_A_PIPE_HOLDS)
    assert deaf.hear(LONG)
    assert deaf.hear(0) is None
    assert not deaf.has_ended


def test_a_process_that_is_stuck_ends_by_itself_in_case_its_program_is_gone(deaf: Child) -> None:
    assert deaf.hear(LONG)
    assert deaf.hear(LONG) is None
    assert deaf.has_ended


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such bound")
def test_a_process_that_works_aside_has_only_so_much_memory(deaf: Child) -> None:
    assert deaf.hear(LONG) == ["got", False]
