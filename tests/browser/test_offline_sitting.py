"""A phone in a sitting that can't reach the laptop: what it says, keeps, sends, saves as a file.

Time is moved by the browser's own false clock, never waited for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, expect

from bench.live import ALL_TYPES, Live, Visitor

NEW = "/instructor/sittings/new/all-types/all"
STATE = "**/state"
SOON = 15_000
"""Milliseconds within which a page that was cut off has asked again."""
LISTEN = """
  window.said = [];
  new MutationObserver(() => {
    const text = document.getElementById("time-warning").textContent;
    if (text) said.push(text);
  }).observe(document.getElementById("time-warning"), { childList: true });
"""
HEARD = """new Promise(done => {
  const look = () => clock.heard ? done() : requestAnimationFrame(look);
  look();
})"""
"""Settled when the laptop has told the page the time."""
NO_STORAGE = "Storage.prototype.setItem = () => { throw new Error('full'); };"


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A program of these tests' own, which they kill."""
    running = Live(tmp_path_factory.mktemp("data"), ALL_TYPES, "--allow-host", "quiz.lan")
    running.start()
    yield running
    running.kill()


@pytest.fixture(scope="module")
def boss(live: Live, by_http: Callable[[int], Visitor]) -> Visitor:
    instructor = by_http(live.port)
    instructor.get(live.way_in())
    return instructor


@dataclass
class Phone:
    """A student's browser at an attempt in a sitting, and the instructor beside it."""

    page: Page
    device: Visitor
    boss: Visitor
    attempt: str
    sitting: str
    origin: str

    def cut(self) -> None:
        self.page.context.set_offline(True)

    def connect(self) -> None:
        self.page.context.set_offline(False)

    def write(self, item: str, text: str) -> None:
        box = self.page.locator(f'form.attempt [name="{item}.text"]')
        box.fill(text)
        box.blur()

    def write_unsent(self, item: str, text: str) -> None:
        self.write(item, text)
        expect(self.status(item)).to_have_text(re.compile("^Not saved"))

    def status(self, item: str) -> Locator:
        return self.page.locator(f"#{item}-status")

    def see_saved(self, item: str) -> None:
        expect(self.status(item)).to_have_text(re.compile("^Saved"), timeout=SOON)

    def connection(self) -> Locator:
        return self.page.locator("#connection")

    def press(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).click()

    def end_time(self) -> None:
        """Close the quiz for everyone; what was saved is handed in."""
        self.boss.get(self.sitting)
        self.boss.post(self.sitting, {"action": "close"})
        self.device.get(self.attempt)
        assert self.device.path == f"{self.attempt}/review"

    def wake(self) -> None:
        """The student takes the phone up again."""
        self.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    def cut_state(self) -> None:
        """From now on the laptop tells nothing of the time."""
        self.page.unroute(STATE)
        self.page.route(STATE, lambda route: route.abort())

    def hear(self, left: float, shown: str) -> None:
        """The laptop tells the time once, and the page shows it."""
        reply = {"state": "in progress", "left": left, "words": ""}
        self.page.route(STATE, lambda route: route.fulfill(json=reply), times=1)
        self.wake()
        expect(self.page.locator("#time-left")).to_have_text(shown)

    def pass_time(self, seconds: int) -> None:
        self.page.clock.run_for(seconds * 1000)

    def said(self) -> list[str]:
        found: list[str] = self.page.evaluate("said")
        return found

    def shelf(self) -> list[str]:
        keys: list[str] = self.page.evaluate("Object.keys(localStorage)")
        return [key for key in keys if key.startswith(f"answer {self.attempt} ")]


@pytest.fixture
def sit(
    live: Live, boss: Visitor, by_http: Callable[[int], Visitor], context: BrowserContext
) -> Iterator[Callable[..., Phone]]:
    """Open a sitting, and the quiz in it on a phone; the sitting is closed in the end."""
    opened: list[str] = []

    def begin(*, clock: bool = False, script: str = "", minutes: str = "10") -> Phone:
        boss.get(NEW)
        boss.post(NEW, {"minutes": minutes, "feedback": "after-release", "action": "open"})
        opened.append(boss.path)
        student = by_http(live.port)
        student.join("Test Learner")
        attempt = student.start("all-types", "all")
        origin = f"http://quiz.lan:{live.port}"
        context.add_cookies(
            [{"name": n, "value": v, "url": origin} for n, v in student.cookies.items()]
        )
        page = context.new_page()
        if clock:
            page.clock.install()
        if script:
            page.add_init_script(script)
        page.goto(f"{origin}{attempt}")
        # Before it has heard the time once, it can't know that a warning has come due since.
        page.evaluate(HEARD)
        return Phone(page, student, boss, attempt, boss.path, origin)

    yield begin
    # Before the network is back, or they would set off for another page while they are closed.
    for page in context.pages:
        page.close()
    context.set_offline(False)
    context.unroute_all()
    for sitting in opened:
        page = boss.get(sitting)
        if "Close and hand in" in page:
            boss.post(sitting, {"action": "close"})


def test_what_was_not_sent_before_the_end_stays_and_is_sent_to_the_teacher(
    sit: Callable[..., Phone],
) -> None:
    phone = sit()
    phone.write("short-text", "parents")
    phone.see_saved("short-text")
    phone.cut()
    phone.write_unsent("open", "Typed in the tunnel")
    phone.wake()
    expect(phone.connection()).to_contain_text("No connection")
    phone.end_time()
    phone.connect()
    page = phone.page
    page.wait_for_url("**/review")
    number = page.locator("#open .number").inner_text()
    late = page.get_by_role("region", name="Only on this device")
    expect(late).to_contain_text("Time was up at the laptop")
    expect(late.get_by_role("alert")).to_have_text(f"1 answer is only on this device: {number}.")
    save = page.get_by_role("button", name="Save an answers file")
    expect(save).to_be_hidden()
    page.evaluate(Axe().axe_script)
    assert Axe().run(page).response["violations"] == []
    # Even here the network may go again.
    phone.cut()
    phone.press("Send to your teacher")
    expect(late.get_by_role("status")).to_contain_text("Nothing is lost")
    expect(save).to_be_visible()
    phone.connect()
    phone.press("Send to your teacher")
    expect(late.get_by_role("status")).to_contain_text("Sent: 1 answer.")
    assert phone.shelf() == []
    expect(page.locator("#only-here")).to_be_hidden()
    page.reload()
    expect(page.get_by_text("1 answer came late and waits for your teacher")).to_be_visible()
    expect(late).to_be_hidden()
    assert "Typed in the tunnel" in phone.boss.get(phone.sitting)


def test_a_reload_after_the_end_finds_what_an_offline_page_left_behind(
    sit: Callable[..., Phone],
) -> None:
    phone = sit()
    phone.cut()
    phone.write_unsent("open", "Typed in the tunnel")
    phone.page.close()
    phone.end_time()
    phone.connect()
    phone.page = phone.page.context.new_page()
    phone.page.goto(f"{phone.origin}{phone.attempt}")
    expect(phone.page.get_by_role("alert")).to_contain_text("1 answer is only on this device")


def test_a_phone_without_connection_saves_a_file_that_the_instructor_loads(
    sit: Callable[..., Phone], live: Live, boss: Visitor, tmp_path: Path
) -> None:
    phone = sit(clock=True)
    page = phone.page
    fold = page.locator("#answers-file")
    phone.cut()
    phone.write_unsent("open", "Noch ein Satz mit 🚲 und „Zeichen“ – اچھا")
    phone.pass_time(40)
    expect(fold).to_be_hidden()
    phone.pass_time(40)
    expect(fold).to_be_visible()
    expect(phone.connection()).to_contain_text("You can save a file")
    fold.locator("summary").click()
    with page.expect_download() as saved:
        phone.press("Save an answers file")
    path = tmp_path / saved.value.suggested_filename
    saved.value.save_as(path)
    expect(fold.get_by_role("status")).to_contain_text("It isn’t handed in yet")
    assert json.loads(path.read_text("utf-8"))["attempt"] == phone.attempt.rpartition("/")[2]
    phone.end_time()
    context = page.context.browser.new_context()  # type: ignore[union-attr]
    desk_origin = f"http://127.0.0.1:{live.port}"
    context.add_cookies(
        [{"name": n, "value": v, "url": desk_origin} for n, v in boss.cookies.items()]
    )
    desk = context.new_page()
    desk.goto(f"{desk_origin}{phone.sitting}")
    desk.get_by_text("Load an answers file").click()
    desk.get_by_label("The file, 300 kB at most").set_input_files(path)
    desk.get_by_role("button", name="Load").click()
    expect(desk.get_by_text("1 answer loaded")).to_be_visible()
    expect(desk.locator("#late dd").last).to_contain_text("🚲")
    desk.evaluate(Axe().axe_script)
    assert Axe().run(desk).response["violations"] == []
    desk.get_by_role("button", name="Take the ticked answers").click()
    expect(desk.get_by_text("Taken: 1 answer. The attempt was marked again.")).to_be_visible()
    context.close()
    assert "Noch ein Satz" in phone.device.get(f"{phone.attempt}/review")


def test_time_that_is_up_offline_leads_to_no_error_page(sit: Callable[..., Phone]) -> None:
    phone = sit(clock=True)
    phone.write("short-text", "parents")
    phone.see_saved("short-text")
    phone.cut_state()
    phone.pass_time(620)
    expect(phone.connection()).to_contain_text("All your answers are saved there.")
    expect(phone.page).to_have_url(re.compile(f"{phone.attempt}$"))
    expect(phone.page.locator("#short-text")).to_be_visible()


def test_the_end_is_announced_at_five_minutes_and_one_even_without_connection(
    sit: Callable[..., Phone],
) -> None:
    phone = sit(clock=True)
    phone.page.evaluate(LISTEN)
    phone.cut_state()
    # The first that is heard after long.
    phone.hear(290, "5 minutes left")
    assert phone.said() == ["5 minutes left"]
    # And a reply that says a little more than the one before.
    phone.hear(302, "")
    expect(phone.page.locator("#time-now")).to_have_text("5 min left")
    expect(phone.page.locator("#time-now")).to_be_in_viewport()
    phone.pass_time(230)
    assert phone.said() == ["5 minutes left"]
    phone.pass_time(15)
    assert phone.said() == ["5 minutes left", "1 minute left"]
    # It is true for as long as it stands there.
    phone.pass_time(25)
    expect(phone.page.locator("#time-warning")).to_be_empty()
    expect(phone.page.locator("#time-left")).to_have_text("less than a minute left")
    expect(phone.page.locator("#time-now")).to_be_empty()
    # Minutes are given: the warning comes again at its time.
    phone.hear(250, "4 minutes left")
    phone.pass_time(195)
    assert phone.said()[2:] == ["You have more time: 4 minutes left", "1 minute left"]


def test_without_a_limit_nothing_is_announced(sit: Callable[..., Phone]) -> None:
    phone = sit(clock=True, minutes="")
    phone.page.evaluate(LISTEN)
    phone.pass_time(700)
    assert phone.said() == []
    expect(phone.page.locator("#time-left")).to_be_empty()
    expect(phone.page.locator("#time-now")).to_be_empty()


def test_a_device_that_is_not_known_any_more_is_not_told_of_a_lost_network(
    sit: Callable[..., Phone],
) -> None:
    phone = sit()
    phone.page.context.clear_cookies()
    phone.page.evaluate("ask()")
    expect(phone.connection()).to_contain_text("doesn’t know this device any more")


def test_a_laptop_that_was_away_is_found_again_by_itself(
    sit: Callable[..., Phone], live: Live
) -> None:
    phone = sit()
    phone.write("short-text", "parents")
    phone.see_saved("short-text")
    live.kill()
    phone.write_unsent("open", "While the laptop was shut")
    phone.wake()
    expect(phone.connection()).to_contain_text("No connection")
    live.start()
    phone.wake()
    phone.see_saved("open")
    expect(phone.connection()).to_be_empty()
    assert phone.shelf() == []
    # Their connections from before are cut.
    for visitor in (phone.boss, phone.device):
        with suppress(ConnectionError):
            visitor.get("/")


def test_a_browser_that_keeps_nothing_does_not_say_that_it_does(
    sit: Callable[..., Phone], tmp_path: Path
) -> None:
    phone = sit(script=NO_STORAGE)
    phone.cut()
    phone.write_unsent("open", "Only on this page")
    expect(phone.page.locator("#save-state")).to_contain_text("Keep this page open")
    phone.end_time()
    phone.connect()
    expect(phone.page.locator("#time-left")).to_contain_text("only on this page")
    with phone.page.expect_download() as saved:
        phone.press("Save an answers file")
    file = json.loads(Path(saved.value.path()).read_text("utf-8"))
    assert file["answers"] == [{"item": "open", "slots": {"text": "Only on this page"}}]


def test_what_another_device_handed_in_is_told_beside_what_stayed_here(
    sit: Callable[..., Phone],
) -> None:
    phone = sit()
    phone.cut()
    phone.write_unsent("open", "Forgotten here")
    phone.device.get(f"{phone.attempt}/summary")
    phone.device.post(f"{phone.attempt}/submit", {})
    phone.connect()
    phone.page.wait_for_url("**/review")
    late = phone.page.get_by_role("region", name="Only on this device")
    expect(late).to_contain_text("You handed this in from another page or device.")
    phone.press("Remove from this device")
    expect(late).to_be_hidden()
    assert phone.shelf() == []
