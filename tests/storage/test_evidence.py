"""An answer, what is cited for it and how sure its student is are one thing; evidence has its own
marks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.model import Attempt, Confidence, EvidenceMark, Response
from quiz.storage import attempts, evidence_marks, marks, responses
from quiz.storage.attempts import NewAttempt
from quiz.storage.database import Database
from quiz.storage.driver import sqlite3
from quiz.storage.responses import Save
from tests.storage.samples import ITEMS, all_right, begin, right

FIRST, SECOND, _ = (item_id for item_id, _, _ in ITEMS)
FULL = Save(FIRST, {"text": "mine"}, 5, ("p2", "p1"), Confidence.SURE)


def keep(db: Database, attempt: Attempt, save: Save) -> bool:
    """Save one answer; whether it was accepted."""
    return responses.save(db, attempt.id, [save])[save.item_id].accepted


def stored(db: Database, attempt: Attempt) -> Response:
    return responses.of_attempt(db, attempt.id)[FIRST]


def test_evidence_and_confidence_are_kept_with_the_answer(db: Database) -> None:
    attempt = begin(db)
    assert keep(db, attempt, FULL)
    found = stored(db, attempt)
    assert (found.given, found.evidence) == ({"text": "mine"}, ("p1", "p2"))
    assert found.confidence is Confidence.SURE
    assert responses.of_attempts(db, [attempt.id, "none"]) == {attempt.id: {FIRST: found}}


@pytest.mark.parametrize(
    "other",
    [
        replace(FULL, evidence=("p1",)),
        replace(FULL, evidence=()),
        replace(FULL, confidence=None),
        replace(FULL, confidence=Confidence.GUESSING),
        replace(FULL, given={}),
    ],
)
def test_whatever_part_of_it_differs_it_is_another_answer(db: Database, other: Save) -> None:
    attempt = begin(db)
    keep(db, attempt, FULL)
    before = stored(db, attempt)
    for sequence in (4, 5):
        assert not keep(db, attempt, replace(other, sequence=sequence))
    assert stored(db, attempt) == before
    assert keep(db, attempt, replace(other, sequence=6))
    after = stored(db, attempt)
    assert (after.given, after.evidence, after.confidence) == (
        other.given,
        other.evidence,
        other.confidence,
    )
    # So that a hand-in which read the answer before looks again.
    assert attempts.get(db, attempt.id).revision == 2


def test_the_same_again_is_accepted_whatever_order_it_came_in(db: Database) -> None:
    attempt = begin(db)
    keep(db, attempt, FULL)
    for sequence in (1, 5, 6):
        again = replace(FULL, sequence=sequence, evidence=("p1", "p2", "p1"))
        assert keep(db, attempt, again)
    assert attempts.get(db, attempt.id).revision == 1


@given(st.lists(st.sampled_from(["p1", "p2", "p10", "t"])))
def test_evidence_is_a_set(anchors: list[str]) -> None:
    save = Save(FIRST, {}, 1, tuple(anchors))
    assert save == Save(FIRST, {}, 1, tuple(reversed(anchors)))
    assert set(save.evidence) == set(anchors)
    assert len(save.evidence) == len(set(anchors))


def test_evidence_without_an_answer_is_kept_and_counts_as_unanswered(db: Database) -> None:
    attempt = begin(db)
    assert keep(db, attempt, Save(FIRST, {}, 1, ("p1",), Confidence.GUESSING))
    assert stored(db, attempt).evidence == ("p1",)
    assert responses.answered_in(db, attempt.id) == 0
    assert responses.answered(db, 1) == {}
    assert attempts.get(db, attempt.id).revision == 1


def test_a_checked_answer_keeps_its_evidence(db: Database) -> None:
    attempt, mark = begin(db), EvidenceMark(FIRST, "v1", 0.5)
    keep(db, attempt, FULL)
    assert not responses.check(
        db, attempt.id, FIRST, right(FIRST, "v1"), sequence=4, evidence=[mark]
    )
    assert evidence_marks.of_attempt(db, attempt.id) == {}
    assert responses.check(db, attempt.id, FIRST, right(FIRST, "v1"), sequence=5, evidence=[mark])
    assert not keep(db, attempt, replace(FULL, sequence=6, evidence=()))
    assert stored(db, attempt).evidence == ("p1", "p2")
    revision = attempts.get(db, attempt.id).revision
    other, new = EvidenceMark(SECOND, "v2", 1.0), EvidenceMark(FIRST, "v1", 1.0)
    assert attempts.submit(db, attempt.id, revision, all_right(attempt), evidence=[new, other])
    found = {attempt.id: {FIRST: mark, SECOND: other}}
    assert evidence_marks.of_attempts(db, [attempt.id, "none"]) == found


def test_a_check_is_for_the_evidence_of_the_same_item(db: Database) -> None:
    attempt = begin(db)
    keep(db, attempt, FULL)
    with pytest.raises(ValueError, match=FIRST):
        responses.check(
            db,
            attempt.id,
            FIRST,
            right(FIRST, "v1"),
            sequence=5,
            evidence=[EvidenceMark(SECOND, "v2", 1.0)],
        )


def test_evidence_marks_come_with_the_marks_or_not_at_all(db: Database) -> None:
    attempt, mark = begin(db), EvidenceMark(FIRST, "v1", 1.0)
    keep(db, attempt, FULL)
    assert not attempts.submit(db, attempt.id, 0, all_right(attempt), evidence=[mark])
    with pytest.raises(sqlite3.IntegrityError):
        attempts.submit(
            db,
            attempt.id,
            1,
            all_right(attempt),
            evidence=[mark, EvidenceMark("elsewhere", "v1", 1.0)],
        )
    assert evidence_marks.of_attempt(db, attempt.id) == {}
    assert marks.of_attempt(db, attempt.id) == ()
    assert attempts.submit(db, attempt.id, 1, all_right(attempt), evidence=[mark])
    assert evidence_marks.of_attempt(db, attempt.id) == {FIRST: mark}
    # Nor does it change what the answers earned.
    assert marks.of_attempt(db, attempt.id) == all_right(attempt)


def test_an_attempt_remembers_whether_it_asks_for_confidence(db: Database) -> None:
    plain = begin(db)
    new = NewAttempt("l", "q", "L", "Q", plain.feedback, ITEMS, confidence=True)
    asking = attempts.start(db, plain.student_id, new)
    assert (plain.confidence, asking.confidence) == (False, True)
