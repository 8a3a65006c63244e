"""Entering a paper in a real browser, with the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from bench.live import Live, Visitor
from tests.answers import quizzes
from tests.browser.looking import AT_DESK, troubles
from tests.conftest import ALL_TYPES

PAPER = "/instructor/lessons/all-types/quizzes/all/paper"
ITEMS = quizzes(ALL_TYPES)["all-types", "all"].items


@pytest.fixture
def desk(page: Page, serve: Callable[..., Live], by_http: Callable[[int], Visitor]) -> Page:
    """The instructor's browser, with a paper of the quiz of all types before it."""
    live = serve()
    teacher, at = by_http(live.port), f"http://127.0.0.1:{live.port}"
    teacher.get(live.way_in())
    page.context.add_cookies(
        [{"name": k, "value": v, "url": at} for k, v in teacher.cookies.items()]
    )
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(at + PAPER)
    return page


def begin(desk: Page, name: str) -> None:
    """Say whose paper it is, as somebody does who never takes the hands off the keys."""
    desk.get_by_role("link", name="Enter answers from paper").click()
    expect(desk.locator("#student")).to_be_focused()
    desk.keyboard.press("Tab")
    desk.keyboard.type(name)
    with desk.expect_navigation():
        desk.keyboard.press("Enter")


def test_a_paper_is_entered_from_the_first_key_to_the_next_student(desk: Page) -> None:
    begin(desk, "By Keyboard")
    for item in ITEMS:
        entry = desk.locator(f"[data-item={item.id}]")
        expect(entry.locator("input, textarea").first).to_be_focused()
        if item.type == "open response":
            desk.keyboard.type("One line.")
            desk.keyboard.press("Shift+Enter")
            desk.keyboard.type("Another.")
        elif item.type == "single choice":
            desk.keyboard.type("q")
            desk.keyboard.press("Enter")
            expect(entry.locator(".problem")).to_contain_text("isn't one of")
            desk.keyboard.press("Shift+Enter")
            desk.keyboard.type("a")
        for _ in range(entry.locator("input, textarea").count()):
            desk.keyboard.press("Enter")
        if item.type == "single choice":
            expect(entry.locator(".says")).to_have_text(item.body.options[0].text)
            expect(entry.locator(".problem")).to_be_empty()
    expect(desk.locator("#next")).to_be_focused()
    with desk.expect_navigation():
        desk.keyboard.press("Enter")
    expect(desk.get_by_role("status")).to_contain_text("By Keyboard: ")
    expect(desk.locator("#student")).to_be_focused()


def test_what_was_typed_is_not_left_by_mistake(desk: Page) -> None:
    begin(desk, "Leaves Early")
    expect(desk.locator(".with-keys")).to_be_visible()
    first = desk.locator(".blank input").first
    first.focus()
    desk.keyboard.type("a")
    expect(first).to_have_value("a")
    asked = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    desk.get_by_role("link", name="Another student").click()
    expect(desk.locator("#code")).to_be_visible()
    assert asked == ["beforeunload"]


def test_the_pages_are_right_for_everybody(desk: Page) -> None:
    found = []
    at = desk.url.removesuffix(PAPER)
    paper = desk.url
    begin(desk, "For Everybody")
    desk.keyboard.type("?")
    desk.keyboard.press("Enter")
    expect(desk.locator(".problem").first).not_to_be_empty()
    desk.locator("#next").click()
    here = desk.url
    for path in ("", here, f"{at}/instructor/papers", paper, paper.replace("paper", "key")):
        if path:
            desk.goto(path)
        found += troubles(desk, path, AT_DESK)
    assert found == []
