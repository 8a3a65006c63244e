"""Makes the pictures of the documents from the real program: `python -m docs.screenshots`.

Needs Chromium and the test dependencies.
"""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bench.live import ROOT, Live, Visitor, code_at
from quiz.demo.answers import ability, answer_of
from quiz.demo.names import NAMES
from quiz.model import Quiz
from tests.answers import key_of, quizzes
from tests.browser.conftest import CHROMIUM
from tests.browser.keyboard import Keyboard

PICTURE = ROOT / "docs" / "screenshots" / "student.png"
PHONE = {"width": 360, "height": 640}
LAPTOP = {"width": 1280, "height": 760}
AT_WORK = 12
IN_A_ROOM = """([here, there]) => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) walk.currentNode.data = walk.currentNode.data.replaceAll(here, there);
}"""
FRAME = """
<body style="margin:0; padding:16px; width:1160px; display:flex; gap:24px; background:#d9dde2">
%s</body>"""
SHOT = (
    '<img src="data:image/png;base64,%s"'
    ' style="width:360px; border-radius:16px; border:3px solid #333">'
)


def make(browser: Browser, picture: Path) -> None:
    """Take a lesson, a quiz and its review on a phone, and put the three side by side."""
    with tempfile.TemporaryDirectory() as data, Live(Path(data), ROOT / "lessons") as live:
        context = browser.new_context(viewport=PHONE, color_scheme="light")  # type: ignore[arg-type]
        shots = _walk(context.new_page(), live)
        context.close()
    # A page of its own, because the program's pages allow no inline style.
    frame = browser.new_page(viewport={"width": 1192, "height": 678})
    images = (SHOT % base64.b64encode(shot).decode() for shot in shots)
    frame.set_content(FRAME % "".join(images))
    frame.screenshot(path=picture)
    frame.close()


def _walk(page: Page, live: Live) -> list[bytes]:
    (lesson, quiz_id), quiz = next(iter(quizzes(ROOT / "lessons").items()))
    keys = Keyboard(page)
    origin = f"http://127.0.0.1:{live.port}"
    page.goto(f"{origin}/join")
    page.get_by_label("Class code").fill(code_at(live.port))
    page.get_by_label("Your name").fill("Student One")
    page.get_by_role("button", name="Join").click()
    page.goto(f"{origin}/lessons/{lesson}")
    shots = [page.screenshot()]
    page.goto(f"{origin}/lessons/{lesson}/quizzes/{quiz_id}")
    page.get_by_role("button", name="Start").click()
    for item in quiz.items:
        keys.answer(item, key_of(item))
        page.locator(f"#{item.id}-status", has_text="Saved").wait_for()
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    shots.append(page.screenshot())
    page.get_by_role("button", name="Check and hand in").click()
    page.get_by_role("button", name="Hand in now").click()
    page.wait_for_url("**/review")
    return [*shots, page.screenshot()]


@contextmanager
def _class_at_work() -> Iterator[tuple[Live, str]]:
    """A running program with a class in the middle of a quiz; the path of the sitting's page."""
    lessons = ROOT / "lessons"
    (lesson, quiz_id), quiz = next(iter(quizzes(lessons).items()))
    with tempfile.TemporaryDirectory() as data, Live(Path(data), lessons) as live:
        desk, opening = Visitor(live.port), f"/instructor/sittings/new/{lesson}/{quiz_id}"
        desk.get(live.way_in())
        desk.get(opening)
        rules = {"minutes": "15", "attempts": "1", "feedback": "after-submit", "action": "open"}
        desk.post(opening, rules)
        sitting = desk.path
        for number, name in enumerate(NAMES[:AT_WORK]):
            _work(Visitor(live.port), name, number, (lesson, quiz_id), quiz)
        desk.close()
        yield live, sitting


def _work(student: Visitor, name: str, number: int, key: tuple[str, str], quiz: Quiz) -> None:
    """One student joins and answers as far as the number says; some hand in, one only reads."""
    student.join(name)
    if number < AT_WORK - 1:
        _answer(student, number, key, quiz)
    student.close()


def _answer(student: Visitor, number: int, key: tuple[str, str], quiz: Quiz) -> None:
    attempt = student.start(*key)
    skill = ability(number, AT_WORK)
    for item in quiz.items[: 2 + number % 5]:
        if given := answer_of(number, skill, item):
            student.save(attempt, item.id, dict(given), 0)
    if number % 4 == 3:
        student.post(f"{attempt}/submit", {})
    else:
        student.get(f"{attempt}/state")


def make_desk(browser: Browser, folder: Path) -> None:
    """Take what the instructor and the class see while a quiz is open, for the page on a class."""
    with _class_at_work() as (live, sitting):
        origin = f"http://127.0.0.1:{live.port}"
        context = browser.new_context(viewport=LAPTOP, color_scheme="light")  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(f"{origin}{live.way_in()}")
        shown = sitting.partition("?")[0]
        item = shown.replace("/instructor/", "/classroom/") + f"/items/{_first_choice()}"
        (lesson, quiz_id), _ = list(quizzes(ROOT / "lessons").items())[-1]
        for name, path in (
            ("way-in", "/classroom/"),
            ("opening", f"/instructor/sittings/new/{lesson}/{quiz_id}"),
            ("board", shown),
            ("spread", f"{item}?show=answers"),
        ):
            page.goto(origin + path)
            # As a room's network would have it: 127.0.0.1 would only confuse.
            page.evaluate(IN_A_ROOM, [f"127.0.0.1:{live.port}", "192.168.1.20:8000"])
            page.screenshot(path=folder / f"{name}.png")
        context.close()


def _first_choice() -> str:
    quiz = next(iter(quizzes(ROOT / "lessons").values()))
    return next(item.id for item in quiz.items if item.type == "single choice")


def main() -> None:
    PICTURE.parent.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        make(browser, PICTURE)
        make_desk(browser, PICTURE.parent)
        browser.close()


if __name__ == "__main__":
    main()
