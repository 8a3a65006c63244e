"""The laptop's clock is set forward and back by hours while a quiz with a time limit goes on.

    python -m bench.wall_clock [--hours 2]

Linux only, with Debian's package `faketime`: the real program runs with its library, which tells it
another time of day and leaves the clock alone that counts how long the machine has been on. Some
students take a quiz of one minute. The time of day jumps forward; the program is killed and started
again with the time of day set back; it jumps to the right time. Every second each student asks how
much is left, which must be what it would be if nothing had happened, and all must be handed in by
the program when their minute is up, neither earlier nor later.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.live import Live, Visitor
from quiz.model import AttemptState, ClosedBy
from quiz.storage import attempts
from quiz.storage.database import Database
from quiz.storage.served_time import outages_since

LESSON, QUIZ = "all-types", "all"
STUDENTS = 5
LIMIT = 60.0
MAY_DIFFER = 10.0
"""Seconds: only the program knows at which moment of a restart the time goes on."""
LIBRARIES = (
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
    "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
)
FORWARD, KILL, RIGHT = 12.0, 24.0, 40.0
"""When what happens, in seconds of the students' minute."""


class Day:
    """The time of day that the program is told."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "time-of-day"
        self.move(0)
        library = next((name for name in LIBRARIES if Path(name).exists()), None)
        if library is None:
            raise SystemExit("This needs Linux and Debian's package faketime.")
        os.environ |= {
            "LD_PRELOAD": library,
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_NO_CACHE": "1",
        }

    def move(self, hours: float) -> None:
        """Set the time of day to so many hours from the right one."""
        other = self._file.with_suffix(".new")
        other.write_text(f"{hours * 3600:+.0f}\n")
        other.replace(self._file)


def open_sitting(live: Live) -> None:
    desk = Visitor(live.port)
    desk.get(live.way_in())
    path = f"/instructor/sittings/new/{LESSON}/{QUIZ}"
    desk.get(path)
    rules = {"minutes": "1", "attempts": "1", "feedback": "after-submit", "action": "open"}
    desk.post(path, rules)
    desk.close()


def left(student: Visitor, attempt: str) -> float:
    """What the page of an attempt is told: the seconds that are left, 0 once it is over."""
    told = json.loads(student.get(f"{attempt}/state"))
    return float(told["left"] or 0) if told["state"] == "in progress" else 0.0


def run(folder: Path, hours: float) -> tuple[list[float], list[str]]:
    """By how much what was left differed from what it should be, each time, and who ended wrong."""
    day, live = Day(folder), Live(folder / "data")
    live.start()
    try:
        open_sitting(live)
        visitors = [Visitor(live.port) for _ in range(STUDENTS)]
        for visitor in visitors:
            visitor.join("Test Learner")
        began = [(visitor.start(LESSON, QUIZ), time.monotonic()) for visitor in visitors]
        off = _go_on(live, day, hours, visitors, began)
        for visitor in visitors:
            visitor.close()
    finally:
        live.kill()
    with Database(folder / "data") as db:
        [outage] = outages_since(db, "")
        ended = {attempt: attempts.get(db, attempt.rpartition("/")[2]) for attempt, _ in began}
    wrong = [
        f"{attempt}: {one.state}, closed by {one.closed_by}"
        for attempt, one in ended.items()
        if one.state is not AttemptState.SUBMITTED or one.closed_by is not ClosedBy.TIME
    ]
    if outage.seconds is not None:
        wrong.append("the time of day was not set back for the program")
    return off, wrong


def _go_on(
    live: Live,
    day: Day,
    hours: float,
    visitors: Sequence[Visitor],
    began: Sequence[tuple[str, float]],
) -> list[float]:
    start, away, off = time.monotonic(), 0.0, list[float]()
    to_do = [
        (FORWARD, lambda: day.move(hours)),
        (KILL, lambda: _restart(live, day, -hours)),
        (RIGHT, lambda: day.move(0)),
    ]
    while (served := time.monotonic() - start - away) < LIMIT + 2 * MAY_DIFFER:
        if to_do and served >= to_do[0][0]:
            moment = time.monotonic()
            to_do.pop(0)[1]()
            away += time.monotonic() - moment
            for visitor in visitors:
                # A connection to the program that was killed is of no use any more.
                visitor.close()
        for visitor, (attempt, since) in zip(visitors, began, strict=True):
            due = max(0.0, LIMIT - (time.monotonic() - since - away))
            off.append(left(visitor, attempt) - due)
        time.sleep(1)
    return off


def _restart(live: Live, day: Day, hours: float) -> None:
    live.kill()
    day.move(hours)
    live.start()


def main() -> None:
    parser = argparse.ArgumentParser(description="Set the clock while a quiz goes on.")
    parser.add_argument("--hours", type=float, default=2)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        off, wrong = run(Path(folder), given.hours)
    print(
        f"{STUDENTS} students, one minute, the clock {given.hours:+g} h, a restart at "
        f"{-given.hours:+g} h, and right again: asked {len(off)} times, what was left differed by "
        f"{min(off):+.1f} to {max(off):+.1f} s; {STUDENTS - len(wrong)} handed in by time"
    )
    for one in wrong:
        print("   ", one)
    if wrong or max(map(abs, off)) > MAY_DIFFER:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
