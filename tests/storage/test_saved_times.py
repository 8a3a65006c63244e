"""When answers were saved."""

from __future__ import annotations

from quiz.storage import classes, responses, saved_times, students
from quiz.storage.database import Database
from quiz.storage.responses import Save
from tests.storage.samples import Clock, begin


def save(db: Database, attempt_id: str, item_id: str, text: str, sequence: int = 1) -> None:
    given = {"text": text} if text else {}
    responses.save(db, attempt_id, [Save(item_id, given, sequence)])


def test_each_answer_has_the_time_of_its_last_change(db: Database, clock: Clock) -> None:
    attempt = begin(db)
    clock.advance(seconds=20)
    save(db, attempt.id, "l1-first", "one")
    clock.advance(seconds=20)
    save(db, attempt.id, "l1-second", "two")
    clock.advance(seconds=20)
    save(db, attempt.id, "l1-first", "another", 2)
    clock.advance(seconds=20)
    # The same again is no change.
    save(db, attempt.id, "l1-first", "another", 3)
    class_id = classes.first(db).id
    assert dict(saved_times.at_quiz(db, class_id, "history", "exit")[attempt.id]) == {
        "l1-first": "2026-11-22T09:31:00.000Z",
        "l1-second": "2026-11-22T09:30:40.000Z",
    }


def test_other_quizzes_and_other_classes_are_left_out(db: Database) -> None:
    mine = begin(db)
    other_quiz = begin(db, mine.student_id, quiz="other")
    here = classes.first(db).id
    there = classes.make(db, "Another class").id
    theirs = begin(db, students.join(db, "Student Two", there)[0].id)
    for attempt in (mine, other_quiz, theirs):
        save(db, attempt.id, "l1-first", "one")
    assert saved_times.at_quiz(db, here, "history", "exit").keys() == {mine.id}
    assert saved_times.at_quiz(db, here, "history", "other").keys() == {other_quiz.id}
    assert saved_times.at_quiz(db, there, "history", "exit").keys() == {theirs.id}
    assert saved_times.at_quiz(db, there, "history", "other") == {}
