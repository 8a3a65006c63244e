from __future__ import annotations

import pytest

from quiz.errors import ClassInUse, NotFound
from quiz.storage import classes, due_dates, students
from quiz.storage.database import Database
from tests.storage.samples import Clock


def test_a_new_database_has_one_class_which_is_joining(db: Database) -> None:
    [only] = classes.every(db)
    assert only.joining
    assert classes.joining(db) == classes.get(db, only.id) == only


def test_a_class_is_made_empty_and_nobody_joins_it_yet(db: Database, clock: Clock) -> None:
    made = classes.make(db, "Class Two")
    assert (made.name, made.made_at, made.joining) == (
        "Class Two",
        "2026-11-22T09:30:00.000Z",
        False,
    )
    assert classes.every(db) == [classes.joining(db), made]
    assert classes.sizes(db) == {}


def test_whoever_joins_comes_into_the_one_class_that_was_chosen(db: Database) -> None:
    first, second = classes.joining(db), classes.make(db, "Class Two")
    students.join(db, "Student One")
    classes.let_join(db, second.id)
    students.join(db, "Student Two")
    classes.let_join(db, second.id)
    assert [one.joining for one in classes.every(db)] == [False, True]
    assert [s.name for s in students.in_class(db, first.id)] == ["Student One"]
    assert [s.name for s in students.in_class(db, second.id)] == ["Student Two"]
    assert classes.sizes(db) == {first.id: 1, second.id: 1}


def test_a_class_gets_another_name(db: Database) -> None:
    only = classes.joining(db)
    classes.rename(db, only.id, "Morning class")
    assert classes.get(db, only.id).name == "Morning class"


def test_only_an_empty_class_that_nobody_joins_can_be_removed(db: Database) -> None:
    first, second = classes.joining(db), classes.make(db, "Class Two")
    with pytest.raises(ClassInUse):
        classes.remove(db, first.id)
    students.join(db, "Student One")
    classes.let_join(db, second.id)
    with pytest.raises(ClassInUse):
        classes.remove(db, first.id)
    classes.wipe(db, first.id)
    due_dates.put(db, first.id, "history", "exit", db.now())
    classes.remove(db, first.id)
    assert [one.id for one in classes.every(db)] == [second.id]


@pytest.mark.parametrize("change", [classes.let_join, classes.wipe, classes.remove])
def test_a_class_that_is_not_there_changes_nothing(db: Database, change: object) -> None:
    with pytest.raises(NotFound):
        change(db, 99)  # type: ignore[operator]
    with pytest.raises(NotFound):
        classes.rename(db, 99, "Nobody's")
    assert classes.joining(db).id == 1
