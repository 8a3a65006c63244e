"""The pages of `bench.classroom`: a student's, and the instructor's board."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from playwright.sync_api import Error, Page

from bench.live import Live
from quiz.demo.answers import BLANK, wrong_answers
from quiz.model import Given, Item
from quiz.questions import types

RIGHT, WRONG = 0.6, 0.25
"""How many answers are right and wrong; the others are left blank."""
RELOADS_AFTER = 2.0
"""Seconds after which a student tries again to open a page that didn't come."""

FILL = """([id, given]) => {
  const named = (slot) => document.getElementsByName(`${id}.${slot}`);
  for (const [slot, value] of Object.entries(given)) {
    const inputs = [...named(slot)];
    const input = inputs.find((one) => one.value === value) || inputs[0];
    if (["radio", "checkbox"].includes(input.type)) { if (!input.checked) input.click(); continue; }
    input.value = value;
    for (const kind of ["input", "change"]) input.dispatchEvent(new Event(kind, { bubbles: true }));
  }
}"""
LOOK = """() => ({
  path: location.pathname,
  saved: [...document.querySelectorAll(".question .status")]
    .filter((one) => one.textContent.startsWith("Saved"))
    .map((one) => one.id.replace(/-status$/, "")),
  unsaved: typeof unsaved === "function" ? unsaved().length : 0,
})"""


def patiently(do: Callable[[], object], seconds: float = 90) -> None:
    """Do something that needs the program, again and again until it works."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            do()
        except Error:
            if time.monotonic() > deadline:
                raise
            time.sleep(RELOADS_AFTER)
        else:
            return


def make_plan(
    items: Sequence[Item], number: int, chance: random.Random
) -> list[tuple[Item, Given]]:
    """What a student will give for each item: the key, something else, or nothing."""
    plan = []
    for item in items:
        key, luck = types()[item.type].key(item.body), chance.random()
        wrong = list(wrong_answers(item))
        if luck < RIGHT and key:
            given: Given = dict(key)
        elif luck < RIGHT + WRONG and wrong:
            given = wrong[number % len(wrong)]
        else:
            given = BLANK
        plan.append(
            (item, types()[item.type].read(item.body, {slot: [v] for slot, v in given.items()}))
        )
    return plan


@dataclass
class Student:
    """One student's page. Moments are of `time.monotonic`. `called_saved`: item -> the answer in
    the page when it said “Saved” beside it."""

    name: str
    page: Page
    origin: str
    join: str
    quiz: str
    plan: list[tuple[Item, Given]]
    pace: float
    outstays: bool
    personal_code: str
    time_factor: float
    is_late: bool
    may_come: bool = False
    attempt: str = ""
    began: float = 0.0
    began_by: float = 0.0
    """The attempt began between `began` and this."""
    ended: float = 0.0
    answered: int = 0
    back_at: float = 0.0
    given: dict[str, Given] = field(default_factory=dict)
    called_saved: dict[str, Given] = field(default_factory=dict)
    unsaved: int = 0
    troubles: list[str] = field(default_factory=list)
    _wait_until: float = 0.0

    def __post_init__(self) -> None:
        self.may_come = not self.is_late
        self.page.set_default_timeout(20_000)
        self.page.on("pageerror", lambda error: self.troubles.append(f"{self.name}: {error}"))

    @property
    def has_begun(self) -> bool:
        return bool(self.attempt)

    @property
    def is_done(self) -> bool:
        return self.ended > 0

    @property
    def is_online(self) -> bool:
        return self.back_at == 0

    @property
    def share_done(self) -> float:
        return 1.0 if self.is_done else self.answered / len(self.plan)

    def lose_network(self, seconds: float) -> None:
        """From now on nothing of this page reaches the program, for so long."""
        self.page.context.set_offline(True)
        self.back_at = time.monotonic() + seconds

    def step(self) -> None:
        """Do the next thing, if it is time for it. What got no reply is tried again."""
        now = time.monotonic()
        if self.is_done or not self.may_come or now < self._wait_until:
            return
        if self.back_at and now >= self.back_at:
            self.page.context.set_offline(False)
            self.back_at = 0.0
        try:
            self._next(now)
        except Error:
            self._wait_until = time.monotonic() + RELOADS_AFTER

    def _next(self, now: float) -> None:
        if not self.has_begun:
            self._begin()
            return
        self.look()
        if self.is_done:
            return
        if self.answered < len(self.plan):
            if now >= self.began + self.pace * (self.answered + 1) / len(self.plan):
                item, given = self.plan[self.answered]
                if given:
                    self.page.evaluate(FILL, [item.id, given])
                    self.given[item.id] = given
                self.answered += 1
        elif not self.outstays and self.is_online and not self.unsaved:
            self._hand_in()

    def _begin(self) -> None:
        """Join by the address of the QR code, and start the quiz."""
        if not any(cookie["name"] == "student" for cookie in self.page.context.cookies()):
            self.page.goto(f"{self.origin}{self.join}")
            if self.personal_code:
                self.page.get_by_text("I have a code from before").click()
                self.page.get_by_label("Your personal code").fill(self.personal_code)
                self.page.get_by_role("button", name="Go on").click()
            else:
                self.page.get_by_label("Your name").fill(self.name)
                self.page.get_by_role("button", name="Join", exact=True).click()
            self.page.wait_for_url(f"{self.origin}/")
        self.page.goto(f"{self.origin}{self.quiz}")
        self.began = self.began or time.monotonic()
        self.page.get_by_role("button", name="Start").or_(
            self.page.get_by_role("link", name="Continue")
        ).click()
        self.page.wait_for_url("**/attempts/*")
        self.began_by = time.monotonic()
        self.attempt = self.page.url.removeprefix(self.origin)

    def look(self) -> None:
        """See what the page says now; nothing new while it is on its way to another one."""
        if not self.has_begun or self.is_done:
            return
        try:
            seen = self.page.evaluate(LOOK)
        except Error:
            self.unsaved = 1
            return
        if seen["path"] == f"{self.attempt}/review":
            self.ended = time.monotonic()
            return
        for item in seen["saved"]:
            if item in self.given:
                self.called_saved[item] = self.given[item]
        self.unsaved = seen["unsaved"]

    def is_sending(self) -> bool:
        """Whether anything in the page isn't stored yet."""
        self.look()
        return not self.is_done and self.unsaved > 0

    def _hand_in(self) -> None:
        if self.page.url == f"{self.origin}{self.attempt}":
            self.page.get_by_role("button", name="Check and hand in").click()
            self.page.wait_for_url("**/summary")
        if not self.page.url.endswith(("/summary", "/review")):
            # The browser's own page: the program didn't answer.
            self.page.goto(f"{self.origin}{self.attempt}")
            return
        self.page.get_by_role("button", name="Hand in now").click()
        self.page.wait_for_url("**/review")
        self.ended = time.monotonic()

    def reviewed(self) -> str:
        """What the student's own review says of the grade."""
        patiently(lambda: self.page.goto(f"{self.origin}{self.attempt}/review"))
        return " ".join(self.page.locator(".grade").inner_text().split())


@dataclass(frozen=True)
class Look:
    """One look at the board: how many students' rows were compared, and which were wrong."""

    compared: int
    wrong: tuple[str, ...]


class Board:
    """The instructor's page of the sitting, which stays open."""

    def __init__(self, page: Page, minutes: int) -> None:
        self.page, self._minutes = page, minutes

    def open_sitting(self, live: Live, lesson: str, quiz: str) -> None:
        self.page.goto(f"http://127.0.0.1:{live.port}/instructor/sittings/new/{lesson}/{quiz}")
        self.page.get_by_label("Time limit in minutes").fill(str(self._minutes))
        self.page.locator('[name="attempts"]').select_option("1")
        self.page.locator('[name="feedback"]').select_option("after-submit")
        self.page.locator('button[value="open"]').click()
        self.page.wait_for_url(re.compile(r"/instructor/sittings/\d+"))

    def look(self, students: Sequence[Student], seconds: float = 20) -> Look:
        """Whether the board says what the pages that are online do, once it had time to follow."""
        online = [student for student in students if student.is_online]
        deadline = time.monotonic() + seconds
        while True:
            if not self.page.locator("#board").count():
                patiently(self.page.reload)
            found = self._differences(online)
            if not found or time.monotonic() > deadline:
                return Look(len(online), tuple(found))
            time.sleep(1)

    def _differences(self, students: Sequence[Student]) -> list[str]:
        rows = self.page.locator("tbody tr").all_inner_texts()
        shown = {name: row for row in rows for name in re.findall(r"Student \d+", row)[:1]}
        wrong = []
        for student in students:
            row = " ".join(shown.get(student.name, "").split())
            if not _says(row, student):
                wrong.append(f"{student.name}: the board says “{row}”, the page {_truth(student)}")
        return wrong


def _truth(student: Student) -> str:
    if student.is_done:
        return f"handed in, {len(student.called_saved)} of {len(student.plan)}"
    if student.has_begun:
        return f"at work, {len(student.called_saved)} of {len(student.plan)}"
    return "not started"


def _says(row: str, student: Student) -> bool:
    """Whether a row of the board says where this student is."""
    if not student.has_begun:
        # The late ones aren't in the class yet.
        return not row or "Not started" in row
    there = "Handed in" in row if student.is_done else "At work" in row or "Stuck" in row
    return there and f"{len(student.called_saved)} of {len(student.plan)}" in row
