from __future__ import annotations

import re

import pytest

from quiz.errors import ClassInUse, DoorClosed, NotFound
from quiz.model import Names
from quiz.storage import classes, due_dates, students
from quiz.storage.database import Database
from tests.storage.samples import Clock


def test_a_new_database_has_one_class_whose_door_is_open(db: Database) -> None:
    [only] = classes.every(db)
    assert only.joining
    assert classes.first(db) == classes.get(db, only.id) == only


def test_a_class_is_made_empty_with_an_open_door(db: Database, clock: Clock) -> None:
    made = classes.make(db, "Class Two")
    assert (made.name, made.made_at, made.joining) == (
        "Class Two",
        "2026-11-22T09:30:00.000Z",
        True,
    )
    assert classes.every(db) == [classes.get(db, 1), made]
    assert classes.sizes(db) == {}


def test_several_classes_take_in_students_at_a_time(db: Database) -> None:
    first, second = classes.first(db), classes.make(db, "Class Two")
    students.join(db, "Student One", first.id)
    students.join(db, "Student Two", second.id)
    assert [s.name for s in students.in_class(db, first.id)] == ["Student One"]
    assert [s.name for s in students.in_class(db, second.id)] == ["Student Two"]
    assert classes.sizes(db) == {first.id: 1, second.id: 1}


def test_a_closed_door_keeps_new_students_out_until_it_opens(db: Database) -> None:
    student, _ = students.join(db, "Student One", 1)
    classes.let_join(db, 1, False)
    with pytest.raises(DoorClosed):
        students.join(db, "Student Two", 1)
    assert students.rejoin(db, student.code)[0] == student, "who is in goes on"
    classes.let_join(db, 1)
    students.join(db, "Student Two", 1)
    assert classes.sizes(db) == {1: 2}


def test_the_newest_class_with_an_open_door_is_shown_first(db: Database) -> None:
    second, third = classes.make(db, "Class Two"), classes.make(db, "Class Three")
    assert classes.first(db) == third
    classes.let_join(db, third.id, False)
    assert classes.first(db) == second
    for class_id in (1, second.id):
        classes.let_join(db, class_id, False)
    assert classes.first(db).id == third.id, "there is always one"


def test_every_class_has_a_code_of_its_own(db: Database) -> None:
    made = [classes.get(db, 1), *(classes.make(db, f"Class {n}") for n in range(20))]
    assert all(re.fullmatch(r"\d{6}", one.code) for one in made)
    assert [classes.by_code(db, one.shown_code) for one in made] == made
    assert len({one.code for one in made}) == 21


@pytest.mark.parametrize(
    "typed", ["{0}{0}", "{0}x", "x", "", " ", "\x00", "\ud800", "{0}\x00", "²"]
)
def test_a_wrong_code_is_no_classes(db: Database, typed: str) -> None:
    with pytest.raises(NotFound):
        classes.by_code(db, typed.format(classes.first(db).code))


@pytest.mark.parametrize("zero", ["٠", "۰", "०"])
def test_a_class_code_may_be_typed_in_other_scripts_digits(db: Database, zero: str) -> None:
    only = classes.first(db)
    typed = " ".join(chr(ord(zero) + int(c)) for c in only.code)
    assert classes.by_code(db, typed) == only


def test_a_class_gets_another_name_and_other_rules(db: Database) -> None:
    only = classes.first(db)
    assert (only.names, only.self_paced) == (Names.OPEN, True)
    classes.change(db, only.id, name="Morning class", names=Names.ROSTER, self_paced=False)
    changed = classes.get(db, only.id)
    assert (changed.name, changed.names, changed.self_paced) == (
        "Morning class",
        Names.ROSTER,
        False,
    )


def test_a_renewed_code_replaces_the_old_one(db: Database) -> None:
    old = classes.first(db)
    classes.renew_code(db, old.id)
    with pytest.raises(NotFound):
        classes.by_code(db, old.code)
    assert classes.by_code(db, classes.first(db).code).id == old.id


def test_only_an_empty_class_that_is_not_the_last_can_be_removed(db: Database) -> None:
    first = classes.first(db)
    with pytest.raises(ClassInUse):
        classes.remove(db, first.id)
    second = classes.make(db, "Class Two")
    students.join(db, "Student One", first.id)
    with pytest.raises(ClassInUse):
        classes.remove(db, first.id)
    classes.wipe(db, first.id)
    due_dates.put(db, first.id, "history", "exit", db.now())
    classes.remove(db, first.id)
    assert [one.id for one in classes.every(db)] == [second.id]


@pytest.mark.parametrize(
    "change", [classes.let_join, classes.renew_code, classes.wipe, classes.remove]
)
def test_a_class_that_is_not_there_changes_nothing(db: Database, change: object) -> None:
    with pytest.raises(NotFound):
        change(db, 99)  # type: ignore[operator]
    with pytest.raises(NotFound):
        classes.change(db, 99, name="Nobody's", names=Names.OPEN, self_paced=True)
    assert classes.first(db).id == 1
