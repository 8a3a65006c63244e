"""What the phones were told, beside what is stored."""

from __future__ import annotations

from pathlib import Path

import pytest

from quiz.model import Feedback, Given, SittingRules
from quiz.rehearsal.connection import Browser
from quiz.rehearsal.outcome import compare
from quiz.rehearsal.phone import Phone, Quiz
from quiz.rehearsal.plan import PhonePlan
from quiz.rehearsal.record import Record
from quiz.storage import attempts, responses, sittings, students
from quiz.storage.attempts import NewAttempt
from quiz.storage.database import Database
from quiz.storage.responses import Save
from quiz.storage.sittings import NewSitting
from tests.storage.samples import ITEMS, all_right

ITEM = ITEMS[0][0]
OLD, NEW = {"text": "2014"}, {"text": "2015"}


class Told(Phone):
    """A phone that has been through it."""

    def __init__(self, attempt: str, acknowledged: Given, *sent: Given) -> None:
        plan = PhonePlan("Phone 1", 0, 0, (), True)
        super().__init__(plan, Quiz("", "", ""), Browser(0), Record(), lambda: None)
        self.attempt = attempt
        self.acknowledged, self.sent = {ITEM: acknowledged}, {ITEM: list(sent)}


@pytest.fixture
def held(tmp_path: Path):
    """Hold a sitting in which one student saves an answer; its id and the attempt's path."""

    def hold(given: Given, *, hand_in: bool = True) -> tuple[int, str]:
        with Database(tmp_path) as db:
            new = NewSitting(1, "history", "exit", "History", "Exit quiz", SittingRules())
            sitting = sittings.plan(db, new)
            sittings.open_(db, sitting.id, db.clock.now())
            feedback = Feedback.AFTER_SUBMIT
            begun = NewAttempt(
                "history", "exit", "", "", feedback, ITEMS, 1, lang="en", sitting_id=sitting.id
            )
            student, _ = students.join(db, "Phone 1", 1)
            attempt = attempts.start(db, student.id, begun)
            responses.save(db, attempt.id, [Save(ITEM, given, 1)])
            if hand_in:
                attempt = attempts.get(db, attempt.id)
                assert attempts.submit(db, attempt.id, attempt.revision, all_right(attempt))
            return sitting.id, f"/attempts/{attempt.id}"

    return hold


def test_what_is_stored_as_told_is_fine(held, tmp_path: Path) -> None:
    sitting, attempt = held(NEW)
    outcome = compare(tmp_path, sitting, [Told(attempt, NEW, OLD, NEW)])
    assert (outcome.acknowledged, outcome.lost, outcome.wrong) == (1, 0, ())


def test_an_older_answer_than_the_acknowledged_one_is_a_loss(held, tmp_path: Path) -> None:
    sitting, attempt = held(OLD)
    assert compare(tmp_path, sitting, [Told(attempt, NEW, OLD, NEW)]).lost == 1


def test_a_newer_one_whose_reply_never_came_is_none(held, tmp_path: Path) -> None:
    sitting, attempt = held(NEW)
    assert compare(tmp_path, sitting, [Told(attempt, OLD, OLD, NEW)]).lost == 0


def test_an_attempt_that_is_not_handed_in_is_named(held, tmp_path: Path) -> None:
    sitting, attempt = held(NEW, hand_in=False)
    outcome = compare(tmp_path, sitting, [Told(attempt, NEW, NEW)])
    assert outcome.wrong == ("Phone 1: not handed in",)


def test_a_phone_without_an_attempt_is_named(held, tmp_path: Path) -> None:
    sitting, _ = held(NEW)
    outcome = compare(tmp_path, sitting, [Told("", NEW, NEW), Told("/attempts/none", NEW, NEW)])
    assert outcome.wrong == ("Phone 1: never began", "Phone 1: no attempt")
    assert outcome.lost == 2
