"""Many at once: a class that saves, and submits that race with saves."""

from __future__ import annotations

import itertools
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from quiz.errors import AttemptClosed, NoAttemptsLeft
from quiz.model import Attempt, AttemptState, Mark, Outcome
from quiz.storage import attempts, marks, responses, students
from quiz.storage.database import Database
from quiz.storage.responses import Save
from tests.storage.samples import all_right, begin

pytestmark = pytest.mark.slow

PATIENCE = 30


def test_fifty_who_save_at_once_lose_nothing(db: Database) -> None:
    class_ = [begin(db) for _ in range(50)]
    together = Barrier(50)

    def work(attempt: Attempt) -> None:
        together.wait(PATIENCE)
        for sequence, (item_id, _) in itertools.product(range(1, 11), attempt.items):
            save = Save(item_id, {"text": f"{sequence}"}, sequence)
            assert responses.save(db, attempt.id, [save])[item_id].accepted
            assert responses.of_attempt(db, attempt.id)[item_id].sequence == sequence

    with ThreadPoolExecutor(50) as pool:
        list(pool.map(work, class_))
    for attempt in class_:
        kept = responses.of_attempt(db, attempt.id)
        assert {item_id: kept[item_id].given for item_id, _ in attempt.items} == {
            item_id: {"text": "10"} for item_id, _ in attempt.items
        }
        assert attempts.get(db, attempt.id).revision == 30


def told(db: Database, attempt: Attempt) -> list[Mark]:
    """Marks that carry the answers they were given for."""
    given = {item_id: one.given for item_id, one in responses.of_attempt(db, attempt.id).items()}
    return [
        Mark(item_id, version, Outcome.RIGHT, 1.0, 1.0, given.get(item_id, {}).get("text", ""))
        for item_id, version in attempt.items
    ]


def test_a_submit_that_races_with_saves_happens_once_and_marks_what_was_kept(
    db: Database,
) -> None:
    class_ = [begin(db) for _ in range(10)]
    together, enough = Barrier(50), Event()

    def save(attempt: Attempt, item: int) -> int:
        """The number of the last save that was accepted before the attempt was closed."""
        item_id, _ = attempt.items[item]
        together.wait(PATIENCE)
        for sequence in range(1, 61):
            if sequence == 5:
                enough.set()
            try:
                responses.save(db, attempt.id, [Save(item_id, {"text": f"{sequence}"}, sequence)])
            except AttemptClosed:
                return sequence - 1
        return sequence

    def submit(attempt: Attempt) -> bool:
        together.wait(PATIENCE)
        enough.wait(PATIENCE)
        while True:
            found = attempts.get(db, attempt.id)
            if found.state is AttemptState.SUBMITTED:
                return False
            if attempts.submit(db, found.id, found.revision, told(db, found)):
                return True

    with ThreadPoolExecutor(50) as pool:
        saving = [[pool.submit(save, attempt, n) for n in range(3)] for attempt in class_]
        submitting = [[pool.submit(submit, attempt) for _ in range(2)] for attempt in class_]
        last = [[future.result(PATIENCE) for future in one] for one in saving]
        wins = [sum(future.result(PATIENCE) for future in one) for one in submitting]

    assert wins == [1] * len(class_)
    for attempt, numbers in zip(class_, last, strict=True):
        kept = responses.of_attempt(db, attempt.id)
        expected = [f"{number}" if number else "" for number in numbers]
        assert [mark.strand for mark in marks.of_attempt(db, attempt.id)] == expected
        assert [kept[i].sequence if i in kept else 0 for i, _ in attempt.items] == numbers


def test_twenty_starts_at_once_make_one_attempt(db: Database) -> None:
    student, _ = students.join(db, "Student One", 1)
    with ThreadPoolExecutor(20) as pool:
        started = set(pool.map(lambda _: begin(db, student.id, allowed=1).id, range(20)))
    assert len(started) == 1
    [attempt] = attempts.in_class(db, 1)
    attempts.submit(db, attempt.id, 0, all_right(attempt))

    def again(_: int) -> str:
        try:
            return begin(db, student.id, allowed=2).id
        except NoAttemptsLeft:
            return "refused"

    with ThreadPoolExecutor(20) as pool:
        assert len(Counter(pool.map(again, range(20)))) == 1
    assert [one.number for one in attempts.in_class(db, 1)] == [1, 2]


def test_a_hundred_who_join_at_once_have_codes_of_their_own(db: Database) -> None:
    with ThreadPoolExecutor(50) as pool:
        joined = list(pool.map(lambda n: students.join(db, f"Student {n}", 1), range(100)))
    assert len({student.code for student, _ in joined}) == 100
    for student, token in joined:
        assert students.by_session(db, token) == student


def test_ten_devices_of_one_student_keep_the_newest_answer(db: Database) -> None:
    attempt = begin(db)
    item_id, _ = attempt.items[0]
    together = Barrier(10)

    def work(device: int) -> None:
        together.wait(PATIENCE)
        for sequence in range(1 + device, 101, 10):
            responses.save(db, attempt.id, [Save(item_id, {"text": f"{sequence}"}, sequence)])

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(work, range(10)))
    assert responses.of_attempt(db, attempt.id)[item_id].given == {"text": "100"}


@pytest.mark.parametrize("way", ["save", "check", "submit"])
def test_two_ways_to_close_the_same_thing_have_one_winner(db: Database, way: str) -> None:
    attempt = begin(db)
    item_id, _ = attempt.items[0]
    responses.save(db, attempt.id, [Save(item_id, {"text": "1"}, 1)])
    together = Barrier(10)

    def work(number: int) -> bool:
        together.wait(PATIENCE)
        if way == "save":
            save = Save(item_id, {"text": f"by {number}"}, 2)
            return responses.save(db, attempt.id, [save])[item_id].accepted
        if way == "check":
            mark = all_right(attempt)[0]
            return responses.check(db, attempt.id, item_id, mark, sequence=1)
        return attempts.submit(db, attempt.id, 1, all_right(attempt))

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(work, range(10))) == 1
