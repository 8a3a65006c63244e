"""The whole way from the address on the projector to the review, by keyboard alone.

On the way the network goes, the page is reloaded, the tab is killed, the program is killed, and the
student moves to another device. Nothing may be lost, and the marks must be right.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Error, Page, expect

from bench.live import ALL_TYPES, ROOT, Live, Visitor, code_at
from quiz.model import Given, Item, Quiz
from quiz.questions import types
from tests.answers import key_of, quizzes
from tests.browser.keyboard import Keyboard

NAME = "Test Learner"
RETRY = 15_000
"""Milliseconds within which an answer that failed is tried again."""


@dataclass
class Traveller:
    """A student with one browser, and what they have answered so far."""

    context: BrowserContext
    live: Live
    script: bool
    page: Page
    answered: list[tuple[Item, Given]]

    @property
    def origin(self) -> str:
        return f"http://quiz.lan:{self.live.port}"

    @property
    def keys(self) -> Keyboard:
        return Keyboard(self.page)

    def join(self) -> None:
        self.page.goto(f"{self.origin}/")
        self.keys.type(self.page.get_by_label("Class code"), code_at(self.live.port))
        self.keys.type(self.page.get_by_label("Your name"), NAME)
        self.page.keyboard.press("Enter")
        expect(self.page.get_by_role("heading", name="Lessons")).to_be_visible()

    def begin(self, lesson: str, quiz: Quiz) -> None:
        self.keys.press(self.page.locator(f'a[href="/lessons/{lesson}"]'))
        self.page.wait_for_url(f"**/lessons/{lesson}")
        self.keys.press(self.page.locator(f'a.button[href="/lessons/{lesson}/quizzes/{quiz.id}"]'))
        self.keys.press(self.page.get_by_role("button", name="Start", exact=True))
        self.page.wait_for_url("**/attempts/*")

    def answer(self, item: Item, given: Given) -> None:
        """Answer and see that it is saved."""
        self.fill(item, given)
        self.see_saved(item)

    def fill(self, item: Item, given: Given) -> None:
        self.keys.answer(item, given)
        self.answered.append((item, given))

    def see_saved(self, item: Item) -> None:
        if not self.script:
            self.press("Save")
        status = self.page.locator(f"#{item.id}-status")
        expect(status).to_have_text(re.compile("^Saved"), timeout=RETRY)

    def press(self, button: str) -> None:
        self.keys.press(self.page.get_by_role("button", name=button, exact=True))

    def see_unsaved(self, item: Item) -> None:
        expect(self.page.locator(f"#{item.id}-status")).to_have_text(re.compile("^Not saved"))

    def see_all_answers(self) -> None:
        """What is on the page now is what was answered, nothing more or less."""
        there = self.page.evaluate(
            "() => [...new FormData(document.querySelector('form.attempt'))]"
        )
        filled = {
            name: value
            for name, value in there
            if value and "." in name and not name.endswith(".seq")
        }
        assert filled == {
            f"{item.id}.{slot}": value
            for item, given in self.answered
            for slot, value in given.items()
        }

    def reload(self) -> None:
        self.page.reload()
        self.see_all_answers()

    def lose_tab(self) -> None:
        """The tab is gone; the course page leads back."""
        self.page.close()
        self.page = self.context.new_page()
        self.page.goto(f"{self.origin}/")
        self.keys.press(self.page.get_by_role("link", name=re.compile("^Continue")).first)
        self.page.wait_for_url("**/attempts/*")
        self.see_all_answers()

    def lose_network(self, item: Item, given: Given) -> None:
        self.context.set_offline(True)
        self.fill(item, given)
        if self.script:
            self.see_unsaved(item)
            self.context.set_offline(False)
            self.see_saved(item)
        else:
            with pytest.raises(Error):
                self._save_in_vain()
            self.context.set_offline(False)
            # Chromium's own page for a lost network sends the form again.
            self.page.reload()
            expect(self.page.locator(f"#{item.id}-status")).to_have_text(re.compile("^Saved"))
        self.see_all_answers()

    def _save_in_vain(self) -> None:
        with self.page.expect_navigation():
            self.press("Save")

    def lose_server(self, item: Item, given: Given) -> None:
        self.live.kill()
        self.fill(item, given)
        if self.script:
            self.see_unsaved(item)
        self.live.start()
        self.see_saved(item)
        self.see_all_answers()

    def move_to(self, context: BrowserContext) -> None:
        """Go on in another browser, with the personal code."""
        self.keys.press(self.page.locator("summary", has_text=NAME))
        code = self.page.locator(".code").inner_text()
        assert re.fullmatch(r"\d{4} \d{4}", code)
        self.context, self.page = context, context.new_page()
        self.page.goto(f"{self.origin}/")
        self.keys.press(self.page.get_by_text("I have a code from before"))
        self.keys.type(self.page.get_by_label("Your personal code"), code)
        self.page.keyboard.press("Enter")
        self.keys.press(self.page.get_by_role("link", name=re.compile("^Continue")).first)
        self.page.wait_for_url("**/attempts/*")
        self.see_all_answers()

    def hand_in(self) -> None:
        self.press("Check and hand in")
        expect(self.page.get_by_text("You have answered all")).to_be_visible()
        self.press("Hand in now")
        self.page.wait_for_url("**/review")

    def see_grade(self, points: float, out_of: float) -> None:
        expect(self.page.locator(".grade .total")).to_have_text(f"{points:g} of {out_of:g} points")


def wrong_answer(item: Item) -> Given:
    """Another choice than the key, for a question with one right choice."""
    for choice in item.body.options:  # type: ignore[attr-defined]
        given = {"choice": choice.id}
        if types()[item.type].mark(item.body, given) == 0:
            return given
    raise LookupError(item.id)


def marks_of(live: Live, quiz: Quiz) -> dict[str, str]:
    """Points by item as the teacher takes them away."""
    teacher = Visitor(live.port)
    teacher.get(live.way_in())
    rows = csv.DictReader(io.StringIO(teacher.get("/instructor/marks.csv")))
    teacher.close()
    return {row["item"]: row["points"] for row in rows if row["quiz"] in (quiz.id, quiz.title)}


def take(
    traveller: Traveller, answers: Sequence[tuple[Item, Given]], other: BrowserContext
) -> None:
    """Answer everything, with a mishap after each of the first answers."""
    first, second, third, fourth, *rest = answers
    traveller.answer(*first)
    traveller.lose_network(*second)
    traveller.reload()
    traveller.answer(*third)
    traveller.lose_tab()
    traveller.lose_server(*fourth)
    traveller.move_to(other)
    for one in rest:
        traveller.fill(*one)
    for item, _ in rest if traveller.script else rest[-1:]:
        traveller.see_saved(item)
    traveller.reload()
    traveller.hand_in()


@pytest.fixture
def live(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Live]:
    course = ALL_TYPES if "all_types" in request.function.__name__ else ROOT / "lessons"
    program = Live(tmp_path, course, "--allow-host", "quiz.lan")
    program.start()
    yield program
    program.kill()


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def traveller(
    request: pytest.FixtureRequest, live: Live, new_context: Callable[..., BrowserContext]
) -> Traveller:
    context = new_context(java_script_enabled=request.param)
    return Traveller(context, live, request.param, context.new_page(), [])


def test_all_types_are_marked_right_after_every_mishap(
    traveller: Traveller, new_context: Callable[..., BrowserContext]
) -> None:
    quiz = quizzes(ALL_TYPES)["all-types", "all"]
    answers = {item.id: (item, key_of(item)) for item in quiz.items}
    by_id = {item.id: item for item in quiz.items}
    answers["single"] = by_id["single"], wrong_answer(by_id["single"])
    answers["multiple-one-key"] = by_id["multiple-one-key"], half_right(by_id["multiple-one-key"])
    answers["matching"] = by_id["matching"], two_of_three_swapped(by_id["matching"])
    traveller.join()
    traveller.begin("all-types", quiz)
    take(traveller, list(answers.values()), new_context(java_script_enabled=traveller.script))
    # 26.5 in all: 1 for the wrong choice, half of 1 for the tick too many, 2 of 3 for the two
    # pairs that were swapped, and 4 for the open answer are missing.
    traveller.see_grade(19, 26.5)
    points = {item.id: item.points for item in quiz.items}
    points |= {"single": 0, "multiple-one-key": 0.5, "matching": 1}
    stored = marks_of(traveller.live, quiz)
    assert stored.pop("open") == ""
    del points["open"]
    assert {item: float(earned) for item, earned in stored.items()} == points


def test_lesson_1_from_the_address_to_the_review(
    traveller: Traveller, new_context: Callable[..., BrowserContext]
) -> None:
    lessons = quizzes(ROOT / "lessons")
    lesson, quiz_id = next(iter(lessons))
    quiz = lessons[lesson, quiz_id]
    answers = [(item, key_of(item)) for item in quiz.items]
    missed = next(item for item in quiz.items if item.type == "single choice")
    answers = [(item, wrong_answer(item) if item is missed else key) for item, key in answers]
    traveller.join()
    traveller.begin(lesson, quiz)
    take(traveller, answers, new_context(java_script_enabled=traveller.script))
    traveller.see_grade(quiz.points - missed.points, quiz.points)
    question = traveller.page.locator(f"#{missed.id}")
    expect(question.locator(".outcome")).to_contain_text("Wrong")
    expect(question.locator(".why")).to_be_visible()
    anchor = missed.see[0]
    traveller.keys.press(question.locator(f'.see a[href="/reading#{anchor}"]'))
    expect(traveller.page.locator(f"#{anchor}")).to_be_in_viewport()


def half_right(item: Item) -> Given:
    """The key, and one of two that are wrong."""
    key = dict(key_of(item))
    for choice in item.body.options:  # type: ignore[attr-defined]
        if choice.id not in key:
            return {**key, choice.id: "ticked"}
    raise LookupError(item.id)


def two_of_three_swapped(item: Item) -> Given:
    """The key with two right sides exchanged."""
    (a, right_of_a), (b, right_of_b), *others = key_of(item).items()
    return dict([(a, right_of_b), (b, right_of_a), *others])


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_practice_gives_feedback_at_once(
    serve: Callable[..., Live], new_context: Callable[..., BrowserContext], script: bool
) -> None:
    page = new_context(java_script_enabled=script).new_page()
    keys = Keyboard(page)
    port = serve().port
    page.goto(f"http://quiz.lan:{port}/join/{code_at(port).replace(' ', '')}")
    # A name of its own: the room is shared, and whoever has another's is asked who they are.
    keys.type(page.get_by_label("Your name"), f"Practising {script}")
    page.keyboard.press("Enter")
    keys.press(page.locator('a[href="/lessons/all-types"]'))
    practice = page.locator("#practice-stands")
    keys.type(practice.locator('[name="practice-stands.text"]'), "300")
    page.keyboard.press("Enter")
    expect(practice.locator(".result")).to_contain_text("a shed could hold")
    keys.type(practice.locator('[name="practice-stands.text"]'), "120")
    keys.press(practice.get_by_role("button", name="Check"))
    expect(practice.locator(".result .badge")).to_contain_text("Right")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_enter_in_a_text_field_makes_no_answer_final(
    serve: Callable[..., Live],
    by_http: Callable[[int], Visitor],
    new_context: Callable[..., BrowserContext],
    script: bool,
) -> None:
    """Return on a phone's keyboard presses a form's first button, wherever that is."""
    live = serve()
    student = by_http(live.port)
    student.join(f"Typing {script}")
    attempt = student.start("at-once", "at-once")
    context = new_context(java_script_enabled=script)
    origin = f"http://quiz.lan:{live.port}"
    context.add_cookies(
        [{"name": name, "value": value, "url": origin} for name, value in student.cookies.items()]
    )
    page = context.new_page()
    keys = Keyboard(page)
    page.goto(f"{origin}{attempt}")
    item = quizzes(ALL_TYPES)["at-once", "at-once"].items[0]
    keys.answer(item, wrong_answer(item))
    keys.type(page.locator('[name="at-once-short-text.text"]'), "parents")
    page.keyboard.press("Enter")
    expect(page.locator("#at-once-short-text-status")).to_have_text("Saved")
    page.goto(f"{origin}{attempt}")
    expect(page.locator(f'[name="{item.id}.choice"]:checked')).to_be_enabled()
