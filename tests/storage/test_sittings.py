"""Sittings: rules, time, pauses, allowances, and attempts that begin and end in them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from quiz.errors import (
    CannotReopen,
    NoAttemptsLeft,
    NotFound,
    NotOpen,
    SittingElsewhere,
    TimeIsUp,
    WrongSittingState,
)
from quiz.model import (
    Allowance,
    Attempt,
    AttemptState,
    ClosedBy,
    EvidenceMark,
    Feedback,
    Sitting,
    SittingRules,
    SittingState,
    Source,
)
from quiz.sitting_time import GRACE, HANDED_IN_AFTER, left
from quiz.storage import (
    attempts,
    classes,
    evidence_marks,
    marks,
    regrades,
    responses,
    served_time,
    sittings,
    students,
)
from quiz.storage.attempts import NewAttempt
from quiz.storage.database import Database
from quiz.storage.regrades import Regraded
from quiz.storage.reopening import reopen
from quiz.storage.responses import Save
from quiz.storage.sittings import NewSitting
from tests.storage.samples import ITEMS, Clock, Seconds, all_right, plan, right

TIMED = SittingRules(time_limit=600)


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def db(folder: Path, clock: Clock, seconds: Seconds):
    with Database(folder, now=clock, monotonic=seconds) as opened:
        yield opened


def planned(db: Database, rules: SittingRules = TIMED, **more: object) -> Sitting:
    new = NewSitting(1, "history", "exit", "History", "Exit quiz", rules, **more)  # type: ignore[arg-type]
    return sittings.plan(db, new)


def opened(db: Database, rules: SittingRules = TIMED, **more: object) -> Sitting:
    return sittings.open_(db, planned(db, rules, **more).id, db.clock.now())


def joined(db: Database, name: str = "Test Learner") -> int:
    return students.join(db, name, 1)[0].id


def begun(db: Database, sitting: Sitting | None, student: int, allowed: int | None = 1) -> Attempt:
    new = NewAttempt(
        "history",
        "exit",
        "History",
        "Exit quiz",
        Feedback.AFTER_SUBMIT,
        ITEMS,
        allowed,
        sitting_id=sitting.id if sitting else None,
    )
    return attempts.start(db, student, new)


def handed_in(db: Database, attempt: Attempt) -> None:
    now = attempts.get(db, attempt.id)
    known = Regraded(regrades.in_force(db, now).events)
    assert attempts.submit(db, now.id, now.revision, all_right(now), known)


def has_left(db: Database, attempt: Attempt) -> float | None:
    now = attempts.get(db, attempt.id)
    assert now.sitting_id
    return left(sittings.get(db, now.sitting_id), now, db.clock.now())


def save(db: Database, attempt: Attempt, sequence: int = 1) -> bool:
    saves = [Save("l1-first", {"text": "An answer"}, sequence)]
    return responses.save(db, attempt.id, saves)["l1-first"].accepted


def test_a_sitting_is_planned_opened_paused_resumed_and_closed(db: Database) -> None:
    rules = SittingRules(Feedback.AFTER_RELEASE, 1200, 2, True, False, True)
    one = planned(db, rules)
    assert (one.rules, one.state, one.opened_at) == (rules, SittingState.PLANNED, None)
    assert sittings.open_(db, one.id, 0.0).state is SittingState.OPEN
    assert sittings.pause(db, one.id, 5.0).state is SittingState.PAUSED
    assert sittings.resume(db, one.id, 9.0).state is SittingState.OPEN
    assert sittings.close(db, one.id, 9.0, everyone=True).state is SittingState.CLOSED
    assert sittings.of_class(db, 1) == [sittings.get(db, one.id)]
    assert sittings.unfinished(db) == []


def test_what_a_state_doesnt_allow_is_refused(db: Database) -> None:
    one = planned(db)
    for act in (sittings.pause, sittings.resume):
        with pytest.raises(WrongSittingState, match="planned"):
            act(db, one.id, 0.0)
    with pytest.raises(WrongSittingState):
        sittings.close(db, one.id, 0.0, everyone=True)
    sittings.open_(db, one.id, 0.0)
    with pytest.raises(WrongSittingState, match="open"):
        sittings.open_(db, one.id, 0.0)
    with pytest.raises(WrongSittingState):
        sittings.cancel(db, one.id)
    with pytest.raises(NotFound):
        sittings.pause(db, 99, 0.0)


def test_one_quiz_is_open_once_in_a_class_and_can_be_opened_anew(db: Database) -> None:
    one = opened(db)
    with pytest.raises(SittingElsewhere, match="Exit quiz"):
        planned(db)
    sittings.close(db, one.id, 0.0, everyone=True)
    other = planned(db)
    assert sittings.governing(db, 1) == {("history", "exit"): other}
    sittings.cancel(db, other.id)
    assert sittings.governing(db, 1)["history", "exit"].id == one.id


def test_a_sitting_needs_a_class(db: Database) -> None:
    new = NewSitting(9, "history", "exit", "History", "Exit quiz", TIMED)
    with pytest.raises(NotFound):
        sittings.plan(db, new)


def test_nobody_begins_before_after_or_in_a_pause(
    db: Database, clock: Clock, seconds: Seconds
) -> None:
    student = joined(db)
    one = planned(db, closes_at=clock() + timedelta(minutes=30))
    with pytest.raises(NotOpen):
        begun(db, one, student)
    sittings.open_(db, one.id, db.clock.now())
    sittings.pause(db, one.id, db.clock.now())
    with pytest.raises(NotOpen):
        begun(db, one, student)
    sittings.resume(db, one.id, db.clock.now())
    seconds.serve(db, 1800)
    with pytest.raises(NotOpen):
        begun(db, one, student)
    sittings.close(db, one.id, db.clock.now(), everyone=False)
    with pytest.raises(NotOpen):
        begun(db, one, student)


def test_from_paper_answers_come_in_when_it_is_over(db: Database) -> None:
    one, student = opened(db), joined(db)
    sittings.close(db, one.id, db.clock.now(), everyone=True)
    new = NewAttempt(
        "history",
        "exit",
        "History",
        "Exit quiz",
        Feedback.AFTER_SUBMIT,
        ITEMS,
        1,
        sitting_id=one.id,
        source=Source.PAPER,
    )
    assert attempts.start(db, student, new).source is Source.PAPER


def test_whoever_comes_late_has_their_full_time(db: Database, seconds: Seconds) -> None:
    one = opened(db)
    early = begun(db, one, joined(db))
    seconds.serve(db, 400)
    late = begun(db, one, joined(db))
    assert has_left(db, early) == 200
    assert has_left(db, late) == 600


def test_extra_time_multiplies_the_limit_and_is_added_to(db: Database) -> None:
    one, slow, ill = opened(db), joined(db), joined(db)
    sittings.multiply_time(db, slow, 1.5)
    assert has_left(db, begun(db, one, slow)) == 900
    assert sittings.extend(db, one.id, 120, ill) == 0
    assert sittings.allowances(db, one.id) == {ill: Allowance(extra_seconds=120)}
    assert has_left(db, begun(db, one, ill)) == 720


def test_a_multiplier_set_in_the_middle_holds_at_once(db: Database, seconds: Seconds) -> None:
    one, student = opened(db), joined(db)
    attempt = begun(db, one, student)
    seconds.serve(db, 100)
    sittings.multiply_time(db, student, 2.0)
    assert has_left(db, attempt) == 1100
    sittings.multiply_time(db, student, 1.0)
    assert has_left(db, attempt) == 500
    with pytest.raises(NotFound):
        sittings.multiply_time(db, 99, 2.0)


def test_a_multiplier_gives_no_time_back_in_a_sitting_without_a_limit(db: Database) -> None:
    one, student = opened(db, SittingRules()), joined(db)
    attempt = begun(db, one, student)
    sittings.close(db, one.id, db.clock.now(), everyone=False)
    sittings.multiply_time(db, student, 2.0)
    assert has_left(db, attempt) == 0


def test_minutes_for_all_reach_those_at_work_alone(db: Database) -> None:
    one, done, later = opened(db), joined(db), joined(db)
    first = begun(db, one, done)
    handed_in(db, first)
    working = begun(db, one, joined(db))
    assert sittings.extend(db, one.id, 300) == 1
    assert has_left(db, working) == 900
    assert attempts.get(db, first.id).ends_after == 600
    assert has_left(db, begun(db, one, later)) == 600


@pytest.mark.parametrize("more", [0, -60, 8 * 3600 + 1])
def test_no_time_is_taken_away_or_given_without_bounds(db: Database, more: int) -> None:
    with pytest.raises(ValueError, match="eight hours"):
        sittings.extend(db, opened(db).id, more)


def test_a_pause_takes_nobodys_time(db: Database, seconds: Seconds) -> None:
    one = opened(db)
    attempt = begun(db, one, joined(db))
    seconds.serve(db, 60)
    sittings.pause(db, one.id, db.clock.now())
    seconds.serve(db, 5000)
    assert has_left(db, attempt) == 540
    assert save(db, attempt), "what was under way is kept"
    assert attempts.out_of_time(db) == []
    sittings.resume(db, one.id, db.clock.now())
    seconds.serve(db, 40)
    assert has_left(db, attempt) == 500


@pytest.mark.parametrize("hours", [-2, 2])
def test_the_wall_clock_ends_nobodys_attempt(folder: Path, clock: Clock, hours: int) -> None:
    """Moved during a sitting, and across a restart in which the other clock starts anew."""
    seconds = Seconds()
    with Database(folder, now=clock, monotonic=seconds) as db:
        one = opened(db, closes_at=clock() + timedelta(minutes=40))
        attempt = begun(db, one, joined(db))
        seconds.serve(db, 100)
        clock.advance(hours=hours)
        assert has_left(db, attempt) == 500
        served_time.keep(db)
    clock.advance(hours=hours)
    seconds.now = 7.0
    with Database(folder, now=clock, monotonic=seconds) as db:
        assert has_left(db, attempt) == 500
        seconds.serve(db, 500)
        assert attempts.out_of_time(db) == []
        seconds.serve(db, int(HANDED_IN_AFTER))
        assert [late.id for late in attempts.out_of_time(db)] == [attempt.id]
        other = begun(db, one, joined(db))
        assert has_left(db, other) == 600


def test_answers_under_way_are_taken_and_later_ones_refused(db: Database, seconds: Seconds) -> None:
    one = opened(db)
    attempt = begun(db, one, joined(db))
    seconds.serve(db, 600 + int(GRACE))
    assert save(db, attempt)
    assert attempts.out_of_time(db) == []
    seconds.serve(db, 1)
    with pytest.raises(TimeIsUp):
        save(db, attempt, 2)
    assert [late.id for late in attempts.out_of_time(db)] == [attempt.id]
    stored = responses.of_attempt(db, attempt.id)["l1-first"]
    assert stored.sequence == 1


def test_closing_ends_the_time_of_everybody_or_of_those_without_a_limit(
    db: Database, seconds: Seconds
) -> None:
    one = opened(db)
    attempt = begun(db, one, joined(db))
    seconds.serve(db, 10)
    sittings.close(db, one.id, db.clock.now(), everyone=False)
    assert has_left(db, attempt) == 590
    sittings_without = opened(db, SittingRules())
    free = begun(db, sittings_without, joined(db), None)
    assert has_left(db, free) is None
    sittings.close(db, sittings_without.id, db.clock.now(), everyone=False)
    assert has_left(db, free) == 0
    again = opened(db)
    last = begun(db, again, joined(db))
    sittings.close(db, again.id, db.clock.now(), everyone=True)
    assert has_left(db, last) == 0
    assert has_left(db, attempt) == 590


def test_attempts_are_counted_for_each_sitting_and_more_can_be_allowed(db: Database) -> None:
    student = joined(db)
    handed_in(db, begun(db, None, student))
    one = opened(db)
    handed_in(db, begun(db, one, student))
    with pytest.raises(NoAttemptsLeft):
        begun(db, one, student)
    sittings.allow_attempt(db, one.id, student)
    handed_in(db, begun(db, one, student))
    with pytest.raises(NoAttemptsLeft):
        begun(db, one, student)
    assert [one.number for one in attempts.of_student(db, student)] == [1, 2, 3]
    assert len(attempts.in_sitting(db, one.id)) == 2


def test_whoever_is_at_the_quiz_already_goes_on_in_the_sitting(db: Database) -> None:
    attempt = begun(db, None, joined(db))
    assert save(db, attempt)
    other_class = classes.make(db, "Other class")
    one = opened(db, SittingRules(Feedback.AFTER_RELEASE, 600, confidence=True))
    now = attempts.get(db, attempt.id)
    assert (now.sitting_id, now.feedback) == (one.id, Feedback.AFTER_RELEASE)
    assert now.confidence
    assert has_left(db, attempt) == 600
    assert sittings.of_class(db, other_class.id) == []


def test_who_is_excused_is_known(db: Database) -> None:
    one, student = opened(db), joined(db)
    sittings.excuse(db, one.id, student, excused=True)
    assert sittings.excused(db, 1) == {(student, ("history", "exit"))}
    assert sittings.allowances_of(db, student) == {one.id: Allowance(excused=True)}
    sittings.excuse(db, one.id, student, excused=False)
    assert sittings.excused(db, 1) == set()
    with pytest.raises(NotFound):
        sittings.excuse(db, one.id, 99, excused=True)


def test_a_closed_attempt_knows_who_closed_it(db: Database) -> None:
    attempt = begun(db, opened(db), joined(db))
    known = Regraded(regrades.in_force(db, attempt).events)
    assert attempts.submit(db, attempt.id, 0, all_right(attempt), known, by=ClosedBy.TIME)
    assert attempts.get(db, attempt.id).closed_by is ClosedBy.TIME


def test_a_reopened_attempt_goes_on_with_its_answers_and_is_marked_anew(
    db: Database, seconds: Seconds
) -> None:
    one = opened(db)
    attempt = begun(db, one, joined(db))
    assert save(db, attempt)
    handed_in(db, attempt)
    seconds.serve(db, 5000)
    again = reopen(db, attempt.id, 300)
    assert again.state is AttemptState.IN_PROGRESS
    assert (again.submitted_at, again.closed_by) == (None, None)
    assert marks.of_attempt(db, attempt.id) == ()
    assert has_left(db, attempt) == 300
    assert save(db, attempt, 2)
    handed_in(db, attempt)
    assert len(marks.of_attempt(db, attempt.id)) == len(ITEMS)


def test_whoever_starts_again_goes_on_in_the_attempt_that_was_reopened(db: Database) -> None:
    one, student = opened(db), joined(db)
    first = begun(db, one, student)
    handed_in(db, first)
    sittings.close(db, one.id, db.clock.now(), everyone=True)
    second = opened(db)
    handed_in(db, begun(db, second, student))
    reopen(db, first.id, 300)
    assert begun(db, second, student).id == first.id


def test_what_was_checked_stays_final_with_its_evidence(db: Database) -> None:
    attempt = begun(db, opened(db), joined(db))
    assert save(db, attempt)
    mark, cited = right("l1-first", "v1"), EvidenceMark("l1-first", "v1", 0.5)
    assert responses.check(db, attempt.id, "l1-first", mark, sequence=1, evidence=[cited])
    handed_in(db, attempt)
    reopen(db, attempt.id, 300)
    assert marks.of_attempt(db, attempt.id) == (mark,)
    assert evidence_marks.of_attempt(db, attempt.id) == {"l1-first": cited}


def test_what_cannot_be_reopened_says_why(db: Database) -> None:
    one, student = opened(db, SittingRules(attempts=2)), joined(db)
    attempt = begun(db, one, student, 2)
    with pytest.raises(CannotReopen, match="open already"):
        reopen(db, attempt.id, None)
    handed_in(db, attempt)
    begun(db, one, student, 2)
    with pytest.raises(CannotReopen, match="another attempt"):
        reopen(db, attempt.id, None)
    with pytest.raises(NotFound):
        reopen(db, "nothing", None)


def test_an_attempt_whose_marks_were_replaced_is_not_reopened(db: Database) -> None:
    attempt = begun(db, opened(db), joined(db))
    handed_in(db, attempt)
    db.write(
        lambda connection: connection.execute(
            "INSERT INTO mark_changes (attempt_id, item_id, changed_at, kind, before, after) "
            "VALUES (?, 'l1-first', 'now', 'graded', '{}', '{}')",
            (attempt.id,),
        )
    )
    with pytest.raises(CannotReopen, match="by hand or regraded"):
        reopen(db, attempt.id, None)
    assert len(marks.of_attempt(db, attempt.id)) == len(ITEMS)


def test_a_wiped_class_takes_its_sittings_along_but_not_a_moved_students_attempt(
    db: Database,
) -> None:
    one, student = opened(db), joined(db)
    attempt = begun(db, one, student)
    other = classes.make(db, "Other class")
    students.change(db, student, name="Moved", external_id="", class_id=other.id)
    classes.wipe(db, 1)
    kept = attempts.get(db, attempt.id)
    assert (kept.sitting_id, kept.ends_after) == (None, None)
    assert sittings.of_class(db, 1) == []


def test_what_is_asked_every_second_reads_only_what_is_going_on(db: Database) -> None:
    """Not all sittings and attempts that there ever were."""
    asked = (attempts.out_of_time, sittings.is_time_running, sittings.unfinished)
    read = [
        step
        for ask in asked
        for step in plan(db, lambda ask=ask: ask(db))  # type: ignore[misc]
        if step.startswith("SCAN")
    ]
    going_on = ("USING INDEX attempts_with_an_end", "USING INDEX sittings_going_on")
    assert all(step.endswith(going_on) for step in read), read


def test_who_is_excused_is_found_from_the_sittings_of_the_class(db: Database) -> None:
    one, ill = opened(db), joined(db)
    sittings.excuse(db, one.id, ill, excused=True)
    assert sittings.excused(db, 1) == {(ill, ("history", "exit"))}
    tables = [step for step in plan(db, lambda: sittings.excused(db, 1)) if "allowances" in step]
    assert tables == ["SEARCH allowances USING PRIMARY KEY (sitting_id=?)"]
