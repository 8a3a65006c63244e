from __future__ import annotations

import pytest

from quiz.errors import AttemptClosed, InvalidResponse, NoAttemptsLeft, NotFound
from quiz.model import AttemptState, Feedback, Mark, Outcome, Response
from quiz.storage import attempts, marks, responses, students
from quiz.storage.database import Database
from quiz.storage.responses import Save
from tests.storage.samples import ITEMS, Clock, all_right, begin, right

FIRST, SECOND, THIRD = (item_id for item_id, _, _ in ITEMS)


def keep(db: Database, attempt_id: str, text: str, sequence: int, item_id: str = FIRST) -> bool:
    """Save one answer; whether it was accepted."""
    saved = responses.save(db, attempt_id, [Save(item_id, {"text": text}, sequence)])
    return saved[item_id].accepted


def stored(db: Database, attempt_id: str, item_id: str = FIRST) -> Response:
    return responses.of_attempt(db, attempt_id)[item_id]


def test_an_attempt_freezes_what_it_was_started_with(db: Database) -> None:
    attempt = begin(db)
    assert attempt == attempts.get(db, attempt.id)
    assert attempt.number == 1
    assert attempt.state is AttemptState.IN_PROGRESS
    assert attempt.feedback is Feedback.AFTER_SUBMIT
    assert attempt.started_at == "2026-11-22T09:30:00.000Z"
    assert attempt.items == ((FIRST, "v1"), (SECOND, "v2"), (THIRD, "v3"))
    assert attempts.item_texts(db, ["v1", "v3", "unknown"]) == {"v1": "First?", "v3": "Third?"}
    assert responses.of_attempt(db, attempt.id) == {}


def test_items_keep_the_order_they_are_asked_in(db: Database) -> None:
    attempt = begin(db, items=tuple(reversed(ITEMS)))
    assert [item_id for item_id, _ in attempt.items] == [THIRD, SECOND, FIRST]


def test_starting_again_goes_on_with_the_attempt_in_progress(db: Database) -> None:
    attempt = begin(db, allowed=1)
    changed = [("l1-first", "v9", "Changed?")]
    assert begin(db, attempt.student_id, items=changed, allowed=1) == attempt


def test_a_quiz_can_be_taken_as_often_as_it_allows(db: Database) -> None:
    attempt = begin(db, allowed=2)
    student = attempt.student_id
    attempts.submit(db, attempt.id, 0, all_right(attempt))
    second = begin(db, student, allowed=2)
    assert second.number == 2
    attempts.submit(db, second.id, 0, all_right(second))
    with pytest.raises(NoAttemptsLeft, match="2 times"):
        begin(db, student, allowed=2)
    assert begin(db, student, allowed=None).number == 3
    assert begin(db, student, quiz="written", allowed=1).number == 1


def test_only_a_student_can_start(db: Database) -> None:
    with pytest.raises(NotFound):
        begin(db, 999)


@pytest.mark.parametrize("attempt_id", ["", "nothing", "\x00", "\ud800", "é"])
def test_an_unknown_attempt_is_not_found(db: Database, attempt_id: str) -> None:
    with pytest.raises(NotFound):
        attempts.get(db, attempt_id)
    with pytest.raises(NotFound):
        responses.save(db, attempt_id, [Save(FIRST, {}, 1)])
    with pytest.raises(NotFound):
        responses.check(db, attempt_id, FIRST, right(FIRST, "v1"), sequence=1)
    with pytest.raises(NotFound):
        attempts.submit(db, attempt_id, 0, [])


def test_attempts_are_listed_by_student_by_quiz_and_all(db: Database, clock: Clock) -> None:
    first = begin(db)
    clock.advance(minutes=1)
    second = begin(db)
    clock.advance(minutes=1)
    written = begin(db, first.student_id, quiz="written")
    assert attempts.of_student(db, first.student_id) == [first, written]
    assert attempts.in_class(db, 1) == [first, second, written]
    assert attempts.of_student(db, 999) == []


def test_an_answer_is_kept_with_its_time(db: Database, clock: Clock) -> None:
    attempt = begin(db)
    clock.advance(seconds=1.25)
    given = {"choice": "0a1b2c3d", "text": 'Dari دری, "quoted" \\ {} \x00 \ud800'}
    saved = responses.save(db, attempt.id, [Save(FIRST, given, 1)])[FIRST]
    assert saved.accepted
    assert saved.response == Response(FIRST, given, 1, "2026-11-22T09:30:01.250Z")
    assert responses.of_attempt(db, attempt.id) == {FIRST: saved.response}
    assert attempts.get(db, attempt.id).revision == 1


def test_a_newer_answer_replaces_an_older_one(db: Database) -> None:
    attempt = begin(db)
    assert keep(db, attempt.id, "one", 1)
    assert keep(db, attempt.id, "two", 5)
    assert stored(db, attempt.id).given == {"text": "two"}
    assert attempts.get(db, attempt.id).revision == 2


@pytest.mark.parametrize("sequence", [1, 4, 5])
def test_a_late_retry_never_overwrites_a_newer_answer(db: Database, sequence: int) -> None:
    attempt = begin(db)
    keep(db, attempt.id, "new", 5)
    saved = responses.save(db, attempt.id, [Save(FIRST, {"text": "old"}, sequence)])[FIRST]
    assert not saved.accepted
    assert saved.response.given == {"text": "new"}
    assert stored(db, attempt.id) == saved.response
    assert attempts.get(db, attempt.id).revision == 1


@pytest.mark.parametrize("sequence", [1, 5, 6])
def test_the_same_answer_again_is_accepted_and_changes_nothing(
    db: Database, clock: Clock, sequence: int
) -> None:
    attempt = begin(db)
    keep(db, attempt.id, "same", 5)
    before = stored(db, attempt.id)
    clock.advance(minutes=1)
    assert keep(db, attempt.id, "same", sequence)
    after = stored(db, attempt.id)
    assert (after.given, after.saved_at) == (before.given, before.saved_at)
    assert attempts.get(db, attempt.id).revision == 1


def test_an_older_answer_cannot_overtake_one_that_was_changed_back(db: Database) -> None:
    attempt = begin(db)
    keep(db, attempt.id, "A", 3)
    keep(db, attempt.id, "A", 5)
    assert not keep(db, attempt.id, "B", 4)
    assert stored(db, attempt.id).given == {"text": "A"}


def test_an_emptied_answer_is_kept_as_empty(db: Database) -> None:
    attempt = begin(db)
    keep(db, attempt.id, "something", 1)
    assert responses.answered(db, 1) == {attempt.id: 1}
    responses.save(db, attempt.id, [Save(FIRST, {}, 2)])
    assert stored(db, attempt.id).given == {}
    assert responses.answered(db, 1) == {}
    assert not keep(db, attempt.id, "something", 1)


def test_a_blank_page_saved_whole_changes_no_revision(db: Database) -> None:
    attempt = begin(db)
    responses.save(db, attempt.id, [Save(item_id, {}, 1) for item_id, _ in attempt.items])
    assert attempts.get(db, attempt.id).revision == 0


def test_a_page_is_kept_whole_or_not_at_all(db: Database) -> None:
    attempt = begin(db)
    page = [Save(FIRST, {"text": "one"}, 1), Save("elsewhere", {"text": "two"}, 1)]
    with pytest.raises(NotFound):
        responses.save(db, attempt.id, page)
    assert responses.of_attempt(db, attempt.id) == {}
    assert attempts.get(db, attempt.id).revision == 0


@pytest.mark.parametrize("item_id", ["l1-fourth", "", "\ud800", "\x00"])
def test_an_item_of_another_quiz_is_not_found(db: Database, item_id: str) -> None:
    attempt = begin(db)
    begin(db, quiz="written", items=[("l1-fourth", "v4", "Fourth?")])
    with pytest.raises(NotFound):
        responses.save(db, attempt.id, [Save(item_id, {"text": "one"}, 1)])


@pytest.mark.parametrize("sequence", [0, -1, 2**53 + 1, 2**70])
def test_a_sequence_must_be_one_a_page_can_count_to(sequence: int) -> None:
    with pytest.raises(InvalidResponse):
        Save(FIRST, {}, sequence)


def test_a_checked_answer_is_final_and_its_mark_is_kept(db: Database) -> None:
    attempt = begin(db)
    keep(db, attempt.id, "mine", 1)
    mark = Mark(FIRST, "v1", Outcome.WRONG, 0.0, 2.0, "comprehension", ("M1",))
    assert responses.check(db, attempt.id, FIRST, mark, sequence=1)
    assert stored(db, attempt.id).checked
    assert not keep(db, attempt.id, "better", 2)
    assert keep(db, attempt.id, "mine", 2)
    assert stored(db, attempt.id).given == {"text": "mine"}
    assert marks.of_attempt(db, attempt.id) == (mark,)
    revision = attempts.get(db, attempt.id).revision
    assert attempts.submit(db, attempt.id, revision, all_right(attempt))
    assert marks.of_attempt(db, attempt.id) == (mark, *all_right(attempt)[1:])


def test_a_check_is_for_the_answer_that_was_marked(db: Database) -> None:
    attempt = begin(db)
    mark = right(FIRST, "v1")
    assert not responses.check(db, attempt.id, FIRST, mark, sequence=1)
    keep(db, attempt.id, "one", 1)
    keep(db, attempt.id, "two", 2)
    assert not responses.check(db, attempt.id, FIRST, mark, sequence=1)
    assert not stored(db, attempt.id).checked
    assert marks.of_attempt(db, attempt.id) == ()
    assert responses.check(db, attempt.id, FIRST, mark, sequence=2)
    assert not responses.check(db, attempt.id, FIRST, mark, sequence=2)


def test_a_check_needs_an_item_of_the_attempt_and_its_own_mark(db: Database) -> None:
    attempt = begin(db)
    with pytest.raises(NotFound):
        responses.check(db, attempt.id, "elsewhere", right("elsewhere", "v1"), sequence=1)
    with pytest.raises(ValueError, match="can't be kept"):
        responses.check(db, attempt.id, FIRST, right(SECOND, "v2"), sequence=1)


def test_submitting_closes_the_attempt_with_its_marks(db: Database, clock: Clock) -> None:
    attempt = begin(db)
    keep(db, attempt.id, "mine", 1)
    clock.advance(minutes=10)
    assert attempts.submit(db, attempt.id, 1, all_right(attempt))
    closed = attempts.get(db, attempt.id)
    assert closed.state is AttemptState.SUBMITTED
    assert closed.submitted_at == "2026-11-22T09:40:00.000Z"
    assert marks.of_attempt(db, attempt.id) == all_right(attempt)


def test_nothing_changes_after_submitting(db: Database) -> None:
    attempt = begin(db)
    keep(db, attempt.id, "mine", 1)
    attempts.submit(db, attempt.id, 1, all_right(attempt))
    with pytest.raises(AttemptClosed):
        keep(db, attempt.id, "later", 2)
    with pytest.raises(AttemptClosed):
        responses.check(db, attempt.id, FIRST, right(FIRST, "v1"), sequence=1)
    assert stored(db, attempt.id).given == {"text": "mine"}


def test_submitting_twice_makes_one_grade(db: Database, clock: Clock) -> None:
    attempt = begin(db)
    assert attempts.submit(db, attempt.id, 0, all_right(attempt))
    closed = attempts.get(db, attempt.id)
    clock.advance(minutes=1)
    wrong = [Mark(item_id, version, Outcome.WRONG, 0.0, 1.0) for item_id, version in attempt.items]
    assert not attempts.submit(db, attempt.id, 0, wrong)
    assert attempts.get(db, attempt.id) == closed
    assert marks.of_attempt(db, attempt.id) == all_right(attempt)


def test_marks_of_an_earlier_revision_are_refused(db: Database) -> None:
    attempt = begin(db)
    keep(db, attempt.id, "in between", 1)
    assert not attempts.submit(db, attempt.id, 0, all_right(attempt))
    assert attempts.get(db, attempt.id).state is AttemptState.IN_PROGRESS
    assert marks.of_attempt(db, attempt.id) == ()


@pytest.mark.parametrize("which", [slice(0, 2), slice(0, 0)])
def test_an_attempt_is_not_submitted_with_marks_missing(db: Database, which: slice) -> None:
    attempt = begin(db)
    with pytest.raises(ValueError, match="one mark for each"):
        attempts.submit(db, attempt.id, 0, all_right(attempt)[which])
    assert attempts.get(db, attempt.id).state is AttemptState.IN_PROGRESS
    assert marks.of_attempt(db, attempt.id) == ()


def test_one_students_saves_leave_anothers_alone(db: Database) -> None:
    mine, other = begin(db), begin(db)
    keep(db, other.id, "other", 1)
    keep(db, mine.id, "mine", 1)
    attempts.submit(db, mine.id, 1, all_right(mine))
    assert attempts.get(db, other.id).state is AttemptState.IN_PROGRESS
    assert stored(db, other.id).given == {"text": "other"}
    assert len(students.in_class(db, 1)) == 2
