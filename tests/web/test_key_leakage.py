"""Before feedback is due, two different keys over the same texts look alike to the last byte."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from quiz.storage import instructors
from quiz.web.services import EXTENSION
from tests.visitor import Visitor

LESSON = """---
title: Same texts
feedback: {feedback}
attempts: unlimited
---

Some words.

### A practice question? {{#p-one}}

- {c1} alpha
    > {f1}
- {c2} beta
    > {f2}

why: {why}

---

## Quiz: Two keys {{#two}}

### Choose one {{#single}}

see: {see}
evidence: {see}

- {c1} alpha
    > {f1}
- {c2} beta {{M1}}
    > {f2}
- ( ) gamma

why: {why}

### Choose several {{#several}}

- {b1} alpha
- {b2} beta
- [ ] gamma

### Is it so? {{#truth}}

= {truth}
    > {f1}
not= {untruth} {{M2}}
    > {f2}

### How many? {{#many}}

evidence: {cited}

= {number}
not= 7 {{M3}}
    > {f1}

### Which word? {{#word}}

= {word}
or= {other_word}

### Match them {{#match}}

- one -> {r1}
    > {f1}
- two -> {r2}
- _ -> {r3}

### Sort them {{#sort}}

- one -> {k1}
- two -> {k2}
- three -> {k1}
- four -> {k3}

### Order them {{#order}}

order:

1. {o1}
2. {o2}
3. {o3}

not= 3 before 1 {{M4}}
    > {f2}

### Fill the gaps {{#gaps}}

It is [[{m1}|{m2}|{m3}]] and [[{word}|{other_word}]].

not= gap 1 {{M5}}
    > {f1}

### Say why {{#why}}

____ 5-50 words

rubric:

| criterion | 4 | 3 | 2 | 1 |
|---|---|---|---|---|
| {f1} | {f2} | {why} | {word} | {truth} |

model: {why} {word}
"""

KEY = {
    "one": {
        "c1": "(x)", "c2": "( )", "b1": "[x]", "b2": "[ ]", "truth": "true", "untruth": "false",
        "number": "12", "word": "cat", "other_word": "dog", "r1": "red", "r2": "blue",
        "r3": "grey", "k1": "big", "k2": "small", "k3": "odd", "o1": "wake", "o2": "wash",
        "o3": "eat", "m1": "(hot)", "m2": "cold", "m3": "dry", "f1": "Yes.", "f2": "No, look.",
        "why": "Because of the first.", "see": "P1", "cited": "P2",
    },
    "two": {
        "c1": "( )", "c2": "(x)", "b1": "[ ]", "b2": "[x]", "truth": "false", "untruth": "true",
        "number": "123456.75 +- 0.25", "word": "hippopotamus", "other_word": "ant", "r1": "grey",
        "r2": "red", "r3": "blue", "k1": "odd", "k2": "big", "k3": "small", "o1": "eat",
        "o2": "wake", "o3": "wash", "m1": "dry", "m2": "hot", "m3": "(cold)",
        "f1": "A much longer piece of feedback than the other key has.", "f2": "Short.",
        "why": "An explanation of another length altogether.", "see": "P1, P2",
        "cited": "P1, P2, GONE",
    },
}  # fmt: skip

CITED = ("single.evidence.p1", "many.evidence.p1", "many.evidence.p2")
GIVEN = {
    "word.text": "cat",
    "many.text": "12",
    "truth.choice": "true",
    "why.text": "Three short words",
    "gaps.2": "dog",
}


READING = "---\ntitle: Reading\n---\n\n## P1 {#p1}\n\nOne.\n\n## P2 {#p2}\n\nTwo.\n"


def write(folder: Path, key: str, feedback: str) -> Path:
    folder.mkdir(exist_ok=True)
    text = LESSON.format(feedback=feedback, **KEY[key])
    (folder / "01-same-texts.md").write_text(text, encoding="utf-8")
    (folder / "reading.md").write_text(READING, encoding="utf-8")
    return folder


def masked(raw: str) -> str:
    """Without what is random for every visit: tokens, the attempt's own address."""
    raw = re.sub(r'(name="csrf[_-]token"[^>]*(?:value|content)=")[^"]+', r"\1T", raw)
    raw = re.sub(r"/attempts/[\w-]{16,}", "/attempts/A", raw)
    raw = re.sub(r'((?:data-attempt|id)=")[\w-]{22,}"', r'\1A"', raw)
    return re.sub(r"\b[0-9]{4}(\s|&nbsp;)+[0-9]{4}\b", "CODE", raw)


def everything_received(app: Flask) -> list[str]:
    """All that a student gets, headers and all, from joining until just before feedback is due."""
    browser, seen = Visitor(app.test_client()), list[str]()

    def note() -> None:
        assert browser.response is not None
        kept = [(k, v) for k, v in browser.response.headers if k not in ("Date", "Set-Cookie")]
        seen.append(masked(f"{browser.status} {kept} {browser.text}"))

    browser.join("Student One")
    for path in ("/", "/lessons/same-texts", "/lessons/same-texts/quizzes/two"):
        browser.get(path)
        note()
    form = browser.start("same-texts", "two")
    attempt = browser.path
    note()
    for name, value in GIVEN.items():
        form.fill(name, value)
    for name, offers in form.offers.items():
        choices = [choice for choice in offers if choice]
        if choices and name not in GIVEN and ".evidence." not in name:
            form.fill(name, sorted(choices)[0])
    for name in CITED:
        form.fill(name, "cited")
    for item, slot in (name.split(".") for name in GIVEN):
        data = {f"{item}.{slot}": GIVEN[f"{item}.{slot}"], f"{item}.seq": "0"}
        data |= {name: "cited" for name in CITED if name.startswith(f"{item}.")}
        browser.response = browser.client.post(
            f"{attempt}/items/{item}",
            data=data | {"csrf_token": form.fields["csrf_token"][0]},
            headers={"X-Autosave": "1"},
        )
        note()
    for button in (("go", "save"), ("go", "summary")):
        browser.get(attempt)
        form.fields |= {k: v for k, v in browser.form(attempt).fields.items() if ".seq" in k}
        browser.send(form, button)
        note()
    browser.get("/")
    note()
    return seen


@pytest.fixture
def received(make_app: Callable[..., Flask], tmp_path: Path) -> Callable[[str, str], list[str]]:
    def receive(key: str, feedback: str) -> list[str]:
        folder = write(tmp_path / key, key, feedback)
        return everything_received(make_app(folder, f"data-{key}"))

    return receive


@pytest.mark.parametrize("feedback", ["at-once", "after-submit", "after-release"])
def test_two_keys_look_the_same(received: Callable[[str, str], list[str]], feedback: str) -> None:
    one, two = received("one", feedback), received("two", feedback)
    assert len(one) == len(two) > 8
    for before, after in zip(one, two, strict=True):
        assert before == after


def test_a_withheld_review_tells_nothing_either(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    pages = []
    for key in KEY:
        folder = write(tmp_path / key, key, "after-release")
        browser = Visitor(make_app(folder, f"data-{key}").test_client())
        browser.join("Student One")
        form = browser.start("same-texts", "two")
        for name, value in GIVEN.items():
            form.fill(name, value)
        for name in CITED:
            form.fill(name, "cited")
        pages.append(masked(browser.hand_in(form)) + masked(browser.get("/")))
    assert pages[0] == pages[1]


@pytest.mark.parametrize("what", ["new key", "full marks"])
def test_a_regrade_tells_nothing_before_feedback_is_due(
    make_app: Callable[..., Flask], tmp_path: Path, what: str
) -> None:
    folder = write(tmp_path / "course", "one", "after-release")
    app = make_app(folder)
    done, working, teacher = (Visitor(app.test_client()) for _ in range(3))
    for name, browser in (("Student One", done), ("Student Two", working)):
        browser.join(name)
        form = browser.start("same-texts", "two")
        for field, value in GIVEN.items():
            form.fill(field, value)
        for field in CITED:
            form.fill(field, "cited")
        browser.send(form, ("go", "save"))
    attempt = working.path
    done.hand_in(done.form(done.path))
    review = done.path

    def received() -> list[str]:
        paths = [(done, review), (working, attempt), (working, f"{attempt}/summary")]
        return [masked(browser.get(path)) for browser, path in [*paths, (done, "/")]]

    before = received()
    write(folder, "two", "after-release")
    link = instructors.new_link_token(app.extensions[EXTENSION].db.folder)
    teacher.get(f"/instructor/enter/{link}")
    for item in ("single", "several", "truth", "word", "gaps", "why"):
        teacher.get(f"/instructor/regrades/same-texts/two/{item}")
        form = next(form for form in teacher.forms() if f"choice.two.{item}" in form.offers)
        form.fill(f"choice.two.{item}", what)
        form.fill(f"reason.two.{item}", "A reason that nobody may see yet.")
        teacher.send(form)
        assert "Regraded." in teacher.text
    assert received() == before
    data = {"lesson": "same-texts", "quiz": "two", "action": "release"}
    token = teacher.form("/instructor/leave").fields["csrf_token"][0]
    teacher.client.post("/instructor/releases", data=data | {"csrf_token": token})
    # Handed in by the release: the notice is there now.
    assert "A reason that nobody may see yet." in working.get(f"{attempt}/review")


def test_the_check_notices_a_leak(received: Callable[[str, str], list[str]]) -> None:
    """The comparison above is worth something only if it sees the pages as they are."""
    pages = "".join(received("one", "after-submit"))
    assert "alpha" in pages
    assert "gamma" in pages
    assert "Because of the first." not in pages
    assert "No, look." not in pages
