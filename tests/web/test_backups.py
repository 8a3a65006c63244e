"""The page of backups: what it lists, the button, and the file to take away."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from flask import Flask

from quiz.backup import making
from quiz.storage import instructors
from quiz.web.services import EXTENSION, Services
from tests.visitor import Visitor
from tests.web.desk import release_form

Browsers = Callable[[], Visitor]
PAGE = "/instructor/backups"


def services(app: Flask) -> Services:
    found: Services = app.extensions[EXTENSION]
    return found


@pytest.fixture
def laptop(app: Flask, visitor: Browsers) -> Visitor:
    """The instructor's browser."""
    browser = visitor()
    browser.get(f"/instructor/enter/{instructors.new_link_token(services(app).db.folder)}")
    return browser


def make(browser: Visitor) -> str:
    browser.get(PAGE)
    return browser.send(browser.form(PAGE))


def test_without_backups_the_page_says_how_to_make_one(laptop: Visitor) -> None:
    laptop.get(PAGE)
    assert "There is no backup yet" in laptop.words
    assert "python app.py restore" in laptop.text


def test_the_button_makes_one_that_is_listed_and_can_be_taken_away(
    laptop: Visitor, student: Visitor
) -> None:
    make(laptop)
    assert laptop.path == PAGE
    assert "The backup is made: asked-" in laptop.words
    assert "You asked for it 1 0" in laptop.words
    [link] = [line for line in laptop.text.split('"') if line.startswith(f"{PAGE}/")]
    with laptop.client.get(link) as answer:
        assert answer.mimetype == "application/zip"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
            names = packed.namelist()
    assert {"second-reading.db", "manifest.json", "lessons/reading.md"} <= set(names)


@pytest.mark.parametrize(
    "name", ["no.zip", "..%2fsecret-key", "%2e%2e%2fsecret-key", "before.db", "before.sha256"]
)
def test_only_backups_can_be_taken_away(app: Flask, laptop: Visitor, name: str) -> None:
    folder = services(app).backups.folder
    folder.mkdir()
    for other in ("before.db", "before.sha256"):
        (folder / other).write_text("other", encoding="ascii")
    assert laptop.client.get(f"{PAGE}/{name}").status_code == 404


@pytest.mark.parametrize("page", [PAGE, f"{PAGE}/x.zip"])
def test_students_get_none(student: Visitor, page: str) -> None:
    assert student.client.get(page).status_code == 403
    assert student.client.post(PAGE).status_code in (400, 403)


def test_a_file_that_cannot_be_read_is_listed_as_such(app: Flask, laptop: Visitor) -> None:
    folder = services(app).backups.folder
    folder.mkdir()
    (folder / "start-20261122T093000Z.zip").write_bytes(b"PK\x03\x04 and no more")
    laptop.get(PAGE)
    assert (laptop.status, "Can't be read" in laptop.words) == (200, True)


def test_without_space_the_page_says_so_and_students_go_on(
    laptop: Visitor, student: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "RESERVE", 10**18)
    make(laptop)
    assert laptop.path == PAGE
    assert "The backup was not made. There is too little space on the disk." in laptop.words
    assert "There is no backup yet" in laptop.words
    assert student.start("at-once", "at-once").fields


def test_what_fails_in_the_background_is_said_on_the_page(
    app: Flask, laptop: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as full:
        full.setattr(making, "RESERVE", 10**18)
        services(app).backups.at_start()
        services(app).backups.wait()
    laptop.get(PAGE)
    assert "The last automatic backup failed. The backup was not made." in laptop.words
    services(app).backups.at_start()
    services(app).backups.wait()
    laptop.get(PAGE)
    assert "The last automatic backup failed" not in laptop.words
    assert "When the program started" in laptop.words


def test_a_quiz_that_closes_is_backed_up_with_what_was_handed_in(
    app: Flask, laptop: Visitor, student: Visitor
) -> None:
    student.hand_in(student.start("release", "release"))
    laptop.send(release_form(laptop, "release", "release"), ("action", "release"))
    services(app).backups.wait()
    laptop.get(PAGE)
    assert "After a quiz closed 1 1" in laptop.words
