"""Coming into a class by its code, and what becomes of wrong ones."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from quiz.storage import classes, students
from quiz.web.services import EXTENSION, Services
from tests.visitor import Visitor
from tests.web.desk import LAN, on_network

Browsers = Callable[[], Visitor]


@pytest.fixture
def services(app: Flask) -> Services:
    found: Services = app.extensions[EXTENSION]
    return found


def names(services: Services, class_id: int = 1) -> list[str]:
    return [student.name for student in students.in_class(services.db, class_id)]


def wrong(code: str) -> str:
    """Another code of as many digits."""
    return "".join(str(9 - int(c)) for c in code if c.isdecimal())


def test_the_address_with_the_code_asks_for_the_name_alone(
    services: Services, visitor: Browsers
) -> None:
    made, browser = classes.make(services.db, "Class <Two>"), visitor()
    page = browser.get(f"/join/{made.code}")
    assert "Class &lt;Two&gt;" in page
    form = browser.form(f"/join/{made.code}")
    assert set(form.offers) == {"csrf_token", "name"}
    form.fill("name", "Student One")
    browser.send(form)
    assert browser.path == "/"
    assert (names(services), names(services, made.id)) == ([], ["Student One"])


@pytest.mark.parametrize("write", ["{}", " {} ", "{0[0]} {0[1]}-{0[2]}{0[3]}.{0[4]} {0[5]}"])
@pytest.mark.parametrize("zero", ["0", "٠", "۰", "०"])
def test_the_code_may_be_typed_in_many_ways(
    services: Services, visitor: Browsers, write: str, zero: str
) -> None:
    code = "".join(chr(ord(zero) + int(c)) for c in classes.first(services.db).code)
    browser = visitor()
    browser.join("Student One", write.format(code))
    assert browser.path == "/"
    assert names(services) == ["Student One"]


@pytest.mark.parametrize(
    ("code", "name", "words"),
    [
        ("", "Student One", "Write the code of the class first."),
        ("WRONG", "Student One", "No class has this code."),
        ("12345", "Student One", "No class has this code."),
        ("letters", "Student One", "No class has this code."),
        ("1" * 21, "Student One", "The code of a class has six digits."),
        ("RIGHT", "", "Write your name first."),
        ("RIGHT", "!!!", "Write your name with letters"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    services: Services, visitor: Browsers, code: str, name: str, words: str
) -> None:
    browser = visitor()
    right = classes.first(services.db).code
    code = {"RIGHT": right, "WRONG": wrong(right)}.get(code, code)
    browser.get("/join")
    form = browser.form("/join")
    form.fields |= {"code": [code], "name": [name]}
    browser.send(form)
    assert (browser.path, browser.status) == ("/join", 422)
    assert words in browser.words
    kept = browser.form("/join").fields
    assert (kept["code"], kept["name"]) == ([code], [name])
    assert names(services) == []


@pytest.mark.parametrize("code", ["000", "x", "%00", "%ED%A0%80", "9" * 500, "WRONG"])
def test_a_wrong_code_in_the_address_leads_to_typing_it(
    services: Services, visitor: Browsers, code: str
) -> None:
    browser = visitor()
    browser.get(f"/join/{code.replace('WRONG', wrong(classes.first(services.db).code))}")
    assert browser.status == 422
    assert "No class has this code" in browser.words
    browser.send(browser.form("/join"))
    assert browser.status == 422


def test_a_closed_door_says_so_on_both_ways(services: Services, visitor: Browsers) -> None:
    only, browser = classes.first(services.db), visitor()
    classes.let_join(services.db, only.id, False)
    browser.get(f"/join/{only.code}")
    assert "takes in nobody new at the moment" in browser.words
    browser.join("Student One", only.code)
    assert "takes in nobody new at the moment" in browser.words
    assert browser.form("/join").fields["name"] == ["Student One"]
    assert names(services) == []


def test_who_has_joined_is_not_asked_again(
    student: Visitor, services: Services, visitor: Browsers
) -> None:
    other = classes.make(services.db, "Class Two")
    student.get(f"/join/{other.code}")
    assert student.path == "/"
    assert names(services, other.id) == []


# Guessing


def guess(browser: Visitor, code: str, address: str = LAN) -> int:
    """The status of a try of a class's code in the address."""
    browser.response = browser.client.get(f"/join/{code}", environ_base={"REMOTE_ADDR": address})
    return browser.status


def test_a_guesser_is_slowed_down_and_the_rest_of_the_room_is_not(
    services: Services, visitor: Browsers
) -> None:
    right = classes.first(services.db).code
    guesser, neighbour = visitor(), visitor()
    assert [guess(guesser, wrong(right)) for _ in range(12)] == [422] * 10 + [429] * 2
    refused = guesser.response
    assert refused is not None
    assert "Too many wrong codes came from this device. Wait 6 seconds" in guesser.words
    assert 1 <= int(refused.headers["Retry-After"]) <= 6
    assert guess(neighbour, right, "192.168.1.51") == 200
    on_network(neighbour)
    neighbour.client.environ_base["REMOTE_ADDR"] = "192.168.1.51"
    neighbour.join("Student One")
    assert names(services) == ["Student One"]


def test_while_it_waits_a_right_code_looks_like_a_wrong_one(
    services: Services, visitor: Browsers
) -> None:
    right, guesser = classes.first(services.db).code, visitor()
    for _ in range(10):
        guess(guesser, wrong(right))
    pages = []
    for code in (right, wrong(right)):
        assert guess(guesser, code) == 429
        pages.append(guesser.text.replace(code, "CODE"))
    assert pages[0] == pages[1]


def test_every_way_to_try_a_code_counts_and_keeps_what_was_typed(
    services: Services, visitor: Browsers
) -> None:
    student, _ = students.join(services.db, "Student One", 1)
    guesser = on_network(visitor())
    guesser.get("/join")
    for number in range(12):
        form = guesser.form("/rejoin" if number % 2 else "/join")
        code = wrong(student.code if number % 2 else guesser.code())
        form.fields |= {"code": [code]} | ({} if number % 2 else {"name": [""]})
        guesser.send(form)
        assert guesser.status == (422 if number < 10 else 429)
        assert guesser.form(guesser.path).fields["code"] == [code]
    form = guesser.form("/rejoin")
    form.fields["code"] = [student.code]
    guesser.send(form)
    assert guesser.status == 429, "a right personal code is not even looked at"


def test_right_codes_are_never_counted(services: Services, visitor: Browsers) -> None:
    student, _ = students.join(services.db, "Student One", 1)
    for _ in range(15):
        browser = on_network(visitor())
        browser.get("/join")
        form = browser.form("/rejoin")
        form.fill("code", student.code)
        browser.send(form)
        assert browser.path == "/"
