"""A named cast tries what it shouldn't: each ends as it should, and the instructor can see it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from quiz.model import Kind
from quiz.storage import class_log, students
from quiz.web.instructor.classes.happenings import WORDS
from tests.visitor import Visitor
from tests.web.desk import enter, form_to, services

Browsers = Callable[[], Visitor]
PAGE = "/instructor/happenings"


@pytest.fixture
def laptop(app: Flask) -> Visitor:
    return enter(app)


@pytest.fixture
def phone(visitor: Browsers) -> Callable[[int], Visitor]:
    """A browser in the room, by the last number of its address."""

    def make(number: int) -> Visitor:
        browser = visitor()
        browser.client.environ_base["REMOTE_ADDR"] = f"192.168.1.{number}"
        return browser

    return make


@pytest.fixture
def sam(phone: Callable[[int], Visitor]) -> Visitor:
    browser = phone(50)
    browser.join("Sam")
    return browser


def rejoin(browser: Visitor, code: str) -> None:
    browser.get("/join")
    form = browser.form("/rejoin")
    form.fill("code", code)
    browser.send(form)


def lines(laptop: Visitor) -> str:
    laptop.get(PAGE)
    return re.sub(r" (?=[.,])", "", laptop.words)


def test_a_second_sam_who_asks_is_seen(
    sam: Visitor, phone: Callable[[int], Visitor], laptop: Visitor
) -> None:
    second = phone(51)
    second.join("Sam")
    second.send(next(form for form in second.forms() if form.action.endswith("/claims")))
    assert "A device without a code asked to be let in as Sam." in lines(laptop)
    laptop.get("/instructor/")
    laptop.send(form_to(laptop, "/instructor/claims"), ("action", "turn away"))
    assert "You turned a device away that asked to be let in as Sam." in lines(laptop)
    second.get("/waiting")
    assert second.path == "/join"


def test_a_thief_with_a_stolen_code_is_seen_and_put_out(
    app: Flask, sam: Visitor, phone: Callable[[int], Visitor], laptop: Visitor
) -> None:
    thief = phone(66)
    rejoin(thief, students.get(services(app).db, 1).code)
    assert thief.path == "/", "whoever has the code is the student, until it is renewed"
    assert "Sam came back on another device, with the personal code." in lines(laptop)
    laptop.get("/instructor/students/1")
    laptop.send(form_to(laptop, "/instructor/students/1/code"))
    assert "Sam got a new personal code, and all devices were signed out." in lines(laptop)
    thief.get("/")
    assert thief.path == "/join"


def test_a_guesser_is_slowed_down_and_seen_once(
    app: Flask, phone: Callable[[int], Visitor], laptop: Visitor
) -> None:
    guesser, db = phone(77), services(app).db
    right = guesser.code().replace(" ", "")
    wrong = "".join(str(9 - int(c)) for c in right)
    statuses = []
    for _ in range(15):
        guesser.get(f"/join/{wrong}")
        statuses.append(guesser.status)
    assert statuses == [422] * 10 + [429] * 5
    seen = "Wrong class codes were typed on the device 192.168.1.77, 10 times within minutes."
    assert seen in lines(laptop)
    assert len(class_log.of_class(db, 1)) == 1
    neighbour = phone(78)
    neighbour.join("Neighbour")
    assert neighbour.path == "/"


def test_wrong_personal_codes_are_seen(
    sam: Visitor, phone: Callable[[int], Visitor], laptop: Visitor
) -> None:
    guesser = phone(77)
    for _ in range(3):
        rejoin(guesser, "0000 0000")
    seen = "Wrong personal codes were typed on the device 192.168.1.77, 3 times within minutes."
    assert seen in lines(laptop)


def test_a_removed_student_comes_again_and_nothing_tells_who_it_was(
    app: Flask, sam: Visitor, laptop: Visitor
) -> None:
    laptop.get("/instructor/students/1/remove")
    laptop.send(form_to(laptop, "/instructor/students/1/remove"))
    assert "A student was removed with all data." in lines(laptop)
    assert "Sam" not in laptop.words
    sam.get("/")
    assert sam.path == "/join"
    sam.join("Sam Again")
    assert sam.path == "/"
    assert "Sam Again joined." in lines(laptop)


@pytest.mark.parametrize("ending", ["", "/summary", "/review"])
def test_a_student_at_anothers_attempt_gets_nothing_and_is_seen(
    sam: Visitor, phone: Callable[[int], Visitor], laptop: Visitor, ending: str
) -> None:
    sam.start("all-types", "all")
    nosy = phone(52)
    nosy.join("Nosy")
    nosy.get(f"{sam.path}{ending}")
    assert nosy.status == 404
    seen = "Nosy tried to open another student's attempt, on the device 192.168.1.52."
    assert seen in lines(laptop)
    nosy.get("/attempts/no-such-attempt")
    assert "2 times" not in lines(laptop)


def test_who_tries_the_desk_from_the_room_is_seen(
    app: Flask, sam: Visitor, phone: Callable[[int], Visitor], laptop: Visitor
) -> None:
    for browser in (sam, phone(53)):
        browser.get("/instructor/gradebook")
        assert browser.status == 403
    seen = lines(laptop)
    assert "Sam tried to open a page of your desk, on the device 192.168.1.50." in seen
    assert "Somebody tried to open a page of your desk, on the device 192.168.1.53." in seen
    for _ in range(100):
        sam.client.get("/instructor/")
    times = [one.times for one in class_log.of_class(services(app).db, 1) if one.times > 1]
    assert times == [30], "no more is written, so that it can't be used to keep the disk busy"


def test_what_a_student_does_is_told_in_sentences(
    app: Flask, sam: Visitor, laptop: Visitor
) -> None:
    sam.get("/finish")
    sam.send(sam.form("/leave"))
    laptop.get("/instructor/students/1")
    form = form_to(laptop, "/instructor/students/1")
    form.fill("name", "Sam <b>")
    laptop.send(form)
    laptop.get("/instructor/classes/1")
    for action in ("close", "open", "renew"):
        laptop.send(form_to(laptop, "/instructor/classes/1"), ("action", action))
    laptop.get(PAGE)
    assert "<b>" not in laptop.text
    for sentence in (
        "Sam <b> joined.",
        "Sam <b> finished, and signed a device out.",
        "Sam <b> has this name now, and had another before: Sam.",
        "The door of the class was closed.",
        "The door of the class was opened.",
        "The class got a new code.",
    ):
        assert sentence in lines(laptop)
    assert laptop.words.index("The class got a new code") < laptop.words.index("joined."), "newest"


def test_a_long_log_is_paged(app: Flask, laptop: Visitor) -> None:
    db = services(app).db
    assert "Nothing yet." in lines(laptop)
    for number in range(250):
        students.join(db, f"Student {number}", 1)
    seen = []
    address = PAGE
    while address:
        laptop.get(address)
        seen += [n for n in range(250) if f"Student {n} joined" in laptop.words]
        older = [a for a in laptop.text.split('"') if "before=" in a]
        address = older[0].replace("&amp;", "&") if older else ""
    assert sorted(seen) == list(range(250))
    for odd in ("x", "-1", "9" * 30, "%00"):
        laptop.get(f"{PAGE}?before={odd}")
        assert laptop.status == 200


def test_every_kind_has_words() -> None:
    assert set(WORDS) == set(Kind)


# Handing a device over


def test_finishing_says_what_is_open_and_signs_out(
    app: Flask, sam: Visitor, visitor: Browsers
) -> None:
    sam.start("all-types", "all")
    attempt = sam.path
    sam.get("/finish")
    code = students.get(services(app).db, 1).code
    assert code in sam.words
    assert "Not handed in yet" in sam.words
    assert attempt in sam.text
    assert services(app).presence.is_online(1)
    sam.send(sam.form("/leave"))
    assert not services(app).presence.is_online(1), "the board knows at once"
    assert sam.path == "/join"
    assert sam.client.get_cookie("student") is None
    assert "Sam" not in sam.words
    for page in (attempt, "/finish", "/"):
        sam.get(page)
        assert sam.path == "/join"
        assert sam.response is not None
        assert "no-store" in sam.response.headers["Cache-Control"]
    rejoin(sam, code)
    sam.get(attempt)
    assert sam.path == attempt, "it goes on with the code"
