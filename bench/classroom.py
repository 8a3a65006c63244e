"""A whole class of real browser pages in the final test, while nearly everything goes wrong.

    python -m bench.classroom [--students 30] [--minutes 3]

Starts the real program on the shipped course and opens the final test with a time limit at the real
desk, in a page of its own that stays open. Then every student is a page of Chromium that joins by
the address of the QR code and answers by a plan made beforehand, so that the right grade is known.
Meanwhile the program is killed twice and started again, the network of some pages is cut for a
minute, some come late, one has more time by the roster, and some let their time run out. Whenever
nothing is on its way, the board must say what the pages say. At the end what the pages called
saved, the grades and the times are compared with the database and with each student's own review.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

from playwright.sync_api import Browser, Error, Page, sync_playwright

from bench.classroom_pages import Board, Look, Student, make_plan, patiently
from bench.classroom_report import Check, compare
from bench.live import ROOT, Live
from quiz.model import Item
from quiz.storage import classes, sittings, students
from quiz.storage.database import Database
from tests.answers import quizzes
from tests.browser.conftest import ARGUMENTS, CHROMIUM

LESSON, QUIZ = "final-test", "final"
EXTRA_TIME = 1.25
DOWN_SECONDS = 3.0
"""How long the program stays away before somebody starts it again."""
QUIET_SECONDS = 60.0
"""How long the bench waits for a moment in which nothing is on its way."""


@dataclass(frozen=True)
class Setting:
    """Who takes part and what happens. Times in seconds; `pace` is for the whole quiz."""

    students: int = 30
    minutes: int = 3
    pace: float = 110.0
    kills: int = 2
    cut: int = 10
    cut_seconds: float = 60.0
    outstayers: int = 4
    """So many let their time run out; the first of them has more of it."""
    late: int = 2


@dataclass
class Room:
    """The class at work. `away` adds up how long the program wasn't there."""

    live: Live
    setting: Setting
    board: Board
    students: list[Student]
    started: float = field(default_factory=time.monotonic)
    outages: list[tuple[float, float]] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    _starting: Thread | None = None

    def work(self) -> None:
        """Let everybody work to the end, with all that happens on the way."""
        happenings = self._happenings()
        while not all(student.is_done for student in self.students) or happenings:
            while happenings and self._progress() >= happenings[0][0]:
                happenings.pop(0)[1]()
            for student in self.students:
                student.step()
        self._look()

    def _progress(self) -> float:
        """How much of the work of those who were there from the start is done, 0 to 1."""
        early = [one for one in self.students if not one.is_late]
        return sum(one.share_done for one in early) / len(early)

    def _happenings(self) -> list[tuple[float, Callable[[], None]]]:
        """Share of the work -> what happens then."""
        there = [student for student in self.students if not student.is_late]
        cut = there[-self.setting.cut :] if self.setting.cut else []
        kills: list[tuple[float, Callable[[], None]]] = [
            (0.25 + 0.4 * number / max(1, self.setting.kills - 1), self._kill)
            for number in range(self.setting.kills)
        ]
        return sorted(
            [
                (0.15, self._look),
                *kills,
                (0.3, self._let_in),
                (0.4, lambda: self._cut(cut)),
                (0.55, self._look),
                (0.85, self._look),
            ],
            key=lambda one: one[0],
        )

    def _let_in(self) -> None:
        for student in self.students:
            student.may_come = True

    def _cut(self, cut: list[Student]) -> None:
        for student in cut:
            student.lose_network(self.setting.cut_seconds)

    def _kill(self) -> None:
        """Kill the program; it is started again beside the class's work."""
        if self._starting:
            self._starting.join()
        killed = time.monotonic()
        self.live.kill()

        def start() -> None:
            time.sleep(DOWN_SECONDS)
            self.live.start()
            self.outages.append((killed, time.monotonic()))

        self._starting = Thread(target=start)
        self._starting.start()

    def _look(self) -> None:
        """Compare the board with the pages that are online, once nothing is on its way."""
        if self._starting:
            self._starting.join()
        deadline = time.monotonic() + QUIET_SECONDS
        here = [student for student in self.students if student.has_begun and student.is_online]
        while any(student.is_sending() for student in here) and time.monotonic() < deadline:
            time.sleep(0.2)
        for student in self.students:
            student.look()
        self.looks.append(self.board.look(self.students))


def run(setting: Setting, folder: Path) -> list[Check]:
    """Hold the class in a folder; what was checked, and how it came out."""
    items = quizzes(ROOT / "lessons")[LESSON, QUIZ].items
    live = Live(folder, ROOT / "lessons", "--allow-host", "quiz.lan")
    personal_code = _roster(folder) if setting.outstayers else ""
    live.start()
    try:
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            room = _class(live, setting, chromium, items, personal_code)
            room.work()
            reviews = {student.name: student.reviewed() for student in room.students}
            chromium.close()
    finally:
        live.stop()
    return compare(folder, room.students, reviews, room.outages, room.looks, 60 * setting.minutes)


def _roster(folder: Path) -> str:
    """Put one student on the roster who has more time than the others; their personal code."""
    with Database(folder) as db:
        added = students.add(db, "Student 1", classes.first(db).id)
        sittings.multiply_time(db, added.id, EXTRA_TIME)
        return added.code


def _class(
    live: Live, setting: Setting, chromium: Browser, items: tuple[Item, ...], code: str
) -> Room:
    board = Board(_desk_page(chromium, live), setting.minutes)
    board.open_sitting(live, LESSON, QUIZ)
    chance = random.Random(5)
    numbers = range(1, setting.students + 1)
    made = [
        Student(
            f"Student {number}",
            chromium.new_context(viewport={"width": 360, "height": 740}).new_page(),
            f"http://quiz.lan:{live.port}",
            f"/join/{live.code.replace(' ', '')}",
            f"/lessons/{LESSON}/quizzes/{QUIZ}",
            make_plan(items, number, chance),
            pace=setting.pace,
            outstays=number <= setting.outstayers,
            personal_code=code if number == 1 else "",
            time_factor=EXTRA_TIME if number == 1 and code else 1.0,
            is_late=number > setting.students - setting.late,
        )
        for number in numbers
    ]
    return Room(live, setting, board, made)


def _desk_page(chromium: Browser, live: Live) -> Page:
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    patiently(lambda: page.goto(live.link))
    return page


def main() -> None:
    parser = argparse.ArgumentParser(description="Hold a class of real pages, with trouble.")
    parser.add_argument("--students", type=int, default=Setting.students)
    parser.add_argument("--minutes", type=int, default=Setting.minutes)
    parser.add_argument("--cut", type=int, default=Setting.cut)
    given = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        try:
            checks = run(
                Setting(students=given.students, minutes=given.minutes, cut=given.cut),
                Path(folder),
            )
        except Error as error:
            raise SystemExit(f"FAILED: {error}") from error
    for check in checks:
        print(check)
    print(f"\n{given.students} pages, {time.monotonic() - began:.0f} seconds in all")
    if not all(check.is_good for check in checks):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
