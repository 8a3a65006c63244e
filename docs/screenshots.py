"""Makes the picture in the README from the real program: `python -m docs.screenshots`.

Needs Chromium and the test dependencies.
"""

from __future__ import annotations

import base64
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bench.live import ROOT, Live, code_at
from tests.answers import key_of, quizzes
from tests.browser.conftest import CHROMIUM
from tests.browser.keyboard import Keyboard

PICTURE = ROOT / "docs" / "screenshots" / "student.png"
PHONE = {"width": 360, "height": 640}
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


def main() -> None:
    PICTURE.parent.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        make(browser, PICTURE)
        browser.close()


if __name__ == "__main__":
    main()
