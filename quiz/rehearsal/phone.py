"""One simulated phone: it joins, reads, answers, drops off, comes back and hands in.

It keeps to what the page's script (`static/quiz.js`) does: an answer stays on the phone until it is
acknowledged, is sent again after ever longer pauses, and goes out in the order it was given.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from quiz.model import Given
from quiz.rehearsal.connection import Browser, Reply
from quiz.rehearsal.plan import PhonePlan, Step, Trouble
from quiz.rehearsal.record import Record, SaveTime

ASKS_EVERY = 10.0
"""Seconds between two questions of the page how things stand."""
FIRST_WAIT, LONGEST_WAIT = 1.0, 10.0
"""Seconds before something is tried again: twice as long each time, up to the longest."""
_STATIC = re.compile(r'(?:src|href)="(/static/[^"]+)"')


class GaveUp(Exception):
    """The program refused what a phone needs to go on. Carries why."""


class TimeOver(Exception):
    """An answer came after the end of the attempt."""


@dataclass(frozen=True)
class Quiz:
    """Where the quiz is: the class's code, the lesson and the quiz in it."""

    code: str
    lesson: str
    quiz: str


@dataclass
class Phone:
    """A phone with its plan. `sent` holds all that was ever sent for an item, in order, and
    `acknowledged` what the program said last that it has saved."""

    plan: PhonePlan
    quiz: Quiz
    browser: Browser
    record: Record
    progress: Callable[[], None]
    attempt: str = ""
    acknowledged: dict[str, Given] = field(default_factory=dict)
    sent: dict[str, list[Given]] = field(default_factory=dict)
    _known: dict[str, int] = field(default_factory=dict)
    _shelf: dict[str, Given] = field(default_factory=dict)
    _asked: float = 0.0
    _back_at: float = 0.0

    async def live(self) -> None:
        """From coming in to the review. What goes wrong for good is in the record."""
        try:
            await asyncio.sleep(self.plan.comes)
            await self._join()
            await self._page(f"/lessons/{self.quiz.lesson}")
            await asyncio.sleep(self.plan.reads)
            await self._begin()
            try:
                await self._work()
            except TimeOver:
                self.record.late += 1
                await self._see_review(await self._page(self.attempt))
            self.progress()
        except GaveUp as error:
            self.record.errors.append(f"{self.plan.name}: {error}")
        finally:
            self.browser.cut()

    async def _join(self) -> None:
        path = f"/join/{self.quiz.code}"
        page = await self._page(path)
        for address in dict.fromkeys(_STATIC.findall(page.text)):
            await self._page(address)
        name = self.plan.name

        async def come_in() -> Reply:
            if "student" in self.browser.cookies:
                # Let in already, though the page after that was lost.
                return await self.browser.get("/")
            return await self.browser.post(path, {"name": name})

        while (page := await self._visit(come_in)).status == 409:
            # The reply was lost: the name is taken by now, and another one is chosen.
            name += " again"
        if page.status != 200 or "student" not in self.browser.cookies:
            raise GaveUp(f"joining: {page.status}")
        self.progress()

    async def _begin(self) -> None:
        path = f"/lessons/{self.quiz.lesson}/quizzes/{self.quiz.quiz}"
        await self._page(path)
        page = await self._visit(lambda: self.browser.post(path, {}))
        if page.status != 200 or not page.path.startswith("/attempts/"):
            raise GaveUp(f"beginning the quiz: {page.status} at {page.path}")
        self.attempt = page.path
        for address in dict.fromkeys(_STATIC.findall(page.text)):
            await self._page(address)
        self.progress()

    async def _work(self) -> None:
        for step in self.plan.steps:
            await asyncio.sleep(step.pause)
            await self._answer(step)
            self.progress()
        await asyncio.sleep(self._back_at - time.monotonic())
        await self._come_back()
        if self.plan.hands_in:
            await self._hand_in()
        else:
            await self._wait_for_the_end()

    async def _answer(self, step: Step) -> None:
        """Give an answer and send it, unless the phone is away just now."""
        self._shelf.pop(step.item, None)
        self._shelf[step.item] = step.given
        if step.trouble is Trouble.AWAY:
            self.record.dropped += 1
            self.browser.cut()
            self._back_at = time.monotonic() + step.away
        elif step.trouble is Trouble.REPLY_LOST and not self._back_at:
            self.record.dropped += 1
            await self._lose_reply(step.item)
            await asyncio.sleep(FIRST_WAIT)
        if time.monotonic() >= self._back_at:
            await self._come_back()
            if time.monotonic() - self._asked >= ASKS_EVERY:
                await self._ask_state()

    async def _come_back(self) -> None:
        """Send what lies on the phone; after a time away, look what is there, as the page does."""
        await self._flush()
        if self._back_at:
            self._back_at = 0.0
            await self._page(self.attempt)

    async def _ask_state(self) -> float | None:
        """The time left, in seconds; 0 where the attempt is over. Not asked again where no reply
        comes: the next question is soon enough."""
        self._asked = time.monotonic()
        try:
            reply = await self.browser.get(f"{self.attempt}/state", script=True)
        except ConnectionError:
            return None
        if reply.status >= 500:
            return None
        self.record.answered(time.monotonic())
        if reply.status != 200:
            raise GaveUp(f"asking for the time: {reply.status}")
        told = json.loads(reply.text)
        return float(told["left"] or 0) if told["state"] == "in progress" else 0.0

    async def _flush(self) -> None:
        """Send what lies on the phone, in order, until all of it is acknowledged."""
        for item in list(self._shelf):
            await self._save(item, self._shelf.pop(item))

    async def _lose_reply(self, item: str) -> None:
        path, fields = self._fields(item, self._shelf[item])
        self.sent.setdefault(item, []).append(self._shelf[item])
        try:
            await self.browser.post_and_break(path, fields)
        except ConnectionError:
            # The program is away: nothing was sent, which is no loss.
            self.browser.cut()

    async def _save(self, item: str, given: Given) -> None:
        tries, began = 0, time.monotonic()
        self.sent.setdefault(item, []).append(given)

        async def attempt() -> Reply:
            nonlocal tries
            tries += 1
            path, fields = self._fields(item, given)
            return await self.browser.post(path, fields, script=True)

        while True:
            reply = await self._until_answered(attempt)
            if reply.status == 409:
                raise TimeOver
            if reply.status != 200:
                raise GaveUp(f"saving {item}: {reply.status} {reply.text[:120]}")
            told = json.loads(reply.text)
            self._known[item] = int(told["sequence"])
            if told["saved"]:
                break
            if told["given"] not in self.sent[item]:
                raise GaveUp(f"saving {item}: somebody else's answer is stored")
        self.acknowledged[item] = given
        self.record.saves.append(SaveTime(began, time.monotonic(), tries))

    def _fields(self, item: str, given: Given) -> tuple[str, dict[str, str]]:
        fields = {f"{item}.{slot}": text for slot, text in given.items()}
        fields[f"{item}.seq"] = str(self._known.get(item, 0))
        return f"{self.attempt}/items/{item}", fields

    async def _hand_in(self) -> None:
        await self._page(f"{self.attempt}/summary")
        path = f"{self.attempt}/submit"
        await self._see_review(await self._visit(lambda: self.browser.post(path, {})))

    async def _wait_for_the_end(self) -> None:
        """Look at the page until the time is up, as its script does."""
        while (left := await self._ask_state()) != 0:
            await asyncio.sleep(ASKS_EVERY if left is None else min(left + 0.05, ASKS_EVERY))
        await self._see_review(await self._page(self.attempt))

    async def _see_review(self, page: Reply) -> None:
        if page.path != f"{self.attempt}/review":
            raise GaveUp(f"after the end: {page.status} at {page.path}")

    async def _page(self, path: str) -> Reply:
        reply = await self._visit(lambda: self.browser.get(path))
        if reply.status != 200:
            raise GaveUp(f"{path}: {reply.status}")
        return reply

    async def _visit(self, ask: Callable[[], Awaitable[Reply]]) -> Reply:
        """Ask for a page until it is there."""
        page = await self._until_answered(ask)
        self.record.pages.append(time.monotonic())
        return page

    async def _until_answered(self, ask: Callable[[], Awaitable[Reply]]) -> Reply:
        """Ask until there is a reply; busy or broken servers count as none."""
        wait = FIRST_WAIT
        while True:
            try:
                reply = await ask()
            except ConnectionError:
                reply = None
            if reply:
                self.record.answered(time.monotonic())
                if reply.status < 500 and reply.status != 429:
                    return reply
                self.record.troubled += 1
            await asyncio.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT)
