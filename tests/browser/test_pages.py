"""Every page, as the people who have the hardest time with a page meet it.

axe finds about half of what is wrong; the rest of this file and the journeys look for more.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, Request, ViewportSize, expect

from bench.live import ALL_TYPES, ROOT, Live, Visitor, code_at
from tests.answers import key_of, quizzes

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL_RULES = {"type": "tag", "values": TAGS}
CONTRAST = {"type": "rule", "values": ["color-contrast"]}
# What axe found to be right is long and stays in the browser.
RUN_AXE = """only => axe.run(document, {runOnly: only, resultTypes: ["violations"]})
  .then(results => results.violations)"""
REMEMBER_COLOURS = """() => {
  const color = axe.commons.color.Color.prototype;
  const parse = color.parseString;
  const known = new Map();
  color.parseString = function (text) {
    if (!known.has(text)) {
      parse.call(this, text);
      known.set(text, {r: this.r, g: this.g, b: this.b, alpha: this.alpha});
    }
    return Object.assign(this, known.get(text));
  };
}"""
"""A third of axe's time goes into reading the same few colours again."""
PARTS = 6
"""Into which the longest test is cut, so that no core is left alone with it."""
PHONE: ViewportSize = {"width": 360, "height": 740}
LAPTOP: ViewportSize = {"width": 1280, "height": 740}
HEAVIEST = 30_000
"""Bytes over the wire that a page may cost before its images."""
TAKEN = ("where-does-the-story-start", "final-test")
"""The lessons of the shipped course whose quizzes are taken here."""

SMALL_TARGETS = """() => {
  const shown = e => e.checkVisibility({visibilityProperty: true, opacityProperty: true});
  const union = (a, b) => ({
    width: Math.max(a.right, b.right) - Math.min(a.left, b.left),
    height: Math.max(a.bottom, b.bottom) - Math.min(a.top, b.top),
  });
  const small = [];
  for (const e of document.querySelectorAll(
      'a[href], button, input:not([type=hidden]), select, textarea, summary')) {
    if (!shown(e) || e.matches(':disabled, .skip, .unseen')) continue;
    let box = e.getBoundingClientRect();
    const label = e.labels && e.labels[0];
    if (label && ['radio', 'checkbox'].includes(e.type)) {
      box = union(box, label.getBoundingClientRect());
    }
    const style = getComputedStyle(e);
    const inText = e.tagName === 'A' && style.display === 'inline';
    const height = inText ? parseFloat(style.lineHeight) : box.height;
    const least = inText ? 24 : 44;
    if (Math.round(height) < least || (!inText && Math.round(box.width) < least)) {
      small.push(`${e.outerHTML.slice(0, 90)}: ${Math.round(box.width)} x ${Math.round(height)}`);
    }
  }
  return small;
}"""

SCROLLS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
TOO_WIDE = """() => [...document.querySelectorAll('body *:not(.skip, .unseen)')]
  .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map(e => e.outerHTML.slice(0, 90))"""


@dataclass(frozen=True)
class Place:
    """A page to look at: whose cookies it takes, and where it is."""

    name: str
    url: str
    cookies: dict[str, str]

    def open(self, page: Page) -> None:
        context = page.context
        context.clear_cookies()
        at = urlsplit(self.url)
        context.add_cookies(
            [
                {"name": name, "value": value, "url": f"{at.scheme}://{at.netloc}"}
                for name, value in self.cookies.items()
            ]
        )
        page.goto(self.url)


@pytest.fixture(scope="module")
def places(
    serve: Callable[..., Live],
    by_http: Callable[[int], Visitor],
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Place, ...]:
    """All pages in all their states."""
    course = tmp_path_factory.mktemp("course") / "lessons"
    shutil.copytree(ALL_TYPES, course)
    (course / "90-broken.md").write_text("---\ntitle: Broken\ncolour: red\n---\n", "utf-8")
    return tuple(
        place
        for lessons in (course, ROOT / "lessons")
        for place in _places(serve(lessons), lessons, by_http)
    )


def _places(live: Live, course: Path, by_http: Callable[[int], Visitor]) -> list[Place]:
    begun, done, teacher, nobody = (by_http(live.port) for _ in range(4))
    begun.join("Test Learner")
    done.join("طالب علم")
    teacher.get(urlsplit(live.link).path)
    paths = ["/", "/reading", "/nowhere"] if course.parent == ROOT else ["/", "/lessons/broken"]
    students = [(begun, path) for path in paths] + [(nobody, "/join"), (begun, "/finish")]
    students += [(nobody, f"/join/{code_at(live.port).replace(' ', '')}"), (nobody, "/join/0")]
    teachers, seen = ["/instructor/", "/instructor/students", "/instructor/classes/1"], set()
    teachers += ["/instructor/happenings", "/instructor/students/codes", "/instructor/students/1"]
    for (lesson, quiz_id), quiz in quizzes(course).items():
        if course.parent == ROOT and (lesson in seen or lesson not in TAKEN):
            # The course that ships is long, and its quizzes are of the kinds seen already.
            students.append((begun, f"/lessons/{lesson}"))
            continue
        attempt, handed_in = begun.start(lesson, quiz_id), done.start(lesson, quiz_id)
        for item in quiz.items[::2]:
            begun.save(attempt, item.id, dict(key_of(item)), 0)
        for item in quiz.items[1:]:
            done.save(handed_in, item.id, dict(key_of(item)), 0)
        done.post(f"{handed_in}/submit", {})
        students += [(begun, attempt), (done, f"{handed_in}/review")]
        if lesson not in seen:
            students += [
                (begun, f"/lessons/{lesson}"),
                (begun, f"/lessons/{lesson}/quizzes/{quiz_id}"),
                (begun, f"{attempt}/summary"),
            ]
        seen.add(lesson)
        teachers += [f"/instructor/lessons/{lesson}", f"/instructor{handed_in}"]
        teachers += ["/instructor/analysis", f"/instructor/analysis/{lesson}/{quiz_id}"]
        teachers += ["/instructor/misconceptions"]
    if course.parent == ROOT:
        _take_polls(teacher, [by_http(live.port) for _ in range(6)])
        teachers += ["/instructor/polls", "/instructor/connection"]
        students.append((nobody, "/hello"))
    shown = course.parent.name
    return [
        *(
            Place(f"{shown} {path}", f"http://quiz.lan:{live.port}{path}", dict(who.cookies))
            for who, path in dict.fromkeys(students)
        ),
        *(
            Place(f"{shown} {path}", f"http://127.0.0.1:{live.port}{path}", dict(teacher.cookies))
            for path in dict.fromkeys(teachers)
        ),
    ]


def _take_polls(teacher: Visitor, voters: list[Visitor]) -> None:
    """Leave one poll of the shipped course with results, and another one open."""
    teacher.get("/instructor/polls")
    taken, lesson = "/instructor/polls/how-is-the-case-built/reasoning", "how-is-the-case-built"
    teacher.post(taken, {"moment": "before", "action": "open"})
    for number, voter in enumerate(voters):
        voter.join("Test Voter")
        voter.get(f"/lessons/{lesson}")
        choice = {"moment": "before", "choice": "2" if number % 2 else "5"}
        voter.post(f"/lessons/{lesson}/polls/reasoning", choice)
    teacher.post(taken, {"moment": "before", "action": "close"})
    still_open = "/instructor/polls/how-well-is-it-supported/support"
    teacher.post(still_open, {"moment": "before", "action": "open"})


@pytest.mark.parametrize("part", range(PARTS))
def test_axe_finds_nothing(places: tuple[Place, ...], page: Page, part: int) -> None:
    found = set()
    for place in places[part::PARTS]:
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(PHONE)
        place.open(page)
        _open_all(page)
        page.evaluate(Axe().axe_script)
        page.evaluate(REMEMBER_COLOURS)
        for size in (PHONE, LAPTOP):
            page.set_viewport_size(size)
            for scheme, only in (("light", ALL_RULES), ("dark", CONTRAST)):
                page.emulate_media(color_scheme=scheme)
                violations = page.evaluate(RUN_AXE, only)
                found |= {
                    f"{place.name}: {scheme}, {size['width']}: {violation['id']}: {node['html']}"
                    for violation in violations
                    for node in violation["nodes"]
                }
    assert sorted(found) == []


def test_nothing_scrolls_sideways_on_the_narrowest_phone(
    places: tuple[Place, ...], page: Page
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    found = []
    for place in places:
        place.open(page)
        _open_all(page)
        if page.evaluate(SCROLLS):
            found.append(f"{place.name}: {page.evaluate(TOO_WIDE)[:3]}")
    assert found == []


def test_everything_can_be_hit_with_a_thumb(places: tuple[Place, ...], page: Page) -> None:
    found = []
    for place in places:
        place.open(page)
        _open_all(page)
        found += [f"{place.name}: {target}" for target in page.evaluate(SMALL_TARGETS)]
    assert found == []


def test_a_page_is_light_and_asks_no_other_host(
    places: tuple[Place, ...], new_context: Callable[..., BrowserContext]
) -> None:
    heavy = []
    for _, same_host in groupby(places, lambda place: urlsplit(place.url).netloc):
        page = new_context().new_page()
        # Nothing may come from a cache.
        cache = page.context.new_cdp_session(page)
        cache.send("Network.enable")
        cache.send("Network.setCacheDisabled", {"cacheDisabled": True})
        for place in same_host:
            weights = _weights(page, place)
            assert {urlsplit(url).netloc for url in weights} == {urlsplit(place.url).netloc}
            # The instructor's pages don't leave the laptop.
            if sum(weights.values()) >= HEAVIEST and "/instructor" not in place.url:
                heavy.append(f"{place.name}: {weights}")
        page.context.close()
    assert heavy == []


def test_the_measures_see_what_is_wrong(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.set_content(
        "<button>x</button><label>y <input type=checkbox></label>"
        "<a href='#' style='line-height:1'>z</a>"
        "<button style='width:44px; height:44px'>big</button>"
    )
    assert len(page.evaluate(SMALL_TARGETS)) == 3
    assert not page.evaluate(SCROLLS)
    page.set_content("<p style='width:400px'>wide</p>")
    assert page.evaluate(SCROLLS)
    assert page.evaluate(TOO_WIDE) == ['<p style="width:400px">wide</p>']


def _weights(page: Page, place: Place) -> dict[str, int]:
    """What a page and all that it asks for cost over the wire, images apart."""
    seen: list[Request] = []

    def note(request: Request) -> None:
        seen.append(request)

    page.on("requestfinished", note)
    place.open(page)
    page.remove_listener("requestfinished", note)
    return {request.url: _bytes(request) for request in seen if request.resource_type != "image"}


def _bytes(request: Request) -> int:
    sizes = request.sizes()
    return sizes["responseBodySize"] + sizes["responseHeadersSize"]


def _open_all(page: Page) -> None:
    """Open what can be opened, and try a practice item, so that what they hide is seen too."""
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    checks = page.locator("form.practice button")
    if checks.count():
        checks.first.click()
        expect(page.locator(".result").first).to_be_visible()
