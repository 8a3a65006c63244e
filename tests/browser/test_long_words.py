"""Words that are longer than a phone is wide, in names, titles, questions and options."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from bench.live import Live, Visitor
from tests.answers import key_of, quizzes
from tests.browser.looking import NARROW, SCROLLS, TOO_WIDE
from tests.browser.places import Place

WORD = "Rindfleischetikettierungsueberwachungsaufgabenuebertragungsgesetz"
COURSE = f"---\ntitle: {WORD}\n---\n"
LESSON = f"""---
title: {WORD}
---

See https://example.org/{WORD}/{WORD}.

## Quiz: {WORD} {{#exit}}

### Which, {WORD} or {WORD}? {{#choice}}

- (x) {WORD}{WORD}
    > {WORD}{WORD}
- ( ) https://example.org/{WORD}

### Match. {{#pairs}}

- {WORD} -> {WORD}{WORD}
- left -> right

### Order. {{#steps}}

order:

1. {WORD}{WORD}
2. second

### Fill in. {{#gaps}}

The [[{WORD}]] and the [[({WORD})|wrong]].
"""


@pytest.fixture(scope="module")
def lessons(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("long-words")
    (folder / "index.md").write_text(COURSE, "utf-8")
    (folder / "01-long.md").write_text(LESSON, "utf-8")
    return folder


@pytest.fixture(scope="module")
def live(lessons: Path, serve: Callable[..., Live]) -> Live:
    return serve(lessons)


@pytest.fixture(scope="module")
def places(
    live: Live, teacher: Visitor, by_http: Callable[[int], Visitor], lessons: Path
) -> list[tuple[Visitor, str]]:
    """Whose page it is, and where."""
    opening = "/instructor/sittings/new/long/exit"
    teacher.get(opening)
    rules = {"minutes": "20", "attempts": "1", "feedback": "after-submit", "action": "open"}
    teacher.post(opening, rules)
    sitting, students = teacher.path.partition("?")[0], [by_http(live.port) for _ in range(2)]
    attempts = []
    for student, name in zip(students, (WORD, f"{WORD[:50]} 2"), strict=True):
        student.join(name)
        attempts.append(student.start("long", "exit"))
        for item in quizzes(lessons)["long", "exit"].items:
            student.save(attempts[-1], item.id, dict(key_of(item)), 0)
    students[0].post(f"{attempts[0]}/submit", {})
    of_students = (
        (students[0], f"{attempts[0]}/review"),
        *((students[1], path) for path in ("/", "/lessons/long", attempts[1])),
        (students[1], f"{attempts[1]}/summary"),
    )
    of_teacher = (
        "/instructor/",
        sitting,
        f"/instructor{attempts[0]}",
        "/instructor/lessons/long",
        "/instructor/lessons/long/edit",
        "/instructor/lessons/long/quizzes/exit/paper",
        "/instructor/regrades/long/exit/choice",
        "/instructor/releases/long/exit",
        "/instructor/students/merge?first=1&second=2",
        f"{sitting.replace('/instructor', '/classroom')}/items/choice?show=answers",
    )
    return [*of_students, *((teacher, path) for path in of_teacher)]


def test_no_page_is_pushed_sideways(
    live: Live, places: list[tuple[Visitor, str]], page: Page
) -> None:
    page.set_viewport_size(NARROW)
    found = []
    for who, path in places:
        Place(path, f"http://127.0.0.1:{live.port}{path}", dict(who.cookies)).open(page)
        if page.evaluate(SCROLLS):
            found += [f"{path}: {wide}" for wide in page.evaluate(TOO_WIDE)[:2]]
    assert found == []
