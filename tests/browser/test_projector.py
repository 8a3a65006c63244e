"""The projector in a real browser: kept true while it stands there, sleeps and wakes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image, ImageStat
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from bench.live import ALL_TYPES, Live, Visitor
from quiz.model import Item
from quiz.storage.database import Database
from tests.answers import key_of
from tests.browser.looking import ALL_RULES, COLOURS, NARROW, SCROLLS, TOO_WIDE, Look, troubles
from tests.room import Room

MORNING = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
PROJECTOR: ViewportSize = {"width": 1280, "height": 720}
LOOKS = (
    Look(PROJECTOR, rules=ALL_RULES),
    Look(PROJECTOR, "dark", rules=COLOURS),
    Look(NARROW),
)
KEY = ("all-types", "all")
SMALL_TEXT = """() => {
  const least = 1.5 * parseFloat(getComputedStyle(document.documentElement).fontSize);
  const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  const small = new Set();
  while (texts.nextNode()) {
    const e = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !e.checkVisibility() || e.closest('.unseen')) continue;
    if (parseFloat(getComputedStyle(e).fontSize) < least - .1) small.add(e.outerHTML.slice(0, 90));
  }
  return [...small];
}"""
HIDE = """hidden => {
  Object.defineProperty(document, 'hidden', {value: hidden, configurable: true});
  document.dispatchEvent(new Event('visibilitychange'));
}"""
"""What a laptop's lid does to a page, and what happens when it is lifted again."""


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, object]:
    return {"viewport": PROJECTOR}


@dataclass(frozen=True)
class Projected:
    """A program with a class at work in it, and the items that it is asked."""

    live: Live
    page: str
    items: tuple[Item, ...]
    by_type: dict[str, Item]

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.live.port}{path}"

    def at(self, kind: str, step: str = "") -> str:
        return self.url(f"{self.page}/items/{self.by_type[kind].id}{step}")


@pytest.fixture(scope="module")
def projected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Projected]:
    """A program of its own, because it is killed and started again here."""
    data = tmp_path_factory.mktemp("projector")
    with Database(data) as db:
        room = Room(db, ALL_TYPES, KEY)
        room.fill(12)
    live = Live(data, ALL_TYPES)
    live.start()
    kinds = {item.type: item for item in reversed(room.quiz.items)}
    yield Projected(live, room.page, room.quiz.items, kinds)
    live.kill()


@pytest.fixture(scope="module")
def cookies(projected: Projected) -> dict[str, str]:
    """The instructor's."""
    visitor = Visitor(projected.live.port)
    visitor.get(projected.live.way_in())
    visitor.close()
    return visitor.cookies


@pytest.fixture
def screen(
    projected: Projected, cookies: dict[str, str], new_context: Callable[..., BrowserContext]
) -> Page:
    context = new_context()
    url = projected.url("/")
    context.add_cookies([{"name": n, "value": v, "url": url} for n, v in cookies.items()])
    return context.new_page()


@pytest.fixture
def pupil(projected: Projected) -> Iterator[Visitor]:
    visitor = Visitor(projected.live.port)
    yield visitor
    visitor.close()


def answer(pupil: Visitor, name: str, item: Item) -> None:
    """Somebody more who comes and answers one question."""
    pupil.join(name)
    attempt = pupil.start(*KEY)
    pupil.save(attempt, item.id, dict(key_of(item)), 0)


def count_of(screen: Page) -> int:
    """How many have answered the question that is shown."""
    words = screen.locator("[data-part=counts] strong").first.inner_text()
    return int(words.partition(" ")[0])


def test_it_follows_the_class_while_it_stands_there(
    projected: Projected, screen: Page, pupil: Visitor
) -> None:
    screen.goto(projected.at("numeric", "?show=answers"))
    before = count_of(screen)
    beams = screen.locator(".beams .share").first.inner_text()
    answer(pupil, "Late One", projected.by_type["numeric"])
    expect(screen.locator("[data-part=counts]")).to_contain_text(f"{before + 1} of 13")
    expect(screen.locator(".beams .share").first).not_to_have_text(beams)
    assert screen.url == projected.at("numeric", "?show=answers")


def test_a_screen_that_slept_asks_at_once_when_it_wakes(
    projected: Projected, screen: Page, pupil: Visitor
) -> None:
    # The clock stands still but for what this test lets pass, so that nothing else asks.
    screen.clock.install(time=MORNING)
    screen.goto(projected.at("short text"))
    screen.clock.pause_at(MORNING + timedelta(minutes=1))
    # The leap to there may have cut a request short; from here on no time passes.
    screen.evaluate("dispatchEvent(new Event('online'))")
    expect(screen.locator("#stale")).to_have_text("")
    before = count_of(screen)
    asked: list[str] = []
    screen.on("request", lambda request: asked.append(request.url))
    screen.evaluate(HIDE, True)
    screen.clock.fast_forward("30:00")
    answer(pupil, "Late Two", projected.by_type["short text"])
    assert asked == []
    assert count_of(screen) == before
    screen.evaluate(HIDE, False)
    expect(screen.locator("[data-part=counts]")).to_contain_text(f"{before + 1} of ")
    expect(screen.locator("#stale")).to_have_text("")


def test_old_numbers_are_said_to_be_old_until_the_program_is_back(
    projected: Projected, screen: Page, pupil: Visitor
) -> None:
    screen.goto(projected.at("matching", "?show=answers"))
    projected.live.kill()
    stale = screen.locator("#stale")
    expect(stale).to_contain_text("Not connected since")
    expect(screen.locator(".beams li").first).to_be_visible()
    projected.live.start()
    expect(stale).to_have_text("")
    before = count_of(screen)
    answer(pupil, "Late Three", projected.by_type["matching"])
    expect(screen.locator("[data-part=counts]")).to_contain_text(f"{before + 1} of ")


def test_back_and_reload_show_what_the_address_says(projected: Projected, screen: Page) -> None:
    screen.goto(projected.at("single choice"))
    screen.get_by_role("link", name="Show the answers").click()
    screen.get_by_role("link", name="Show the key").click()
    expect(screen.locator(".beams .judged").first).to_be_visible()
    screen.reload()
    expect(screen.locator(".beams .judged").first).to_be_visible()
    screen.go_back()
    expect(screen.get_by_role("link", name="Show the key")).to_be_visible()
    assert screen.locator(".judged").count() == 0
    screen.go_back()
    expect(screen.get_by_role("link", name="Show the answers")).to_be_visible()
    assert screen.locator(".beams").count() == 0


def test_it_works_without_a_script(
    projected: Projected, cookies: dict[str, str], new_context: Callable[..., BrowserContext]
) -> None:
    context = new_context(java_script_enabled=False)
    url = projected.url("/")
    context.add_cookies([{"name": n, "value": v, "url": url} for n, v in cookies.items()])
    page = context.new_page()
    page.goto(projected.url(projected.page))
    page.get_by_role("link", name="Question 2", exact=True).click()
    page.get_by_role("link", name="Show the answers").click()
    expect(page.locator(".beams li").first).to_be_visible()
    expect(page.get_by_text("Reload the page for newer numbers.")).to_be_visible()


def pages(projected: Projected) -> list[str]:
    choice, key = projected.by_type["single choice"], "?show=answers&show=typed&show=key"
    kinds = [kind for kind in projected.by_type if kind not in ("true/false", "numeric")]
    return [
        projected.url("/classroom/"),
        projected.url(projected.page),
        *(projected.at(kind) for kind in ("multiple choice", "cloze", "categorise")),
        *(projected.at(kind, key) for kind in kinds),
        projected.url(f"{projected.page}/items/{choice.id}/evidence"),
        projected.url(f"{projected.page}/items/{choice.id}/evidence?show=key&read=p3"),
    ]


def test_every_page_is_good_from_the_back_row(projected: Projected, screen: Page) -> None:
    found = []
    for url in pages(projected):
        screen.set_viewport_size(PROJECTOR)
        screen.goto(url)
        found += [f"{url}: too small: {text}" for text in screen.evaluate(SMALL_TEXT)]
        code = screen.locator(".qr").bounding_box()
        assert code
        if code["height"] < PROJECTOR["height"] / 4 or code["y"] + code["height"] > 720:
            found.append(f"{url}: the QR code is {code}")
        found += troubles(screen, url, LOOKS)
    assert found == []


def test_long_options_leave_room_for_the_verdict(projected: Projected, screen: Page) -> None:
    screen.goto(projected.at("single choice", "?show=answers&show=key"))
    screen.locator(".beams .words > [dir=auto]").evaluate_all(
        "(all, words) => all.forEach(e => { e.textContent = words; })",
        "a long option " * 20 + "x" * 200,
    )
    assert not screen.evaluate(SCROLLS), screen.evaluate(TOO_WIDE)


def test_the_way_in_stays_in_view(projected: Projected, screen: Page) -> None:
    screen.set_viewport_size({"width": 1280, "height": 500})
    screen.goto(projected.at("multiple choice", "?show=answers"))
    screen.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    expect(screen.locator(".qr")).to_be_in_viewport(ratio=1)


def test_solid_and_hatched_differ_without_colour(
    projected: Projected, screen: Page, tmp_path: Path
) -> None:
    """The bar of what is right is darker than the others by far, in greys too."""
    screen.goto(projected.at("single choice", "?show=answers&show=key"))
    darkness = []
    for look in ("is-right", "is-wrong"):
        beam = screen.locator(f".beams .beam.{look} .length").first
        beam.evaluate("e => e.setAttribute('width', '100%')")
        shot = beam.screenshot(path=tmp_path / f"{look}.png")
        assert shot
        grey = Image.open(tmp_path / f"{look}.png").convert("L")
        inner = grey.crop((6, 6, grey.width - 6, grey.height - 6))
        darkness.append(255 - ImageStat.Stat(inner).mean[0])
    assert darkness[0] > 2 * darkness[1] > 40
