"""Coming in by the QR address, and waiting at the door, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, expect

from bench.live import Live, Visitor, code_at


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_who_lost_the_code_is_let_in_from_the_desk(
    serve: Callable[..., Live],
    by_http: Callable[[int], Visitor],
    new_context: Callable[..., BrowserContext],
    script: bool,
) -> None:
    live, name = serve(), f"Waiting Learner, {'with' if script else 'without'} a script"
    code = code_at(live.port).replace(" ", "")
    by_http(live.port).join(name)
    page = new_context(java_script_enabled=script).new_page()
    page.goto(f"http://quiz.lan:{live.port}/join/{code}")
    page.get_by_label("Your name").fill(name.upper())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Is that you?")).to_be_visible()
    page.get_by_role("button", name="Ask to be let in").click()
    page.wait_for_url("**/waiting")
    teacher = by_http(live.port)
    teacher.get(live.way_in())
    claim = re.search(r'name="claim" value="(\w+)"', teacher.get("/instructor/"))
    assert claim
    teacher.post("/instructor/claims", {"claim": claim[1], "action": "let in"})
    if not script:
        page.get_by_role("link", name="Go on").click()
    expect(page.get_by_role("heading", name="Lessons")).to_be_visible(timeout=15_000)
    assert urlsplit(page.url).path == "/"
