"""Two students of one name: they are asked, and never made one in silence."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from quiz.storage import claims, classes, students
from tests.visitor import Visitor
from tests.web.desk import enter, form_to, on_network, services

Browsers = Callable[[], Visitor]
STUDENTS = "/instructor/students"


@pytest.fixture
def sam(visitor: Browsers) -> Visitor:
    browser = visitor()
    browser.join("Sam")
    return browser


@pytest.fixture
def other(sam: Visitor, visitor: Browsers) -> Visitor:
    """Another browser that came as Sam, and is asked."""
    browser = visitor()
    browser.join("Sam")
    assert browser.status == 409
    assert "Is that you?" in browser.text
    return browser


def names(app: Flask) -> list[str]:
    return [student.name for student in students.in_class(services(app).db, 1)]


@pytest.mark.parametrize("name", ["sam", " SAM ", "S am", "Sám", "S\u200bam", "sam."])
def test_a_name_that_reads_the_same_is_asked_about(
    app: Flask, sam: Visitor, visitor: Browsers, name: str
) -> None:
    browser = visitor()
    browser.join(name)
    assert browser.status == 409
    assert "Somebody called Sam is in this class already." in browser.words
    assert names(app) == ["Sam"]


@pytest.mark.parametrize("name", ["Sam B", "Samuel", "Sam 2"])
def test_a_name_that_tells_apart_is_not(
    app: Flask, sam: Visitor, visitor: Browsers, name: str
) -> None:
    browser = visitor()
    browser.join(name)
    assert browser.path == "/"
    assert names(app) == ["Sam", name]


def test_in_another_class_there_may_be_another_sam(
    app: Flask, sam: Visitor, visitor: Browsers
) -> None:
    made, browser = classes.make(services(app).db, "Class Two"), visitor()
    browser.join("Sam", made.code)
    assert browser.path == "/"


def test_another_sam_chooses_a_name_of_their_own(app: Flask, other: Visitor) -> None:
    code = classes.get(services(app).db, 1).code
    form = other.form(f"/join/{code}")
    assert form.fields["name"] == ["Sam"]
    other.send(form)
    assert other.status == 422
    assert "This is still the same name" in other.words
    form = other.form(f"/join/{code}")
    form.fill("name", "")
    other.send(form)
    assert other.status == 422
    other.join("Sam")
    form = other.form(f"/join/{code}")
    form.fill("name", "Sam B")
    other.send(form)
    assert other.path == "/"
    assert names(app) == ["Sam", "Sam B"]


def test_sam_on_a_second_device_goes_on_by_the_code(app: Flask, other: Visitor) -> None:
    form = other.form("/rejoin")
    form.fill("code", students.get(services(app).db, 1).code)
    other.send(form)
    assert other.path == "/"
    assert names(app) == ["Sam"]


def ask(browser: Visitor) -> None:
    """Say to be Sam, without a code."""
    browser.send(next(form for form in browser.forms() if form.action.endswith("/claims")))
    assert browser.path == "/waiting"


def settle(laptop: Visitor, action: str, page: str = STUDENTS) -> None:
    laptop.get(page)
    laptop.send(form_to(laptop, "/instructor/claims"), ("action", action))


@pytest.mark.parametrize("page", ["/instructor/", STUDENTS])
def test_sam_without_the_code_is_let_in_with_one_click(
    app: Flask, sam: Visitor, other: Visitor, page: str
) -> None:
    sam.start("all-types", "all")
    attempt, laptop = sam.path, enter(app)
    ask(other)
    assert "Sam" in other.words
    other.get(attempt)
    assert other.path == "/join", "nothing is seen before"
    other.get("/waiting")
    assert other.path == "/waiting"
    settle(laptop, "let in", page)
    assert laptop.path == page
    assert "The device that says it is Sam's is let in." in laptop.words
    assert "Who is at the door?" not in laptop.text
    other.get("/waiting")
    assert other.path == "/"
    other.get(attempt)
    assert other.path == attempt
    sam.get(attempt)
    assert sam.path == attempt, "the first device stays in"
    assert names(app) == ["Sam"]


def test_of_two_devices_that_say_the_same_the_right_one_is_let_in(
    app: Flask, sam: Visitor, other: Visitor, visitor: Browsers
) -> None:
    ask(other)
    thief = visitor()
    thief.join("Sam")
    ask(thief)
    number = re.search(r"the number of this device, too: (\d{3})", other.words)
    assert number
    while number[0] in thief.words:
        thief.join("Sam")
        ask(thief)
    laptop = enter(app)
    laptop.get(STUDENTS)
    assert f"Sam, number {number[1]}" in laptop.words
    mine = laptop.text.index(f"Sam</strong>, number {number[1]}")
    claim = re.search(r'name="claim" value="(\w+)"', laptop.text[mine:])
    assert claim
    form = form_to(laptop, "/instructor/claims")
    form.fields["claim"] = [claim[1]]
    laptop.send(form, ("action", "let in"))
    other.get("/waiting")
    assert other.path == "/"
    thief.get("/waiting")
    assert thief.path == "/waiting"


def test_a_thief_is_turned_away(app: Flask, sam: Visitor, other: Visitor) -> None:
    laptop = enter(app)
    ask(other)
    settle(laptop, "turn away")
    assert "was turned away" in laptop.words
    other.get("/waiting")
    assert other.path == "/join"
    assert "Your teacher didn't let this device in." in other.words
    other.get("/")
    assert other.path == "/join"
    other.get("/waiting")
    assert "didn't let this device in" not in other.words, "it is said once"


def test_nobody_but_the_instructor_lets_anybody_in(
    app: Flask, sam: Visitor, other: Visitor
) -> None:
    laptop = enter(app)
    ask(other)
    laptop.get(STUDENTS)
    fields = form_to(laptop, "/instructor/claims").fields | {"action": ["let in"]}
    for browser in (sam, other):
        browser.get("/finish")
        own = browser.forms()[0].fields["csrf_token"]
        reply = browser.client.post("/instructor/claims", data=fields | {"csrf_token": own})
        assert reply.status_code == 403
    other.get("/waiting")
    assert other.path == "/waiting"


def test_a_click_on_what_was_settled_already_says_so(
    app: Flask, sam: Visitor, other: Visitor
) -> None:
    laptop = enter(app)
    ask(other)
    laptop.get(STUDENTS)
    form = form_to(laptop, "/instructor/claims")
    laptop.send(form, ("action", "turn away"))
    laptop.send(form, ("action", "let in"))
    assert "That was settled already." in laptop.text
    other.get("/waiting")
    assert other.path == "/join"


def test_with_several_of_one_name_the_newcomer_says_which(
    app: Flask, sam: Visitor, visitor: Browsers
) -> None:
    db = services(app).db
    second, _ = students.join(db, "SAM", 1)
    browser = visitor()
    browser.join("Sam")
    form = next(form for form in browser.forms() if form.action.endswith("/claims"))
    form.fill("student", str(second.id))
    browser.send(form)
    assert [(c.student_id, c.name) for c in claims.of_class(db, 1)] == [(second.id, "SAM")]


@pytest.mark.parametrize("who", ["", "0", "x", "99", "2", "9" * 30, "-1", "1\0"])
def test_only_somebody_of_the_class_can_be_claimed(app: Flask, other: Visitor, who: str) -> None:
    db = services(app).db
    students.join(db, "Elsewhere", classes.make(db, "Class Two").id)
    form = next(form for form in other.forms() if form.action.endswith("/claims"))
    form.fields["student"] = [who]
    other.send(form)
    assert other.status in (400, 404)
    assert claims.of_class(db, 1) == claims.of_class(db, 2) == []


def test_a_removed_students_claims_go_along(app: Flask, other: Visitor) -> None:
    laptop = enter(app)
    ask(other)
    laptop.get(f"{STUDENTS}/1/remove")
    laptop.send(form_to(laptop, f"{STUDENTS}/1/remove"))
    other.get("/waiting")
    assert other.path == "/join"


def test_a_removed_students_browser_is_not_banned(app: Flask, sam: Visitor) -> None:
    laptop = enter(app)
    laptop.get(f"{STUDENTS}/1/remove")
    laptop.send(form_to(laptop, f"{STUDENTS}/1/remove"))
    sam.get("/")
    assert sam.path == "/join"
    sam.join("Sam")
    assert sam.path == "/"
    assert names(app) == ["Sam"]


@pytest.mark.parametrize(
    "name", ["\u202eمعلم\u202c", "a\u200db", "W" * 80, "<script>alert(1)</script>", "ے" * 80]
)
def test_hostile_names_are_asked_about_as_text(app: Flask, visitor: Browsers, name: str) -> None:
    first, second, laptop = visitor(), visitor(), enter(app)
    first.join(name)
    assert first.path == "/"
    second.join(name)
    assert second.status == 409
    assert "<script>alert" not in second.text
    assert "\u202e" not in second.text
    ask(second)
    assert "<script>alert" not in second.text
    assert "<script>alert" not in laptop.get("/instructor/")
    settle(laptop, "let in")
    second.get("/waiting")
    assert second.path == "/"


def test_counting_up_does_not_tell_who_is_in_the_class(app: Flask, other: Visitor) -> None:
    db = services(app).db
    secret, _ = students.join(db, "Zainab Secret", 1)
    form = next(form for form in other.forms() if form.action.endswith("/claims"))
    form.fields["student"] = [str(secret.id)]
    other.send(form)
    assert other.status == 404
    assert "Zainab" not in other.text
    assert claims.of_class(db, 1) == []


def test_one_phone_cannot_keep_the_others_from_the_door(
    app: Flask, sam: Visitor, visitor: Browsers
) -> None:
    for _ in range(claims.MOST_FROM_ONE):
        phone = on_network(visitor())
        phone.join("Sam")
        ask(phone)
    phone = on_network(visitor())
    phone.join("Sam")
    phone.send(next(form for form in phone.forms() if form.action.endswith("/claims")))
    assert phone.status == 429
    honest = visitor()
    honest.client.environ_base["REMOTE_ADDR"] = "192.168.1.51"
    honest.join("Sam")
    ask(honest)


def test_pressing_twice_asks_once(app: Flask, sam: Visitor, other: Visitor) -> None:
    form = next(form for form in other.forms() if form.action.endswith("/claims"))
    other.send(form)
    other.send(form)
    assert other.path == "/waiting"
    assert len(claims.of_class(services(app).db, 1)) == 1
