"""Who may open the instructor's pages: every address of the app's own map, for a cast of people.

Nothing is listed here, so a page that comes later is covered by itself.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.conftest import ALL_TYPES
from tests.room import Room
from tests.visitor import Visitor
from tests.web.desk import enter, on_network, services, take

FOR_INSTRUCTOR = ("instructor.", "classroom.")
OPEN_TO_ALL = {"instructor.enter"}
"""Whoever comes through the link from the terminal; it lets in nobody without one."""
CAST = (
    "student",
    "other student",
    "nobody",
    "student on the network",
    "nobody on the network",
    "the instructor's cookie on the network",
)


def rules(app: Flask) -> list[Rule]:
    found = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith(FOR_INSTRUCTOR)]
    assert len(found) > 30
    assert sum(rule.endpoint.startswith("classroom.") for rule in found) > 4
    return [rule for rule in found if rule.endpoint not in OPEN_TO_ALL]


def requests(app: Flask, values: dict[str, object]) -> Iterator[tuple[str, str]]:
    """(method, address) for every one of the instructor's, with values that lead somewhere."""
    adapter = app.url_map.bind("localhost")
    for rule in rules(app):
        unknown = rule.arguments - values.keys()
        filled = {name: values[name] for name in rule.arguments & values.keys()}
        # Numbers fit every converter.
        address = adapter.build(rule.endpoint, {**filled, **dict.fromkeys(unknown, 1)})
        for method in sorted((rule.methods or set()) - {"OPTIONS"}):
            yield method, address.partition("?")[0]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of these tests' own, which a door left open could change."""
    return Path(shutil.copytree(ALL_TYPES, tmp_path_factory.mktemp("lessons") / "course"))


@pytest.fixture
def app(make_app: Callable[..., Flask], course: Path) -> Flask:
    return make_app(course)


@pytest.fixture
def attempt_id(student: Visitor) -> str:
    return take(student, "release", "release")


def token(browser: Visitor) -> str:
    """A token of the browser's own, so that nothing is refused for want of one."""
    page = "/finish" if browser.client.get_cookie("student") else browser.path
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get(page))
    assert found
    return found[1]


def someone(who: str, app: Flask, student: Visitor) -> tuple[Visitor, str]:
    """One of the cast, and a token of theirs."""
    if who == "student":
        return student, token(student)
    browser = enter(app) if who.startswith("the instructor") else Visitor(app.test_client())
    if "student" in who:
        browser.join("Student Two")
    elif "nobody" in who:
        browser.get("/join")
    known = token(browser)
    return (on_network(browser) if "network" in who else browser), known


@pytest.fixture
def values(app: Flask, attempt_id: str) -> dict[str, object]:
    sitting = Room(services(app).db, ALL_TYPES, ("release", "release")).sitting
    return {
        "sitting_id": sitting.id,
        "attempt_id": attempt_id,
        "student_id": 1,
        "class_id": 1,
        "slug": "release",
        "lesson": "release",
        "quiz": "release",
        "item_id": "open",
    }


def state(app: Flask) -> str:
    """A print of everything that is stored, but for who is let in and what they tried."""
    db = services(app).db
    tables = sorted(
        name for (name,) in db.rows("SELECT name FROM sqlite_master WHERE type='table'")
    )
    print_ = hashlib.sha256()
    for table in tables:
        if "sessions" not in table and table != "class_log":
            print_.update(repr(db.rows(f"SELECT * FROM {table}")).encode())
    for path in sorted(services(app).folder.path.rglob("*")):
        if path.is_file():
            print_.update(path.read_bytes())
    return print_.hexdigest()


@pytest.mark.parametrize("who", CAST)
def test_nobody_but_the_instructor_gets_anything(
    app: Flask, student: Visitor, values: dict[str, object], who: str
) -> None:
    browser, known = someone(who, app, student)
    before = state(app)
    for method, address in requests(app, values):
        data = {"csrf_token": known, "action": "release", "name": "My class"}
        reply = browser.client.open(address, method=method, data=data if method == "POST" else None)
        assert reply.status_code == 403, f"{who} {method} {address}"
        assert "Student One" not in reply.text or who == "student", f"{who} {method} {address}"
    assert state(app) == before


def test_the_instructor_gets_every_page_or_plain_words(
    app: Flask, values: dict[str, object]
) -> None:
    laptop = enter(app)
    for method, address in requests(app, values):
        if method in ("GET", "HEAD"):
            status = laptop.client.open(address, method=method).status_code
            assert status in (200, 303, 404), f"{method} {address}: {status}"
    assert laptop.client.get("/instructor/").status_code == 200


@pytest.mark.parametrize(("text", "number"), [("nowhere", 999_999_999), ("%ED%A0%80%00", 0)])
def test_what_is_not_there_is_said_in_words(app: Flask, text: str, number: int) -> None:
    laptop = enter(app)
    numbers = {"student_id": number, "class_id": number}
    names = dict.fromkeys(("attempt_id", "slug", "lesson", "quiz", "item_id"), "NOWHERE")
    data = {"csrf_token": token(laptop)}
    for method, address in requests(app, {**numbers, **names}):
        if address == "/instructor/leave":
            continue
        sent = data if method == "POST" else None
        reply = laptop.client.open(address.replace("NOWHERE", text), method=method, data=sent)
        assert reply.status_code < 500, f"{method} {address}"


def test_no_change_is_made_without_the_page_s_token(app: Flask, values: dict[str, object]) -> None:
    laptop, before = enter(app), state(app)
    for method, address in requests(app, values):
        if method == "POST":
            reply = laptop.client.post(address, data={"name": "My class", "action": "release"})
            assert reply.status_code in (400, 415), address
    assert state(app) == before
