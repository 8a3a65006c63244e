"""Marking a class's open responses in a real browser, with the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bench.live import Live, Visitor
from tests.browser.keyboard import Keyboard
from tests.browser.looking import AT_DESK, troubles
from tests.web.test_marking import ASK, LESSON, LIKE, READING

STUDENTS = 30
ALIKE = {3: 2, 9: 2, 14: 2, 21: 20}
"""Student -> the one whose words theirs repeat: three more like one, one more like another."""
LONG = (
    "The author likes the shed because it keeps the bicycles dry. In the first paragraph half of "
    "them rusted.\n\nI am not sure that this follows. "
)
URDU = "مصنف کو یہ چھپر اس لیے پسند ہے کہ اس میں سائیکلیں بارش سے محفوظ رہتی ہیں۔ "


def written(n: int) -> str:
    n = ALIKE.get(n, n)
    return f"{URDU if n % 5 == 0 else LONG * (1 + n % 7)}{n}"


Room = tuple[Live, Path, list[tuple[Visitor, str]]]
"""The program, its lessons, and students with their attempts."""


@pytest.fixture(scope="module")
def room(
    serve: Callable[..., Live],
    by_http: Callable[[int], Visitor],
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[int], Room]:
    """Let so many students hand in, in a class of their own."""
    made: dict[int, Room] = {}

    def make(size: int) -> Room:
        if size not in made:
            lessons = tmp_path_factory.mktemp("course") / "lessons"
            lessons.mkdir()
            (lessons / "01-the-shed.md").write_text(LESSON, encoding="utf-8")
            (lessons / "reading.md").write_text(READING, encoding="utf-8")
            live = serve(lessons)
            made[size] = live, lessons, [_hand_in(by_http(live.port), n) for n in range(size)]
        return made[size]

    return make


def _hand_in(student: Visitor, n: int) -> tuple[Visitor, str]:
    student.join(f"Student Number {n} with a long name" if n % 4 else f"طالب علم {n}")
    attempt = student.start("the-shed", "two")
    student.save(attempt, "like", {"text": written(n)}, 0)
    student.save(attempt, "ask", {"text": f"What did it cost in year {n}?"}, 0)
    student.post(f"{attempt}/submit", {})
    return student, attempt


@pytest.fixture
def open_desk(page: Page, by_http: Callable[[int], Visitor]) -> Callable[[Live], Page]:
    """Open the page of the first response that waits, as the instructor."""

    def open_(live: Live) -> Page:
        teacher, at = by_http(live.port), f"http://127.0.0.1:{live.port}"
        teacher.get(live.way_in())
        cookies = [{"name": k, "value": v, "url": at} for k, v in teacher.cookies.items()]
        page.context.add_cookies(cookies)
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(at + LIKE)
        return page

    return open_


@pytest.fixture
def desk(room: Callable[[int], Room], open_desk: Callable[[Live], Page]) -> Page:
    """The instructor's browser, with a class of nine."""
    return open_desk(room(9)[0])


def save(page: Page, key: str = "Enter") -> None:
    with page.expect_navigation():
        page.keyboard.press(key)


def test_keys_that_are_typed_are_not_commands(desk: Page) -> None:
    desk.locator("#comment").focus()
    desk.keyboard.type("4 of 4? 2")
    desk.keyboard.press("Enter")
    expect(desk.locator("#comment")).to_have_value("4 of 4? 2\n")
    expect(desk.locator(".level :checked")).to_have_count(0)
    expect(desk.locator("#keys")).not_to_have_attribute("open", "")


def test_a_key_that_no_level_has_says_so(desk: Page) -> None:
    desk.keyboard.press("7")
    expect(desk.locator("#said")).to_have_text("Reason has no level 7.")
    expect(desk.locator(".level :checked")).to_have_count(0)


def test_the_keys_are_listed_and_can_be_turned_off(desk: Page) -> None:
    desk.keyboard.press("?")
    expect(desk.get_by_text("Choose the level with that number")).to_be_visible()
    desk.get_by_label("Use number keys").uncheck()
    desk.reload()
    desk.keyboard.press("4")
    expect(desk.locator(".level :checked")).to_have_count(0)
    desk.locator("#keys summary").click()
    desk.get_by_label("Use number keys").check()
    desk.locator("h1").click()
    desk.keyboard.press("4")
    expect(desk.locator(".level :checked")).to_have_count(1)


def test_what_was_saved_is_said(desk: Page) -> None:
    desk.keyboard.press("4")
    desk.keyboard.press("4")
    save(desk)
    expect(desk.locator("#said")).to_contain_text("Saved: 8 of 8 points")
    expect(desk.locator("#said")).to_contain_text("of 9 marked")


@pytest.mark.parametrize("change", ["nothing", "a comment", "a level", "one that was kept back"])
def test_whoever_leaves_is_asked_only_where_something_would_be_lost(
    desk: Page, change: str
) -> None:
    if change == "a comment":
        desk.locator("#comment").type("Half a")
    elif change == "a level":
        desk.locator(".level").first.click()
    elif change == "one that was kept back":
        desk.locator("#comment").fill("Without levels")
        with desk.expect_navigation():
            desk.locator("#save").click()
    else:
        desk.locator("h1").click()
    asked = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    with desk.expect_navigation():
        desk.get_by_role("link", name="Skip", exact=True).click()
    assert asked == ([] if change == "nothing" else ["beforeunload"])


def test_saving_asks_nothing(desk: Page) -> None:
    asked = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    desk.locator("#comment").fill("Whole")
    for criterion in desk.locator(".criterion").all():
        criterion.locator(".level").first.click()
    with desk.expect_navigation():
        desk.locator("#save").click()
    expect(desk.locator("#said")).to_contain_text("Saved")
    assert asked == []


def test_arrows_choose_within_a_criterion_as_on_any_page(desk: Page) -> None:
    keyboard = Keyboard(desk)
    radios = desk.locator('[name="level.0"]')
    keyboard.go_to(radios.first)
    desk.keyboard.press("ArrowDown")
    expect(radios.nth(1)).to_be_checked()
    desk.keyboard.press("0")
    expect(radios.nth(2)).to_be_checked()
    expect(desk.locator('[name="level.1"]').first).to_be_focused()


def test_typed_points_are_saved_by_enter(desk: Page) -> None:
    desk.goto(desk.url.replace(LIKE, ASK))
    expect(desk.locator("#points")).to_be_focused()
    desk.keyboard.type("1.5")
    save(desk)
    expect(desk.locator("#saved")).to_contain_text("1.5 of 2.5 points")


def test_a_class_is_marked_with_the_keyboard_alone(
    room: Callable[[int], Room], open_desk: Callable[[Live], Page]
) -> None:
    live, lessons, students = room(STUDENTS)
    desk = open_desk(live)
    keyboard, press, groups = Keyboard(desk), desk.keyboard.press, STUDENTS - len(ALIKE)
    given: dict[str, str] = {}
    for saves in range(groups):
        text = desk.locator(".open-text").inner_text()
        alike = {written(2): "4 students", written(20): "2 students"}.get(text)
        expect(desk.locator(".alike")).to_have_count(1 if alike else 0)
        if alike:
            expect(desk.locator(".alike")).to_contain_text(f"{alike} wrote the same")
        assert text not in given
        first, second = ("4", "2") if saves % 2 else ("2", "0")
        press(first)
        expect(desk.locator("#said")).to_contain_text(f"Reason: {first}")
        press(second)
        if saves == 0:
            keyboard.type(desk.locator("#comment"), "Look at P1 again. 4")
            save(desk, "Control+Enter")
        elif saves == 5:
            keyboard.press(desk.locator(".pick").first)
            expect(desk.locator("#comment")).to_have_value("Look at P1 again. 4")
            save(desk, "Control+Enter")
        else:
            save(desk)
        given[text] = f"{int(first) + int(second)} of 8 points"
        if saves == 7:
            keyboard.go_to(desk.get_by_role("button", name="Undo"))
            save(desk)
            assert desk.locator(".open-text").inner_text() == text
            press("0")
            press("0")
            save(desk)
            given[text] = "0 of 8 points"
        if saves == 12:
            edited = LESSON.replace("| Named |", "| Now another |")
            (lessons / "01-the-shed.md").write_text(edited, encoding="utf-8")
            desk.reload()
            expect(
                desk.get_by_text("The rubric of this question has changed since")
            ).to_be_visible()
            expect(desk.locator(".levels").first).not_to_contain_text("Now another")
    expect(desk.locator("#progress")).to_have_text(f"{STUDENTS} of {STUDENTS} marked")
    keyboard.press(desk.get_by_role("link", name="To the next question"))
    keyboard.press(desk.get_by_role("link", name="Release the marks"))
    keyboard.go_to(desk.get_by_role("button", name="Release the marks"))
    save(desk)
    for n, (student, attempt) in enumerate(students):
        # It has been idle for so long that the server has hung up.
        student.close()
        review = student.get(f"{attempt}/review")
        assert given[written(n)] in " ".join(review.split()), n


def test_the_pages_are_right_for_everybody(
    room: Callable[[int], Room], open_desk: Callable[[Live], Page]
) -> None:
    desk, found = open_desk(room(STUDENTS)[0]), []
    at = desk.url.replace(LIKE, "")
    marked = desk.locator(".all-responses a").first.get_attribute("href")
    desk.goto(at + ASK)
    desk.keyboard.type("2")
    desk.locator("#comment").fill("A comment for the bank, long enough to need two lines " * 2)
    save(desk, "Control+Enter")
    after = desk.url.replace(at, "")
    for path in (f"{marked}&names=1", after, LIKE, "/instructor/marking"):
        desk.goto(at + path)
        desk.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        found += troubles(desk, path, AT_DESK)
    assert found == []
