"""Two entries become one: every attempt stays, is counted once, and looks as it did."""

from __future__ import annotations

import pytest

from quiz.errors import BothInProgress, NameTaken, NotFound
from quiz.model import Attempt, AttemptState, Names
from quiz.storage import attempts, classes, marks, responses, students
from quiz.storage.database import Database
from quiz.storage.merging import merge
from quiz.storage.responses import Save
from tests.storage.samples import Clock, all_right, begin


def hand_in(db: Database, attempt: Attempt) -> Attempt:
    assert attempts.submit(db, attempt.id, attempt.revision, all_right(attempt))
    return attempts.get(db, attempt.id)


@pytest.fixture
def two(db: Database) -> tuple[int, int]:
    """The entry that is to go, and the one that stays."""
    return students.join(db, "Student One", 1)[0].id, students.join(db, "Student 0ne", 1)[0].id


def test_attempts_browsers_and_marks_go_over(
    db: Database, clock: Clock, two: tuple[int, int]
) -> None:
    gone, kept = two
    _, browser = students.rejoin(db, students.get(db, gone).code)
    first = hand_in(db, begin(db, gone))
    clock.advance(minutes=10)
    second = begin(db, kept)
    merge(db, gone, kept)
    found = attempts.of_student(db, kept)
    assert [(a.id, a.number) for a in found] == [(first.id, 1), (second.id, 2)]
    assert marks.of_student(db, kept)[first.id] == all_right(first)
    session = students.by_session(db, browser)
    assert session is not None
    assert session.id == kept
    with pytest.raises(NotFound):
        students.get(db, gone)


def test_they_are_counted_in_the_order_they_were_begun(
    db: Database, clock: Clock, two: tuple[int, int]
) -> None:
    order = []
    for owner in (two[1], two[0], two[0], two[1]):
        order.append(hand_in(db, begin(db, owner)).id)
        clock.advance(minutes=1)
    elsewhere = hand_in(db, begin(db, two[0], quiz="written"))
    merge(db, *two)
    numbers = {a.id: a.number for a in attempts.of_student(db, two[1])}
    assert [numbers[id_] for id_ in order] == [1, 2, 3, 4]
    assert numbers[elsewhere.id] == 1


def test_the_open_attempt_is_last_so_that_starting_goes_on_with_it(
    db: Database, clock: Clock, two: tuple[int, int]
) -> None:
    gone, kept = two
    open_ = begin(db, kept)
    responses.save(db, open_.id, [Save("l1-first", {"text": "so far"}, 1)])
    clock.advance(minutes=5)
    later = hand_in(db, begin(db, gone))
    merge(db, gone, kept)
    assert {a.id: a.number for a in attempts.of_student(db, kept)} == {later.id: 1, open_.id: 2}
    assert begin(db, kept).id == open_.id
    assert responses.of_attempt(db, open_.id)["l1-first"].given == {"text": "so far"}
    assert attempts.submit(db, open_.id, 1, all_right(open_))
    assert begin(db, kept).number == 3


def test_what_was_shown_stays_as_it_was_shown(db: Database, two: tuple[int, int]) -> None:
    done = hand_in(db, begin(db, two[0]))
    merge(db, *two)
    assert attempts.get(db, done.id).seed == done.seed


def test_two_that_are_open_at_one_quiz_are_not_merged(db: Database, two: tuple[int, int]) -> None:
    mine, theirs = begin(db, two[0]), begin(db, two[1])
    begin(db, two[0], quiz="written")
    with pytest.raises(BothInProgress) as refused:
        merge(db, *two)
    assert (refused.value.lesson, refused.value.quiz) == ("history", "exit")
    assert attempts.get(db, mine.id) == mine
    assert attempts.get(db, theirs.id) == theirs
    hand_in(db, mine)
    merge(db, *two)
    states = [a.state for a in attempts.of_student(db, two[1])]
    assert states.count(AttemptState.IN_PROGRESS) == 2


def test_the_id_for_other_gradebooks_goes_over_where_there_is_none(
    db: Database, two: tuple[int, int]
) -> None:
    third = students.join(db, "Student Three", 1)[0].id
    students.give_ids(db, {two[0]: "a1", third: "c3"})
    merge(db, *two)
    assert students.get(db, two[1]).external_id == "a1"
    merge(db, two[1], third)
    assert students.get(db, third).external_id == "c3"


def test_nobody_is_merged_with_themselves_or_with_nobody(
    db: Database, two: tuple[int, int]
) -> None:
    with pytest.raises(ValueError, match="themselves"):
        merge(db, two[0], two[0])
    for pair in ((two[0], 99), (99, two[0])):
        with pytest.raises(NotFound):
            merge(db, *pair)
    assert len(students.in_class(db, 1)) == 2


def test_whoever_came_under_another_name_has_come(db: Database) -> None:
    """A name on the list that hasn't come yet needs no code: it would let anybody in."""
    classes.change(db, 1, name="Listed", names=Names.ROSTER, self_paced=True)
    students.enrol(db, 1, [("Student Listed", "")])
    [listed] = students.in_class(db, 1)
    came = students.join(db, "Student Lsted", 1)[0]
    merge(db, came.id, listed.id)
    assert students.get(db, listed.id).arrived_at == came.arrived_at
    with pytest.raises(NameTaken):
        students.arrive(db, listed.id)
