"""Students and classes: renaming, merging, moving, removing, taking data away; over real HTTP."""

from __future__ import annotations

import io
import json
import re
import zipfile
from html import unescape

import pytest
from flask import Flask

from quiz.storage import attempts, classes, students
from quiz.web.instructor.classes.students import read_ids
from tests.answers import fill, key_of, quizzes
from tests.conftest import ALL_TYPES
from tests.visitor import Visitor
from tests.web.desk import Browsers, enter, form_to, services, take

PAGE = "/instructor/students"
QUIZ = quizzes(ALL_TYPES)["all-types", "all"]
TYPED = next(item for item in QUIZ.items if item.type == "short text")


@pytest.fixture
def laptop(app: Flask) -> Visitor:
    return enter(app)


def flat(browser: Visitor) -> list[str]:
    """The rows of the list of students, as text."""
    rows = re.findall(r"<tr>(.*?)</tr>", browser.text, re.DOTALL)[1:]
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", row)).split()) for row in rows]


# The list


def test_the_list_says_who_is_there(app: Flask, student: Visitor, laptop: Visitor) -> None:
    assert "Nobody has joined this class yet" not in laptop.get(PAGE)
    take(student, "at-once", "at-once")
    [known] = students.in_class(services(app).db, 1)
    students.give_ids(services(app).db, {known.id: "s1"})
    laptop.get(PAGE)
    [row] = flat(laptop)
    assert row.startswith(f"Student One {known.code} s1 ")
    assert row.endswith(" 1")


def test_an_empty_class_says_so(laptop: Visitor) -> None:
    assert "Nobody has joined this class yet" in laptop.get(PAGE)
    assert "One student twice?" not in laptop.text


def test_look_alikes_are_pointed_out_with_the_way_to_merge(
    visitor: Browsers, laptop: Visitor
) -> None:
    for name in ("Zoe Idle", "Someone Else", "zoé idel"):
        visitor().join(name)
    page = laptop.get(PAGE)
    assert "One student twice?" in page
    assert page.count("Look at merging") == 1
    assert "first=1&amp;second=3" in page


# One student


def test_a_student_is_renamed_and_sees_the_new_name(student: Visitor, laptop: Visitor) -> None:
    laptop.get(f"{PAGE}/1")
    form = form_to(laptop, f"{PAGE}/1")
    form.fill("name", "  آزمایشی   <b>Learner</b> ")
    form.fill("external_id", " s1@school.example ")
    laptop.send(form)
    assert laptop.path == f"{PAGE}/1"
    assert "آزمایشی &lt;b&gt;Learner&lt;/b&gt;" in laptop.text
    assert form_to(laptop, f"{PAGE}/1").fields["external_id"] == ["s1@school.example"]
    assert "آزمایشی &lt;b&gt;Learner&lt;/b&gt;" in student.get("/")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "Write a name first."),
        ({"name": "!!!"}, "Write a name with letters or digits."),
        ({"name": "x" * 81}, "at most 80 letters"),
        ({"external_id": "=1+1"}, "An ID is an ID number"),
        ({"external_id": "a b"}, "An ID is an ID number"),
        ({"external_id": "0"}, "An ID is an ID number"),
        ({"external_id": "x" * 65}, "An ID is an ID number"),
        ({"extra_time": "0.9"}, "Write a number from 1 to 10"),
        ({"extra_time": "10.5"}, "Write a number from 1 to 10"),
        ({"extra_time": "nan"}, "Write a number from 1 to 10"),
        ({"extra_time": "double"}, "Write a number from 1 to 10"),
        ({"class_id": "99"}, "Not a valid choice"),
        ({"class_id": "x"}, "Not a valid choice"),
        ({"external_id": "taken"}, "already has the ID taken"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_nothing_is_changed(
    app: Flask, visitor: Browsers, laptop: Visitor, changes: dict[str, str], words: str
) -> None:
    for name in ("Student One", "Student Two"):
        visitor().join(name)
    db = services(app).db
    classes.make(db, "Class Two")
    students.give_ids(db, {2: "taken"})
    before = students.get(db, 1)
    laptop.get(f"{PAGE}/1")
    form = form_to(laptop, f"{PAGE}/1")
    form.fields |= {name: [value] for name, value in changes.items()}
    laptop.send(form)
    assert laptop.status == 422
    assert words in laptop.words
    assert students.get(db, 1) == before


def test_a_student_moves_to_another_class_with_their_work(
    app: Flask, student: Visitor, laptop: Visitor
) -> None:
    take(student, "at-once", "at-once")
    other = classes.make(services(app).db, "Class Two")
    laptop.get(f"{PAGE}/1")
    form = form_to(laptop, f"{PAGE}/1")
    form.fill("class_id", str(other.id))
    laptop.send(form)
    assert flat_of(laptop, 1) == []
    assert len(flat_of(laptop, other.id)) == 1
    assert len(attempts.in_class(services(app).db, other.id)) == 1


def flat_of(laptop: Visitor, class_id: int) -> list[str]:
    laptop.get(f"{PAGE}?class={class_id}")
    return flat(laptop)


@pytest.mark.parametrize("number", ["0", "99", "999999999", "9" * 30, "-1", "x", "%00"])
@pytest.mark.parametrize("what", ["", "/remove", "/data.zip"])
def test_a_student_who_is_not_there(laptop: Visitor, number: str, what: str) -> None:
    laptop.get(f"{PAGE}/{number}{what}")
    assert laptop.status == 404


# Removing, and the removed one's phone


def remove(laptop: Visitor, student_id: int) -> None:
    laptop.get(f"{PAGE}/{student_id}/remove")
    laptop.send(form_to(laptop, f"{PAGE}/{student_id}/remove"))


def test_removing_asks_first_and_then_takes_everything(
    app: Flask, student: Visitor, laptop: Visitor
) -> None:
    attempt = take(student, "release", "release")
    laptop.get(f"{PAGE}/1/remove")
    assert "1 attempt with all responses" in laptop.words
    assert len(students.in_class(services(app).db, 1)) == 1
    remove(laptop, 1)
    assert laptop.path == PAGE
    assert "was removed with all data" in laptop.text
    laptop.get(f"/instructor/attempts/{attempt}")
    assert laptop.status == 404
    assert "Student One" not in laptop.client.get("/instructor/marks.csv").text


def test_a_removed_students_phone_is_led_to_joining_in_clear_words(
    student: Visitor, laptop: Visitor
) -> None:
    student.start("all-types", "all")
    attempt = student.path
    remove(laptop, 1)
    student.get(attempt)
    assert (student.path, student.status) == ("/join", 200)
    assert "This device is no longer joined" in student.text
    student.get("/")
    assert "This device is no longer joined" not in student.text, "it is said once"
    student.join("Student One")
    assert student.path == "/"


def test_an_open_page_of_a_removed_student_is_told_that_nothing_is_saved(
    student: Visitor, laptop: Visitor
) -> None:
    form = student.start("all-types", "all")
    fill(form, TYPED, {"text": "a thought"})
    attempt = student.path
    remove(laptop, 1)
    headers = {"X-Autosave": "1", "X-CSRFToken": form.fields["csrf_token"][0]}
    data = {f"{TYPED.id}.text": "a thought", f"{TYPED.id}.seq": "0"}
    reply = student.client.post(f"{attempt}/items/{TYPED.id}", data=data, headers=headers)
    assert reply.status_code == 401
    assert reply.json is not None
    assert reply.json["saved"] is False
    assert "Not saved: this browser is no longer joined" in reply.json["message"]
    student.send(form, ("go", "save"))
    assert student.path == "/join"
    assert "no longer joined" in student.text


def test_removing_twice_is_said_in_words(student: Visitor, laptop: Visitor) -> None:
    laptop.get(f"{PAGE}/1/remove")
    form = form_to(laptop, f"{PAGE}/1/remove")
    laptop.send(form)
    laptop.send(form)
    assert laptop.status == 404


# One student's data


def test_one_students_data_come_as_a_zip(
    visitor: Browsers, student: Visitor, laptop: Visitor
) -> None:
    take(student, "release", "release")
    student.start("at-once", "at-once")
    other = visitor()
    other.join("Other Learner")
    take(other, "at-once", "at-once")
    laptop.get(f"{PAGE}/1")
    assert "Keys and explanations are not in it" in laptop.words
    answer = laptop.client.get(f"{PAGE}/1/data.zip")
    assert answer.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        told = json.loads(archive.read("everything.json"))
        responses = archive.read("responses.csv").decode("utf-8-sig")
        questions = archive.read("questions.csv").decode("utf-8-sig")
    for key in (("release", "release"), ("at-once", "at-once")):
        for item in quizzes(ALL_TYPES)[key].items:
            assert item.stem in questions
    whole = json.dumps(told) + questions + responses
    for secret in ("No road is mentioned in P3.", "Correct. The author asks the town.", "(x)"):
        assert secret not in whole
    assert [row["name"] for row in told["students"]] == ["Student One"]
    assert "My own view, in a few words." in json.dumps(told)
    assert "My own view, in a few words." in responses
    assert "Other Learner" not in json.dumps(told) + responses


# Merging


@pytest.fixture
def twice(visitor: Browsers) -> tuple[Visitor, Visitor]:
    """One student's two browsers, joined under two names."""
    one, other = visitor(), visitor()
    one.join("Student One")
    other.join("Student 0ne")
    return one, other


def merge(laptop: Visitor, kept: int) -> str:
    laptop.get(f"{PAGE}/merge?first=1&second=2")
    form = form_to(laptop, f"{PAGE}/merge")
    form.fill("kept", str(kept))
    return laptop.send(form)


def test_merging_shows_first_what_comes_of_it(
    app: Flask, twice: tuple[Visitor, Visitor], laptop: Visitor
) -> None:
    take(twice[0], "at-once", "at-once")
    for browser in twice:
        browser.start("release", "release")
    laptop.get(f"{PAGE}/merge?first=1&second=2")
    assert "Checked one by one , Feedback at once : 1 attempt." in laptop.words
    assert "Both are taking it now" in laptop.words
    assert len(students.in_class(services(app).db, 1)) == 2


def test_merged_both_browsers_go_on_as_the_one_that_stays(
    app: Flask, twice: tuple[Visitor, Visitor], laptop: Visitor
) -> None:
    one, other = twice
    first = take(one, "at-once", "at-once")
    second = take(other, "at-once", "at-once", right=False)
    shown = one.get(f"/attempts/{first}/review")
    merge(laptop, kept=2)
    assert "are one now" in laptop.text
    for browser in twice:
        assert "Student 0ne" in browser.get("/")
        for attempt in (first, second):
            browser.get(f"/attempts/{attempt}/review")
            assert browser.status == 200
    own = attempts.of_student(services(app).db, 2)
    assert [(a.id, a.number) for a in own] == [(first, 1), (second, 2)]
    assert options(one.get(f"/attempts/{first}/review")) == options(shown)


def options(page: str) -> list[str]:
    """The choices of a page in the order in which they stand."""
    return re.findall(r'<li class="reviewed[^>]*>.*?</li>', page, re.DOTALL)


def test_of_two_that_are_open_the_older_is_handed_in(
    app: Flask, twice: tuple[Visitor, Visitor], laptop: Visitor
) -> None:
    one, other = twice
    form = one.start("all-types", "all")
    fill(form, TYPED, key_of(TYPED))
    older = one.path
    one.send(form, ("go", "save"))
    form = other.start("all-types", "all")
    newer = other.path
    merge(laptop, kept=1)
    one.get(older)
    assert one.path == f"{older}/review"
    fill(form, TYPED, {"text": "going on"})
    other.send(form, ("go", "save"))
    one.get(newer)
    assert one.form(newer).fields[f"{TYPED.id}.text"] == ["going on"]
    states = [a.state.value for a in attempts.of_student(services(app).db, 1)]
    assert sorted(states) == ["in progress", "submitted"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("first=1&second=1", 400),
        ("first=1&second=99", 404),
        ("first=1", 404),
        ("", 404),
        ("first=x&second=2", 404),
        ("first=1&second=" + "9" * 40, 404),
        ("first=²&second=2", 404),
    ],
)
def test_only_two_different_entries_can_be_merged(
    app: Flask, twice: tuple[Visitor, Visitor], laptop: Visitor, query: str, status: int
) -> None:
    laptop.get(f"{PAGE}/merge?{query}")
    assert laptop.status == status
    laptop.get(f"{PAGE}/merge?first=1&second=2")
    form = form_to(laptop, f"{PAGE}/merge")
    sent = dict(pair.split("=") for pair in query.split("&") if pair)
    form.fields |= {name: [sent.get(name, "")] for name in ("first", "second")}
    laptop.send(form)
    assert laptop.status == status
    assert len(students.in_class(services(app).db, 1)) == 2


def test_a_third_one_cannot_be_the_one_that_stays(
    app: Flask, visitor: Browsers, twice: tuple[Visitor, Visitor], laptop: Visitor
) -> None:
    visitor().join("Student Three")
    laptop.get(f"{PAGE}/merge?first=1&second=2")
    form = form_to(laptop, f"{PAGE}/merge")
    form.fields["kept"] = ["3"]
    laptop.send(form)
    assert laptop.status == 400
    assert len(students.in_class(services(app).db, 1)) == 3


# IDs from a list


def test_ids_are_taken_from_a_pasted_list(app: Flask, laptop: Visitor) -> None:
    for name in ("Student One", "Same Name", "Same Name"):
        students.join(services(app).db, name, 1)
    code = students.get(services(app).db, 2).code
    laptop.get(PAGE)
    form = form_to(laptop, f"{PAGE}/ids")
    form.fill("ids", f"student one\ts1\r\n\r\n {code} , s2@school.example\r\n")
    laptop.send(form)
    assert "IDs saved: 2." in laptop.text
    ids = [s.external_id for s in students.in_class(services(app).db, 1)]
    assert ids == ["s1", "s2@school.example", ""]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Nobody Here, s9", "Line 2: nobody in this class is called “Nobody Here”"),
        ("Same Name, s9", "Line 2: 2 students are called “Same Name”"),
        ("Student One", "Line 2: put a comma"),
        ("Student One,", "Line 2: An ID is"),
        ("Student One, =1", "Line 2: An ID is"),
        ("Student Four, s1", "already has the ID s1"),
        ("student ONE; s2", "Line 2: this student has an ID in a line above"),
        ("<b>, \0", "Line 2: An ID is"),
        ("", "Paste the list first"),
    ],
)
def test_of_a_list_with_something_unclear_nothing_is_saved_and_nothing_lost(
    app: Flask, laptop: Visitor, line: str, words: str
) -> None:
    for name in ("Student One", "Same Name", "Same Name", "Student Four"):
        students.join(services(app).db, name, 1)
    laptop.get(PAGE)
    form = form_to(laptop, f"{PAGE}/ids")
    text = f"Student One, s1\n{line}" if line else ""
    form.fill("ids", text)
    laptop.send(form)
    assert laptop.status == 422
    assert words in laptop.words
    assert {s.external_id for s in students.in_class(services(app).db, 1)} == {""}
    if line and "\0" not in line:
        kept = unescape(form_to(laptop, f"{PAGE}/ids").fields["ids"][0])
        assert kept.replace("\r", "") == text


def test_a_list_of_a_large_class_fits(app: Flask, laptop: Visitor) -> None:
    db = services(app).db
    names = [f"آزمایشی {number} " + "طالب" * 10 for number in range(60)]
    for name in names:
        students.join(db, name, 1)
    laptop.get(PAGE)
    form = form_to(laptop, f"{PAGE}/ids")
    form.fill("ids", "\n".join(f"{name}\tid-{n}" for n, name in enumerate(names)))
    laptop.send(form)
    assert "IDs saved: 60." in laptop.text


def test_a_name_with_a_comma_is_found(app: Flask) -> None:
    db = services(app).db
    known, _ = students.join(db, "One, Student", 1)
    assert read_ids("One, Student, s1", [known]) == ({known.id: "s1"}, [])
    assert read_ids("\n \n", [known]) == ({}, [])


# Classes


def test_a_class_is_made_joined_renamed_and_chosen(
    app: Flask, visitor: Browsers, laptop: Visitor
) -> None:
    laptop.get(PAGE)
    form = form_to(laptop, "/instructor/classes")
    form.fill("name", "Class <Two>")
    laptop.send(form)
    assert "Class &lt;Two&gt;" in laptop.text
    made = classes.every(services(app).db)[-1]
    assert made.shown_code in laptop.words
    visitor().join("Student One", classes.get(services(app).db, 1).code)
    visitor().join("Student Two", made.code)
    address = f"/instructor/classes/{made.id}"
    laptop.get(address)
    laptop.send(form_to(laptop, address), ("action", "close"))
    assert "Nobody new can join “Class &lt;Two&gt;” now." in laptop.text
    late = visitor()
    late.join("Student Three", made.code)
    assert (late.path, late.status) == ("/join", 422)
    assert "This class takes in nobody new at the moment" in late.words
    laptop.send(form_to(laptop, address), ("action", "open"))
    assert classes.get(services(app).db, made.id).joining
    assert [row.split(" code")[0][:11] for row in flat_of(laptop, made.id)] == ["Student Two"]
    laptop.get(address)
    form = form_to(laptop, f"{address}/rules")
    form.fill("name", "Morning class")
    laptop.send(form)
    assert classes.get(services(app).db, made.id).name == "Morning class"
    chooser = next(form for form in laptop.forms() if "class" in form.offers)
    assert sorted(chooser.offers["class"]) == ["1", str(made.id)]
    assert chooser.fields["class"] == [str(made.id)]


@pytest.mark.parametrize("name", ["", "  ", "!!!", "x" * 81, "\u202e"])
def test_a_class_needs_a_name(app: Flask, laptop: Visitor, name: str) -> None:
    laptop.get(PAGE)
    for page, address, status in (
        (PAGE, "/instructor/classes", 400),
        ("/instructor/classes/1", "/instructor/classes/1/rules", 422),
    ):
        laptop.get(page)
        form = form_to(laptop, address)
        form.fields["name"] = [name]
        laptop.send(form)
        assert laptop.status == status
    assert [one.name for one in classes.every(services(app).db)] == ["My class"]


@pytest.mark.parametrize("typed", ["", "My", "My class 2", "\0"])
def test_wiping_wants_the_name_of_the_class(
    app: Flask, student: Visitor, laptop: Visitor, typed: str
) -> None:
    laptop.get("/instructor/classes/1/wipe")
    form = form_to(laptop, "/instructor/classes/1/wipe")
    form.fields["name"] = [typed]
    laptop.send(form)
    assert laptop.status == 422
    assert "This is not the name of the class" in laptop.text
    assert len(students.in_class(services(app).db, 1)) == 1


def test_a_wiped_class_is_empty_and_can_be_removed_once_there_is_another(
    app: Flask, student: Visitor, laptop: Visitor
) -> None:
    take(student, "at-once", "at-once")
    laptop.get("/instructor/classes/1/wipe")
    assert "1 student of this class with 1 attempt" in laptop.words
    form = form_to(laptop, "/instructor/classes/1/wipe")
    form.fill("name", " my  CLASS ")
    laptop.send(form)
    assert "is empty now" in laptop.text
    db = services(app).db
    assert students.in_class(db, 1) == []
    assert db.rows("SELECT * FROM attempts") == []
    token = form_to(laptop, "/instructor/classes").fields["csrf_token"]
    reply = laptop.client.post(
        "/instructor/classes/1", data={"action": "remove", "csrf_token": token}
    )
    assert reply.status_code == 409
    classes.make(db, "Class Two")
    laptop.get("/instructor/classes/1")
    forms = [f for f in laptop.forms() if ("action", "remove") in f.buttons]
    laptop.send(forms[0], ("action", "remove"))
    assert [one.name for one in classes.every(db)] == ["Class Two"]
    assert "Class Two" in laptop.get("/instructor/"), "the desk goes to a class that is there"
    student.get("/")
    assert student.path == "/join"
