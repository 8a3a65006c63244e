"""What students wrote on paper becomes the same attempts as on the screen, marked the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from flask import Flask

from quiz.demo.answers import answer_of
from quiz.marking import grade
from quiz.model import (
    Attempt,
    AttemptState,
    ClosedBy,
    Feedback,
    Given,
    Paper,
    SittingRules,
    Source,
)
from quiz.papers import Entered, on_paper
from quiz.questions import types
from quiz.storage import (
    attempts,
    classes,
    evidence_marks,
    marks,
    papers,
    responses,
    sittings,
    students,
)
from quiz.storage.sittings import NewSitting
from tests.answers import key_of, quizzes
from tests.conftest import ALL_TYPES
from tests.visitor import Form, Visitor
from tests.web.desk import enter, on_network, services, take
from tests.web.test_paper import PAPER, codes
from tests.web.test_permissions import token

pytestmark = pytest.mark.slow

QUIZ = quizzes(ALL_TYPES)["all-types", "all"]
ITEMS = {item.id: item for item in QUIZ.items}


@pytest.fixture
def laptop(app: Flask) -> Visitor:
    return enter(app)


def printed(app: Flask, laptop: Visitor, letter: str = "B") -> Paper:
    found = codes(laptop.get(f"{PAPER}?versions=4"))
    return papers.get(services(app).db, found["ABCD".index(letter)])


def somebody(app: Flask, name: str = "On Paper") -> int:
    return students.add(services(app).db, name, 1).id


def form_of(laptop: Visitor, paper: Paper, student_id: int) -> Form:
    address = f"/instructor/papers/{paper.code}/students/{student_id}"
    laptop.get(address)
    return laptop.form(address)


def write(form: Form, paper: Paper, given: Mapping[str, Given]) -> None:
    """Type what stands on a paper with these responses."""
    for item_id, one in given.items():
        for place, text in enumerate(on_paper(ITEMS[item_id], paper, Entered(one))):
            form.fill(f"paper.{place}.{item_id}", text)


def taken(app: Flask, student_id: int) -> list[Attempt]:
    return attempts.of_student(services(app).db, student_id)


def stored(app: Flask, attempt: Attempt) -> dict[str, Given]:
    found = responses.of_attempt(services(app).db, attempt.id)
    return {item_id: response.given for item_id, response in found.items() if response.given}


def marked(app: Flask, attempt: Attempt) -> dict[str, tuple[object, ...]]:
    found = marks.of_attempt(services(app).db, attempt.id)
    return {one.item_id: (one.version, one.outcome, one.fraction, one.tags) for one in found}


NEXT = ("go", "next")


@pytest.mark.parametrize("letter", ["A", "C"])
def test_the_key_entered_from_paper_earns_what_it_earns_on_the_screen(
    app: Flask, laptop: Visitor, student: Visitor, letter: str
) -> None:
    assert {item.type for item in QUIZ.items} == set(types())
    on_screen = attempts.get(services(app).db, take(student, "all-types", "all"))
    paper, who = printed(app, laptop, letter), somebody(app)
    form = form_of(laptop, paper, who)
    write(form, paper, {item.id: key_of(item) for item in QUIZ.items})
    laptop.send(form, NEXT)
    [entered] = taken(app, who)
    assert stored(app, entered) == stored(app, on_screen)
    assert marked(app, entered) == marked(app, on_screen)
    assert (entered.state, entered.source) == (AttemptState.SUBMITTED, Source.PAPER)
    assert (entered.closed_by, entered.feedback) == (ClosedBy.INSTRUCTOR, on_screen.feedback)
    assert entered.items == paper.items
    total = grade(marks.of_attempt(services(app).db, entered.id))
    assert f"On Paper: {total.points:g} of 26.5 points, 1 to mark by hand." in laptop.words


@pytest.mark.parametrize("number", [3, 11])
def test_so_does_whatever_else_is_given(app: Flask, laptop: Visitor, number: int) -> None:
    paper, who = printed(app, laptop, "D"), somebody(app)
    given = {item.id: answer_of(number, 0.5, item) for item in QUIZ.items}
    form = form_of(laptop, paper, who)
    write(form, paper, given)
    laptop.send(form, NEXT)
    [entered] = taken(app, who)
    assert stored(app, entered) == {item_id: one for item_id, one in given.items() if one}


def test_a_whole_page_of_handwriting_in_any_script_fits(app: Flask, laptop: Visitor) -> None:
    paper, who = printed(app, laptop), somebody(app)
    long = "یہ طالب علم نے کاغذ پر لکھا ہے۔ " * 60
    form = form_of(laptop, paper, who)
    write(form, paper, {"open": {"text": long}})
    laptop.send(form, NEXT)
    [entered] = taken(app, who)
    assert stored(app, entered) == {"open": {"text": long}}
    read = laptop.client.post(
        f"/instructor/papers/{paper.code}/read/open",
        data={"csrf_token": form.fields["csrf_token"], "text": long},
    )
    assert read.status_code == 200


def test_an_empty_paper_is_an_attempt_with_nothing_answered(app: Flask, laptop: Visitor) -> None:
    paper, who = printed(app, laptop), somebody(app)
    laptop.send(form_of(laptop, paper, who), NEXT)
    [entered] = taken(app, who)
    assert stored(app, entered) == {}
    assert grade(marks.of_attempt(services(app).db, entered.id)).points == 0


def test_what_can_not_be_read_is_said_and_nothing_is_lost(app: Flask, laptop: Visitor) -> None:
    paper, who = printed(app, laptop), somebody(app)
    form = form_of(laptop, paper, who)
    single = next(item for item in QUIZ.items if item.type == "single choice")
    number = next(item for item in QUIZ.items if item.type == "numeric")
    form.fill(f"paper.0.{single.id}", "q")
    form.fill(f"paper.0.{number.id}", "about 30")
    laptop.send(form, NEXT)
    assert laptop.status == 422
    assert "“Q” isn't one of A to D." in laptop.words
    assert "1 answer can't be read" in laptop.words
    again = laptop.form(laptop.path)
    assert again.fields[f"paper.0.{single.id}"] == ["q"]
    assert again.fields[f"paper.0.{number.id}"] == ["about 30"]
    [entered] = taken(app, who)
    assert entered.state is AttemptState.IN_PROGRESS
    assert stored(app, entered) == {number.id: {"text": "about 30"}}
    again.fill(f"paper.0.{single.id}", " b ")
    laptop.send(again, NEXT)
    [entered] = taken(app, who)
    assert entered.state is AttemptState.SUBMITTED
    assert set(stored(app, entered)) == {number.id, single.id}


def test_a_saved_paper_comes_back_and_can_be_changed_and_emptied(
    app: Flask, laptop: Visitor
) -> None:
    paper, who = printed(app, laptop, "C"), somebody(app)
    form = form_of(laptop, paper, who)
    key = {item.id: key_of(item) for item in QUIZ.items}
    write(form, paper, key)
    laptop.send(form, ("go", "save"))
    assert "It isn't handed in yet" in laptop.words
    again = form_of(laptop, paper, who)
    for item in QUIZ.items:
        for place, text in enumerate(on_paper(item, paper, Entered(key[item.id]))):
            assert again.fields[f"paper.{place}.{item.id}"] == [text]
    first, second = QUIZ.items[0].id, QUIZ.items[1].id
    again.fill(f"paper.0.{first}", "")
    again.fill(f"paper.0.{second}", "A")
    laptop.send(again, NEXT)
    [entered] = taken(app, who)
    assert first not in stored(app, entered)
    assert on_paper(ITEMS[second], paper, Entered(stored(app, entered)[second])) == ("A",)


def test_a_paper_is_never_put_over_what_a_student_did(
    app: Flask, laptop: Visitor, student: Visitor
) -> None:
    done = attempts.get(services(app).db, take(student, "all-types", "all"))
    before = (stored(app, done), marked(app, done))
    paper = printed(app, laptop)
    form = form_of(laptop, paper, done.student_id)
    assert "has taken this quiz already" in laptop.words
    form.fill(f"paper.0.{QUIZ.items[0].id}", "A")
    laptop.send(form, NEXT)
    assert laptop.status == 409
    assert "Nothing is saved yet" in laptop.words
    assert taken(app, done.student_id) == [done]
    again = laptop.form(laptop.path)
    assert again.fields[f"paper.0.{QUIZ.items[0].id}"] == ["A"]
    again.fill("beside", again.offers["beside"][0])
    laptop.send(again, NEXT)
    mine = taken(app, done.student_id)
    assert [one.source for one in mine] == [Source.SCREEN, Source.PAPER]
    assert mine[0] == done
    assert (stored(app, mine[0]), marked(app, mine[0])) == before


def test_what_is_open_on_a_device_is_handed_in_only_when_that_was_said(
    app: Flask, laptop: Visitor, student: Visitor
) -> None:
    paper, who = printed(app, laptop), 1
    form = form_of(laptop, paper, who)
    student.start("all-types", "all")
    laptop.send(form, NEXT)
    assert laptop.status == 409
    assert "still open" in laptop.words
    [working] = taken(app, who)
    assert (working.state, working.source) == (AttemptState.IN_PROGRESS, Source.SCREEN)
    again = laptop.form(laptop.path)
    again.fill("beside", again.offers["beside"][0])
    laptop.send(again, NEXT)
    assert [one.source for one in taken(app, who)] == [Source.SCREEN, Source.PAPER]
    assert {one.state for one in taken(app, who)} == {AttemptState.SUBMITTED}


def test_a_paper_belongs_to_the_sitting_it_was_written_in(app: Flask, laptop: Visitor) -> None:
    db, paper, who = services(app).db, printed(app, laptop), somebody(app)
    rules = SittingRules(feedback=Feedback.AFTER_RELEASE, time_limit=60)
    new = NewSitting(1, "all-types", "all", "Every kind", "All ten kinds", rules)
    made = sittings.plan(db, new)
    sittings.open_(db, made.id, db.clock.now())
    sittings.close(db, made.id, db.clock.now(), everyone=True)
    form = form_of(laptop, paper, who)
    laptop.send(form, ("go", "save"))
    [entered] = taken(app, who)
    # Nobody's time runs while it is typed, however long that takes.
    assert (entered.sitting_id, entered.ends_after) == (made.id, None)
    assert entered.feedback is Feedback.AFTER_RELEASE


def test_closing_a_sitting_leaves_a_paper_that_is_being_entered(
    app: Flask, laptop: Visitor
) -> None:
    db, paper, who = services(app).db, printed(app, laptop), somebody(app)
    new = NewSitting(1, "all-types", "all", "Every kind", "All ten kinds", SittingRules())
    made = sittings.plan(db, new)
    sittings.open_(db, made.id, db.clock.now())
    laptop.send(form_of(laptop, paper, who), ("go", "save"))
    sittings.close(db, made.id, db.clock.now(), everyone=True)
    assert [one.ends_after for one in taken(app, who)] == [None]
    form = form_of(laptop, paper, who)
    form.fill(f"paper.0.{QUIZ.items[0].id}", "A")
    laptop.send(form, NEXT)
    assert len(stored(app, taken(app, who)[0])) == 1


def test_an_old_paper_is_marked_by_what_was_printed(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    folder = tmp_path / "course"
    folder.mkdir()
    file = folder / "01-one.md"
    text = "---\ntitle: One\n---\n\n## Quiz: Exit {#exit}\n\n### How many? {#many}\n\n= 3\n"
    file.write_text(text, encoding="utf-8")
    app = make_app(folder)
    laptop = enter(app)
    [code] = codes(laptop.get("/instructor/lessons/one/quizzes/exit/paper"))
    file.write_text(text.replace("= 3", "= 4"), encoding="utf-8")
    [newer] = codes(laptop.get("/instructor/lessons/one/quizzes/exit/paper"))
    assert newer != code
    for one, points in ((code, 1), (newer, 0)):
        who = somebody(app, f"Student {one}")
        address = f"/instructor/papers/{one}/students/{who}"
        laptop.get(address)
        form = laptop.form(address)
        form.fill("paper.0.many", "3")
        laptop.send(form, NEXT)
        [entered] = taken(app, who)
        assert grade(marks.of_attempt(services(app).db, entered.id)).points == points


EVIDENCE = """---
title: One
---

## Quiz: Exit {#exit}

### Which one? {#which}

evidence: P1, P2

- (x) this
- ( ) that
"""


def test_the_paragraphs_that_a_student_cites_are_entered_too(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    folder = tmp_path / "course"
    folder.mkdir()
    (folder / "01-one.md").write_text(EVIDENCE, encoding="utf-8")
    anchors = "---\ntitle: Reading\n---\n\n## P1 {#p1}\n\nOne.\n\n## P2 {#p2}\n\nTwo.\n"
    (folder / "reading.md").write_text(anchors, encoding="utf-8")
    app = make_app(folder)
    laptop = enter(app)
    page = laptop.get("/instructor/lessons/one/quizzes/exit/paper")
    assert "Paragraphs that support your answer:" in page
    [code] = codes(page)
    who = somebody(app)
    address = f"/instructor/papers/{code}/students/{who}"
    laptop.get(address)
    form = laptop.form(address)
    form.fill("paper.0.which", "a")
    form.fill("paper.1.which", "2, p7")
    laptop.send(form, NEXT)
    assert "There is no paragraph “p7” in the reading." in laptop.words
    again = laptop.form(address)
    again.fill("paper.1.which", "2 P1")
    laptop.send(again, ("go", "save"))
    [entered] = taken(app, who)
    found = responses.of_attempt(services(app).db, entered.id)["which"]
    assert found.evidence == ("p1", "p2")
    assert laptop.form(address).fields["paper.1.which"] == ["P1, P2"]
    laptop.send(laptop.form(address), NEXT)
    earned = evidence_marks.of_attempt(services(app).db, entered.id)["which"]
    assert earned.fraction == 1


def choose(laptop: Visitor, **fields: str) -> str:
    laptop.get("/instructor/papers")
    form = laptop.form("/instructor/papers")
    for name, value in fields.items():
        form.fill(name, value)
    return laptop.send(form)


def test_a_new_name_joins_the_class_without_a_device(app: Flask, laptop: Visitor) -> None:
    paper = printed(app, laptop)
    choose(laptop, code=paper.code.lower(), name="  Ada   Example ")
    [made] = students.in_class(services(app).db, 1)
    assert (made.name, made.arrived_at) == ("Ada Example", None)
    assert laptop.path == f"/instructor/papers/{paper.code}/students/{made.id}"
    laptop.send(laptop.form(laptop.path), NEXT)
    assert laptop.form("/instructor/papers").fields["code"] == [paper.code]
    assert "Ada Example – handed in" in laptop.words


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"code": "nosuch", "student": "1"}, "No paper with the code “NOSUCH”"),
        ({"code": "", "student": "1"}, "Type the code"),
        ({"code": "CODE"}, "Choose whose paper it is"),
        ({"code": "CODE", "student": "1", "name": "Ada"}, "one of the two"),
        ({"code": "CODE", "name": "on paper"}, "on paper is in this class already"),
        ({"code": "CODE", "name": "Pápér, on"}, "is in this class already"),
        ({"code": "CODE", "name": "..."}, "letters"),
    ],
)
def test_an_unclear_choice_is_said_and_adds_nobody(
    app: Flask, laptop: Visitor, fields: dict[str, str], words: str
) -> None:
    paper, who = printed(app, laptop), somebody(app)
    assert who == 1
    choose(laptop, **{name: value.replace("CODE", paper.code) for name, value in fields.items()})
    assert laptop.status == 422
    assert words in laptop.words
    assert len(students.in_class(services(app).db, 1)) == 1
    sent = laptop.form("/instructor/papers").fields
    assert sent["name"] == [fields.get("name", "")]


def test_the_page_s_script_learns_what_is_read(app: Flask, laptop: Visitor) -> None:
    paper, who = printed(app, laptop), somebody(app)
    known = form_of(laptop, paper, who).fields["csrf_token"][0]
    item = next(item for item in QUIZ.items if item.type == "single choice")

    def read(item_id: str, *texts: str) -> tuple[int, dict[str, str]]:
        data = {"text": list(texts), "csrf_token": known}
        reply = laptop.client.post(f"/instructor/papers/{paper.code}/read/{item_id}", data=data)
        return reply.status_code, reply.json or {}

    key = on_paper(item, paper, Entered(key_of(item)))
    right = next(option.text for option in item.body.options if option.right)
    assert read(item.id, *key) == (200, {"problem": "", "said": right, "remark": ""})
    assert "isn't one of A to D." in read(item.id, "z", *key[1:])[1]["problem"]
    assert read(item.id, *key, "b")[0] == 400
    assert read("nosuch", "a")[0] == 404
    assert taken(app, who) == []


def test_what_is_being_entered_is_not_answered_on_a_phone(
    app: Flask, laptop: Visitor, student: Visitor
) -> None:
    paper = printed(app, laptop)
    form = form_of(laptop, paper, 1)
    write(form, paper, {item.id: key_of(item) for item in QUIZ.items})
    laptop.send(form, ("go", "save"))
    [attempt] = taken(app, 1)
    student.get("/")
    assert "Continue" not in student.words
    csrf = token(student)
    assert "Not handed in yet" not in student.words
    student.get(f"/attempts/{attempt.id}")
    assert student.status == 409
    assert "entering this attempt from your paper" in student.words
    address = f"/attempts/{attempt.id}/submit"
    assert student.client.post(address, data={"csrf_token": csrf}).status_code == 409
    assert taken(app, 1) == [attempt]


def test_a_student_of_another_class_is_not_there(app: Flask, laptop: Visitor) -> None:
    paper = printed(app, laptop)
    other = classes.make(services(app).db, "Another class")
    who = students.add(services(app).db, "Elsewhere", other.id).id
    laptop.get(f"/instructor/papers/{paper.code}/students/{who}?class=1")
    assert laptop.status == 404


def test_nobody_else_enters_anything_and_no_token_means_no(
    app: Flask, laptop: Visitor, student: Visitor
) -> None:
    paper, who = printed(app, laptop), somebody(app)
    address = f"/instructor/papers/{paper.code}/students/{who}"
    fields = {f"paper.0.{QUIZ.items[0].id}": "A", "go": "next"}
    refused = laptop.client.post(address, data=fields)
    assert refused.status_code == 400
    # What was typed is given back.
    assert "From paper" in refused.text
    phone = enter(app)
    tokens = [token(browser) for browser in (student, phone)]
    for browser, known in zip((student, on_network(phone)), tokens, strict=True):
        assert browser.client.get(address).status_code == 403
        reply = browser.client.post(address, data=fields | {"csrf_token": known})
        assert reply.status_code == 403
    assert taken(app, who) == []
