"""The rehearsal itself: a scratch copy, the program, the phones, and somebody who trips over the
cable."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from quiz.rehearsal.connection import Browser
from quiz.rehearsal.desk import open_sitting
from quiz.rehearsal.outcome import Outcome, compare
from quiz.rehearsal.phone import Phone, Quiz
from quiz.rehearsal.plan import PhonePlan
from quiz.rehearsal.program import Program
from quiz.rehearsal.record import Record, Restart

DOWN_SECONDS = 1.0
"""How long the program stays away before somebody starts it again."""
LAST_SECONDS = 90.0
"""So long after the time limit of the last phone to come, all must have come to their end."""


@dataclass(frozen=True)
class Rehearsal:
    """What to rehearse: the project's folder, the lessons, the quiz, its time limit and so on."""

    home: Path
    lessons: Path
    lesson: str
    quiz: str
    minutes: int
    kill_at: tuple[float, ...]
    """Seconds after the start."""
    plans: list[PhonePlan]

    @property
    def steps(self) -> int:
        """How often `run` will report progress, if all goes well."""
        return sum(3 + len(plan.steps) for plan in self.plans)


def run(rehearsal: Rehearsal, progress: Callable[[], None]) -> tuple[Record, Outcome]:
    """Rehearse in a temporary folder, which is gone afterwards, as is the program.

    Raises `ProgramFailed` where the program doesn't start or can't be used.
    """
    prefix = "second-reading-rehearsal-"
    with tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as folder:
        data, lessons = Path(folder) / "data", Path(folder) / "lessons"
        shutil.copytree(rehearsal.lessons, lessons)
        with Program(rehearsal.home, data, lessons) as program:
            record, phones, sitting = asyncio.run(_lesson(rehearsal, program, progress))
        return record, compare(data, sitting, phones)


async def _lesson(
    rehearsal: Rehearsal, program: Program, progress: Callable[[], None]
) -> tuple[Record, list[Phone], int]:
    desk, record = Browser(program.port), Record()
    sitting = await open_sitting(
        desk, program.link, rehearsal.lesson, rehearsal.quiz, rehearsal.minutes
    )
    desk.cut()
    quiz = Quiz(program.code.replace(" ", ""), rehearsal.lesson, rehearsal.quiz)
    phones = [
        Phone(plan, quiz, Browser(program.port), record, progress) for plan in rehearsal.plans
    ]
    kills = asyncio.create_task(_kill(rehearsal, program, record))
    lives = [asyncio.create_task(phone.live()) for phone in phones]
    done, waiting = await asyncio.wait(
        [kills, *lives],
        timeout=_longest(rehearsal),
        return_when=asyncio.FIRST_EXCEPTION,
    )
    for task in waiting:
        task.cancel()
    for task in done:
        task.result()
    record.errors += [
        f"{phone.plan.name}: not at its end in time"
        for life, phone in zip(lives, phones, strict=True)
        if life in waiting
    ]
    return record, phones, sitting


def _longest(rehearsal: Rehearsal) -> float:
    last = max(plan.comes + plan.reads for plan in rehearsal.plans)
    return last + rehearsal.minutes * 60 + LAST_SECONDS


async def _kill(rehearsal: Rehearsal, program: Program, record: Record) -> None:
    """Kill the program and start it again, while the class is at work."""
    start = time.monotonic()
    for moment in rehearsal.kill_at:
        await asyncio.sleep(start + moment - time.monotonic())
        restart = Restart(time.monotonic())
        await asyncio.to_thread(program.kill)
        record.restarts.append(restart)
        await asyncio.sleep(DOWN_SECONDS)
        await asyncio.to_thread(program.start)
