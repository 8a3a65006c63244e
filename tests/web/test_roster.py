"""A class with a list of names, its rules and codes, and what a stolen code is good for."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from quiz.model import Names, SittingRules
from quiz.storage import attempts, classes, sittings, students
from quiz.storage.sittings import NewSitting
from quiz.web.instructor.classes.roster import read_roster
from quiz.web.instructor.classes.students import read_ids
from tests.visitor import Visitor
from tests.web.desk import enter, form_to, services

Browsers = Callable[[], Visitor]
CLASS = "/instructor/classes/1"


@pytest.fixture
def laptop(app: Flask) -> Visitor:
    return enter(app)


def paste(laptop: Visitor, text: str) -> None:
    laptop.get(CLASS)
    form = form_to(laptop, f"{CLASS}/roster")
    form.fill("roster", text)
    laptop.send(form)


def rules(laptop: Visitor, **changes: str) -> None:
    laptop.get(CLASS)
    form = form_to(laptop, f"{CLASS}/rules")
    for name, value in changes.items():
        form.fill(name, value)
    laptop.send(form)
    assert laptop.status == 200


@pytest.fixture
def roster(app: Flask, laptop: Visitor) -> str:
    """The code of a class with a list of three."""
    rules(laptop, names="roster")
    paste(laptop, "Sam\tschool-1\r\nZoë Idle, z@school.example\nOne, Student\n")
    return classes.get(services(app).db, 1).code


def test_pasted_names_are_listed_with_codes_and_have_not_come(
    app: Flask, laptop: Visitor, roster: str
) -> None:
    assert "Names put on the list: 3." in laptop.text
    found = students.in_class(services(app).db, 1)
    assert [(one.name, one.external_id, one.arrived_at) for one in found] == [
        ("Sam", "school-1", None),
        ("Zoë Idle", "z@school.example", None),
        ("One, Student", "", None),
    ]
    assert "0 of 3 students have come" in laptop.get(CLASS)
    laptop.get("/instructor/students/codes")
    for one in found:
        assert one.name in unescape(laptop.text)
        assert one.code in laptop.text


def test_a_listed_student_chooses_their_name(app: Flask, roster: str, visitor: Browsers) -> None:
    browser = visitor()
    page = browser.get(f"/join/{roster}")
    assert '<option value="Sam">' in page
    form = browser.form(f"/join/{roster}")
    form.fill("name", "zoe idle")
    browser.send(form)
    assert browser.path == "/"
    assert "Zoë Idle" in browser.text
    found = students.in_class(services(app).db, 1)
    assert [one.arrived_at is not None for one in found] == [False, True, False]
    assert "Zoë Idle" not in visitor().get(f"/join/{roster}"), "only who hasn't come is offered"


def test_a_name_that_is_not_listed_is_not_let_in(
    app: Flask, roster: str, visitor: Browsers
) -> None:
    browser = visitor()
    browser.join("Nobody <b>", roster)
    assert browser.status == 422
    assert "This name is not on the list of the class." in browser.words
    assert '<option value="Sam">' in browser.text
    assert browser.form(f"/join/{roster}").fields["name"] == ["Nobody <b>"]
    assert len(students.in_class(services(app).db, 1)) == 3


def test_a_listed_name_that_has_come_is_asked_about(roster: str, visitor: Browsers) -> None:
    visitor().join("Sam", roster)
    thief = visitor()
    thief.join("sam", roster)
    assert thief.status == 409
    assert "Is that you?" in thief.text
    assert not [form for form in thief.forms() if "again" in form.fields], "no new name"
    assert "Then somebody may have taken your name. Tell your teacher." in thief.words


def test_where_nobody_is_left_on_the_list_nobody_is_told_to_choose(
    roster: str, visitor: Browsers
) -> None:
    for name in ("Sam", "Zoë Idle", "One, Student"):
        visitor().join(name, roster)
    browser = visitor()
    browser.get(f"/join/{roster}")
    assert "Everybody on the list has joined by now." in browser.words
    assert "choose your name" not in browser.words


def test_a_listed_student_may_come_by_the_personal_code(
    app: Flask, roster: str, visitor: Browsers
) -> None:
    browser = visitor()
    browser.get("/join")
    form = browser.form("/rejoin")
    form.fill("code", students.get(services(app).db, 1).code)
    browser.send(form)
    assert browser.path == "/"
    assert students.get(services(app).db, 1).arrived_at is not None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Paste the names first"),
        ("Amir\n!!!", "Line 2: write a name"),
        ("Amir\n" + "x" * 81, "Line 2: write a name"),
        ("Amir\nÁmir", "Line 2: “Ámir” is in line 1 too."),
        ("Amir\nsam", "Line 2: “sam” is in the class already."),
        ("Amir\t=1+1", "Line 1: An ID is"),
        ("Amir\ta1\nBea\ta1", "already has the ID a1"),
        ("\n".join(f"Student {n}" for n in range(1_001)), "At most 1000 names"),
    ],
)
def test_of_a_list_with_something_unclear_nothing_is_taken_and_nothing_lost(
    app: Flask, laptop: Visitor, text: str, words: str
) -> None:
    students.join(services(app).db, "Sam", 1)
    paste(laptop, text)
    assert laptop.status == 422
    assert words in laptop.words
    assert len(students.in_class(services(app).db, 1)) == 1
    kept = unescape(form_to(laptop, f"{CLASS}/roster").fields["roster"][0])
    assert kept.replace("\r", "") == text


def test_three_hundred_names_are_taken_and_offered(
    app: Flask, laptop: Visitor, visitor: Browsers
) -> None:
    rules(laptop, names="roster")
    paste(laptop, "\n".join(f"آزمایشی {n}\tid-{n}" for n in range(300)))
    assert "Names put on the list: 300." in laptop.text
    code = classes.get(services(app).db, 1).code
    browser = visitor()
    assert browser.get(f"/join/{code}").count("<option") == 300
    browser.join("آزمایشی 299", code)
    assert browser.path == "/"


@given(st.text(max_size=300))
def test_any_text_is_read_or_explained(text: str) -> None:
    entries, problems = read_roster(text, ["Sam"])
    filled = [line for line in text.splitlines() if line.strip()]
    assert len(entries) + len(problems) == len(filled)


@pytest.mark.parametrize(
    ("line", "entry"),
    [
        ("Sam", ("Sam", "")),
        ("Idle, Zoe", ("Idle, Zoe", "")),
        ("Idle, Zoe, s17", ("Idle, Zoe", "s17")),
        ("Idle, Zoe\tzoe", ("Idle, Zoe", "zoe")),
        ("Sam; sam", ("Sam", "sam")),
        ("Sam,z@school.example", ("Sam", "z@school.example")),
        ("Sam\t", ("Sam", "")),
    ],
)
def test_name_and_id_are_parted(line: str, entry: tuple[str, str]) -> None:
    assert read_roster(line, []) == ([entry], [])


@pytest.mark.parametrize("line", ["a" + ",a" * 10_000, "a" + " " * 20_000 + "b"])
def test_a_file_pasted_by_mistake_does_not_hold_up_the_room(line: str) -> None:
    """Taking such a line apart took seconds and minutes, while nobody else was answered."""
    for entries, problems in (read_roster(f"Sam\n{line}", []), read_ids(f"{line}", [])):
        assert len(entries) + len(problems) in (1, 2)
        assert problems[-1].endswith("Put each student on a line of their own.")


# Rules and codes


def test_rules_are_changed_and_kept(app: Flask, laptop: Visitor) -> None:
    rules(laptop, names="roster", pace="opened", name="Morning class")
    found = classes.get(services(app).db, 1)
    assert (found.name, found.names, found.self_paced) == ("Morning class", Names.ROSTER, False)
    laptop.get(CLASS)
    form = form_to(laptop, f"{CLASS}/rules")
    assert (form.fields["names"], form.fields["pace"]) == (["roster"], ["opened"])
    form.fields |= {"names": ["x"], "pace": ["\0"]}
    laptop.send(form)
    assert laptop.status == 422
    assert classes.get(services(app).db, 1) == found


def test_with_a_new_code_the_old_one_opens_nothing(
    app: Flask, laptop: Visitor, student: Visitor, visitor: Browsers
) -> None:
    old = classes.get(services(app).db, 1).code
    laptop.get(CLASS)
    laptop.send(form_to(laptop, CLASS), ("action", "renew"))
    new = classes.get(services(app).db, 1)
    assert new.shown_code in laptop.text
    late = visitor()
    late.get(f"/join/{old}")
    assert "No class has this code" in late.words
    late.join("Student Two", new.code)
    assert late.path == "/"
    student.get("/")
    assert student.path == "/", "who is in stays in"


def test_extra_time_is_set_once_on_the_students_page(
    app: Flask, laptop: Visitor, student: Visitor
) -> None:
    for typed, kept in (("1.5", 1.5), ("1,25", 1.25), ("2", 2.0), ("۲", 2.0), ("", 1.0)):
        laptop.get("/instructor/students/1")
        form = form_to(laptop, "/instructor/students/1")
        form.fill("extra_time", typed)
        laptop.send(form)
        assert laptop.status == 200
        assert students.get(services(app).db, 1).extra_time == kept


def test_extra_time_given_in_the_middle_holds_at_once(
    app: Flask, laptop: Visitor, student: Visitor
) -> None:
    db, rules = services(app).db, SittingRules(time_limit=600)
    new = NewSitting(1, "all-types", "all", "All types", "All ten kinds", rules)
    sittings.open_(db, sittings.plan(db, new).id, db.clock.now())
    student.start("all-types", "all")
    laptop.get("/instructor/students/1")
    form = form_to(laptop, "/instructor/students/1")
    form.fill("extra_time", "2")
    laptop.send(form)
    [attempt] = attempts.of_student(db, 1)
    assert attempt.began_after is not None
    assert attempt.ends_after == pytest.approx(attempt.began_after + 1200)


def test_a_stolen_code_is_worth_nothing_once_it_is_renewed(
    app: Flask, laptop: Visitor, student: Visitor, visitor: Browsers
) -> None:
    student.start("all-types", "all")
    attempt, stolen = student.path, students.get(services(app).db, 1).code
    thief = visitor()
    for browser in (thief,):
        browser.get("/join")
        form = browser.form("/rejoin")
        form.fill("code", stolen)
        browser.send(form)
        assert browser.get(attempt)
        assert browser.path == attempt
    laptop.get("/instructor/students/1")
    laptop.send(form_to(laptop, "/instructor/students/1/code"))
    assert "All devices are signed out." in laptop.words
    fresh = students.get(services(app).db, 1).code
    assert fresh in laptop.text
    for browser in (thief, student):
        browser.get(attempt)
        assert browser.path == "/join"
    form = thief.form("/rejoin")
    form.fill("code", stolen)
    thief.send(form)
    assert "Nobody has this code" in thief.words
    form = student.form("/rejoin")
    form.fill("code", fresh)
    student.send(form)
    student.get(attempt)
    assert student.path == attempt, "the work is there"
