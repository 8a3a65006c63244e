"""What tests of the instructor's desk share: the browsers, the clock, and students who did
something."""

from __future__ import annotations

import io
from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.datastructures import MultiDict

from quiz.storage import instructors
from quiz.web.services import EXTENSION, Services
from tests.answers import fill, key_of, quizzes
from tests.conftest import ALL_TYPES
from tests.storage.samples import Seconds
from tests.visitor import Form, Visitor

LAN = "192.168.1.50"

Browsers = Callable[[], Visitor]


def services(app: Flask) -> Services:
    found: Services = app.extensions[EXTENSION]
    return found


def new_link(app: Flask) -> str:
    return f"/instructor/enter/{instructors.new_link_token(services(app).db.folder)}"


def on_network(browser: Visitor) -> Visitor:
    """The same browser, on a phone."""
    browser.client.environ_base["REMOTE_ADDR"] = LAN
    return browser


def enter(app: Flask) -> Visitor:
    """The instructor's browser, which came through the link and is about to see the overview."""
    browser = Visitor(app.test_client())
    browser.path = "/instructor/"
    assert browser.client.get(new_link(app)).location == browser.path
    return browser


def clock_by_hand(app: Flask) -> Seconds:
    """The clock of the time limits, moved by hand from now on."""
    clock = Seconds()
    classroom = services(app).db.clock
    classroom._monotonic = clock
    classroom._beaten = (0.0, clock.now)
    return clock


def take(browser: Visitor, lesson: str, quiz: str, *, right: bool = True) -> str:
    """Take a quiz to its review, with every key or with nothing; the attempt's id."""
    form = browser.start(lesson, quiz)
    attempt_id = browser.path.rpartition("/")[2]
    if right:
        for item in quizzes(ALL_TYPES)[lesson, quiz].items:
            fill(form, item, key_of(item))
    browser.hand_in(form)
    assert browser.path == f"/attempts/{attempt_id}/review"
    return attempt_id


def form_to(browser: Visitor, action: str) -> Form:
    """The form that changes something at `action`; the one that chooses the class only asks."""
    found = [f for f in browser.forms() if "csrf_token" in f.fields]
    return next(f for f in found if urlsplit(f.action).path == action)


def release_form(desk: Visitor, lesson: str, quiz: str) -> Form:
    """The form on the page that asks before a quiz is released, and offers to hide it after."""
    desk.get(f"/instructor/releases/{lesson}/{quiz}")
    return form_to(desk, "/instructor/releases")


def bring_in(desk: Visitor, *files: tuple[str, bytes]) -> str:
    """Choose files with questions and send them; where the desk is then, which is what waits."""
    desk.get("/instructor/bring-in")
    return send_files(desk, desk.form("/instructor/bring-in"), *files)


def send_files(desk: Visitor, form: Form, *files: tuple[str, bytes]) -> str:
    """Send files with questions by a form that was seen before; where the desk is then."""
    data: MultiDict[str, object] = MultiDict({"csrf_token": form.fields["csrf_token"][0]})
    for name, content in files:
        data.add("files", (io.BytesIO(content), name))
    desk.response = desk.client.post(form.action, data=data, follow_redirects=True)
    desk.path = desk.response.request.path
    return desk.path
