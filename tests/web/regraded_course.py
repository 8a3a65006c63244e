"""A course of one quiz whose questions are corrected, with students who took it before."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from pathlib import Path

from flask import Flask

from quiz.choices import choice_id
from quiz.model import Mark
from quiz.storage import attempts, instructors, marks
from quiz.web.services import EXTENSION, Services
from tests.visitor import Visitor

LESSON = """---
title: Capitals
feedback: {feedback}
attempts: unlimited
---

## Quiz: Exit quiz {{#exit}}

### What is the capital of Kenya? {{#capital}}

points: {points}
strand: comprehension

- ({mombasa}) Mombasa {{M1}}
    > A word on Mombasa.
- ({nairobi}) Nairobi
    > A word on Nairobi.
- ( ) {third}

why: {why}

### How many? {{#many}}

= 7

### Say why. {{#why}}

____

rubric:

| criterion | 2 | 1 | 0 |
|---|---|---|---|
| Reason | a good one | one | none |
{more}
"""
WRONG = {
    "feedback": "after-submit",
    "mombasa": "x",
    "nairobi": " ",
    "points": "1",
    "third": "Kisumu",
    "why": "The first explanation.",
    "more": "",
}
"""The course as it is taken first, with the wrong option as its key."""
RIGHT = WRONG | {"mombasa": " ", "nairobi": "x", "why": "The second explanation."}
REASON = "Mombasa was marked as right by mistake."
REGRADES = "/instructor/regrades/capitals/exit"
CAPITAL = f"{REGRADES}/capital"


def write(folder: Path, settings: Mapping[str, str]) -> None:
    """Put the lesson into the folder, as another program would."""
    folder.mkdir(exist_ok=True)
    (folder / "01-capitals.md").write_text(LESSON.format(**settings), encoding="utf-8")


def services(app: Flask) -> Services:
    found: Services = app.extensions[EXTENSION]
    return found


def laptop(app: Flask) -> Visitor:
    """The instructor's browser."""
    browser = Visitor(app.test_client())
    browser.get(f"/instructor/enter/{instructors.new_link_token(services(app).db.folder)}")
    return browser


def student(app: Flask, name: str) -> Visitor:
    """The browser of somebody who has joined."""
    browser = Visitor(app.test_client())
    browser.join(name)
    return browser


def answer(browser: Visitor, option: str, number: str = "7", text: str = "") -> str:
    """Begin the quiz and save these answers; the attempt's id. `option` may be ''."""
    form = browser.start("capitals", "exit")
    attempt = browser.path.rpartition("/")[2]
    form.fill("capital.choice", *([choice_id(option)] if option else []))
    form.fill("many.text", number)
    form.fill("why.text", text)
    browser.send(form, ("go", "save"))
    return attempt


def hand_in(browser: Visitor, attempt_id: str) -> str:
    """Submit what is saved; the review."""
    browser.get(f"/attempts/{attempt_id}/summary")
    return browser.send(browser.form(f"/attempts/{attempt_id}/submit"))


def thirty(app: Flask) -> dict[str, Visitor]:
    """Attempt id -> the browser of one of thirty students who handed in: ten for each option, save
    the last, who left it blank."""
    class_: dict[str, Visitor] = {}
    for number in range(30):
        browser = student(app, f"Student {number:02}")
        option = ("Mombasa", "Nairobi", "Kisumu")[number % 3] if number < 29 else ""
        attempt = answer(browser, option, text="A reason." if number % 2 else "")
        hand_in(browser, attempt)
        class_[attempt] = browser
    return class_


def marks_now(app: Flask) -> dict[str, tuple[Mark, ...]]:
    """Every mark of everybody."""
    return dict(marks.in_class(services(app).db, 1))


def names(app: Flask) -> dict[str, str]:
    """Attempt id -> its student's name."""
    rows = services(app).db.rows(
        "SELECT a.id, s.name FROM attempts a JOIN students s ON s.id = a.student_id"
    )
    return dict(rows)


def rows_of(page: str) -> list[list[str]]:
    """The cells of all table rows of a page, as text."""
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    return [
        [
            " ".join(re.sub(r"<[^>]+>", " ", cell).split())
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        ]
        for row in rows
    ]


def choose(browser: Visitor, what: str, reason: str = REASON, path: str = CAPITAL) -> str:
    """Open the page of a question, choose what becomes of its marks, and send it."""
    browser.get(path)
    form = next(
        f for f in browser.forms() if any(n.startswith("choice.") for n in f.fields | f.offers)
    )
    name = "exit." + path.rpartition("/")[2]
    form.fill(f"choice.{name}", what)
    form.fill(f"reason.{name}", reason)
    return browser.send(form)


def undo(browser: Visitor) -> str:
    """Undo the newest regrade of the quiz."""
    browser.get(REGRADES)
    form = next(form for form in browser.forms() if any(n == "undo" for n, _ in form.buttons))
    return browser.send(form, form.buttons[0])


def table(browser: Visitor, path: str) -> list[dict[str, str]]:
    """A CSV file of the instructor's."""
    answer = browser.client.get(path)
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def attempt_of(app: Flask, attempt_id: str) -> tuple[Mark, ...]:
    """The marks of one attempt."""
    attempts.get(services(app).db, attempt_id)
    return marks.of_attempt(services(app).db, attempt_id)
