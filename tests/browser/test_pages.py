"""Every page, as the people who have the hardest time with a page meet it.

At 320 and 1280 px, light, dark and in forced colours: axe, reflow, targets; by keyboard; and what a
page costs. The pages of a sitting, the projector's and those of the desk that need more than a
class are looked at in the same way beside their own tests.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page, Request

from bench.live import ALL_TYPES, ROOT, Live, Visitor
from tests.browser.looking import (
    AT_DESK,
    LOOKS,
    SCROLLS,
    SMALL_TARGETS,
    TOO_WIDE,
    lost_by_keyboard,
    open_all,
    troubles,
)
from tests.browser.places import Place, Places

PARTS = 6
"""Into which the longest test is cut, so that no core is left alone with it."""
HEAVIEST = 30_000
"""Bytes over the wire that a page may cost before its images."""
NO_PAGES = {"attempt_state", "now", "picture", "save_item", "send_late"}
"""What the program answers to a script or an image, and not to a person."""
ONLY_LEAD_ON = {"leave", "quiz", "submit"}
"""Forms whose answer is always another page, which is looked at by its own address."""


@pytest.fixture(scope="session")
def places(
    serve: Callable[..., Live],
    by_http: Callable[[int], Visitor],
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Place, ...]:
    course = tmp_path_factory.mktemp("course") / "lessons"
    shutil.copytree(ALL_TYPES, course)
    (course / "90-broken.md").write_text("---\ntitle: Broken\ncolour: red\n---\n", "utf-8")
    return tuple(
        place
        for lessons in (course, ROOT / "lessons")
        for place in Places(serve(lessons), lessons, by_http).all()
    )


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_is_for_everybody(places: tuple[Place, ...], page: Page, part: int) -> None:
    # Nothing may come from a cache where it is weighed.
    cache = page.context.new_cdp_session(page)
    cache.send("Network.enable")
    cache.send("Network.setCacheDisabled", {"cacheDisabled": True})
    found = []
    for place in places[part::PARTS]:
        page.emulate_media(color_scheme="light", forced_colors="none")
        page.set_viewport_size(LOOKS[0].size)
        found += _too_much(page, place)
        if place.is_students:
            found += lost_by_keyboard(page, place.name)
        open_all(page)
        found += troubles(page, place.name, LOOKS if place.is_students else AT_DESK)
    assert sorted(set(found)) == []


def test_no_students_page_is_left_out(places: tuple[Place, ...], app: Flask) -> None:
    wanted = {
        (method, rule.endpoint)
        for rule in app.url_map.iter_rules()
        for method in ("GET", "POST")
        if rule.methods and method in rule.methods and rule.endpoint.startswith("student.")
    }
    wanted -= {(method, f"student.{name}") for method in ("GET", "POST") for name in NO_PAGES}
    wanted -= {("POST", f"student.{name}") for name in ONLY_LEAD_ON}
    routes = app.url_map.bind("")
    asked = (place.asks for place in places if place.is_students)
    seen = {(m, routes.match(path, m)[0]) for m, path in asked if path != "/nowhere"}
    assert wanted - seen == set()


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


@pytest.mark.parametrize(
    ("when", "style", "found"),
    [
        ("prefers-color-scheme: dark", "p { color: #ddd }", "320 px, dark: color-contrast"),
        ("forced-colors: active", "p { color: #ddd }", "320 px, light, forced colours: color"),
        ("min-width: 60rem", "p { color: #ddd }", "1280 px, light: color-contrast"),
        ("max-width: 60rem", "div { background: #222 }", "320 px, light: color-contrast"),
        ("min-width: 60rem", "img { display: inline }", "1280 px, light: image-alt"),
    ],
)
def test_what_is_wrong_in_one_look_is_seen(page: Page, when: str, style: str, found: str) -> None:
    """Also where the same page was right before."""
    for css in ("", f"@media ({when}) {{ {style} }}"):
        page.set_content(
            "<!doctype html><html lang=en><title>Bees</title><style>html, div { background: #fff }"
            f"p {{ forced-color-adjust: none }} img {{ display: none }} {css}</style>"
            "<main><h1>Bees</h1><div><p>Bees</p></div><img src=data:></main>"
        )
        wrong = troubles(page, "x")
        assert css or wrong == []
    assert wrong[0].startswith(f"x: {found}")


@pytest.mark.parametrize(
    ("body", "lost"),
    [
        ("<a href='#'>a</a><input type=radio name=r><input type=radio name=r>", []),
        ("<button style='outline: none'>a</button>", ["has the focus unseen"]),
        (
            "<a href='#'>a</a><p style='position: fixed; inset: 0; margin: 0'>b</p>",
            ["has the focus unseen"],
        ),
        (
            "<a href='#' onkeydown='return false'>a</a><a href='#'>b</a>",
            ["Tab never reaches"],
        ),
    ],
)
def test_what_is_lost_by_keyboard_is_seen(page: Page, body: str, lost: list[str]) -> None:
    page.set_content(body)
    assert [one.split(": ")[1].partition(" <")[0] for one in lost_by_keyboard(page, "")] == lost


def _too_much(page: Page, place: Place) -> list[str]:
    """Open a page; what of it came from elsewhere, and whether all of it costs too much."""
    seen: list[Request] = []

    def note(request: Request) -> None:
        seen.append(request)

    page.on("requestfinished", note)
    place.open(page)
    page.remove_listener("requestfinished", note)
    found = [
        f"{place.name}: asks {request.url}"
        for request in seen
        if urlsplit(request.url).netloc != urlsplit(place.url).netloc
    ]
    weights = {request.url: _bytes(request) for request in seen if request.resource_type != "image"}
    # The instructor's pages don't leave the laptop; and behind a form there are two pages.
    if place.is_students and not place.sends and sum(weights.values()) >= HEAVIEST:
        found.append(f"{place.name}: {weights}")
    return found


def _bytes(request: Request) -> int:
    sizes = request.sizes()
    return sizes["responseBodySize"] + sizes["responseHeadersSize"]
