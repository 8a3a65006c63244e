"""Gradings are only added; undoing one gives back the identical mark."""

from __future__ import annotations

import random
import threading
from dataclasses import replace

import pytest

from quiz.errors import GradedMeanwhile, MarksChanged, NotFound
from quiz.model import Attempt, ChangeKind, Mark, Outcome, Regrade, RegradeKind, SelfRating
from quiz.storage import attempts, gradings, marks, regrades, responses
from quiz.storage.database import Database
from quiz.storage.gradings import NewGrading
from quiz.storage.regrades import NewRegrade
from tests.storage.samples import Clock, begin

OPEN = [("l1-open", "v1", "Why?")]
WAITS = Mark("l1-open", "v1", Outcome.NEEDS_GRADING, None, 4.0, "comprehension")


def given(fraction: float) -> Mark:
    outcome = Outcome.RIGHT if fraction == 1 else Outcome.PARTLY_RIGHT
    return replace(WAITS, outcome=outcome, fraction=fraction, graded=True)


def handed_in(db: Database, quiz: str = "exit", item: str = "l1-open") -> Attempt:
    attempt = begin(db, quiz=quiz, items=[(item, f"v1-{item}" if item != "l1-open" else "v1", "?")])
    mark = replace(WAITS, item_id=item, version=attempt.items[0][1])
    assert attempts.submit(db, attempt.id, 0, [mark])
    return attempt


def new(
    attempt: Attempt, fraction: float, comment: str = "", instead_of: int | None = None
) -> NewGrading:
    """A grading in the place of the first mark."""
    return NewGrading(attempt.id, {"Reason": 1}, comment, WAITS, given(fraction), instead_of)


def mark_of(db: Database, attempt: Attempt) -> Mark:
    [mark] = marks.of_attempt(db, attempt.id)
    return mark


def id_of(db: Database, attempt: Attempt) -> int:
    return gradings.of_attempt(db, attempt.id)[attempt.items[0][0]].id


def test_a_grading_keeps_levels_and_comment_and_gives_the_mark(db: Database, clock: Clock) -> None:
    attempt = handed_in(db)
    clock.advance(minutes=1)
    gradings.grade(db, [new(attempt, 0.75, "Good — اچھا")])
    kept = gradings.of_attempt(db, attempt.id)["l1-open"]
    assert (kept.version, kept.levels, kept.fraction) == ("v1", {"Reason": 1}, 0.75)
    assert (kept.comment, kept.graded_at) == ("Good — اچھا", "2026-11-22T09:31:00.000Z")
    assert mark_of(db, attempt) == given(0.75)
    [change] = marks.changes_of_attempt(db, attempt.id)
    assert (change.kind, change.before, change.after) == (ChangeKind.GRADED, WAITS, given(0.75))


def test_a_whole_group_is_graded_or_nobody(db: Database) -> None:
    first, second = handed_in(db), handed_in(db)
    wrong = replace(new(second, 0.5), before=given(0.25))
    with pytest.raises(MarksChanged):
        gradings.grade(db, [new(first, 0.5), wrong])
    assert gradings.current(db, [first.id, second.id]) == {}
    assert mark_of(db, first) == mark_of(db, second) == WAITS
    gradings.grade(db, [new(first, 0.5), new(second, 0.5)])
    assert set(gradings.current(db, [first.id, second.id])) == {
        (first.id, "l1-open"),
        (second.id, "l1-open"),
    }


def test_undoing_gives_back_the_identical_mark_step_by_step(db: Database) -> None:
    """With a clock that stands still, so that the order alone must tell the steps apart."""
    attempt = handed_in(db)
    before = [mark_of(db, attempt)]
    for fraction in (0.25, 0.25, 1.0):
        newest = gradings.of_attempt(db, attempt.id).get("l1-open")
        id_ = newest.id if newest else None
        one = replace(new(attempt, fraction, f"Comment {id_}", id_), before=before[-1])
        gradings.grade(db, [one])
        before.append(mark_of(db, attempt))
    for expected in reversed(before[:-1]):
        gradings.undo(db, [id_of(db, attempt)])
        assert mark_of(db, attempt) == expected
    assert gradings.of_attempt(db, attempt.id) == {}
    kept = [change.kind for change in marks.changes_of_attempt(db, attempt.id)]
    assert kept == [ChangeKind.GRADED] * 3 + [ChangeKind.UNDONE] * 3


@pytest.mark.parametrize("seed", range(20))
def test_marks_and_gradings_agree_after_any_steps(db: Database, seed: int) -> None:
    chance, attempt = random.Random(seed), handed_in(db)
    stack: list[tuple[float, Mark]] = []
    for _ in range(30):
        if stack and chance.random() < 0.45:
            gradings.undo(db, [id_of(db, attempt)])
            stack.pop()
        else:
            fraction = chance.choice([0.25, 0.5, 1.0])
            old = id_of(db, attempt) if stack else None
            before = stack[-1][1] if stack else WAITS
            gradings.grade(db, [replace(new(attempt, fraction, "", old), before=before)])
            stack.append((fraction, given(fraction)))
        assert mark_of(db, attempt) == (stack[-1][1] if stack else WAITS)
        current = gradings.of_attempt(db, attempt.id).get("l1-open")
        assert (current.fraction if current else None) == (stack[-1][0] if stack else None)


def test_undoing_twice_is_refused(db: Database) -> None:
    attempt = handed_in(db)
    gradings.grade(db, [new(attempt, 0.5)])
    first = id_of(db, attempt)
    gradings.undo(db, [first])
    with pytest.raises(GradedMeanwhile):
        gradings.undo(db, [first])
    with pytest.raises(NotFound):
        gradings.undo(db, [first + 1])


def regrade(db: Database, attempt: Attempt, after: Mark) -> Regrade:
    """Regrade the item by the version of `after`, which is what this attempt's mark becomes."""
    rows = [(attempt.id, mark_of(db, attempt), after)]
    new = NewRegrade(
        "history", "exit", "l1-open", RegradeKind.NEW_KEY, after.version, "Why?", "Mended.", rows
    )
    [made] = regrades.apply(db, [new])
    return made


def test_a_grading_under_a_regrade_cannot_be_undone(db: Database) -> None:
    attempt = handed_in(db)
    gradings.grade(db, [new(attempt, 0.5)])
    made = regrade(db, attempt, replace(given(1.0), version="v2"))
    with pytest.raises(MarksChanged):
        gradings.undo(db, [id_of(db, attempt)])
    assert mark_of(db, attempt) == replace(given(1.0), version="v2")
    regrades.undo(db, made.id)
    gradings.undo(db, [id_of(db, attempt)])
    assert mark_of(db, attempt) == WAITS


def test_a_regrade_that_gave_the_same_mark_again_still_stands_on_the_grading(db: Database) -> None:
    attempt = handed_in(db)
    gradings.grade(db, [new(attempt, 0.5)])
    made = [regrade(db, attempt, replace(given(0.5), version=v)) for v in ("v2", "v1")]
    assert mark_of(db, attempt) == given(0.5)
    with pytest.raises(MarksChanged):
        gradings.undo(db, [id_of(db, attempt)])
    assert mark_of(db, attempt) == given(0.5)
    for one in reversed(made):
        regrades.undo(db, one.id)
    gradings.undo(db, [id_of(db, attempt)])
    assert mark_of(db, attempt) == WAITS


def test_every_change_tells_what_made_it(db: Database) -> None:
    attempt = handed_in(db)
    gradings.grade(db, [new(attempt, 0.5)])
    graded = id_of(db, attempt)
    made = regrade(db, attempt, replace(given(0.5), version="v2"))
    regrades.undo(db, made.id)
    gradings.undo(db, [graded])
    changes = marks.changes_of_attempt(db, attempt.id)
    assert [(one.regrade_id, one.grading_id) for one in changes] == [
        (None, graded),
        (made.id, None),
        (made.id, None),
        (None, graded),
    ]


def test_two_who_grade_at_once_end_with_one_and_the_other_is_told(db: Database) -> None:
    """Both pages showed the response without a mark."""
    attempt, refused = handed_in(db), []

    def grade(fraction: float) -> None:
        try:
            gradings.grade(db, [new(attempt, fraction)])
        except (GradedMeanwhile, MarksChanged):
            refused.append(fraction)

    both = [threading.Thread(target=grade, args=[fraction]) for fraction in (0.25, 0.75)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert len(refused) == 1
    assert mark_of(db, attempt).fraction == 1.0 - refused[0]
    assert len(marks.changes_of_attempt(db, attempt.id)) == 1


def test_an_undone_grading_seen_on_an_old_page_is_noticed(db: Database) -> None:
    attempt = handed_in(db)
    gradings.grade(db, [new(attempt, 0.5)])
    seen = id_of(db, attempt)
    gradings.undo(db, [seen])
    with pytest.raises(GradedMeanwhile):
        gradings.grade(db, [new(attempt, 0.25, instead_of=seen)])
    assert mark_of(db, attempt) == WAITS


def test_what_is_not_handed_in_cannot_be_graded(db: Database) -> None:
    attempt = begin(db, items=OPEN)
    responses.save(db, attempt.id, [responses.Save("l1-open", {"text": "So."}, 1)])
    assert responses.check(db, attempt.id, "l1-open", WAITS, sequence=1)
    for job in (
        lambda: gradings.grade(db, [new(attempt, 0.5)]),
        lambda: gradings.rate_oneself(db, attempt.id, "l1-open", "v1", {"Reason": 0}),
        lambda: gradings.rate_oneself(db, "nowhere", "l1-open", "v1", {"Reason": 0}),
    ):
        with pytest.raises(NotFound):
            job()
    assert gradings.current(db, [attempt.id]) == gradings.self_ratings(db, [attempt.id]) == {}


def test_the_bank_gives_the_comments_of_the_item_first_most_used_first(
    db: Database, clock: Clock
) -> None:
    def say(comment: str, item: str = "l1-open", quiz: str = "exit", copies: int = 1) -> None:
        clock.advance(seconds=1)
        own = [handed_in(db, quiz, item) for _ in range(copies)]
        mark = replace(WAITS, item_id=item, version=own[0].items[0][1])
        after = replace(given(0.5), item_id=item, version=mark.version)
        gradings.grade(db, [NewGrading(a.id, {}, comment, mark, after) for a in own])

    say("Once, for many alike", copies=5)
    for _ in range(2):
        say("Twice")
    for _ in range(3):
        say("Often, elsewhere", item="l1-other")
    say("Another quiz", quiz="written")
    say("")
    found = gradings.comments(db, "history", "exit", "l1-open", ["l1-open", "l1-other"])
    assert found == ["Twice", "Once, for many alike", "Often, elsewhere"]


@pytest.mark.slow
def test_the_bank_counts_the_newest_comments_only(db: Database, clock: Clock) -> None:
    attempt = handed_in(db)
    sayings = [*["Of old"] * 400, *["Of late"] * 300, *["Just now"] * 200]
    before, instead_of = WAITS, None
    for number, saying in enumerate(sayings):
        clock.advance(seconds=1)
        after = given(0.25 + number % 2 / 2)
        gradings.grade(db, [NewGrading(attempt.id, {}, saying, before, after, instead_of)])
        before, instead_of = after, number + 1
    found = gradings.comments(db, "history", "exit", "l1-open")
    assert found == ["Of late", "Just now"]


def test_a_comment_that_was_taken_back_leaves_the_bank(db: Database) -> None:
    attempt = handed_in(db)
    gradings.grade(db, [new(attempt, 0.5, "Hasty")])
    gradings.undo(db, [id_of(db, attempt)])
    assert gradings.comments(db, "history", "exit", "l1-open") == []


def test_a_student_may_think_again_about_their_own_rating(db: Database) -> None:
    attempt = handed_in(db)
    for levels in ({"Reason": 0}, {"Reason": 2, "Example": 1}):
        gradings.rate_oneself(db, attempt.id, "l1-open", "v1", levels)
        found = gradings.self_ratings(db, [attempt.id])
        assert found == {(attempt.id, "l1-open"): SelfRating("v1", levels)}
    assert mark_of(db, attempt) == WAITS
