"""Reads files that nobody would write, and says which make the importers fail: see README.md.

python -m bench.fuzz_imports [--inputs 20000] [--first 0] [--workers 2]
python -m bench.fuzz_imports --seed 1234      reads one of them again and shows it
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from bench.fuzz_inputs import fuzzed
from quiz.content.pictures import draw
from quiz.exchange.importing import Fate, formats
from quiz.exchange.lesson_making.banks import read_bank
from quiz.exchange.lesson_making.new_lessons import NewLessons, Surroundings, new_lessons

MAX_SECONDS = 1.0
MAX_MEGABYTES = 200.0
STUCK_SECONDS = 60.0
"""Without a word for this long, a worker is ended. Longer than the limit: machines are busy."""

_LIMIT = 2_000_000_000
"""Bytes that a worker may ask for."""


@dataclass(frozen=True)
class Reading:
    """What one input took, and what went wrong.

    `seconds` are those at work, `megabytes` the most memory held; `found` counts the questions that
    were found, `came_in` those that are in a lesson now.
    """

    seed: int
    seconds: float
    megabytes: float
    found: int = 0
    came_in: int = 0
    wrong: str = ""


@dataclass
class Outcome:
    """All readings; `failed` are those that broke a promise."""

    readings: list[Reading] = field(default_factory=list)

    @property
    def failed(self) -> list[Reading]:
        return [one for one in self.readings if one.wrong]

    def slowest(self) -> Reading:
        return max(self.readings, key=lambda one: one.seconds)

    def largest(self) -> Reading:
        return max(self.readings, key=lambda one: one.megabytes)


def bring_in(seed: int) -> NewLessons:
    """Read the input of a seed and make lessons of it. Raises whatever goes wrong."""
    bank = read_bank(fuzzed(seed))
    around = Surroundings(frozenset(), frozenset(), draw, lambda lesson: ())
    made = new_lessons([bank], around)
    if len(made.report.arrivals) != len(bank.found):
        raise AssertionError("Not every question is in the report.")
    if any(one.fate is not Fate.KEPT and not one.reasons for one in made.report.arrivals):
        raise AssertionError("A question was changed or left out without a reason.")
    return made


def run(
    seeds: Sequence[int], workers: int, bring_in: Callable[[int], NewLessons] = bring_in
) -> Outcome:
    """Read the inputs of these seeds in processes of their own."""
    outcome, left = Outcome(), iter(seeds)
    running = [_Worker(left, bring_in) for _ in range(workers)]
    while running := [worker for worker in running if worker.seed is not None]:
        ready = wait([worker.answers for worker in running], timeout=1.0)
        for worker in running:
            if worker.answers in ready:
                outcome.readings.append(worker.answer())
                worker.go_on(left)
            elif time.monotonic() - worker.since > STUCK_SECONDS:
                outcome.readings.append(worker.given_up("hangs"))
                worker.restart(left)
    return outcome


class _Worker:
    """One process, and the seed that it is at; None when there is nothing left for it."""

    def __init__(self, left: Iterator[int], bring_in: Callable[[int], NewLessons]) -> None:
        self._bring_in = bring_in
        self.restart(left)

    def restart(self, left: Iterator[int]) -> None:
        self.answers, theirs = multiprocessing.Pipe()
        context = multiprocessing.get_context("spawn")
        self._process = context.Process(target=_work, args=(theirs, self._bring_in), daemon=True)
        self._process.start()
        theirs.close()
        self.go_on(left)

    def go_on(self, left: Iterator[int]) -> None:
        self.seed = next(left, None)
        self.since = time.monotonic()
        if not self._process.is_alive() and self.seed is not None:
            self.restart(iter([self.seed]))
            return
        with suppress(OSError):
            self.answers.send(self.seed)
        if self.seed is None:
            self._process.join()

    def answer(self) -> Reading:
        try:
            reading: Reading = self.answers.recv()
        except EOFError:
            self._process.join()
            return self.given_up(f"ends the process ({self._process.exitcode})")
        return reading

    def given_up(self, why: str) -> Reading:
        seed = -1 if self.seed is None else self.seed
        self._process.kill()
        self._process.join()
        return Reading(seed, STUCK_SECONDS, 0, wrong=why)


def _work(asked: Connection[Any, Any], bring_in: Callable[[int], NewLessons]) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_LIMIT, _LIMIT))
    formats()
    while (seed := asked.recv()) is not None:
        asked.send(_reading(seed, bring_in))


def _reading(seed: int, bring_in: Callable[[int], NewLessons]) -> Reading:
    wrong, found, came_in = "", 0, 0
    _forget_peak()
    start = time.process_time()
    try:
        report = bring_in(seed).report
        found, came_in = len(report.arrivals), sum(one.lesson != "" for one in report.arrivals)
    except Exception:
        wrong = traceback.format_exc(limit=-3).strip()
    seconds, megabytes = time.process_time() - start, _peak()
    if not wrong and seconds > MAX_SECONDS:
        wrong = f"takes {seconds:.1f} s"
    elif not wrong and megabytes > MAX_MEGABYTES:
        wrong = f"takes {megabytes:.0f} MB"
    return Reading(seed, seconds, megabytes, found, came_in, wrong)


def _forget_peak() -> None:
    """Let the system measure the most memory held anew, where it can (Linux)."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def _peak() -> float:
    """Megabytes of memory that this process held at most."""
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _show(seed: int) -> None:
    file = fuzzed(seed)
    sys.stdout.write(f"{file.name}, {len(file.data)} bytes\n{file.data[:3000]!r}\n\n")
    start = time.process_time()
    made = bring_in(seed)
    print(f"{len(made.report.arrivals)} questions in {time.process_time() - start:.2f} s")
    print(made.report)


def _tell(outcome: Outcome) -> None:
    kinds: dict[str, list[Reading]] = {}
    for reading in sorted(outcome.failed, key=lambda one: -one.seconds):
        kinds.setdefault(reading.wrong.splitlines()[-1][:60], []).append(reading)
    for readings in kinds.values():
        seeds = ", ".join(str(one.seed) for one in readings[:10])
        print(f"\n{len(readings)} ×, seeds {seeds}\n{readings[0].wrong}")
    slowest, largest = outcome.slowest(), outcome.largest()
    print(
        f"\n{len(outcome.readings):,} inputs with {sum(one.found for one in outcome.readings):,} "
        f"questions, of which {sum(one.came_in for one in outcome.readings):,} came in. "
        f"{len(outcome.failed)} inputs failed. "
        f"Slowest: {slowest.seconds:.2f} s (seed {slowest.seed}). "
        f"Largest: {largest.megabytes:.0f} MB (seed {largest.seed})."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, help="read this input again and show it")
    options = parser.parse_args()
    if options.seed is not None:
        _show(options.seed)
        return
    outcome = run(range(options.first, options.first + options.inputs), options.workers)
    _tell(outcome)
    sys.exit(bool(outcome.failed))


if __name__ == "__main__":
    main()
