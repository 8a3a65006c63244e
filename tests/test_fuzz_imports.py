"""Files of questions that nobody would write end in a report; the bench reads 20,000 of them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bench import imports
from bench.fuzz_imports import bring_in, run
from bench.fuzz_inputs import fuzzed
from quiz.exchange.lesson_making.new_lessons import NewLessons

pytestmark = pytest.mark.slow

HELD: list[bytes] = []


def test_whatever_is_in_a_file_it_ends_in_a_report() -> None:
    seeds = range(400)
    outcome = run(seeds, workers=1)
    assert sorted(one.seed for one in outcome.readings) == list(seeds)
    # How long it takes is for the bench: a test's machine may be busy.
    assert [one for one in outcome.failed if not one.wrong.startswith("takes")] == []


def test_what_fails_is_seen_and_the_others_are_read() -> None:
    outcome = run(range(6), workers=2, bring_in=falls_over)
    wrong = {one.seed: one.wrong.splitlines()[-1] for one in outcome.failed}
    assert sorted(wrong) == [1, 2, 4]
    assert (wrong[1], wrong[2]) == ("ValueError: planted", "ends the process (3)")
    assert wrong[4].endswith(" MB")
    assert sorted(one.seed for one in outcome.readings) == list(range(6))


def test_an_input_is_the_same_each_time() -> None:
    assert [fuzzed(seed) for seed in range(50)] == [fuzzed(seed) for seed in range(50)]
    assert len({fuzzed(seed).data for seed in range(50)}) > 45


def falls_over(seed: int) -> NewLessons:
    """Fails for some seeds as an importer might."""
    if seed == 1:
        raise ValueError("planted")
    if seed == 2:
        os._exit(3)
    if seed == 4:
        HELD.append(b"x" * 300_000_000)
        HELD.clear()
    return bring_in(seed)


def test_the_bank_that_is_timed_comes_in_by_the_real_command(tmp_path: Path) -> None:
    done = imports.run(tmp_path, questions=120)
    assert done.status == 0, done.shown
    assert done.shown.startswith("Of 120 questions: ")
    assert "left out" not in done.shown.splitlines()[0]
    assert len(list((tmp_path / "lessons").iterdir())) == 2
