"""The live board in a real browser, while a student answers in another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from bench.live import Live, Visitor, code_at
from quiz.demo.answers import wrong_answer
from tests.answers import key_of, quizzes
from tests.browser.looking import WIDE, lost_by_keyboard, troubles
from tests.conftest import ALL_TYPES

LESSON, QUIZ = "all-types", "all"
ITEMS = quizzes(ALL_TYPES)[LESSON, QUIZ].items


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A program of these tests' own, which they kill."""
    program = Live(tmp_path_factory.mktemp("data"), ALL_TYPES, "--allow-host", "quiz.lan")
    program.start()
    yield program
    program.kill()


@pytest.fixture(scope="module")
def sitting(live: Live, by_http: Callable[[int], Visitor]) -> str:
    """The path of an open sitting."""
    teacher = by_http(live.port)
    teacher.get(live.way_in())
    new = f"/instructor/sittings/new/{LESSON}/{QUIZ}"
    teacher.get(new)
    fields = {"minutes": "40", "feedback": "after-submit", "attempts": "1", "shuffle_options": "y"}
    teacher.post(new, {**fields, "action": "open"})
    return teacher.path


@pytest.fixture
def board(
    page: Page, live: Live, sitting: str, by_http: Callable[[int], Visitor]
) -> Callable[[str], Page]:
    """Open the board as the instructor, with a query."""

    def open_(query: str) -> Page:
        teacher, at = by_http(live.port), f"http://127.0.0.1:{live.port}"
        teacher.get(live.way_in())
        cookies = [{"name": k, "value": v, "url": at} for k, v in teacher.cookies.items()]
        page.context.add_cookies(cookies)
        page.set_viewport_size(WIDE)
        page.goto(at + sitting + query)
        # Gone as soon as the page is loaded anew.
        page.evaluate("window.sameAsBefore = true")
        return page

    return open_


def joined(by_http: Callable[[int], Visitor], live: Live, name: str) -> tuple[Visitor, str]:
    student = by_http(live.port)
    student.join(name)
    return student, student.start(LESSON, QUIZ)


def row(page: Page, name: str) -> Locator:
    return page.locator("#board-rows tr").filter(has_text=name)


def test_the_board_follows_a_student_and_takes_nothing_from_the_instructor(
    board: Callable[[str], Page],
    live: Live,
    by_http: Callable[[int], Visitor],
    new_context: Callable[..., BrowserContext],
) -> None:
    page = board("?names=shown")
    student, attempt = joined(by_http, live, "Amir Early")
    early = row(page, "Amir Early")
    expect(early).to_contain_text("At work")
    early.locator("summary").click()
    expect(early.get_by_role("button", name="Hand in for them")).to_be_visible()
    early.get_by_role("button", name="Hand in for them").focus()
    # Another student, in a browser of their own.
    phone = new_context().new_page()
    phone.goto(f"http://quiz.lan:{live.port}/join")
    phone.get_by_label("Class code").fill(code_at(live.port))
    phone.get_by_label("Your name").fill("Zoe Late")
    phone.get_by_role("button", name="Join").click()
    phone.goto(f"http://quiz.lan:{live.port}/lessons/{LESSON}/quizzes/{QUIZ}")
    phone.get_by_role("button", name="Start").click()
    late = row(page, "Zoe Late")
    expect(late).to_contain_text(f"0 of {len(ITEMS)}")
    radio = next(item for item in ITEMS if item.type == "single choice")
    phone.locator(f"#{radio.id} input[type=radio]").first.check()
    expect(late).to_contain_text(f"1 of {len(ITEMS)}")
    # The row that holds the focus changes under it.
    student.save(attempt, ITEMS[0].id, dict(wrong_answer(ITEMS[0], 0)), 0)
    expect(early.locator("td.square").first).to_contain_text("✗")
    expect(early.locator("details")).to_have_attribute("open", "")
    expect(page.get_by_role("button", name="Hand in for them")).to_be_focused()
    student.post(f"{attempt}/submit", {})
    expect(early).to_contain_text("Handed in")
    expect(early.locator("details")).to_have_attribute("open", "")
    assert early.evaluate("row => row.contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(early.locator("details")).not_to_have_attribute("open", "")
    expect(early.locator("summary")).to_be_focused()
    assert page.evaluate("window.sameAsBefore")
    # The rows are in no live region; one sentence about them all is.
    assert page.locator("#board").evaluate("board => !board.closest('[aria-live], [role=status]')")


def test_what_is_typed_for_a_student_stays_while_their_row_changes(
    board: Callable[[str], Page], live: Live, by_http: Callable[[int], Visitor]
) -> None:
    page = board("?names=shown")
    student, attempt = joined(by_http, live, "Mia Typed")
    mine = row(page, "Mia Typed")
    expect(mine).to_contain_text("At work")
    mine.locator("summary").click()
    mine.get_by_label("Minutes").fill("12")
    student.save(attempt, ITEMS[0].id, dict(key_of(ITEMS[0])), 0)
    expect(mine.locator("td.square").first).to_contain_text("✓")
    expect(mine.get_by_label("Minutes")).to_be_focused()
    expect(mine.get_by_label("Minutes")).to_have_value("12")
    # What can be done is another thing now; what was typed for it still stands.
    student.post(f"{attempt}/submit", {})
    expect(mine.get_by_role("button", name="Open it again")).to_be_visible()
    expect(mine.get_by_label("Minutes")).to_have_value("12")
    expect(mine.get_by_label("Minutes")).to_be_focused()
    mine.get_by_role("button", name="Open it again").click()
    expect(page.get_by_text("Mia Typed: can go on for 12 minutes.")).to_be_visible()


def test_without_names_nobody_is_named(
    board: Callable[[str], Page], live: Live, by_http: Callable[[int], Visitor]
) -> None:
    page = board("?names=hidden")
    size = page.locator("#board-rows tr").count()
    for number, name in enumerate(("Secret Person", "Another Secret"), start=1):
        joined(by_http, live, name)
        expect(page.locator("#board-rows tr")).to_have_count(size + number)
    expect(page.locator("#board-rows")).to_contain_text("Student 1")
    assert "Secret" not in page.content()
    page.get_by_role("link", name="Show names").click()
    expect(page.locator("#board-rows")).to_contain_text("Secret Person")


def test_it_says_since_when_it_is_cut_off_and_goes_on_by_itself(
    board: Callable[[str], Page], live: Live, by_http: Callable[[int], Visitor]
) -> None:
    page = board("?names=shown")
    live.kill()
    # In a browser that writes 1:05 PM, too.
    lost = re.compile(r"Not connected since \d\d:\d\d\. ")
    expect(page.locator("#board-connection")).to_have_text(lost)
    live.start()
    expect(page.locator("#board-connection")).to_have_text("")
    student, attempt = joined(by_http, live, "After Restart")
    student.save(attempt, ITEMS[0].id, dict(key_of(ITEMS[0])), 0)
    expect(row(page, "After Restart")).to_contain_text(f"1 of {len(ITEMS)}")
    assert page.evaluate("window.sameAsBefore")


def test_the_board_can_be_used_by_everyone(
    board: Callable[[str], Page], live: Live, by_http: Callable[[int], Visitor]
) -> None:
    page = board("?names=shown")
    joined(by_http, live, "Wilhelmina-Konstantina Featherstonehaugh-Longfellow the Third")
    expect(page.locator("#board-rows")).to_contain_text("Wilhelmina")
    page.locator(".helping summary").first.click()
    assert troubles(page, "board") == []
    page.keyboard.press("Escape")
    assert lost_by_keyboard(page, "board") == []
