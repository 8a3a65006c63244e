"""Polls in a class: one vote each, without a name, while it is open; what is shown of it."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from flask import Flask

from quiz.model import Moment
from quiz.storage import classes, polls, students
from tests.visitor import Form, Visitor
from tests.web.desk import enter, form_to, services

LESSON = """\
---
title: Bees
---

Bees fly.

## Poll: How *well* do bees fly? {#flight}

Think of the wind.

- Badly
- Partly well
- Well <b>enough</b>

---

## Quiz: Exit {#exit}

### Legs? {#legs}

= 6
"""
PAGE = "/lessons/bees"
VOTE = "/lessons/bees/polls/flight"
DESK = "/instructor/polls/bees/flight"
SECRET = "Nobody, your teacher included, can see what you choose"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    folder = tmp_path / "bees"
    folder.mkdir()
    (folder / "01-bees.md").write_text(LESSON, "utf-8")
    return folder


@pytest.fixture
def app(make_app: Callable[..., Flask], course: Path) -> Flask:
    return make_app(course)


@pytest.fixture
def desk(app: Flask) -> Visitor:
    return enter(app)


def press(desk: Visitor, moment: str, action: str) -> str:
    """Press a button on the page of the polls."""
    desk.get("/instructor/polls")
    for form in desk.forms():
        if form.fields.get("moment") == [moment] and ("action", action) in form.buttons:
            return desk.send(form, ("action", action))
    raise AssertionError(f"no button {action} for the vote {moment}")


def ballot(browser: Visitor) -> Form:
    browser.get(PAGE)
    return browser.form(VOTE)


NUMBERS = count()
"""For names of their own: whoever has another's name is asked who they are."""


def cast(browser: Visitor, choice: int) -> str:
    form = ballot(browser)
    form.fill("choice", str(choice))
    return browser.send(form)


def class_votes(visitor: Callable[[], Visitor], *choices: int) -> list[Visitor]:
    """One new student for each choice."""
    voters = []
    for choice in choices:
        browser = visitor()
        browser.join(f"Voter {next(NUMBERS)}")
        assert "Thank you" in cast(browser, choice)
        voters.append(browser)
    return voters


def bare(page: str) -> str:
    """A page without what is drawn by lot: the form's token and the student's code."""
    return re.sub(r'(csrf_token|code)"(?: value="[^"]*"|>[^<]*)', r"\1", page)


def counts(app: Flask) -> list[tuple[int, ...]]:
    return [one.counts for one in polls.rounds(services(app).db, 1)]


# Students


def test_a_poll_goes_through_its_states(student: Visitor, desk: Visitor) -> None:
    student.get(PAGE)
    assert "Your teacher opens this poll in class." in student.words
    assert "Think of the wind." in student.words
    assert VOTE not in student.text
    press(desk, "before", "open")
    student.get(PAGE)
    assert SECRET in student.words
    assert "Before the lesson" in student.words
    assert "checked" not in student.text.partition('id="flight"')[2]
    assert "Thank you" in cast(student, 2)
    assert student.path == PAGE
    assert VOTE not in student.text
    press(desk, "before", "close")
    student.get(PAGE)
    assert "No vote is open at the moment." in student.words
    press(desk, "after", "open")
    student.get(PAGE)
    assert "After the lesson" in student.words
    assert "Thank you" in cast(student, 3)


def test_choices_are_shown_as_markdown_and_nothing_else(student: Visitor, desk: Visitor) -> None:
    press(desk, "before", "open")
    student.get(PAGE)
    assert "How <em>well</em> do bees fly?" in student.text
    assert ballot(student).offers["choice"] == ["1", "2", "3"]


def test_a_second_vote_is_refused_kindly(app: Flask, student: Visitor, desk: Visitor) -> None:
    press(desk, "before", "open")
    form = ballot(student)
    form.fill("choice", "1")
    student.send(form)
    form.fill("choice", "3")
    student.send(form)
    assert student.status == 409
    assert "You have voted already, and everyone has one vote." in student.words
    assert counts(app) == [(1, 0, 0)]


def test_a_vote_that_comes_too_late_is_refused(app: Flask, student: Visitor, desk: Visitor) -> None:
    """Also where the other vote was opened since: what was chosen before isn't for after."""
    press(desk, "before", "open")
    form = ballot(student)
    form.fill("choice", "1")
    press(desk, "before", "close")
    student.send(form)
    assert student.status == 409
    assert "This poll is closed, so your vote can't be counted." in student.words
    press(desk, "after", "open")
    student.send(form)
    assert student.status == 409
    assert "closed" in student.words
    assert counts(app) == [(0, 0, 0), (0, 0, 0)]


@pytest.mark.parametrize(
    ("sent", "status", "words"),
    [
        ({"moment": "before"}, 409, "Choose one of the answers first"),
        ({"moment": "before", "choice": ""}, 409, "Choose one of the answers first"),
        ({"moment": "before", "choice": "4"}, 409, "no such choice"),
        ({"moment": "before", "choice": "0"}, 409, "no such choice"),
        ({"moment": "before", "choice": "-1"}, 409, "Choose one"),
        ({"moment": "before", "choice": "²"}, 409, "Choose one"),
        ({"moment": "before", "choice": "9" * 5000}, 409, "Choose one"),
        ({"moment": "during", "choice": "1"}, 409, "Reload the page"),
        ({"choice": "1"}, 409, "Reload the page"),
    ],
)
def test_an_odd_vote_gets_plain_words(
    app: Flask, student: Visitor, desk: Visitor, sent: dict[str, str], status: int, words: str
) -> None:
    press(desk, "before", "open")
    token = ballot(student).fields["csrf_token"][0]
    reply = student.client.post(VOTE, data={"csrf_token": token, **sent})
    assert reply.status_code == status
    assert words in reply.text
    assert counts(app) == [(0, 0, 0)]


def test_who_has_not_joined_or_has_no_token_does_not_vote(
    app: Flask, visitor: Callable[[], Visitor], student: Visitor, desk: Visitor
) -> None:
    press(desk, "before", "open")
    assert student.client.post(VOTE, data={"moment": "before", "choice": "1"}).status_code == 400
    stranger = visitor()
    stranger.get("/join")
    token = stranger.form("/join").fields["csrf_token"][0]
    data = {"csrf_token": token, "moment": "before", "choice": "1"}
    reply = stranger.client.post(VOTE, data=data)
    assert (reply.status_code, reply.headers["Location"]) == (303, "/join")
    assert counts(app) == [(0, 0, 0)]


@pytest.mark.parametrize("path", ["/lessons/bees/polls/exit", "/lessons/nowhere/polls/flight"])
def test_a_poll_that_is_not_there(student: Visitor, desk: Visitor, path: str) -> None:
    press(desk, "before", "open")
    data = {"csrf_token": ballot(student).fields["csrf_token"][0], "moment": "before"}
    assert student.client.post(path, data=data).status_code == 404


def test_another_class_has_its_own_vote(app: Flask, student: Visitor, desk: Visitor) -> None:
    """What is open for one class is closed for the other."""
    db = services(app).db
    other = classes.make(db, "Class Two")
    polls.open_round(db, other.id, ("bees", "flight", Moment.BEFORE), "How well?", ("a", "b"))
    student.get(PAGE)
    assert "Your teacher opens this poll in class." in student.words


def test_after_a_vote_every_byte_is_the_same_whatever_was_chosen(
    visitor: Callable[[], Visitor], desk: Visitor
) -> None:
    press(desk, "before", "open")
    seen = set()
    for choice, name in ((1, "Voter One"), (3, "Voter Two")):
        browser = visitor()
        browser.join(name)
        form = ballot(browser)
        form.fill("choice", str(choice))
        reply = browser.client.post(VOTE, data=form.fields)
        assert "Set-Cookie" not in reply.headers
        page = browser.get(PAGE).replace(name, "")
        seen.add((reply.status_code, reply.headers["Location"], reply.data, bare(page)))
    assert len(seen) == 1


def test_students_never_see_how_the_class_voted(
    visitor: Callable[[], Visitor], student: Visitor, desk: Visitor
) -> None:
    press(desk, "before", "open")
    empty = bare(student.get(PAGE))
    class_votes(visitor, *[2] * 7, 3, 3, 3, 3)
    assert bare(student.get(PAGE)) == empty
    press(desk, "before", "close")
    student.get(PAGE)
    poll = student.text.partition('id="flight"')[2].partition("</section>")[0]
    assert not re.search(r"\b(?:7|4|11)\b", re.sub(r"<[^>]+>", " ", poll))


def test_an_open_vote_keeps_its_words_while_the_lesson_is_edited(
    app: Flask, course: Path, visitor: Callable[[], Visitor], student: Visitor, desk: Visitor
) -> None:
    press(desk, "before", "open")
    changed = LESSON.replace("- Badly\n- Partly well", "- Perfectly\n- Not at all\n- Partly well")
    (course / "01-bees.md").write_text(changed, "utf-8")
    student.get(PAGE)
    assert "Badly" in student.words
    assert "Perfectly" not in student.words
    class_votes(visitor, 1, 1, 1, 2, 2, 2)
    press(desk, "before", "close")
    assert "Badly" in desk.words
    press(desk, "after", "open")
    class_votes(visitor, 1, 1, 1, 2, 2, 2)
    press(desk, "after", "close")
    assert "The choices were changed between the two votes" in desk.words
    assert "Perfectly" in desk.words


# The instructor


def test_the_desk_shows_how_many_have_voted_and_nothing_else_while_it_is_open(
    visitor: Callable[[], Visitor], student: Visitor, desk: Visitor
) -> None:
    press(desk, "before", "open")
    class_votes(visitor, *[1] * 6)
    desk.get("/instructor/polls")
    assert "6 of 7 students have voted" in desk.words
    assert "poll-results" not in desk.text


def test_results_before_and_after_stand_side_by_side(
    visitor: Callable[[], Visitor], desk: Visitor
) -> None:
    press(desk, "before", "open")
    class_votes(visitor, 1, 1, 1, 1, 2, 3, 3, 3, 3, 3)
    press(desk, "before", "close")
    assert "Partly well ” or “ Well enough ”: 6 of 10 votes." in desk.words
    assert "2 choices together" in desk.words
    press(desk, "after", "open")
    class_votes(visitor, 2, 2, 2, 3, 3, 3, 3)
    press(desk, "after", "close")
    assert "After the lesson, most often chosen was “ Well enough ”: 4 of 7 votes." in desk.words
    table = desk.text.partition('class="poll-results"')[2].partition("</table>")[0]
    cells = re.findall(r"<strong>(\d+)</strong> <span class=\"share\">(\d+) %", table)
    assert cells == [("4", "40"), ("0", "0"), ("6", "60"), ("3", "43"), ("4", "57")]
    assert 'rowspan="2"' in table


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ((1, 2, 3, 3), "Nothing is shown of fewer than five votes."),
        ((1, 1, 2, 3, 3), "Nothing more can be shown without giving somebody's choice away."),
    ],
)
def test_small_counts_are_not_shown(
    visitor: Callable[[], Visitor], desk: Visitor, choices: tuple[int, ...], words: str
) -> None:
    press(desk, "before", "open")
    class_votes(visitor, *choices)
    press(desk, "before", "close")
    assert words in desk.words
    assert "poll-results" not in desk.text


def test_a_closed_vote_is_not_opened_again_but_can_be_deleted(
    app: Flask, visitor: Callable[[], Visitor], desk: Visitor
) -> None:
    press(desk, "before", "open")
    [voter] = class_votes(visitor, 1)
    press(desk, "before", "close")
    desk.get("/instructor/polls")
    token = form_to(desk, DESK).fields["csrf_token"][0]
    again = {"csrf_token": token, "moment": "before", "action": "open"}
    assert desk.client.post(DESK, data=again).status_code == 409
    press(desk, "before", "delete")
    assert counts(app) == []
    press(desk, "before", "open")
    assert "Thank you" in cast(voter, 2)
    assert counts(app) == [(0, 1, 0)]


def test_before_can_not_follow_after(desk: Visitor) -> None:
    press(desk, "after", "open")
    with pytest.raises(AssertionError, match="no button"):
        press(desk, "before", "open")
    token = form_to(desk, DESK).fields["csrf_token"][0]
    data = {"csrf_token": token, "moment": "before", "action": "open"}
    assert desk.client.post(DESK, data=data).status_code == 409


def test_only_the_instructor_opens_and_closes(app: Flask, student: Visitor, desk: Visitor) -> None:
    press(desk, "before", "open")
    token = ballot(student).fields["csrf_token"][0]
    for action in ("open", "close", "delete"):
        data = {"csrf_token": token, "moment": "before", "action": action}
        assert student.client.post(DESK, data=data).status_code == 403
    assert student.client.get("/instructor/polls").status_code == 403
    for action in ("close", "delete"):
        data = {"moment": "before", "action": action}
        assert desk.client.post(DESK, data=data).status_code == 400
    [still] = polls.rounds(services(app).db, 1)
    assert still.open


@pytest.mark.parametrize(
    ("path", "data", "status"),
    [
        (DESK, {"moment": "during", "action": "open"}, 400),
        (DESK, {"moment": "before", "action": "burn"}, 400),
        (DESK, {}, 400),
        ("/instructor/polls/bees/exit", {"moment": "before", "action": "open"}, 404),
        ("/instructor/polls/bees/exit", {"moment": "before", "action": "close"}, 303),
    ],
)
def test_odd_requests_at_the_desk(
    app: Flask, desk: Visitor, path: str, data: dict[str, str], status: int
) -> None:
    desk.get("/instructor/polls")
    token = form_to(desk, DESK).fields["csrf_token"][0]
    assert desk.client.post(path, data={"csrf_token": token, **data}).status_code == status
    assert counts(app) == []


def test_a_poll_that_left_the_course_keeps_its_results(
    course: Path, visitor: Callable[[], Visitor], desk: Visitor
) -> None:
    press(desk, "before", "open")
    class_votes(visitor, 1, 1, 1, 3, 3, 3)
    press(desk, "before", "close")
    (course / "01-bees.md").write_text("---\ntitle: Bees\n---\n\nBees fly.\n", "utf-8")
    desk.get("/instructor/polls")
    assert "No longer in the course (bees)" in desk.words
    assert "How well do bees fly?" in desk.words
    press(desk, "before", "delete")
    assert "No lesson of this course has a poll." in desk.words


def test_the_lesson_with_its_key_and_the_preview_show_the_poll(desk: Visitor) -> None:
    desk.get("/instructor/lessons/bees")
    assert "How <em>well</em> do bees fly?" in desk.text
    assert "Open, close and see results" in desk.words
    assert not any(form.action.startswith(VOTE) for form in desk.forms())


def test_a_poll_is_in_no_gradebook_and_no_file(
    app: Flask, visitor: Callable[[], Visitor], desk: Visitor
) -> None:
    """A student's own data say in which open votes they took part, and nothing of a choice."""
    press(desk, "before", "open")
    class_votes(visitor, 3)
    for name in ("gradebook", "marks.csv", "grades.csv", "moodle.csv", "canvas.csv"):
        assert "flight" not in desk.get(f"/instructor/{name}"), name
    [own] = students.in_class(services(app).db, 1)
    reply = desk.client.get(f"/instructor/students/{own.id}/data.zip")
    with zipfile.ZipFile(io.BytesIO(reply.data)) as archive:
        files = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    told = json.loads(files.pop("everything.json"))
    assert set(told.pop("poll_voters")[0]) == {
        "class_id",
        "lesson",
        "poll",
        "moment",
        "student_id",
    }
    assert "flight" not in f"{files}{told}"
