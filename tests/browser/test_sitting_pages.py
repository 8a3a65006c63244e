"""The pages of a sitting, on both sides, for those who have the hardest time with them.

At 320 and 1280 px, light, dark and in forced colours: axe, reflow, targets, and what is said aloud.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bench.live import ALL_TYPES, Live, Visitor
from tests.answers import key_of, quizzes
from tests.browser.looking import LOOKS, lost_by_keyboard, open_all, troubles
from tests.browser.places import Place

RIGHT_TO_LEFT = ALL_TYPES.parent / "right-to-left"
RULES = {"minutes": "45", "attempts": "2", "feedback": "after-submit", "confidence": "y"}


class Room:
    """A class in the middle of a sitting: who is there, and where their pages are."""

    def __init__(self, live: Live, lessons: Path, by_http: Callable[[int], Visitor]) -> None:
        (self.lesson, self.quiz), quiz = next(
            (key, one) for key, one in quizzes(lessons).items() if len(one.items) > 1
        )
        self.live, self.lessons = live, lessons
        self.desk, self.done, self.working = (by_http(live.port) for _ in range(3))
        self.desk.get(live.way_in())
        opening = f"/instructor/sittings/new/{self.lesson}/{self.quiz}"
        self.desk.get(opening)
        self.desk.post(opening, {**RULES, "action": "open"})
        self.sitting = self.desk.path.partition("?")[0]
        self.done.join("طالب علم")
        self.working.join("Test Learner With A Long Name That Needs Room")
        handed_in = self.done.start(self.lesson, self.quiz)
        self.attempt = self.working.start(self.lesson, self.quiz)
        for item in quiz.items:
            self.done.save(handed_in, item.id, dict(key_of(item)), 0)
        self.working.save(self.attempt, quiz.items[0].id, dict(key_of(quiz.items[0])), 0)
        self.done.post(f"{handed_in}/submit", {})
        self.review = f"{handed_in}/review"

    def do(self, action: str) -> None:
        # It has been idle for so long that the server has hung up.
        self.desk.close()
        self.desk.post(self.sitting, {"action": action})

    def student(self, path: str, who: Visitor | None = None) -> Place:
        cookies = dict((who or self.working).cookies)
        return Place(path, f"http://quiz.lan:{self.live.port}{path}", cookies)

    def teacher(self, path: str) -> Place:
        url = f"http://127.0.0.1:{self.live.port}{path}"
        return Place(path, url, dict(self.desk.cookies))

    def places(self) -> list[Place]:
        return [
            self.student("/"),
            self.student("/", self.done),
            self.student(f"/lessons/{self.lesson}/quizzes/{self.quiz}", self.done),
            self.student(self.attempt),
            self.student(f"{self.attempt}/summary"),
            self.student(self.review, self.done),
            self.teacher("/instructor/sittings"),
            self.teacher(f"/instructor/sittings/new/{self.lesson}/{self.quiz}"),
            self.teacher(self.sitting),
            self.teacher(f"/instructor/releases/{self.lesson}/{self.quiz}"),
        ]


@pytest.fixture(scope="module", params=[ALL_TYPES, RIGHT_TO_LEFT], ids=lambda path: path.name)
def room(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    by_http: Callable[[int], Visitor],
) -> Iterator[Room]:
    data, lessons = tmp_path_factory.mktemp("room"), request.param
    with Live(data, lessons, "--allow-host", "quiz.lan") as live:
        yield Room(live, lessons, by_http)


def look(page: Page, place: Place) -> list[str]:
    """What is wrong with a page in any of the looks, or by keyboard."""
    page.emulate_media(color_scheme="light", forced_colors="none")
    page.set_viewport_size(LOOKS[0].size)
    place.open(page)
    found = lost_by_keyboard(page, place.name)
    open_all(page)
    return found + troubles(page, place.name)


def test_every_page_of_a_sitting_is_for_everybody(room: Room, page: Page) -> None:
    assert [problem for place in room.places() for problem in look(page, place)] == []


def test_a_paused_page_is_for_everybody_and_goes_on_by_itself(room: Room, page: Page) -> None:
    room.do("pause")
    assert look(page, room.student(room.attempt)) == []
    expect(page.get_by_role("heading", name="Paused")).to_be_visible()
    room.do("resume")
    expect(page.locator("form.attempt")).to_be_visible(timeout=10_000)


def test_a_student_who_waits_for_a_quiz_can_start_it_without_a_reload(
    room: Room, page: Page
) -> None:
    room.do("pause")
    room.student(f"/lessons/{room.lesson}/quizzes/{room.quiz}", room.done).open(page)
    expect(page.locator("#waiting")).to_have_text("This page goes on by itself then.")
    room.do("resume")
    expect(page.get_by_role("button", name="Start")).to_be_visible(timeout=10_000)


def test_nothing_with_the_focus_is_under_the_bar_when_it_has_much_to_say(
    room: Room, page: Page
) -> None:
    page.set_viewport_size(LOOKS[0].size)
    room.student(room.attempt).open(page)
    page.locator("#time-now", has_text="left").wait_for()
    for place in ("time-left", "connection", "save-state"):
        words = "No connection to the laptop. Go on: your answers are kept on this device."
        page.evaluate("([place, words]) => say(find(place), words)", [place, words])
    assert lost_by_keyboard(page, "attempt") == []


def test_what_a_screen_reader_is_told(room: Room, page: Page) -> None:
    """Time and trouble have places of their own that are announced; the time itself isn't."""
    room.student(room.attempt).open(page)
    expect(page.locator("#time-warning")).to_have_role("alert")
    for status in ("#connection", "#save-state"):
        expect(page.locator(status)).to_have_role("status")
    expect(page.locator("#time")).to_contain_text("left")
    assert page.locator("#time").evaluate("e => e.closest('[aria-live], [role=status]')") is None
    for group in page.locator("fieldset.question").all():
        assert group.evaluate("e => e.querySelector('legend').textContent.trim().length") > 0
    names = page.locator("input:not([type=hidden]), select, textarea").evaluate_all(
        "all => all.filter(e => !e.labels.length && !e.getAttribute('aria-label')"
        " && !e.getAttribute('aria-labelledby')).map(e => e.outerHTML)"
    )
    assert names == []
