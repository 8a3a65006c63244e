"""How long a save takes when a whole school saves in the same second.

    python -m bench.saves [--students 300] [--rounds 10]

Starts the real program on a data folder of its own, lets everybody join and start the quiz of all
ten types, and then lets each student save one answer a round: first spread over one second, as a
class does that is told to go on, then all at the same moment, which is the worst case. At the end
the program is killed, and every save that it acknowledged is looked up in the database.

On Linux with two or more cores the program is held to one core and the students to the others.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from bench.live import ALL_TYPES, Live, Visitor
from quiz.content.parser import parse_lesson
from quiz.rehearsal.connection import Browser
from quiz.storage import responses
from quiz.storage.database import Database

TYPED = ("open response", "short text", "numeric")


@dataclass(frozen=True)
class Target:
    """A quiz and the item in it that everybody answers, in its slot `text`."""

    lesson: str
    quiz: str
    item: str


@dataclass
class Writer:
    """One student with a session and an attempt; `acknowledged` is what was saved last."""

    browser: Browser
    attempt: str
    target: Target
    sequence: int = 0
    acknowledged: str = ""
    sent: int = 0
    errors: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    async def save(self) -> None:
        """Save the next answer and note how long it took, in seconds."""
        self.sent += 1
        text, item = str(self.sent), self.target.item
        fields = {f"{item}.text": text, f"{item}.seq": str(self.sequence)}
        start = time.perf_counter()
        try:
            path = f"/attempts/{self.attempt}/items/{item}"
            reply = await self.browser.post(path, fields, script=True)
        except ConnectionError as error:
            self.errors.append(repr(error))
            return
        self.times.append(time.perf_counter() - start)
        if reply.status != 200 or not (told := json.loads(reply.text))["saved"]:
            self.errors.append(f"{reply.status} {reply.text[:200]!r}")
            return
        self.sequence, self.acknowledged = told["sequence"], text


def target_in(lessons: Path) -> Target:
    """The first quiz with an answer that is typed, in the first lesson that has one."""
    for path in sorted(lessons.glob("*.md")):
        lesson, _ = parse_lesson(
            path.name, path.stem.lstrip("0123456789").lstrip("-"), path.read_text()
        )
        for quiz in lesson.quizzes if lesson else ():
            for item in quiz.items:
                if item.type in TYPED:
                    return Target(lesson.slug, quiz.id, item.id)
    raise LookupError(f"No quiz with a typed answer in {lessons}")


def joined(port: int, number: int, target: Target) -> Writer:
    """A student who has joined and started the quiz."""
    visitor = Visitor(port)
    visitor.join(f"Student {number}")
    attempt = visitor.start(target.lesson, target.quiz)
    visitor.close()
    browser = Browser(port, visitor.cookies, visitor.token)
    return Writer(browser, attempt.rpartition("/")[2], target)


async def rounds(writers: Sequence[Writer], count: int, spread: float) -> float:
    """Let everybody save once a round, at a random moment in `spread` seconds.

    Gives the time that the rounds took without the waiting that `spread` asks for.
    """
    for writer in writers:
        await writer.browser.connect()
    busy = 0.0

    async def one(number: int) -> None:
        await asyncio.sleep(random.uniform(0, spread))
        await writers[number].save()

    for _ in range(count):
        start = time.perf_counter()
        await asyncio.gather(*(one(number) for number in range(len(writers))))
        busy += time.perf_counter() - start
    for writer in writers:
        writer.browser.cut()
    return busy


def report(title: str, writers: Sequence[Writer], seconds: float) -> None:
    """Print the figures of some rounds and start the next ones afresh."""
    times = sorted(1000 * t for writer in writers for t in writer.times)
    errors = [error for writer in writers for error in writer.errors]
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    print(
        f"{title}: {len(times)} saves, {len(errors)} errors, {len(times) / seconds:,.0f} saves/s; "
        f"p50 {cuts[49]:.1f}  p95 {cuts[94]:.1f}  p99 {cuts[98]:.1f}  max {times[-1]:.1f} ms"
    )
    for error in errors[:5]:
        print("   ", error)
    for writer in writers:
        writer.times.clear()
        writer.errors.clear()


def lost(data: Path, writers: Sequence[Writer]) -> list[str]:
    """Attempts in which something other than the last acknowledged save is stored."""
    with Database(data) as db:
        return [
            writer.attempt
            for writer in writers
            if responses.of_attempt(db, writer.attempt)[writer.target.item].given
            != {"text": writer.acknowledged}
        ]


def pin(process: int, cores: set[int]) -> None:
    """Hold a process to some cores, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(process, cores)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure saves over HTTP.")
    parser.add_argument("--students", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=10)
    given = parser.parse_args()
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    target = target_in(ALL_TYPES)
    with tempfile.TemporaryDirectory() as folder:
        live = Live(Path(folder), ALL_TYPES)
        if len(cores) > 1:
            # Inherited by the program that is started next.
            pin(0, {cores[0]})
        live.start()
        if len(cores) > 1:
            pin(0, set(cores[1:]))
        try:
            with ThreadPoolExecutor(8) as pool:
                numbers = range(1, given.students + 1)
                writers = list(pool.map(lambda n: joined(live.port, n, target), numbers))
            for title, spread in (("within one second", 1.0), ("at the same moment", 0.0)):
                seconds = asyncio.run(rounds(writers, given.rounds, spread))
                report(f"{given.students} students, {title}", writers, seconds)
        except ConnectionError:
            print("".join(live.said))
            raise
        finally:
            live.kill()
        missing = lost(Path(folder), writers)
        print(f"acknowledged and not stored: {len(missing)} of {len(writers)}")
        if missing:
            raise SystemExit(1)


if __name__ == "__main__":
    main()
