"""What can't be undone is behind a second click, which says what it does."""

from __future__ import annotations

import pytest
from flask import Flask

from quiz.model import SittingRules
from quiz.storage import classes, sittings
from quiz.storage.sittings import NewSitting
from tests.visitor import Visitor
from tests.web.desk import enter, services


@pytest.fixture
def desk(app: Flask, student: Visitor) -> Visitor:
    """The desk of a class with one student and an open quiz, beside a class without anybody."""
    db = services(app).db
    classes.make(db, "Nobody's class")
    rules = SittingRules(time_limit=600)
    made = sittings.plan(db, NewSitting(1, "release", "release", "Release", "Quiz", rules))
    sittings.open_(db, made.id, db.clock.now())
    return enter(app)


@pytest.mark.parametrize(
    ("path", "button"),
    [
        ("/instructor/", "Leave"),
        ("/instructor/students/1", "New code, sign out all devices"),
        ("/instructor/classes/2", "Remove this class"),
        ("/instructor/sittings/1?class=1", "Let nobody else begin"),
        ("/instructor/sittings/1?class=1", "Close and hand in for everyone"),
    ],
)
def test_the_button_has_to_be_opened_first(desk: Visitor, path: str, button: str) -> None:
    before, found, _ = desk.get(path).partition(f">{button}</button>")
    assert found
    assert before.count("<details") == before.count("</details>") + 1
