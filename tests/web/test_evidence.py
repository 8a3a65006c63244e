"""The paragraphs that support an answer, and how sure a student is: asked, kept, marked apart."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from quiz.model import Attempt, Confidence, EvidenceMark, Feedback, Item
from quiz.storage import attempts, evidence_marks, instructors, marks, responses, students
from quiz.storage.attempts import NewAttempt
from quiz.web import pages
from quiz.web.services import EXTENSION, Services
from tests.answers import cite, fill, key_of, quizzes, say_how_sure
from tests.visitor import Form, Visitor

READING = """---
title: Reading
---

## T: The title {#t}

## P1: The first {#p1}

## P2: *The* second {#p2}

## P3: The third {#p3}
"""
LESSON = """---
title: Hives
feedback: FEEDBACK
attempts: unlimited
---

## Quiz: Exit {#exit}

### Where are the hives? {#where}

see: P1
evidence: P1, P3

- (x) On the roof
- ( ) In the yard {M1}

### How many are there? {#many}

evidence: P2

= 41

### Say why. {#why}

evidence: T

____

### Which colour? {#colour}

= white
"""
CITED = {"where": ("p1", "p2"), "many": ("p2",)}
"""Earns nothing for the first, all for the second."""


def write(folder: Path, feedback: str = "after-submit") -> Path:
    (folder / "reading.md").write_text(READING, encoding="utf-8")
    text = LESSON.replace("FEEDBACK", feedback)
    (folder / "01-hives.md").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all tests that don't change it: it is rendered once."""
    return write(tmp_path_factory.mktemp("course"))


@pytest.fixture
def app(make_app: Callable[..., Flask], course: Path) -> Flask:
    return make_app(course)


def services(app: Flask) -> Services:
    found: Services = app.extensions[EXTENSION]
    return found


def attempt_of(app: Flask, browser: Visitor) -> Attempt:
    return attempts.get(services(app).db, browser.path.split("/")[2])


def items_of(app: Flask, attempt: Attempt) -> dict[str, Item]:
    return {item.id: item for item, _ in services(app).frozen.of(attempt)}


def start_confident(app: Flask, browser: Visitor) -> Form:
    """Begin an attempt that asks how sure the student is, as a sitting may."""
    db = services(app).db
    [one] = students.in_class(db, 1)
    plain = browser.start("hives", "exit")
    asked = attempt_of(app, browser)
    texts = attempts.item_texts(db, [version for _, version in asked.items])
    items = [(item_id, version, texts[version]) for item_id, version in asked.items]
    browser.hand_in(plain)
    new = NewAttempt("hives", "exit", "Hives", "Exit", Feedback.AFTER_SUBMIT, items)
    new = NewAttempt(**vars(new) | {"allowed": 5, "confidence": True})
    browser.get(f"/attempts/{attempts.start(db, one.id, new).id}")
    return browser.form(browser.path)


def test_an_item_with_evidence_offers_every_paragraph(app: Flask, student: Visitor) -> None:
    form = student.start("hives", "exit")
    offered = [name for name in form.offers if ".evidence." in name]
    anchors = ("t", "p1", "p2", "p3")
    assert offered == [
        f"{id_}.evidence.{anchor}" for id_ in ("where", "many", "why") for anchor in anchors
    ]
    # Looking one up leaves the page with the answers alone.
    links = re.findall(r'<a href="/reading#p2"([^>]*)>([^<]*)</a>', student.text)
    assert len(links) == 3
    assert all('target="_blank"' in attributes for attributes, _ in links)
    assert links[0][1] == "P2: The second"


def test_evidence_is_saved_with_the_page_and_comes_back(app: Flask, student: Visitor) -> None:
    form = student.start("hives", "exit")
    cite(form, "where", "p1", "t")
    student.send(form, ("go", "save"))
    form = student.form(student.path)
    assert form.fields["where.evidence.p1"] == ["cited"]
    assert "where.evidence.p2" not in form.fields
    # Nothing was answered, and what was cited is kept all the same.
    assert "0 of 4 answered" in student.words
    assert "Saved" in student.text.split('id="where-status"')[1][:20]
    cite(form, "where", "p2")
    student.send(form, ("go", "save"))
    stored = responses.of_attempt(services(app).db, attempt_of(app, student).id)
    assert stored["where"].evidence == ("p2",)


def test_the_summary_says_where_no_paragraph_is_picked(app: Flask, student: Visitor) -> None:
    form = student.start("hives", "exit")
    fill(form, quizzes_of(app)["many"], {"text": "41"})
    fill(form, quizzes_of(app)["colour"], {"text": "white"})
    student.send(form, ("go", "summary"))
    assert student.words.count("No paragraph picked that supports your answer.") == 1


def quizzes_of(app: Flask) -> dict[str, Item]:
    quiz = quizzes(services(app).folder.path)["hives", "exit"]
    return {item.id: item for item in quiz.items}


def post(browser: Visitor, item: str, data: dict[str, str]) -> tuple[int, dict[str, object]]:
    """Save one item as the page's script does."""
    form = browser.form(browser.path)
    reply = browser.client.post(
        f"{browser.path}/items/{item}",
        data={f"{item}.{slot}": value for slot, value in data.items()}
        | {"csrf_token": form.fields["csrf_token"][0]},
        headers={"X-Autosave": "1"},
    )
    return reply.status_code, json.loads(reply.get_data())


def test_one_reply_tells_all_of_a_newer_answer(app: Flask, student: Visitor) -> None:
    student.start("hives", "exit")
    first = {"seq": "0", "text": "41", "evidence.p2": "cited", "evidence.t": "cited"}
    assert post(student, "many", first)[1] == {
        "saved": True,
        "sequence": 1,
        "answered": 1,
        "remark": "",
    }
    # The same answer again is fine; with another paragraph it is another answer.
    assert post(student, "many", first)[1]["saved"] is True
    status, late = post(student, "many", {"seq": "0", "text": "41", "evidence.p2": "cited"})
    assert (status, late["saved"]) == (200, False)
    assert late["given"] == {"text": "41", "evidence.p2": "cited", "evidence.t": "cited"}
    attempt = attempt_of(app, student)
    assert responses.of_attempt(services(app).db, attempt.id)["many"].evidence == ("p2", "t")


@pytest.mark.parametrize(
    ("item", "data"),
    [
        ("many", {"evidence.p2": "yes"}),
        ("many", {"evidence.P2": "cited"}),
        ("many", {"evidence.": "cited"}),
        ("many", {"evidence.p2\n": "cited"}),
        ("many", {f"evidence.{'p' * 65}": "cited"}),
        ("many", {f"evidence.p{n}": "cited" for n in range(201)}),
        ("many", {"confidence": "sure"}),
        ("colour", {"evidence.p2": "cited"}),
    ],
)
def test_what_no_page_could_have_sent_is_refused(
    app: Flask, student: Visitor, item: str, data: dict[str, str]
) -> None:
    student.start("hives", "exit")
    status, reply = post(student, item, {"seq": "0", "text": "41"} | data)
    assert (status, reply["saved"]) == (400, False)
    assert "Reload it and answer again." in str(reply["message"])
    assert responses.of_attempt(services(app).db, attempt_of(app, student).id) == {}


def answer(app: Flask, form: Form, cited: dict[str, tuple[str, ...]]) -> None:
    for item in quizzes_of(app).values():
        fill(form, item, key_of(item))
    for item_id, anchors in cited.items():
        cite(form, item_id, *anchors)


def test_evidence_is_marked_apart(app: Flask, student: Visitor) -> None:
    form = student.start("hives", "exit")
    answer(app, form, CITED)
    student.hand_in(form)
    attempt, db = attempt_of(app, student), services(app).db
    versions = dict(attempt.items)
    assert evidence_marks.of_attempt(db, attempt.id) == {
        "where": EvidenceMark("where", versions["where"], 0.0),
        "many": EvidenceMark("many", versions["many"], 1.0),
        "why": EvidenceMark("why", versions["why"], 0.0),
    }
    assert "Evidence: 1 of 3 apart from the points" in student.words
    told = student.text.split('id="where"')[1].split('id="many"')[0]
    words = " ".join(re.sub(r"<[^>]+>", " ", told).split())
    assert "Your evidence 0 of 1, apart from the points" in words
    assert "✓ Supports the answer: P1 ✗ Doesn’t support it: P2" in words
    assert "→ Supports it, not picked: P3" in words


def test_evidence_and_confidence_change_no_mark_and_no_grade(
    app: Flask, visitor: Callable[[], Visitor]
) -> None:
    found = []
    for cited in ({}, CITED, {"where": ("p1", "p3"), "many": ("p2",), "why": ("t",)}):
        browser = visitor()
        browser.join(f"Student {len(found)}")
        form = browser.start("hives", "exit")
        answer(app, form, cited)
        browser.hand_in(form)
        page = re.search(r'<p class="total">.*?</p>', browser.text, re.DOTALL)
        assert page is not None
        own = marks.of_attempt(services(app).db, attempt_of(app, browser).id)
        found.append((own, page[0], browser.get("/").count("3 of 4")))
    assert found[0] == found[1] == found[2]


def test_a_checked_answer_shows_its_evidence_and_no_other(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    app = make_app(write(tmp_path, "at-once"))
    browser = Visitor(app.test_client())
    browser.join("Student One")
    form = browser.start("hives", "exit")
    cite(form, "where", "p1")
    browser.send(form, ("go", "check:where"))
    assert "Answer the question first" in browser.words
    form = browser.form(browser.path)
    fill(form, quizzes_of(app)["where"], key_of(quizzes_of(app)["where"]))
    cite(form, "many", "p1")
    browser.send(form, ("go", "check:where"))
    assert browser.words.count("apart from the points") == 1
    assert "Supports it, not picked: P3" in browser.words
    assert "where.evidence.p1" not in browser.form(browser.path).offers
    assert "many.evidence.p1" in browser.form(browser.path).offers
    assert evidence_marks.of_attempt(services(app).db, attempt_of(app, browser).id).keys() == {
        "where"
    }


def test_a_pick_outlives_its_paragraph(make_app: Callable[..., Flask], tmp_path: Path) -> None:
    course = write(tmp_path)
    app = make_app(course)
    student = Visitor(app.test_client())
    student.join("Student One")
    form = student.start("hives", "exit")
    attempt = student.path
    answer(app, form, {"where": ("p1", "p3")})
    student.send(form, ("go", "save"))
    old = READING.replace("{#p3}", "{#p4}").replace("P3", "P4")
    (course / "reading.md").write_text(old, encoding="utf-8")
    student.get(attempt)
    form = student.form(attempt)
    assert form.fields["where.evidence.p3"] == ["cited"]
    assert "where.evidence.p4" in form.offers
    # Only who picked it before sees it, so that it says nothing about the key.
    assert "many.evidence.p3" not in form.offers
    # A page from before can still be saved.
    student.send(form, ("go", "save"))
    (course / "reading.md").unlink()
    student.get(attempt)
    form = student.form(attempt)
    assert [name for name in form.offers if ".evidence." in name] == [
        "where.evidence.p1",
        "where.evidence.p3",
    ]
    student.hand_in(form)
    assert "Evidence: 1 of 3" in student.words


def test_how_sure_a_student_is(app: Flask, student: Visitor) -> None:
    form = start_confident(app, student)
    # Not where a person marks.
    assert [name for name in form.offers if name.endswith(".confidence")] == [
        "where.confidence",
        "many.confidence",
        "colour.confidence",
    ]
    answer(app, form, {})
    form.fill("colour.text", "green")
    say_how_sure(form, "where", Confidence.SURE)
    say_how_sure(form, "many", Confidence.SURE)
    say_how_sure(form, "colour", Confidence.GUESSING)
    student.send(form, ("go", "save"))
    form = student.form(student.path)
    assert form.fields["where.confidence"] == ["sure"]
    # And it can be taken back.
    form.fill("many.confidence", "")
    student.hand_in(form)
    stored = responses.of_attempt(services(app).db, attempt_of(app, student).id)
    assert {id_: one.confidence for id_, one in stored.items()} == {
        "where": Confidence.SURE,
        "many": None,
        "colour": Confidence.GUESSING,
        "why": None,
    }
    assert "You were sure of 1 answer: 1 was right. Of 1 guess, 0 were right." in student.words
    assert "How sure: guessing" in student.words


@pytest.mark.parametrize("value", ["certain", "Sure", " "])
def test_no_other_word_for_it_is_taken(app: Flask, student: Visitor, value: str) -> None:
    start_confident(app, student)
    status, reply = post(student, "many", {"seq": "0", "text": "41", "confidence": value})
    assert (status, reply["saved"]) == (400, False)


def test_the_instructor_sees_it_and_takes_it_away(
    app: Flask, student: Visitor, visitor: Callable[[], Visitor]
) -> None:
    form = start_confident(app, student)
    answer(app, form, CITED)
    say_how_sure(form, "many", Confidence.FAIRLY_SURE)
    student.hand_in(form)
    attempt = attempt_of(app, student)
    laptop = visitor()
    laptop.get(f"/instructor/enter/{instructors.new_link_token(services(app).db.folder)}")
    laptop.get(f"/instructor/attempts/{attempt.id}")
    assert "The student’s evidence 0 of 1" in laptop.words
    assert "The student was fairly sure of 1 answer: 1 was right." in laptop.words
    text = laptop.get("/instructor/marks.csv").removeprefix("\ufeff")
    lines = [line for line in csv.DictReader(io.StringIO(text)) if line["attempt"] == "2"]
    found = {
        line["item"]: (line["evidence"], line["evidence fraction"], line["confidence"])
        for line in lines
    }
    assert found == {
        "where": ("P1 P2", "0", ""),
        "many": ("P2", "1", "fairly sure"),
        "why": ("", "0", ""),
        "colour": ("", "", ""),
    }
    laptop.get("/instructor/analysis/hives/exit")
    # One figure for each question that asks for evidence, and what it means.
    assert laptop.text.count("<dt>Evidence</dt>") == 3 + 1


@pytest.mark.parametrize("due", [True, False])
def test_what_was_right_is_in_a_page_only_where_feedback_is_due(
    app: Flask, student: Visitor, due: bool
) -> None:
    form = student.start("hives", "exit")
    answer(app, form, CITED)
    student.hand_in(form)
    attempt, db = attempt_of(app, student), services(app).db
    page = pages.attempt_page(
        attempt,
        services(app).frozen.of(attempt),
        responses.of_attempt(db, attempt.id),
        due=due,
        marks=marks.of_attempt(db, attempt.id),
        evidence=evidence_marks.of_attempt(db, attempt.id),
        paragraphs=services(app).paragraphs,
    )
    shown = [question.evidence for question in page.questions if question.evidence]
    assert len(shown) == 3
    assert [bool(evidence.result) for evidence in shown] == [due] * 3
    assert bool(page.evidence) is due
