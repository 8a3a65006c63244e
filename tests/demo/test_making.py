"""The invented class: full, the same in every run, apart from everyone else, and gone again."""

from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from quiz.checking.material import read_material
from quiz.errors import InventedAlready, StorageError
from quiz.marking import grade as total
from quiz.marking import share
from quiz.model import AttemptState, Course, Outcome
from quiz.storage import (
    attempts,
    classes,
    due_dates,
    gradings,
    invented,
    marks,
    merging,
    polls,
    releases,
    responses,
    sittings,
    student_records,
    students,
)
from quiz.storage.database import Database
from quiz.web import invented_class
from tests.conftest import ALL_TYPES
from tests.storage.samples import Clock
from tests.storage.test_student_records import contents, worked

SHIPPED = Path(__file__).resolve().parents[2] / "lessons"


@cache
def course(folder: Path = ALL_TYPES) -> Course:
    """The course in a folder; of the one of all types, the two short lessons."""
    found = read_material(folder, date(2026, 11, 25)).course
    return replace(found, lessons=found.lessons[1:]) if folder == ALL_TYPES else found


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def db(tmp_path: Path, clock: Clock):
    """A database in which another class has worked, also on items of the same versions."""
    with Database(tmp_path / "data", now=clock) as opened:
        worked(opened, "Real Student")
        yield opened


def test_nobody_else_is_touched_and_nothing_of_it_stays(db: Database) -> None:
    before = contents(db)
    invented_class.add(db, course())
    during = contents(db)
    for table, rows in before.items():
        assert set(rows) <= set(during[table]), f"rows of {table} have changed"
    said = invented_class.remove(db)
    assert "all 25 students" in said
    assert contents(db) == before


def test_texts_of_questions_stay_that_others_work_needs(db: Database) -> None:
    first = invented_class.add(db, course())
    # The class becomes a real one's: its texts are needed from now on, too.
    [student, *_] = students.in_class(db, first)
    db.write(lambda c: c.execute("UPDATE students SET invented = 0 WHERE id = ?", (student.id,)))
    invented_class.remove(db)
    needed = {version for a in attempts.of_student(db, student.id) for _, version in a.items}
    assert needed
    assert set(attempts.item_texts(db, needed)) == needed


def test_a_real_student_who_was_let_in_stays_with_the_class(db: Database) -> None:
    class_id = invented_class.add(db, course())
    real = students.in_class(db, 1)[0]
    students.change(db, real.id, name=real.name, external_id="", class_id=class_id)
    before = student_records.everything(db, real.id)
    assert "1 real student is in their class" in invented_class.remove(db)
    after = student_records.everything(db, real.id)
    assert after["attempts"] == before["attempts"]
    assert after["marks"] == before["marks"]
    assert not classes.get(db, class_id).invented
    assert [s.id for s in students.in_class(db, class_id)] == [real.id]


@pytest.mark.parametrize("real_stays", [True, False])
def test_whoever_was_merged_with_a_real_student_is_real(db: Database, real_stays: bool) -> None:
    class_id = invented_class.add(db, course())
    real, made_up = students.in_class(db, 1)[0], students.in_class(db, class_id)[0]
    kept, gone = (real, made_up) if real_stays else (made_up, real)
    theirs = {attempt.id for attempt in attempts.of_student(db, real.id)}
    merging.merge(db, gone.id, kept.id)
    invented_class.remove(db)
    assert theirs <= {attempt.id for attempt in attempts.of_student(db, kept.id)}


def test_a_class_that_was_wiped_can_be_removed(db: Database) -> None:
    classes.wipe(db, invented_class.add(db, course()))
    assert "The invented class is removed" in invented_class.remove(db)
    assert invented.class_id(db) is None


def test_an_invented_student_is_removed_wherever_they_were_moved(db: Database) -> None:
    before = contents(db)
    class_id = invented_class.add(db, course())
    moved = students.in_class(db, class_id)[4]
    students.change(db, moved.id, name=moved.name, external_id="", class_id=1)
    invented_class.remove(db)
    assert contents(db) == before


def test_the_last_class_stays_empty_and_can_be_joined(tmp_path: Path) -> None:
    with Database(tmp_path / "alone") as alone:
        class_id = invented_class.add(alone, course())
        classes.remove(alone, 1)
        invented_class.remove(alone)
        [left] = classes.every(alone)
        assert (left.id, left.invented, left.joining) == (class_id, False, True)
        assert students.in_class(alone, class_id) == []
        assert sittings.of_class(alone, class_id) == []


def test_there_is_one_at_a_time_and_removing_none_is_fine(db: Database) -> None:
    assert invented_class.remove(db) == "There is no invented class."
    invented_class.add(db, course())
    before = contents(db)
    with pytest.raises(InventedAlready):
        invented_class.add(db, course())
    assert contents(db) == before


def test_where_it_fails_nothing_of_it_stays(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(db)

    def full(*args: object, **kw: object) -> None:
        raise StorageError("", "The laptop's disk is full.")

    monkeypatch.setattr("quiz.demo.making.gradings.grade", full)
    with pytest.raises(StorageError):
        invented_class.add(db, course())
    assert contents(db) == before


def results(db: Database) -> list[object]:
    """Everything that the class did, without the ids that chance gives."""
    class_id = invented.class_id(db)
    assert class_id
    names = {s.id: s.name for s in students.in_class(db, class_id)}
    given = responses.given_in_class(db, class_id)
    earned = marks.in_class(db, class_id)
    return [
        (
            (names[a.student_id], a.lesson, a.quiz, a.number, a.started_at, a.submitted_at),
            given.get(a.id),
            earned.get(a.id),
        )
        for a in attempts.in_class(db, class_id)
    ]


@pytest.mark.slow
def test_it_is_the_same_in_every_run(tmp_path: Path) -> None:
    found = []
    for run in ("one", "two"):
        with Database(tmp_path / run, now=Clock()) as db:
            invented_class.add(db, course())
            found.append(results(db))
    assert found[0] == found[1]
    assert len(found[0]) > 30


def test_all_of_it_was_in_the_last_two_weeks(db: Database, clock: Clock) -> None:
    class_id = invented_class.add(db, course())
    latest, earliest = clock(), clock() - timedelta(days=14)
    for attempt in attempts.in_class(db, class_id):
        stored = responses.of_attempt(db, attempt.id).values()
        moments = [attempt.started_at, *(response.saved_at for response in stored)]
        moments += [attempt.submitted_at] if attempt.submitted_at else []
        read = [datetime.fromisoformat(moment) for moment in moments]
        assert earliest <= min(read) <= max(read) <= latest
        assert datetime.fromisoformat(attempt.started_at) == min(read)


def test_a_course_without_a_quiz_has_a_class_all_the_same(db: Database) -> None:
    empty = Course("", "en", "", (), None, None, None, ())
    assert len(students.in_class(db, invented_class.add(db, empty))) == 25


@pytest.mark.slow
def test_with_the_course_that_comes_along_every_page_has_something_to_show(
    db: Database, clock: Clock
) -> None:
    class_id = invented_class.add(db, course(SHIPPED))
    found = attempts.in_class(db, class_id)
    by_quiz = Counter((a.lesson, a.quiz) for a in found if a.state is AttemptState.SUBMITTED)
    assert set(by_quiz) == {(lesson.slug, quiz.id) for lesson, quiz in course(SHIPPED).quizzes()}
    assert min(by_quiz.values()) >= 10

    due = due_dates.of_class(db, class_id)
    late = [a for a in found if (a.submitted_at or "") > due.get((a.lesson, a.quiz), "9")]
    assert len(late) >= 5
    assert any(a.number == 2 for a in found)
    earned = marks.in_class(db, class_id)
    waiting = [m for own in earned.values() for m in own if m.outcome is Outcome.NEEDS_GRADING]
    graded = gradings.current(db, earned)
    assert len(waiting) > 20
    assert len(graded) > 50
    assert sum(bool(one.comment) for one in graded.values()) > 20
    assert gradings.self_ratings(db, earned)
    assert releases.released(db, class_id)
    unfinished = Counter(
        a.quiz if a.sitting_id else "" for a in found if a.state is not AttemptState.SUBMITTED
    )
    assert unfinished["final"] >= 3, "some are at work in the open sitting"
    assert unfinished[""] >= 3, "and some left a quiz unfinished"
    assert {one.state.value for one in sittings.of_class(db, class_id)} == {"open", "closed"}
    assert sittings.excused(db, class_id)
    said = [one for a in found for one in responses.of_attempt(db, a.id).values()]
    assert len({one.confidence for one in said}) == 4, "all three, and not asked"
    asked = {i.id for _, quiz in course(SHIPPED).quizzes() for i in quiz.items if i.evidence}
    assert {one.item_id for one in said if one.evidence} == asked
    votes = polls.rounds(db, class_id)
    assert len(votes) == 2 * sum(len(one.polls) for one in course(SHIPPED).lessons) > 0
    assert all(20 <= one.voted <= 25 and not one.open for one in votes)


@pytest.mark.slow
def test_its_figures_could_be_those_of_a_real_class(db: Database) -> None:
    class_id = invented_class.add(db, course(SHIPPED))
    earned = marks.in_class(db, class_id)
    facilities, discriminations = [], []
    for lesson, quiz in course(SHIPPED).quizzes():
        firsts = [a for a in attempts.at_quiz(db, class_id, lesson.slug, quiz.id) if a.number == 1]
        done = [{m.item_id: m for m in earned[a.id]} for a in firsts if a.id in earned]
        for item in quiz.items:
            own = [marks_[item.id].fraction for marks_ in done]
            if None in own or len(quiz.items) < 3:
                continue
            rest = [total(m for m in one.values() if m.item_id != item.id) for one in done]
            facilities.append(statistics.mean(own))
            if len(set(own)) > 1:
                others = [share(grade) or 0.0 for grade in rest]
                discriminations.append(statistics.correlation(own, others))
    assert 0.5 < statistics.mean(facilities) < 0.8
    assert min(facilities) < 0.45 < 0.85 < max(facilities)
    assert 0.2 < statistics.mean(discriminations) < 0.6
    assert min(discriminations) < 0.1, "there is something for the analysis to find"
