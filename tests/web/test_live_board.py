"""The page of a sitting while it goes on, over real HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from flask import Flask

from quiz.content.printer import print_item
from quiz.demo.answers import wrong_answer
from quiz.live_board import STUCK_AFTER
from quiz.model import Outcome, RegradeKind, Sitting, SittingRules
from quiz.storage import classes, marks, regrades, sittings
from quiz.storage.regrades import NewRegrade
from quiz.storage.served_time import Outage, note_outage
from quiz.storage.sittings import NewSitting
from quiz.web.presence import OFFLINE_AFTER, Presence
from tests.answers import fill, key_of, quizzes
from tests.conftest import ALL_TYPES
from tests.storage.samples import Seconds
from tests.visitor import Form, Visitor
from tests.web.desk import Browsers, enter, form_to, services

KEY = ("at-once", "at-once")
QUIZ = quizzes(ALL_TYPES)[KEY]
FIRST = QUIZ.items[0]


@pytest.fixture
def laptop(app: Flask) -> Visitor:
    return enter(app)


@pytest.fixture
def seconds(app: Flask) -> Seconds:
    """The clock by which students are heard of; it stands still until it is moved."""
    clock = Seconds()
    object.__setattr__(services(app), "presence", Presence(clock))
    return clock


@pytest.fixture
def opened(app: Flask) -> Sitting:
    return open_sitting(app)


def open_sitting(app: Flask, class_id: int = 1, **rules: Any) -> Sitting:
    db = services(app).db
    new = NewSitting(class_id, *KEY, "At once", QUIZ.title, SittingRules(**rules))
    return sittings.open_(db, sittings.plan(db, new).id, db.clock.now())


def page_of(found: Sitting) -> str:
    return f"/instructor/sittings/{found.id}"


class Screen:
    """The board as its script keeps it."""

    def __init__(self, laptop: Visitor, found: Sitting, names: str = "shown") -> None:
        self._laptop = laptop
        self._path = f"{page_of(found)}/board"
        self._names = names
        self.version = ""
        self.parts: dict[str, str] = {}

    def ask(self) -> dict[str, str]:
        """What has changed since the last time, by id."""
        query = {"names": self._names, "since": self.version}
        reply = self._laptop.client.get(self._path, query_string=query)
        assert reply.status_code == 200
        self.version = reply.json["version"]
        self.parts |= reply.json["parts"]
        if reply.json["rows"] is not None:
            gone = {id_ for id_ in self.parts if id_.startswith("row-")} - set(reply.json["rows"])
            self.parts = {id_: html for id_, html in self.parts.items() if id_ not in gone}
        return dict(reply.json["parts"])

    def rows(self) -> list[str]:
        """The ids of the rows in what has changed."""
        return [id_ for id_ in self.ask() if id_.startswith("row-")]

    def says(self, part: str) -> str:
        return words(self.parts[part])


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def bare(html: str) -> str:
    """Without the token, which is another one each second."""
    return re.sub(r'(name="csrf_token" value=")[^"]*', r"\1", html)


def squares(row: str) -> list[str]:
    """What the squares of a row say to who can't see them."""
    return re.findall(r'class="square[^>]*>.*?class="unseen">([^<]*)<', row)


def begin(browser: Visitor) -> Form:
    return browser.start(*KEY)


def answer(browser: Visitor, form: Form, *, right: bool = True) -> None:
    attempt = browser.path
    fill(form, FIRST, key_of(FIRST) if right else wrong_answer(FIRST, 0))
    browser.send(form, ("go", "save"))
    assert browser.path == attempt


def test_a_student_goes_from_not_here_to_handed_in(
    seconds: Seconds, opened: Sitting, visitor: Browsers, laptop: Visitor
) -> None:
    browser, board = visitor(), Screen(laptop, opened)
    board.ask()
    assert "Nobody has joined" in board.says("board-summary")
    browser.join("Amir")
    browser.get("/")
    board.ask()
    assert "Nobody of 1 has started yet." in board.says("board-summary")
    assert "Not started here" in board.says("row-1")
    seconds.now += OFFLINE_AFTER
    board.ask()
    assert "Not started not here" in board.says("row-1")
    form = begin(browser)
    board.ask()
    assert f"At work 0 of {len(QUIZ.items)}" in board.says("row-1")
    assert squares(board.parts["row-1"]) == ["no answer"] * len(QUIZ.items)
    answer(browser, form, right=False)
    board.ask()
    assert squares(board.parts["row-1"])[0] == "wrong"
    assert f"1 of {len(QUIZ.items)}" in board.says("row-1")
    browser.hand_in(browser.form(browser.path))
    board.ask()
    assert "Handed in" in board.says("row-1")
    assert "1 of 1 has started; 1 handed in." in board.says("board-summary")
    assert squares(board.parts["row-1"])[0] == "wrong"


def test_stuck_is_online_without_doing_anything_and_offline_is_silent(
    seconds: Seconds, app: Flask, opened: Sitting, visitor: Browsers, laptop: Visitor
) -> None:
    browser, board = visitor(), Screen(laptop, opened)
    browser.join("Amir")
    form = begin(browser)
    serve_for(app, STUCK_AFTER)
    seconds.now += STUCK_AFTER
    browser.client.get(f"{browser.path}/state")
    board.ask()
    assert "Stuck 3 min" in board.says("row-1")
    assert "Stuck Amir" in board.says("board-attention")
    answer(browser, form)
    board.ask()
    assert "At work" in board.says("row-1")
    assert board.says("board-attention") == ""
    seconds.now += OFFLINE_AFTER
    board.ask()
    assert "Offline" in board.says("row-1")
    assert "Offline Amir" in board.says("board-attention")


def serve_for(app: Flask, long: float) -> None:
    """Let the classroom's clock go on."""
    clock = services(app).db.clock
    reading, at = clock._beaten
    clock._beaten = (reading + long, at)


def test_a_pause_makes_nobody_stuck(
    seconds: Seconds, app: Flask, opened: Sitting, visitor: Browsers, laptop: Visitor
) -> None:
    browser, board, db = visitor(), Screen(laptop, opened), services(app).db
    browser.join("Amir")
    begin(browser)
    sittings.pause(db, opened.id, db.clock.now())
    serve_for(app, 10 * STUCK_AFTER)
    seconds.now += 10 * STUCK_AFTER
    browser.client.get(f"{browser.path}/state")
    board.ask()
    assert "Paused" in board.says("row-1")
    assert "Go on" in board.says("board-controls")
    sittings.resume(db, opened.id, db.clock.now())
    board.ask()
    assert "At work" in board.says("row-1")
    serve_for(app, STUCK_AFTER)
    board.ask()
    assert "Stuck" in board.says("row-1")


def test_with_nothing_new_nothing_comes_and_one_save_brings_one_row(
    seconds: Seconds, opened: Sitting, visitor: Browsers, laptop: Visitor
) -> None:
    browsers = [visitor() for _ in range(4)]
    for number, browser in enumerate(browsers):
        browser.join(f"Student {number}")
    forms = [begin(browser) for browser in browsers]
    board, also = Screen(laptop, opened), Screen(laptop, opened)
    assert len(board.rows()) == 4
    also.ask()
    version = board.version
    assert (board.ask(), board.version) == ({}, version)
    answer(browsers[2], forms[2])
    assert board.rows() == ["row-3"]
    assert board.version != version
    assert "board-head" not in board.ask()
    answer(browsers[0], forms[0])
    assert board.rows() == ["row-1"]
    # Who looks less often gets both at once, and each row once.
    assert also.rows() == ["row-1", "row-3"]
    assert also.rows() == []
    assert bare(also.parts["row-1"]) == bare(board.parts["row-1"])


def test_after_a_restart_everything_comes_anew(
    make_app: Callable[..., Flask], app: Flask, opened: Sitting, laptop: Visitor
) -> None:
    student = Visitor(app.test_client())
    student.join("Amir")
    answer(student, begin(student))
    board = Screen(laptop, opened)
    board.ask()
    known, parts = board.version, set(board.parts)
    assert board.ask() == {}
    services(app).backups.wait()
    services(app).db.close()
    again = Screen(enter(make_app()), opened)
    again.version = known
    assert set(again.ask()) == parts
    assert again.version != known
    assert again.ask() == {}
    # Just started, nobody is called offline for not having reported yet.
    assert "At work" in again.says("row-1")


def test_who_comes_goes_and_is_renamed_is_put_in_place(
    seconds: Seconds, app: Flask, opened: Sitting, visitor: Browsers, laptop: Visitor
) -> None:
    for name in ("Mia", "Zoe"):
        visitor().join(name)
    path = f"{page_of(opened)}/board"
    first = laptop.client.get(path).json
    assert first["rows"] == ["row-1", "row-2"]
    visitor().join("Amir")
    second = laptop.client.get(path, query_string={"since": first["version"]}).json
    assert second["rows"] == ["row-3", "row-1", "row-2"]
    assert [id_ for id_ in second["parts"] if id_.startswith("row-")] == ["row-3"]
    third = laptop.client.get(path, query_string={"since": second["version"]}).json
    assert (third["parts"], third["rows"]) == ({}, None)


def test_hidden_names_are_nowhere_on_the_page_nor_in_what_its_script_gets(
    seconds: Seconds, opened: Sitting, visitor: Browsers, laptop: Visitor
) -> None:
    names = ("Zoe Alpha", "Amir Beta", "Mia Gamma")
    browsers = [visitor() for _ in names]
    for browser, name in zip(browsers, names, strict=True):
        browser.join(name)
    answer(browsers[0], begin(browsers[0]))
    begin(browsers[1])
    seconds.now += OFFLINE_AFTER
    assert all(name in laptop.get(page_of(opened)) for name in names)
    hidden = laptop.get(f"{page_of(opened)}?names=hidden")
    board = Screen(laptop, opened, "hidden")
    board.ask()
    assert re.findall(r"Student [1-3](?=<)", hidden)[-3:] == ["Student 1", "Student 2", "Student 3"]
    # In the order of the numbers, which is neither that of the names nor of their arrival.
    assert re.findall(r'id="(row-\d+)"', hidden) == ["row-1", "row-2", "row-3"]
    for shown in (hidden, "".join(board.parts.values())):
        assert not any(part in shown for name in names for part in name.split())
        assert not re.search(r"/(students|attempts)/[\w-]", shown)
    # It holds until somebody shows them again, after a change too.
    form = form_to(laptop, page_of(opened))
    laptop.send(form, ("action", "pause"))
    assert laptop.path == page_of(opened)
    assert "Zoe Alpha" not in laptop.text
    assert "Zoe Alpha" in laptop.get(f"{page_of(opened)}?names=shown")


def test_a_page_with_names_and_one_without_don_t_mix(
    seconds: Seconds, opened: Sitting, visitor: Browsers, laptop: Visitor
) -> None:
    visitor().join("Zoe Alpha")
    shown, hidden = Screen(laptop, opened), Screen(laptop, opened, "hidden")
    shown.ask()
    hidden.ask()
    # The version of the one is none of the other's.
    hidden.version = shown.version
    assert "Student 1" in hidden.ask()["row-1"]
    assert "Zoe Alpha" not in "".join(hidden.parts.values())


def test_the_helping_form_that_came_by_the_script_works(
    seconds: Seconds, app: Flask, opened: Sitting, visitor: Browsers, laptop: Visitor
) -> None:
    browser, board = visitor(), Screen(laptop, opened)
    browser.join("Amir")
    begin(browser)
    board.ask()
    token = re.search(r'name="csrf_token" value="([^"]+)"', board.parts["row-1"])
    assert token
    reply = laptop.client.post(
        f"{page_of(opened)}/students/1", data={"csrf_token": token[1], "action": "hand-in"}
    )
    assert reply.status_code == 303
    board.ask()
    assert "Handed in" in board.says("row-1")
    assert "Open it again" in board.says("row-1")


def test_a_regrade_after_the_hand_in_is_seen(
    seconds: Seconds, app: Flask, opened: Sitting, visitor: Browsers, laptop: Visitor
) -> None:
    browser, board, db = visitor(), Screen(laptop, opened), services(app).db
    browser.join("Amir")
    answer(browser, begin(browser), right=False)
    attempt_id = browser.path.rpartition("/")[2]
    browser.hand_in(browser.form(browser.path))
    board.ask()
    assert squares(board.parts["row-1"])[0] == "wrong"
    [before] = [one for one in marks.of_attempt(db, attempt_id) if one.item_id == FIRST.id]
    after = replace(before, outcome=Outcome.RIGHT, fraction=1.0)
    full = (*KEY, FIRST.id, RegradeKind.FULL_MARKS, before.version, print_item(FIRST), "Spoilt.")
    regrades.apply(db, [NewRegrade(*full, [(attempt_id, before, after)])])
    assert board.rows() == ["row-1"]
    assert squares(board.parts["row-1"])[0] == "right"


def test_excused_and_extra_time_are_told(
    seconds: Seconds, app: Flask, visitor: Browsers, laptop: Visitor
) -> None:
    found, db = open_sitting(app, time_limit=1200), services(app).db
    for name in ("Amir", "Mia"):
        browser = visitor()
        browser.join(name)
    sittings.excuse(db, found.id, 1, excused=True)
    sittings.extend(db, found.id, 300, 2)
    board = Screen(laptop, found)
    board.ask()
    assert "Excused" in board.says("row-1")
    assert "+ 5 min" in board.says("row-2")
    assert "Nobody of 1 has started yet." in board.says("board-summary")
    begin(browser)
    board.ask()
    assert "25 min left" in board.says("row-2")


def test_enter_in_the_minutes_for_everyone_pauses_nobody(app: Flask, laptop: Visitor) -> None:
    laptop.get(page_of(open_sitting(app, time_limit=600)))
    [form] = [one for one in laptop.forms() if "minutes" in one.fields]
    # What Enter presses is the form's first button.
    assert form.buttons == [("action", "extend")]


def test_an_outage_is_told_without_a_reload(
    seconds: Seconds, app: Flask, opened: Sitting, laptop: Visitor
) -> None:
    board, db = Screen(laptop, opened), services(app).db
    board.ask()
    note_outage(db, Outage(db.stamp(), "stopped", 240.0))
    assert list(board.ask()) == ["board-attention"]
    assert "The program was stopped for 4 minutes" in board.says("board-attention")


def test_the_page_holds_all_that_its_script_would_get(
    seconds: Seconds, opened: Sitting, visitor: Browsers, laptop: Visitor
) -> None:
    browser, board = visitor(), Screen(laptop, opened)
    browser.join("Amir <b>Bold</b>")
    answer(browser, begin(browser))
    page = laptop.get(page_of(opened))
    board.ask()
    shown = bare(page)
    for id_, html in board.parts.items():
        assert bare(html) in shown, id_
    version = re.search(r'data-version="([^"]+)"', page)
    assert version
    assert version[1] == board.version
    assert "<b>Bold" not in page


def test_another_class_s_board_is_not_there(
    app: Flask, opened: Sitting, student: Visitor, laptop: Visitor
) -> None:
    other = classes.make(services(app).db, "Other class")
    path = f"{page_of(opened)}/board"
    assert laptop.client.get(path, query_string={"class": 1}).status_code == 200
    reply = laptop.client.get(path, query_string={"class": other.id})
    assert reply.status_code == 404
    assert "Student One" not in reply.text
    assert laptop.client.get(f"/instructor/sittings/99/board?class={other.id}").status_code == 404


def test_what_goes_on_comes_first_on_the_overview_and_quizzes_can_be_opened(
    app: Flask, student: Visitor, laptop: Visitor
) -> None:
    page = laptop.get("/instructor/")
    assert "Watch the class" not in page
    assert f'href="/instructor/sittings/new/{KEY[0]}/{KEY[1]}?class=1"' in page
    found, db = open_sitting(app), services(app).db
    page = laptop.get("/instructor/")
    assert "Watch the class" in page
    assert page.index(f'href="{page_of(found)}?class=1"') < page.index('id="quizzes"')
    assert f"/sittings/new/{KEY[0]}/{KEY[1]}" not in page
    sittings.close(db, found.id, db.clock.now(), everyone=True)
    page = laptop.get("/instructor/")
    assert "Watch the class" not in page
    assert f"/sittings/new/{KEY[0]}/{KEY[1]}" in page
