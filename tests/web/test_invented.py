"""The buttons by which the instructor looks around in an invented class."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from quiz.storage import attempts, invented, papers
from tests.visitor import Visitor
from tests.web.desk import enter, services
from tests.web.test_paper import PAPER, codes

pytestmark = pytest.mark.slow

STUDENTS = "/instructor/students"
PATH = "/instructor/classes/invented"


def press(desk: Visitor, action: str) -> None:
    desk.get(STUDENTS)
    desk.send(desk.form(PATH), ("action", action))


def test_it_is_added_looked_at_and_removed(app: Flask, student: Visitor) -> None:
    desk = enter(app)
    press(desk, "add")
    assert "This class is invented" in desk.words
    assert "25 students." in desk.words
    assert "◇ Invented" in desk.words
    for page in ("", "gradebook", "marking", "analysis", "misconceptions", "sittings"):
        desk.get(f"/instructor/{page}")
        assert desk.status == 200
        assert "Invented class" in desk.words
    # The quiz of the student who is really there looks as before.
    student.get("/")
    assert student.status == 200
    press(desk, "remove")
    assert "The invented class is removed, with all 25 students" in desk.words
    assert "Student One" in desk.words
    assert "Learner" not in desk.words


def test_two_windows_add_one(app: Flask) -> None:
    one, other = enter(app), enter(app)
    other.get(STUDENTS)
    form = other.form(PATH)
    press(one, "add")
    other.send(form, ("action", "add"))
    assert other.status == 400
    assert "There is an invented class already." in other.words
    assert len(re.findall("Invented class</span>", one.get(STUDENTS))) >= 1


@pytest.mark.parametrize("action", ["", "wipe"])
def test_another_button_does_nothing(app: Flask, action: str) -> None:
    desk = enter(app)
    desk.get(STUDENTS)
    token = desk.form(PATH).fields["csrf_token"]
    reply = desk.client.post(PATH, data={"csrf_token": token, "action": action})
    assert reply.status_code == 400
    assert invented.class_id(services(app).db) is None


def test_it_goes_though_its_quiz_was_printed(app: Flask) -> None:
    """What stands on a paper is needed still, to enter what was written on it."""
    desk = enter(app)
    press(desk, "add")
    [code] = codes(desk.get(PAPER))
    press(desk, "remove")
    assert "The invented class is removed" in desk.words
    db = services(app).db
    paper = papers.get(db, code)
    assert len(attempts.item_texts(db, [version for _, version in paper.items])) == len(paper.items)


def test_every_table_that_names_a_version_is_asked_before_one_is_forgotten(app: Flask) -> None:
    naming = services(app).db.rows(
        "SELECT name FROM sqlite_master WHERE sql LIKE '%REFERENCES item_versions%'"
    )
    assert {name for (name,) in naming} == set(invented.WITH_VERSION)
