"""A device at the door is seen on the live board, and let in from there."""

from __future__ import annotations

from flask import Flask

from quiz.model import SittingRules
from quiz.storage import claims, sittings
from quiz.storage.sittings import NewSitting
from tests.visitor import Visitor
from tests.web.desk import enter, form_to, services

QUIZ = ("all-types", "all", "All types", "All ten kinds")


def waiting(app: Flask) -> int:
    """A sitting, and a device that says it is Student One's; the sitting's id."""
    db = services(app).db
    planned = sittings.plan(db, NewSitting(1, *QUIZ, SittingRules()))
    claims.ask(db, 1)
    return sittings.open_(db, planned.id, 0.0).id


def test_the_board_hears_of_a_device_and_lets_it_in(app: Flask, student: Visitor) -> None:
    sitting, desk = waiting(app), enter(app)
    page = f"/instructor/sittings/{sitting}"
    desk.get(page)
    assert "Who is at the door?" in desk.words
    desk.send(form_to(desk, "/instructor/claims"), ("action", "let in"))
    assert desk.path == page
    assert "is let in" in desk.words
    assert claims.of_class(services(app).db, 1) == []


def test_with_names_hidden_the_board_says_no_name(app: Flask, student: Visitor) -> None:
    sitting, desk = waiting(app), enter(app)
    desk.get(f"/instructor/sittings/{sitting}?names=hidden")
    assert "A device waits at the door" in desk.words
    assert "Student One" not in desk.text
