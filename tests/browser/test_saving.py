"""What becomes of an answer when the network, another device or the clock is against it.

Everything is clicked and typed in a real browser; what reached the server is what it
would show on a new page. The network is bent by `page.route`, never by waiting.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from bench.live import Live, Visitor, code_at
from tests.answers import quizzes
from tests.conftest import ALL_TYPES

ITEMS = {item.id: item for quiz in quizzes(ALL_TYPES).values() for item in quiz.items}
SAVES = "**/items/*"
NEWER = "A newer answer was saved from another page or device."
LOSE_REPLY = """() => {
  const real = window.fetch;
  window.fetch = async (...request) => {
    window.fetch = real;
    await real(...request);
    throw new TypeError("the reply is lost on its way");
  };
}"""
STORED = """async ([path, name]) => {
  const page = await (await fetch(path)).text();
  const fields = new DOMParser().parseFromString(page, "text/html").getElementsByName(name);
  return fields[0].value;
}"""
SOON = 15_000
"""Milliseconds within which an answer that failed is tried again."""


@dataclass
class Desk:
    """A student's browser at one attempt, and the same student on another device."""

    page: Page
    device: Visitor
    attempt: str
    origin: str

    @property
    def url(self) -> str:
        return f"{self.origin}{self.attempt}"

    def open(self) -> None:
        self.page.goto(self.url)

    def input(self, name: str) -> Locator:
        return self.page.locator(f'form.attempt [name="{name}"]')

    def write(self, name: str, text: str) -> None:
        """Type, and go on to something else, so that it is sent at once."""
        self.input(name).fill(text)
        self.input(name).blur()

    def status(self, item: str) -> Locator:
        return self.page.locator(f"#{item}-status")

    def problem(self, item: str) -> Locator:
        return self.page.locator(f"#{item}-problem")

    def bar(self) -> Locator:
        return self.page.locator("#save-state")

    def press(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).click()

    def see_saved(self, item: str) -> None:
        expect(self.status(item)).to_have_text(re.compile("^Saved"), timeout=SOON)

    def save_elsewhere(self, item: str, slots: dict[str, str], known: int) -> None:
        self.device.save(self.attempt, item, slots, known)

    def stored(self, name: str) -> str:
        """What a page opened just now would show in a field."""
        return str(self.page.evaluate(STORED, [self.attempt, name]))


@pytest.fixture(scope="module")
def live(serve: Callable[..., Live]) -> Live:
    return serve()


@pytest.fixture
def sit(
    live: Live, by_http: Callable[[int], Visitor], context: BrowserContext
) -> Iterator[Callable[..., Desk]]:
    """Begin a quiz, and open it in the browser unless told not to."""

    def begin(quiz: str = "all", opened: bool = True) -> Desk:
        student = by_http(live.port)
        student.join("Test Learner")
        attempt = student.start("all-types" if quiz == "all" else quiz, quiz)
        origin = f"http://quiz.lan:{live.port}"
        context.add_cookies(
            [{"name": n, "value": v, "url": origin} for n, v in student.cookies.items()]
        )
        desk = Desk(context.new_page(), student, attempt, origin)
        if opened:
            desk.open()
        return desk

    yield begin
    context.unroute_all()


def drop(route: Route) -> None:
    """The network is gone."""
    route.abort()


def choice_of(item: str, place: int) -> str:
    return str(ITEMS[item].body.options[place].id)  # type: ignore[attr-defined]


def test_a_refusal_after_a_lost_network_is_never_called_saved(sit: Callable[..., Desk]) -> None:
    desk = sit()
    desk.page.route(SAVES, drop)
    desk.write("short-text.text", "parents")
    expect(desk.bar()).to_have_text(re.compile("^Not saved, retrying"))
    refusal = {"saved": False, "message": "Your text can't be stored.", "reload": False}
    desk.page.unroute(SAVES)
    desk.page.route(SAVES, lambda route: route.fulfill(status=400, json=refusal))
    expect(desk.problem("short-text")).to_have_text("Your text can't be stored.", timeout=SOON)
    number = desk.page.locator("#short-text .number").inner_text().split()[-1]
    expect(desk.bar()).to_have_text(f"Not saved: Question {number}. Look there.")
    desk.press("Check and hand in")
    expect(desk.input("short-text.text")).to_be_focused()
    expect(desk.page).to_have_url(desk.url)
    # On the shelf until it is mended, whatever happens to the tab.
    desk.page.unroute(SAVES)
    desk.open()
    desk.see_saved("short-text")
    assert desk.stored("short-text.text") == "parents"


@pytest.mark.parametrize(
    ("button", "wins"), [("Keep the saved answer", "theirs"), ("Use mine instead", "mine")]
)
def test_of_two_texts_the_student_chooses(sit: Callable[..., Desk], button: str, wins: str) -> None:
    desk = sit()
    other = desk.page.context.new_page()
    other.goto(desk.url)
    other.locator('[name="open.text"]').fill("theirs")
    other.locator('[name="open.text"]').blur()
    expect(other.locator("#open-status")).to_have_text(re.compile("^Saved"))
    desk.write("open.text", "mine\nin two lines")
    expect(desk.problem("open")).to_have_text(NEWER)
    panel = desk.page.get_by_role("group", name="Which answer counts?")
    expect(panel.locator("dd")).to_have_text(["Your text: theirs", re.compile("mine\\s*in two")])
    # Neither leaving nor a press on the button takes the choice away from the student.
    desk.press("Check and hand in")
    expect(panel.get_by_role("button").first).to_be_focused()
    assert desk.stored("open.text") == "theirs"
    desk.page.reload()
    expect(desk.input("open.text")).to_have_value("mine\nin two lines")
    expect(desk.problem("open")).to_have_text(NEWER)
    desk.press(button)
    desk.see_saved("open")
    expect(desk.problem("open")).to_be_empty()
    wanted = "theirs" if wins == "theirs" else "mine\nin two lines"
    expect(desk.input("open.text")).to_have_value(wanted)
    assert desk.stored("open.text") == wanted


def test_two_choices_are_told_apart_in_words(sit: Callable[..., Desk]) -> None:
    desk = sit()
    desk.save_elsewhere("single", {"choice": choice_of("single", 0)}, 0)
    desk.page.get_by_label("A daily puzzle").check()
    expect(desk.problem("single")).to_have_text(NEWER)
    said = desk.page.locator("#single dd")
    expect(said).to_have_text(["An open invitation", "A daily puzzle"])
    desk.press("Keep the saved answer")
    expect(desk.page.get_by_label("An open invitation")).to_be_checked()


def test_an_answer_checked_elsewhere_comes_back(sit: Callable[..., Desk]) -> None:
    desk = sit("at-once")
    item = "at-once-short-text"
    desk.save_elsewhere(item, {"text": "parents"}, 0)
    desk.device.post(desk.attempt, {"go": f"check:{item}"})
    desk.write(f"{item}.text", "teachers")
    expect(desk.problem(item)).to_contain_text("checked already")
    expect(desk.input(f"{item}.text")).to_have_value("parents")
    expect(desk.input(f"{item}.text")).to_be_disabled()


def test_a_page_that_is_seen_again_takes_over_what_is_newer(sit: Callable[..., Desk]) -> None:
    desk = sit()
    desk.write("numeric.text", "2015")
    desk.see_saved("numeric")
    desk.save_elsewhere("short-text", {"text": "parents"}, 0)
    desk.save_elsewhere("single", {"choice": choice_of("single", 1)}, 0)
    desk.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(desk.input("short-text.text")).to_have_value("parents")
    expect(desk.page.get_by_label("A daily puzzle")).to_be_checked()
    expect(desk.input("numeric.text")).to_have_value("2015")
    expect(desk.page.locator("#answered")).to_have_text("3")
    desk.write("short-text.text", "the parents")
    desk.see_saved("short-text")
    assert desk.stored("short-text.text") == "the parents"


def test_a_lost_reply_is_no_other_device(sit: Callable[..., Desk]) -> None:
    desk = sit()
    desk.page.evaluate(LOSE_REPLY)
    desk.write("open.text", "A first text")
    expect(desk.status("open")).to_have_text(re.compile("^Not saved"))
    desk.write("open.text", "A first text, and more")
    desk.see_saved("open")
    expect(desk.problem("open")).to_be_empty()
    assert desk.stored("open.text") == "A first text, and more"


def test_what_is_answered_before_the_script_comes_is_saved(sit: Callable[..., Desk]) -> None:
    desk = sit(opened=False)
    held: list[Route] = []
    desk.page.route("**/quiz.js*", lambda route: held.append(route))
    desk.page.goto(desk.url, wait_until="commit")
    desk.write("short-text.text", "parents")
    desk.page.get_by_label("A daily puzzle").check()
    place = desk.page.locator("#ordering select").first
    place.select_option("2")
    matched = desk.page.locator("#matching select").first
    matched.select_option(index=1)
    held[0].continue_()
    for item in ("short-text", "single", "ordering", "matching"):
        desk.see_saved(item)
    assert desk.stored("short-text.text") == "parents"
    assert desk.stored(str(place.get_attribute("name"))) == "2"
    assert desk.stored(str(matched.get_attribute("name"))) == matched.input_value()


def test_a_shelved_text_survives_what_is_typed_before_the_script(
    sit: Callable[..., Desk],
) -> None:
    desk = sit()
    desk.page.route(SAVES, drop)
    desk.write("open.text", "A long text from before")
    expect(desk.status("open")).to_have_text(re.compile("^Not saved"))
    held: list[Route] = []
    desk.page.route("**/quiz.js*", lambda route: held.append(route))
    desk.page.goto(desk.url, wait_until="commit")
    desk.write("open.text", "Where is")
    desk.page.unroute(SAVES)
    held[0].continue_()
    expect(desk.page.locator("#open dd").first).to_contain_text("A long text from before")
    desk.press("Keep the saved answer")
    desk.see_saved("open")
    assert desk.stored("open.text") == "A long text from before"


def test_a_browser_that_believes_it_is_offline_still_hands_in(sit: Callable[..., Desk]) -> None:
    desk = sit(opened=False)
    desk.page.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'onLine', {get: () => false})"
    )
    desk.open()
    desk.write("short-text.text", "parents")
    desk.press("Check and hand in")
    desk.page.wait_for_url("**/summary")
    assert desk.stored("short-text.text") == "parents"


def test_without_the_server_nothing_is_handed_in(sit: Callable[..., Desk]) -> None:
    desk = sit()
    desk.page.route(SAVES, drop)
    desk.write("short-text.text", "parents")
    desk.press("Check and hand in")
    expect(desk.bar()).to_contain_text("Your answers are kept on this device.")
    expect(desk.page).to_have_url(desk.url)
    desk.page.unroute(SAVES)
    expect(desk.bar()).to_have_text("All answers saved", timeout=SOON)
    desk.press("Check and hand in")
    desk.page.wait_for_url("**/summary")


def test_back_after_handing_in_leads_to_the_review(sit: Callable[..., Desk]) -> None:
    desk = sit()
    desk.write("short-text.text", "parents")
    desk.press("Check and hand in")
    desk.page.wait_for_url("**/summary")
    desk.page.go_back()
    expect(desk.input("short-text.text")).to_have_value("parents")
    desk.press("Check and hand in")
    desk.page.wait_for_url("**/summary")
    desk.press("Hand in now")
    desk.page.wait_for_url("**/review")
    desk.page.go_back()
    desk.page.go_back()
    desk.page.wait_for_url("**/review")
    expect(desk.page.locator(".grade")).to_be_visible()


def test_an_answer_after_handing_in_elsewhere_is_said_to_be_too_late(
    sit: Callable[..., Desk],
) -> None:
    desk = sit()
    desk.device.post(f"{desk.attempt}/submit", {})
    desk.write("short-text.text", "parents")
    desk.page.wait_for_url("**/review")
    expect(desk.page.get_by_text("were not added")).to_be_visible()


def test_steps_move_by_keyboard_and_tell_their_place(sit: Callable[..., Desk]) -> None:
    desk = sit()
    steps = desk.page.locator("#ordering .step")
    count = steps.count()
    moved = steps.first.locator("label").inner_text()
    down = desk.page.get_by_role("button", name=f"Move down: {moved}")
    region = desk.page.locator("#ordering .steps + [role=status]")
    expect(region).to_be_attached()
    down.focus()
    for place in range(2, count + 1):
        desk.page.keyboard.press("Enter")
        expect(region).to_have_text(f"Now at place {place} of {count}")
        expect(down).to_be_focused()
    expect(steps.last.locator("label")).to_have_text(moved)
    desk.see_saved("ordering")
    name = str(steps.last.locator("select").get_attribute("name"))
    assert desk.stored(name) == str(count)


def test_no_buttons_move_the_steps_of_a_closed_question(sit: Callable[..., Desk]) -> None:
    desk = sit(opened=False)
    held: list[Route] = []
    desk.page.route("**/quiz.js*", lambda route: held.append(route))
    desk.page.goto(desk.url, wait_until="commit")
    closed = desk.page.locator("#ordering .answer")
    closed.evaluate("fieldset => { fieldset.disabled = true; }")
    held[0].continue_()
    expect(desk.page.locator("html.js")).to_be_attached()
    expect(desk.page.locator("#ordering .moves")).to_have_count(0)


def test_checking_waits_for_the_save_that_is_under_way(sit: Callable[..., Desk]) -> None:
    desk = sit("at-once")
    item = "at-once-short-text"
    held: list[Route] = []
    desk.page.route(SAVES, lambda route: held.append(route), times=1)
    with desk.page.expect_request(SAVES):
        desk.write(f"{item}.text", "par")
    desk.write(f"{item}.text", "parents")
    desk.page.locator(f'button[value="check:{item}"]').click()
    held[0].continue_()
    expect(desk.page.locator(f"#{item} .badge")).to_contain_text("Right")


def test_checking_makes_nothing_final_that_is_not_seen(sit: Callable[..., Desk]) -> None:
    desk = sit("at-once")
    item = "at-once-short-text"
    desk.write(f"{item}.text", "parents")
    desk.see_saved(item)
    desk.save_elsewhere(item, {"text": "teachers"}, 1)
    desk.page.locator(f'button[value="check:{item}"]').click()
    expect(desk.problem(item)).to_have_text(NEWER)
    expect(desk.page.locator(f"#{item} .badge")).to_have_count(0)


def test_a_newer_answer_elsewhere_does_not_hold_up_handing_in(sit: Callable[..., Desk]) -> None:
    desk = sit()
    desk.write("short-text.text", "parents")
    desk.see_saved("short-text")
    desk.save_elsewhere("short-text", {"text": "the parents"}, 1)
    desk.press("Check and hand in")
    desk.page.wait_for_url("**/summary")
    assert desk.stored("short-text.text") == "the parents"


def test_a_killed_tab_with_a_stale_token_loses_nothing(sit: Callable[..., Desk]) -> None:
    desk = sit()
    context = desk.page.context
    student = [c for c in context.cookies() if c["name"] == "student"]
    context.clear_cookies()
    context.add_cookies(student)  # type: ignore[arg-type]
    desk.write("open.text", "Typed on a page that is too old")
    expect(desk.problem("open")).to_have_text(
        "Not saved. Reload the page; your answer is kept on this device."
    )
    desk.page.close()
    desk.page = context.new_page()
    desk.open()
    expect(desk.input("open.text")).to_have_value("Typed on a page that is too old")
    desk.see_saved("open")
    assert desk.stored("open.text") == "Typed on a page that is too old"


def finish(desk: Desk) -> None:
    desk.page.locator(".who summary").click()
    desk.page.get_by_role("link", name="Finish and hand over").click()
    desk.page.wait_for_url("**/finish")


def test_who_hands_over_is_warned_and_the_next_student_finds_nothing(
    sit: Callable[..., Desk], live: Live
) -> None:
    desk = sit()
    desk.page.route(SAVES, drop)
    desk.write("open.text", "Mine alone")
    expect(desk.status("open")).to_have_text(re.compile("^Not saved"))
    finish(desk)
    warning = desk.page.get_by_role("alert")
    expect(warning).to_contain_text("Some answers are only on this device")
    warning.get_by_role("link").click()
    expect(desk.page).to_have_url(desk.url)
    expect(desk.input("open.text")).to_have_value("Mine alone")
    finish(desk)
    desk.press("Sign out and hand over")
    desk.page.wait_for_url("**/join?left=1")
    assert desk.page.evaluate("localStorage.length") == 0
    assert [c["name"] for c in desk.page.context.cookies() if c["name"] == "student"] == []
    name = "Test Learner"
    assert name not in desk.page.content()
    for _ in range(3):
        desk.page.go_back()
        desk.page.wait_for_url("**/join")
        assert name not in desk.page.content()
        assert "Mine alone" not in desk.page.content()
    desk.page.goto(f"{desk.origin}/join")
    desk.page.unroute(SAVES)
    desk.page.get_by_label("Class code").fill(code_at(urlsplit(desk.origin).port or 0))
    desk.page.get_by_label("Your name").fill("Student Two")
    desk.page.keyboard.press("Enter")
    expect(desk.page.get_by_role("heading", name="Lessons")).to_be_visible()
    desk.page.goto(f"{desk.origin}/lessons/all-types/quizzes/all")
    desk.press("Start")
    desk.page.wait_for_url("**/attempts/*")
    assert urlsplit(desk.page.url).path != desk.attempt
    expect(desk.input("open.text")).to_have_value("")


def picked(desk: Desk) -> set[str]:
    """The paragraphs that are ticked for the first question."""
    boxes = desk.page.locator('#single [name^="single.evidence."]:checked')
    return {name for box in boxes.all() if (name := box.get_attribute("name"))}


def test_picked_paragraphs_outlive_the_network_and_the_tab(sit: Callable[..., Desk]) -> None:
    desk = sit()
    desk.page.route(SAVES, drop)
    desk.input("single.evidence.p1").check()
    desk.input("single.evidence.t").check()
    expect(desk.status("single")).to_have_text(re.compile("^Not saved"))
    desk.page.unroute(SAVES)
    desk.open()
    desk.see_saved("single")
    assert picked(desk) == {"single.evidence.p1", "single.evidence.t"}
    # Nothing is answered yet.
    expect(desk.page.locator("#answered")).to_have_text("0")
    desk.input("single.evidence.t").uncheck()
    desk.see_saved("single")
    desk.open()
    assert picked(desk) == {"single.evidence.p1"}


def test_other_paragraphs_are_another_answer(sit: Callable[..., Desk]) -> None:
    desk = sit()
    desk.save_elsewhere("single", {"evidence.p2": "cited"}, 0)
    desk.input("single.evidence.p1").check()
    expect(desk.problem("single")).to_have_text(NEWER)
    panel = desk.page.get_by_role("group", name="Which answer counts?")
    expect(panel.locator("dd").first).to_have_text("P2")
    expect(panel.locator("dd").last).to_have_text("P1")
    desk.press("Keep the saved answer")
    desk.see_saved("single")
    assert picked(desk) == {"single.evidence.p2"}
    # And the page that is seen again takes over what is newer.
    desk.save_elsewhere("single", {"evidence.p3": "cited"}, 2)
    desk.page.evaluate(
        "window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))"
    )
    expect(desk.input("single.evidence.p3")).to_be_checked()
    assert picked(desk) == {"single.evidence.p3"}
