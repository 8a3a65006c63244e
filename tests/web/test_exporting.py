"""Lessons leave for other programs at the desk: what is lost is seen first, then the file saved."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from html import unescape
from pathlib import Path
from threading import Event
from urllib.parse import urlencode

import pytest
from flask import Flask

from quiz.exchange.export_report import Arrives, report_of
from quiz.exchange.exporting import formats
from quiz.exchange.shipping import load
from quiz.model import Lesson
from quiz.outgoing import Order, holding, making
from quiz.web.instructor.exchange import taking_away
from tests.conftest import ALL_TYPES
from tests.visitor import Visitor
from tests.web.desk import enter, on_network, services

PAGE = "/instructor/take-away"
FILE = f"{PAGE}/file"
KIND = sorted(formats())[0]


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ALL_TYPES, tmp_path / "lessons"))


@pytest.fixture
def app(make_app: Callable[..., Flask], course: Path) -> Flask:
    return make_app(course)


@pytest.fixture
def desk(app: Flask) -> Visitor:
    return enter(app)


def address(path: str, kind: str, *lessons: str, **more: str) -> str:
    asked = [("format", kind), *(("lesson", one) for one in lessons), *more.items()]
    return f"{path}?{urlencode(asked)}"


def choosing(desk: Visitor) -> dict[str, list[str]]:
    return next(form for form in desk.forms() if "format" in form.offers).offers


def save_link(desk: Visitor) -> str:
    found = re.search(rf'href="({FILE}\?[^"]*)">Save the file', desk.text)
    assert found
    return unescape(found[1])


def test_the_page_offers_every_format_and_every_lesson(desk: Visitor) -> None:
    desk.get("/instructor/lessons")
    assert f'href="{PAGE}?class=1"' in desk.text
    desk.get(PAGE)
    assert choosing(desk)["format"] == list(formats())
    assert choosing(desk)["lesson"] == ["all-types", "at-once", "release"]
    assert "Save the file" not in desk.text
    for one in formats().values():
        assert one.program in unescape(desk.words)


def test_a_lesson_s_own_page_leads_there_with_it_alone(desk: Visitor) -> None:
    page = desk.get("/instructor/lessons/release")
    assert f"{PAGE}?lesson=release" in page
    desk.get(f"{PAGE}?lesson=release")
    form = next(form for form in desk.forms() if "format" in form.offers)
    assert form.fields["lesson"] == ["release"]
    assert PAGE not in desk.get("/instructor/lessons/reading")


@pytest.mark.parametrize("kind", formats())
def test_what_is_lost_is_told_before_the_file_is_saved(
    desk: Visitor, app: Flask, kind: str
) -> None:
    here = services(app)
    loaded = load(here.folder.course(), ["all-types"], here.renderer, here.pictures.find)
    made = formats()[kind].export(loaded.shipment)
    desk.get(address(PAGE, kind, "all-types"))
    words = unescape(desk.words)
    report = report_of(loaded, made)
    same, lost, left_out = (len(report.of(arrives)) for arrives in Arrives)
    assert f"{same} as" in words
    assert (f"Different there: {lost} question" in words) == bool(lost)
    assert (f"Left out: {left_out} question" in words) == bool(left_out)
    for loss in made.losses:
        assert loss in words
    desk.get(address(PAGE, kind, "all-types", every="1"))
    words = unescape(desk.words)
    for carried in made.items:
        for loss in carried.losses:
            assert loss in words
    reply = desk.client.get(save_link(desk))
    assert reply.data == made.data
    assert reply.headers["Content-Type"] == formats()[kind].media_type
    name = f"all-types-{kind}{formats()[kind].ending}"
    assert reply.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert reply.headers["X-Content-Type-Options"] == "nosniff"


def test_lost_settings_stand_apart_from_what_asks_or_marks_differently(
    desk: Visitor, course: Path
) -> None:
    items = (("six", "remember", "true"), ("four", "analyse", "false"))
    text = "".join(
        f"### A bee has {legs} legs. {{#{legs}}}\n\nbloom: {bloom}\n\n= {key}\n\n"
        for legs, bloom, key in items
    )
    (course / "90-bees.md").write_text(f"---\ntitle: Bees\n---\n\n{text}", "utf-8")
    desk.get(address(PAGE, "qti30", "bees"))
    words = unescape(desk.words)
    assert "2 as they are" in words
    assert "Different there" not in words
    assert "The kind of thinking it asks for is not in the file. (2 questions)" in words


def test_several_lessons_make_one_file_named_after_the_course(desk: Visitor) -> None:
    desk.get(address(PAGE, KIND, "at-once", "release"))
    reply = desk.client.get(save_link(desk))
    name = reply.headers["Content-Disposition"]
    assert re.fullmatch(r'attachment; filename="room-for-bicycles[a-z-]*-[a-z0-9-]+\.\w+"', name)


def test_a_broken_lesson_is_named_and_left_out(desk: Visitor, course: Path) -> None:
    (course / "90-broken.md").write_text("---\ntitle: All broken\ncolour: red\n---\n", "utf-8")
    desk.get(PAGE)
    assert "All broken has mistakes, so that it can't be taken along." in unescape(desk.words)
    assert "broken" not in choosing(desk)["lesson"]
    desk.get(address(PAGE, KIND, "release", "broken"))
    assert "All broken is left out, because it has mistakes." in unescape(desk.words)
    assert desk.client.get(save_link(desk)).status_code == 200
    desk.get(address(PAGE, KIND, "broken"))
    assert "All broken is left out, because it has mistakes." in unescape(desk.words)
    assert "There is no question" not in desk.words


@pytest.mark.parametrize("broken", [False, True])
def test_where_nothing_can_be_taken_the_page_leads_on(
    desk: Visitor, course: Path, broken: bool
) -> None:
    for path in course.glob("0*.md"):
        path.unlink()
    if broken:
        (course / "90-broken.md").write_text("---\ntitle: Broken\ncolour: red\n---\n", "utf-8")
    desk.get(PAGE)
    assert "See what arrives" not in desk.text
    way = "/instructor/lessons/broken/edit" if broken else "/instructor/bring-in"
    assert f'href="{way}' in desk.text
    desk.get(address(PAGE, KIND, "broken"))
    assert desk.status == (200 if broken else 404)
    assert "Save the file" not in desk.text


def test_one_of_many_lessons_is_ticked_without_unticking_the_others(desk: Visitor) -> None:
    desk.get(PAGE)
    for words, ticked in (("none", []), ("all", choosing(desk)["lesson"])):
        found = re.search(rf'href="([^"]+)">Tick {words}<', desk.text)
        assert found
        desk.get(unescape(found[1]))
        form = next(form for form in desk.forms() if "format" in form.offers)
        assert form.fields.get("lesson", []) == ticked


def test_an_edit_after_the_report_shows_the_new_report_before_the_file(
    desk: Visitor, course: Path
) -> None:
    desk.get(address(PAGE, "gift", "release"))
    shown = save_link(desk)
    before = desk.client.get(shown).data
    with (course / "03-release.md").open("a", encoding="utf-8") as file:
        file.write("\n### Bees have *six* legs. {#legs}\n\n= true\n")
    desk.get(shown)
    assert desk.path == PAGE
    assert "The lessons have changed since you saw the last report" in unescape(desk.words)
    after = desk.client.get(save_link(desk)).data
    assert b"Bees have" in after
    assert b"Bees have" not in before
    desk.get(address(PAGE, "gift", "release"))
    assert "have changed" not in desk.words


def test_a_link_to_a_file_without_its_report_shows_that_first(desk: Visitor) -> None:
    desk.get(address(FILE, KIND, "release"))
    assert desk.path == PAGE
    assert "have changed" not in desk.words
    assert desk.client.get(save_link(desk)).status_code == 200


def test_a_report_outlives_the_program(
    desk: Visitor, make_app: Callable[..., Flask], course: Path
) -> None:
    desk.get(address(PAGE, KIND, "release"))
    shown, before = save_link(desk), desk.client.get(save_link(desk)).data
    again = enter(make_app(course, "other"))
    assert again.client.get(shown).data == before


def test_a_start_holds_no_file_of_an_earlier_version(
    desk: Visitor, app: Flask, make_app: Callable[..., Flask], course: Path
) -> None:
    desk.get(address(PAGE, KIND, "release"))
    folder = services(app).db.folder / holding.FOLDER
    assert len(list(folder.iterdir())) == 1
    make_app(course)
    assert list(folder.iterdir()) == []


def test_a_file_that_takes_long_is_said_to_be_made_and_then_there(
    desk: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Event()

    def wait(order: Order, folder: Path) -> None:
        opened.wait(60)
        making.make(order, folder)

    monkeypatch.setattr(holding, "make", wait)
    monkeypatch.setattr(taking_away, "PATIENCE", 0)
    asked = address(PAGE, KIND, "release")
    desk.get(asked)
    assert "The file is being made" in desk.words
    assert "Save the file" not in desk.text
    opened.set()
    monkeypatch.setattr(taking_away, "PATIENCE", 60)
    desk.get(asked)
    assert desk.client.get(save_link(desk)).status_code == 200


def test_a_file_that_cannot_be_made_is_said(desk: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "MOST_HERE", 0)
    monkeypatch.setattr(making, "PROCESS", "quiz.nothing_of_this_name")
    monkeypatch.setattr(taking_away, "PATIENCE", 60)
    desk.get(address(PAGE, KIND, "release"))
    assert desk.status == 503
    assert "Making this file broke off" in desk.words


def test_many_questions_are_told_a_page_at_a_time(
    desk: Visitor, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking_away, "ON_A_PAGE", 4)
    lesson = services(app).folder.course().lesson("all-types")
    assert isinstance(lesson, Lesson)
    seen, page = 0, 1
    desk.get(address(PAGE, KIND, "all-types", every="1"))
    while True:
        rows = desk.text.partition('<ol class="each"')[2].count("<strong")
        assert 1 <= rows <= 4
        seen += rows
        later = re.search(r'href="([^"]+)">Later questions<', desk.text)
        if not later:
            break
        page += 1
        desk.get(unescape(later[1]))
        assert f"Page {page} of" in desk.words
    assert seen == len(lesson.practice) + sum(len(quiz.items) for quiz in lesson.quizzes)
    for odd in ("0", "999", "x", "-1"):
        desk.get(address(PAGE, KIND, "all-types", every=odd))
        assert desk.status == 200


def test_a_choice_that_is_missing_is_asked_for(desk: Visitor) -> None:
    desk.get(f"{PAGE}?format={KIND}")
    assert "Choose at least one lesson." in desk.words
    assert "Save the file" not in desk.text
    assert desk.client.get(f"{FILE}?format={KIND}").status_code == 404
    assert desk.client.get(f"{FILE}?lesson=release").status_code == 404


@pytest.mark.parametrize(
    ("kind", "lesson"),
    [("nothing", "release"), (KIND, "nothing"), (KIND, "../index"), ("__init__", "release")],
)
def test_what_is_not_there_is_said_in_words(desk: Visitor, kind: str, lesson: str) -> None:
    for path in (PAGE, FILE):
        desk.get(address(path, kind, lesson))
        assert desk.status == 404
        assert "That didn't work" in unescape(desk.words)


def test_students_and_the_network_get_no_key(desk: Visitor, student: Visitor) -> None:
    for browser in (student, on_network(desk)):
        for path in (PAGE, FILE):
            reply = browser.client.get(address(path, KIND, "all-types"))
            assert reply.status_code == 403
            assert b"PK" not in reply.data[:2]
