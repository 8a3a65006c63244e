from __future__ import annotations

import re

import pytest

from quiz.errors import DoorClosed, ExternalIdTaken, NameTaken, NotFound
from quiz.storage import attempts, classes, students
from quiz.storage.database import Database
from tests.storage.samples import Clock, begin


def test_a_student_joins_and_is_known_by_the_browsers_token(db: Database) -> None:
    student, token = students.join(db, "Student One", 1)
    assert student.name == "Student One"
    assert student.joined_at == "2026-11-22T09:30:00.000Z"
    assert students.by_session(db, token) == student


def test_a_name_is_never_a_key(db: Database) -> None:
    first, _ = students.join(db, "Student One", 1)
    second, _ = students.join(db, "Student One", 1)
    assert first.id != second.id
    assert first.code != second.code


def test_codes_have_eight_digits_in_two_groups(db: Database) -> None:
    codes = {students.join(db, "Student One", 1)[0].code for _ in range(20)}
    assert len(codes) == 20
    assert all(re.fullmatch(r"\d{4} \d{4}", code) for code in codes)


@pytest.mark.parametrize("write", ["{}", " {} ", "\t{}\u00a0"])
def test_the_code_opens_a_second_browser_and_the_first_stays(db: Database, write: str) -> None:
    student, first = students.join(db, "Student One", 1)
    typed = write.format(student.code.replace(" ", "  "))
    again, second = students.rejoin(db, typed)
    assert again == student
    assert first != second
    assert students.by_session(db, first) == students.by_session(db, second) == student


@pytest.mark.parametrize("zero", ["٠", "۰", "०"])
def test_a_code_may_be_typed_in_other_scripts_digits(db: Database, zero: str) -> None:
    student, _ = students.join(db, "Student One", 1)
    typed = "".join(chr(ord(zero) + int(c)) if c.isdigit() else c for c in student.code)
    assert students.rejoin(db, typed)[0] == student


@pytest.mark.parametrize("code", ["", "0", "1234-5678x", "x" * 500, "\x00", "\ud800", "²³"])
def test_a_wrong_code_opens_nothing(db: Database, code: str) -> None:
    students.join(db, "Student One", 1)
    with pytest.raises(NotFound):
        students.rejoin(db, code)


def test_a_code_with_something_added_is_wrong(db: Database) -> None:
    student, _ = students.join(db, "Student One", 1)
    with pytest.raises(NotFound):
        students.rejoin(db, f"{student.code}x")


def test_leaving_forgets_this_browser_only(db: Database) -> None:
    student, here = students.join(db, "Student One", 1)
    _, elsewhere = students.rejoin(db, student.code)
    students.leave(db, here)
    students.leave(db, "never given out")
    assert students.by_session(db, here) is None
    assert students.by_session(db, elsewhere) == student
    assert students.in_class(db, 1) == [student]


@pytest.mark.parametrize("token", ["", "guess", "\x00", "\ud800", "é" * 9000])
def test_a_made_up_token_is_nobodys(db: Database, token: str) -> None:
    students.join(db, "Student One", 1)
    assert students.by_session(db, token) is None


def test_tokens_are_not_stored(db: Database) -> None:
    _, token = students.join(db, "Student One", 1)
    db.close()
    kept = b"".join(path.read_bytes() for path in db.folder.rglob("*") if path.is_file())
    assert b"Student One" in kept
    assert token.encode() not in kept


def test_students_come_in_the_order_they_joined(db: Database, clock: Clock) -> None:
    names = ["Test Learner", "Student One", "Student Two"]
    for name in names:
        students.join(db, name, 1)
        clock.advance(hours=-1)
    assert [student.name for student in students.in_class(db, 1)] == names


@pytest.fixture
def two(db: Database) -> tuple[int, int]:
    return students.join(db, "Student One", 1)[0].id, students.join(db, "Student Two", 1)[0].id


def test_a_student_gets_another_name_id_and_class(db: Database) -> None:
    student, token = students.join(db, "Student Won", 1)
    attempt = begin(db, student.id)
    other = classes.make(db, "Class Two")
    students.change(db, student.id, name="Student One", external_id="a1", class_id=other.id)
    found = students.by_session(db, token)
    assert found is not None
    assert (found.name, found.external_id, found.class_id) == ("Student One", "a1", other.id)
    assert found.code == student.code
    assert attempts.in_class(db, 1) == []
    assert attempts.in_class(db, other.id) == [attempt]


def test_two_of_one_class_cannot_have_one_id(db: Database, two: tuple[int, int]) -> None:
    one, other = two
    students.give_ids(db, {one: "a1", other: "b2"})
    with pytest.raises(ExternalIdTaken) as refused:
        students.give_ids(db, {one: "c3", other: "c3"})
    assert "Student One" in refused.value.message
    with pytest.raises(ExternalIdTaken):
        students.change(db, one, name="Changed", external_id="b2", class_id=1)
    assert [(s.name, s.external_id) for s in students.in_class(db, 1)] == [
        ("Student One", "a1"),
        ("Student Two", "b2"),
    ]
    students.give_ids(db, {one: "b2", other: "a1"})
    assert [s.external_id for s in students.in_class(db, 1)] == ["b2", "a1"]
    students.give_ids(db, {one: "", other: ""})
    assert [s.external_id for s in students.in_class(db, 1)] == ["", ""]


def test_an_id_that_is_taken_in_the_other_class_keeps_a_student_here(
    db: Database, two: tuple[int, int]
) -> None:
    one, other = two
    class_two = classes.make(db, "Class Two").id
    students.change(db, one, name="Student One", external_id="a1", class_id=class_two)
    students.give_ids(db, {other: "a1"})
    with pytest.raises(ExternalIdTaken):
        students.change(db, other, name="Student Two", external_id="a1", class_id=class_two)
    assert students.get(db, other).class_id == 1


@pytest.mark.parametrize("missing", [0, 99, -1])
def test_changing_nobody_is_an_error(db: Database, missing: int) -> None:
    student = students.join(db, "Student One", 1)[0].id
    for student_id, class_id in ((missing, 1), (student, missing)):
        with pytest.raises(NotFound):
            students.change(db, student_id, name="Name", external_id="", class_id=class_id)
    with pytest.raises(NotFound):
        students.give_ids(db, {student: "a1", missing: "b2"})
    assert students.get(db, student).external_id == ""


def test_a_listed_student_comes_once(db: Database) -> None:
    students.enrol(db, 1, [("Sam", "s1"), ("Zoe", "")])
    sam, zoe = students.in_class(db, 1)
    assert (sam.name, sam.external_id, sam.arrived_at) == ("Sam", "s1", None)
    token = students.arrive(db, sam.id)
    found = students.by_session(db, token)
    assert found is not None
    assert found.arrived_at == "2026-11-22T09:30:00.000Z"
    with pytest.raises(NameTaken):
        students.arrive(db, sam.id)
    classes.let_join(db, 1, False)
    with pytest.raises(DoorClosed):
        students.arrive(db, zoe.id)


def test_names_are_put_on_a_list_all_or_none(db: Database) -> None:
    with pytest.raises(ExternalIdTaken):
        students.enrol(db, 1, [("Sam", "s1"), ("Zoe", "s1")])
    with pytest.raises(NotFound):
        students.enrol(db, 99, [("Sam", "")])
    assert students.in_class(db, 1) == []
