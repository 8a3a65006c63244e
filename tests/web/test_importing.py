"""Questions come in at the desk over real HTTP, without JavaScript: nothing of them is lost, and
nothing is in the course before the teacher says so."""

from __future__ import annotations

import base64
import csv
import io
import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from threading import Barrier, Lock

import pytest
from flask import Flask
from PIL import Image

from quiz.intake import holding, reading
from quiz.web import security
from quiz.web.instructor.exchange import bringing_in
from tests.conftest import ALL_TYPES
from tests.visitor import Form, Visitor
from tests.web.desk import bring_in, enter, on_network, send_files, services

pytestmark = pytest.mark.slow

FORM = "/instructor/bring-in"
GIFT = b"""\
// A bank of bees
::Legs:: How many legs has a bee? {=six ~eight#That is a spider.}

::Nectar:: Bees make {=honey =%50%wax} of nectar.

::Broken:: This one has no end {=a ~b
"""
AIKEN = b"""\
Which insect makes honey?
A. The wasp
B. The bee
ANSWER: B
"""
SCRIPT = {"X-Autosave": "1"}


def moodle_xml(picture: bytes) -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<quiz>
<question type="truefalse">
  <name><text>Stripes</text></name>
  <questiontext format="html">
    <text><![CDATA[<p>Has this bee stripes?</p>
      <p><img src="@@PLUGINFILE@@/my%20bee.png" alt="A bee"></p>]]></text>
    <file name="my bee.png" path="/" encoding="base64">{base64.b64encode(picture).decode()}</file>
  </questiontext>
  <answer fraction="100" format="moodle_auto_format"><text>true</text></answer>
  <answer fraction="0" format="moodle_auto_format"><text>false</text></answer>
</question>
<question type="calculated"><name><text>Sum</text></name>
  <questiontext format="html"><text>What is {{a}} + 1?</text></questiontext></question>
</quiz>
""".encode()


@pytest.fixture
def course(tmp_path: Path) -> Path:
    folder = tmp_path / "lessons"
    folder.mkdir()
    for name in ("index.md", "reading.md", "03-release.md"):
        shutil.copy(ALL_TYPES / name, folder)
    return folder


@pytest.fixture
def app(make_app: Callable[..., Flask], course: Path) -> Flask:
    return make_app(course)


@pytest.fixture
def desk(app: Flask) -> Visitor:
    return enter(app)


@pytest.fixture
def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "gold").save(out, "PNG")
    return out.getvalue()


def files_of(course: Path) -> set[str]:
    return {path.relative_to(course).as_posix() for path in course.rglob("*") if path.is_file()}


def held(desk: Visitor) -> list[Path]:
    folder = services(desk.client.application).db.folder / holding.FOLDER
    return sorted(folder.glob("*"))


def lesson_link(desk: Visitor, number: int = 1) -> str:
    found = re.search(rf'href="({FORM}/\w+/lessons/{number})\?', desk.text)
    assert found
    return found[1]


def choosing(desk: Visitor) -> Form:
    """The form that takes lessons in or puts them aside."""
    return next(form for form in desk.forms() if ("go", "course") in form.buttons)


def keep(desk: Visitor, path: str, old: str, new: str, go: str = "save") -> None:
    desk.get(path)
    form = desk.form(path)
    [text] = form.fields["text"]
    assert old in text
    form.fill("text", text.replace(old, new))
    desk.send(form, ("go", go))


# The way of most teachers


def test_three_files_are_seen_corrected_and_taken_in(
    desk: Visitor, course: Path, picture: bytes, student: Visitor
) -> None:
    before = files_of(course)
    sent = (("bees.gift", GIFT), ("wasps.txt", AIKEN), ("Biology 1.xml", moodle_xml(picture)))
    waits = bring_in(desk, *sent)
    assert waits.startswith(f"{FORM}/")
    assert "Of 6 questions: 3 as they are, 1 changed, 2 left out." in desk.words
    assert "(bees.gift, line 6)" in desk.words
    assert "(Biology 1.xml, line 13)" in desk.words
    assert desk.text.count('name="lesson"') == 3
    assert files_of(course) == before

    keep(desk, lesson_link(desk), "How many legs has a bee?", "How many legs has one bee?")
    assert "Kept at" in desk.words
    desk.get(waits)
    assert "You changed it: " in desk.words
    desk.send(choosing(desk), ("go", "course"))
    assert desk.path == waits
    assert "3 lessons are in the course now." in desk.words
    assert files_of(course) - before == {
        "04-bees.md",
        "05-wasps.md",
        "06-biology-1.md",
        "pictures/my-bee.png",
    }
    assert "![A bee](pictures/my-bee.png)" in (course / "06-biology-1.md").read_text()
    student.start("bees", "questions")
    assert "How many legs has one bee?" in student.words
    # What was left out can still be looked up; the texts are the course's alone now.
    assert f'href="{waits}?class=1"' in desk.get(FORM)
    assert "bees.gift and 2 other files" in desk.words
    desk.get(f"{waits}/list")
    assert "(bees.gift, line 6)" in desk.words
    desk.get(waits)
    assert {path.name for path in held(desk)[0].iterdir()} == {"report.json", "about.json"}
    assert "/instructor/lessons/bees?" in desk.get(waits)
    assert 'href="/instructor/lessons/bees?class=1#nectar"' in desk.text


def test_what_is_put_aside_is_seen_by_nobody_until_it_is_brought_back(
    desk: Visitor, course: Path, student: Visitor
) -> None:
    bring_in(desk, ("bees.gift", GIFT))
    desk.send(choosing(desk), ("go", "archive"))
    assert "1 lesson is in the archive now." in desk.words
    assert (course / "archive" / "04-bees.md").exists()
    assert student.client.get("/lessons/bees").status_code == 404
    desk.get("/instructor/lessons")
    desk.send(desk.form("/instructor/lessons/archived/04-bees.md/bring-back"))
    assert student.client.get("/lessons/bees").status_code == 200
    assert "What changed" in desk.get("/instructor/lessons/bees/history")


def test_only_the_ticked_lessons_go(desk: Visitor, course: Path) -> None:
    waits = bring_in(desk, ("bees.gift", GIFT), ("ants.gift", b"::Ants:: Ants run. {T}\n"))
    form = choosing(desk)
    form.fill("lesson", "2")
    desk.send(form, ("go", "course"))
    assert "1 lesson is in the course now." in desk.words
    assert {"04-ants.md"} == files_of(course) - {"index.md", "reading.md", "03-release.md"}
    assert choosing(desk).offers["lesson"] == ["1"]
    form = choosing(desk)
    form.fill("lesson")
    desk.send(form, ("go", "course"))
    assert "Choose at least one lesson first." in desk.words
    assert desk.path == waits
    desk.get(f"{waits}?none=1")
    assert "lesson" not in choosing(desk).fields


def test_pressing_twice_takes_in_once(desk: Visitor, course: Path) -> None:
    bring_in(desk, ("bees.gift", GIFT))
    form = choosing(desk)
    for _ in range(2):
        desk.send(form, ("go", "course"))
        assert desk.status == 200
    assert [name for name in files_of(course) if "bees" in name] == ["04-bees.md"]


def test_a_picture_is_seen_before_it_is_the_course_s(desk: Visitor, picture: bytes) -> None:
    waits = bring_in(desk, ("b.xml", moodle_xml(picture)))
    page = desk.get(lesson_link(desk))
    found = re.search(rf'src="({waits}/pictures/my-bee.png)\?', page)
    assert found
    assert "No mistakes" in desk.words or "warning" in desk.words
    assert "There is no picture" not in desk.words
    reply = desk.client.get(found[1])
    assert (reply.status_code, reply.mimetype) == (200, "image/png")
    assert desk.client.get(f"{waits}/pictures/other.png").status_code == 404
    assert desk.client.get(f"{waits}/pictures/..%2Fabout.json").status_code == 404


# Mistakes


def test_a_text_with_mistakes_stays_until_it_is_corrected(desk: Visitor, course: Path) -> None:
    before = files_of(course)
    waits = bring_in(desk, ("bees.gift", GIFT))
    link = lesson_link(desk)
    keep(desk, link, "- (x) six", "- ( ) six")
    assert "1 mistake" in desk.words
    assert "- ( ) six" in desk.form(link).fields["text"][0]
    desk.get(waits)
    desk.send(choosing(desk), ("go", "course"))
    assert desk.status == 409
    assert "It has mistakes, so that students could not see it." in desk.words
    assert files_of(course) == before
    keep(desk, link, "- ( ) six", "- (x) six")
    desk.get(waits)
    desk.send(choosing(desk), ("go", "course"))
    assert "04-bees.md" in files_of(course)


def test_one_with_mistakes_does_not_hold_up_the_others(desk: Visitor, course: Path) -> None:
    waits = bring_in(desk, ("bees.gift", GIFT), ("ants.gift", b"::Ants:: Ants run. {T}\n"))
    keep(desk, lesson_link(desk), "- (x) six", "- ( ) six")
    desk.get(waits)
    desk.send(choosing(desk), ("go", "course"))
    assert desk.status == 409
    assert "1 lesson is in the course now." in desk.words
    assert {"04-ants.md"} <= files_of(course)
    assert choosing(desk).offers["lesson"] == ["1"]
    desk.send(choosing(desk), ("go", "archive"))
    assert "- ( ) six" in (course / "archive" / "05-bees.md").read_text()


def test_checking_keeps_nothing(desk: Visitor) -> None:
    bring_in(desk, ("bees.gift", GIFT))
    link = lesson_link(desk)
    keep(desk, link, "- (x) six", "- ( ) six", "preview")
    assert "1 mistake" in desk.words
    assert "- ( ) six" in desk.form(link).fields["text"][0]
    desk.get(link)
    assert "- (x) six" in desk.form(link).fields["text"][0]


def test_two_tabs_never_overwrite_each_other(desk: Visitor) -> None:
    bring_in(desk, ("bees.gift", GIFT))
    link = lesson_link(desk)
    desk.get(link)
    old = desk.form(link)
    keep(desk, link, "six", "6")
    old.fill("text", old.fields["text"][0].replace("six", "sechs"))
    desk.send(old, ("go", "save"))
    assert desk.status == 409
    assert "changed in another tab" in desk.words
    assert "sechs" in desk.form(link).fields["text"][0]
    reply = desk.client.post(link, data={**old.fields, "go": "save"}, headers=SCRIPT)
    assert reply.status_code == 409
    assert reply.json is not None
    assert reply.json["outcome"] == "failed"
    desk.get(link)
    assert "- (x) 6" in desk.form(link).fields["text"][0]


def test_what_was_typed_comes_back_where_the_session_has_ended(desk: Visitor) -> None:
    bring_in(desk, ("bees.gift", GIFT))
    link = lesson_link(desk)
    desk.get(link)
    form = desk.form(link)
    form.fill("text", "typed-and-not-kept")
    desk.client.delete_cookie("instructor")
    desk.send(form, ("go", "save"))
    assert desk.status == 403
    assert desk.form(link).fields["text"][0].strip() == "typed-and-not-kept"


# Files of all kinds


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("photo.png", b"\x89PNG\r\n\x1a\n"),
        ("empty.gift", b""),
        ("essay.txt", b"All about bees, and no question."),
        ("broken.xml", b"<quiz"),
        ("zeros.gift", bytes(1000)),
    ],
)
def test_a_file_that_is_none_of_the_kinds_is_named_with_the_reason(
    desk: Visitor, course: Path, name: str, content: bytes
) -> None:
    before = files_of(course)
    bring_in(desk, (name, content), ("bees.gift", GIFT))
    assert desk.status == 200
    assert "Not read" in desk.words
    assert name in desk.words
    assert desk.text.count('name="lesson"') == 1
    bring_in(desk, (name, content))
    assert "Not read" in desk.words
    assert 'name="lesson"' not in desk.text
    assert files_of(course) == before
    # Where nothing came of it, nothing waits.
    assert desk.get(FORM).count("Go on<") == 1


def test_nothing_chosen_is_said(desk: Visitor) -> None:
    assert bring_in(desk) == FORM
    assert desk.status == 400
    assert "Choose one or more files first." in desk.words


def test_too_many_files_are_refused(desk: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bringing_in, "MOST_FILES", 2)
    bring_in(desk, *[(f"{number}.gift", GIFT) for number in range(3)])
    assert (desk.status, desk.path) == (400, FORM)
    assert "more than 2 files" in desk.words


def test_too_large_files_are_refused_in_words(
    desk: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(security.LARGE, "instructor.bring_in", 10_000)
    bring_in(desk, ("bees.gift", GIFT * 100))
    assert desk.status == 413
    assert "over 50 MB together" in desk.words


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../../x.gift", "x.gift"),
        ("C:\\fakepath\\x.gift", "C:fakepathx.gift"),
        ("<b>x.gift", "&lt;b&gt;x.gift"),
        ("x \u202e y.gift", "x y.gift"),
        (f"{'x' * 300}.gift", f"{'x' * 80}….gift"),
        ("=1+1.gift", "=1+1.gift"),
    ],
)
def test_hostile_names_are_only_names(
    desk: Visitor, course: Path, tmp_path: Path, name: str, said: str
) -> None:
    outside = {path for path in tmp_path.rglob("*") if holding.FOLDER not in path.parts}
    bring_in(desk, (name, GIFT))
    assert desk.status == 200
    assert f'<th scope="row" dir="auto">{said}</th>' in desk.text
    desk.send(choosing(desk), ("go", "course"))
    assert desk.status == 200
    new = {path for path in tmp_path.rglob("*") if holding.FOLDER not in path.parts} - outside
    assert {path.parent for path in new if path.suffix != ".db-wal"} <= {course, tmp_path / "data"}


def test_the_same_file_twice_gives_ids_of_its_own(desk: Visitor, course: Path) -> None:
    bring_in(desk, ("bees.gift", GIFT), ("bees.gift", GIFT))
    assert "bees (2).gift" in desk.words
    one = choosing(desk)
    other = bring_in(desk, ("bees.gift", GIFT))
    desk.send(one, ("go", "course"))
    assert "2 lessons are in the course now." in desk.words
    desk.get(other)
    desk.send(choosing(desk), ("go", "course"))
    assert "1 lesson is in the course now." in desk.words
    texts = [path.read_text() for path in course.glob("*-bees*.md")]
    assert len(texts) == 3
    ids = [found for text in texts for found in re.findall(r"^### .*\{#(.+)\}$", text, re.M)]
    assert len(set(ids)) == len(ids) == 6


# What waits


def test_what_waits_outlives_a_restart(
    make_app: Callable[..., Flask], app: Flask, desk: Visitor, course: Path
) -> None:
    waits = bring_in(desk, ("bees.gift", GIFT))
    keep(desk, lesson_link(desk), "six", "6")
    services(app).db.close()
    again = enter(make_app(course))
    assert "bees.gift" in again.get(FORM)
    again.get(waits)
    again.send(choosing(again), ("go", "course"))
    assert "- (x) 6" in (course / "04-bees.md").read_text()


@pytest.mark.parametrize("token", ["0" * 32, "..", "nothing", "%00", "0" * 32 + "%0a"])
def test_an_address_that_nobody_was_given_leads_nowhere(desk: Visitor, token: str) -> None:
    waits = bring_in(desk, ("bees.gift", GIFT))
    fields = choosing(desk).fields
    for rest in ("", "/list", "/list.csv", "/lessons/1", "/pictures/x.png"):
        assert desk.client.get(f"{FORM}/{token}{rest}").status_code == 404
    reply = desk.client.post(f"{FORM}/{token}", data={**fields, "go": "course"})
    assert reply.status_code == 404
    assert desk.client.post(f"{FORM}/{token}/throw-away", data=fields).status_code == 404
    assert desk.client.get(waits).status_code == 200
    assert "don&#39;t wait here any more" in desk.get(f"{FORM}/{'0' * 32}")


def test_only_what_this_program_named_is_an_upload(desk: Visitor) -> None:
    bring_in(desk, ("bees.gift", GIFT))
    [folder] = held(desk)
    for name in ("copy", ".reading-now", folder.name.upper() + "0"):
        shutil.copytree(folder, folder.parent / name)
        assert desk.client.get(f"{FORM}/{name}").status_code == 404
    assert desk.get(FORM).count("Go on<") == 1


def test_what_was_thrown_away_is_gone(desk: Visitor, course: Path) -> None:
    before = files_of(course)
    waits = bring_in(desk, ("bees.gift", GIFT))
    old = choosing(desk)
    desk.send(desk.form(f"{waits}/throw-away"))
    assert "Thrown away." in desk.words
    assert held(desk) == []
    desk.send(old, ("go", "course"))
    assert desk.status == 404
    assert files_of(course) == before


def test_when_too_many_wait_no_more_come_in_and_all_stay(
    desk: Visitor, course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holding, "MOST", 2)
    first = bring_in(desk, ("1.gift", GIFT))
    desk.get(FORM)
    form = desk.form(FORM)
    second = bring_in(desk, ("2.gift", GIFT))
    before = held(desk)
    assert "uploads wait already" in desk.get(FORM)
    assert not [form for form in desk.forms() if "files" in form.fields]
    send_files(desk, form, ("3.gift", GIFT))
    assert (desk.status, desk.path) == (400, FORM)
    assert "throw away the others" in desk.words
    assert held(desk) == before
    desk.send(desk.form(f"{second}/throw-away"))
    bring_in(desk, ("3.gift", GIFT))
    desk.get(first)
    desk.send(choosing(desk), ("go", "course"))
    bring_in(desk, ("4.gift", GIFT))
    assert desk.client.get(first).status_code == 200


def test_what_is_old_is_cleared_away(
    make_app: Callable[..., Flask], app: Flask, desk: Visitor, course: Path
) -> None:
    second, third = (bring_in(desk, (f"{n}.gift", GIFT)) for n in range(2))
    unfinished = services(app).db.folder / holding.FOLDER / ".reading-cut-short"
    unfinished.mkdir()
    old = time.time() - (holding.DAYS + 1) * 86_400
    token = second.rpartition("/")[2]
    for path in (unfinished, unfinished.parent / token):
        os.utime(path, (old, old))
    services(app).db.close()
    again = enter(make_app(course))
    assert again.client.get(second).status_code == 404
    assert again.client.get(third).status_code == 200
    assert not unfinished.exists()


def test_students_and_the_network_get_nothing(desk: Visitor, student: Visitor, app: Flask) -> None:
    waits = bring_in(desk, ("bees.gift", GIFT))
    for path in (FORM, waits, f"{waits}/lessons/1", f"{waits}/list", f"{waits}/list.csv"):
        assert student.client.get(path).status_code == 403
        assert "legs" not in student.client.get(path).text
    on_network(desk)
    assert desk.client.get(waits).status_code == 403


def test_the_list_is_a_table_that_runs_nothing(desk: Visitor) -> None:
    waits = bring_in(desk, ("bees.gift", GIFT), ("x.gift", b"=1+1 {=a ~b\n"), ("y.png", b"z"))
    reply = desk.client.get(f"{waits}/list.csv")
    assert reply.headers["Content-Disposition"].startswith("attachment;")
    rows = list(csv.reader(io.StringIO(reply.get_data().decode("utf-8-sig"))))
    assert rows[0] == ["File", "Line", "Question", "What became of it", "Why"]
    assert [row[0] for row in rows[1:]] == ["y.png", "bees.gift", "x.gift", "bees.gift"]
    assert [row[3] for row in rows[1:]] == ["Left out", "Left out", "Left out", "Changed"]
    assert not any(cell.startswith("=") for row in rows for cell in row)


# Reading


def test_a_file_that_cannot_be_read_in_time_costs_only_itself(
    desk: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process is a real one; only the reading of one file is made endless."""
    monkeypatch.setattr(reading, "STUCK_SECONDS", 3.0)
    monkeypatch.setattr(reading, "PROCESS", "tests.web.endless_reading")
    bring_in(desk, ("endless.gift", GIFT), ("deadly.gift", GIFT), ("bees.gift", GIFT))
    assert desk.status == 200
    assert "It takes this laptop too long to read this file." in desk.words
    assert "Reading this file broke off" in desk.words
    assert desk.text.count('name="lesson"') == 1


class Gate:
    """A lock that lets nobody in before two have come."""

    def __init__(self) -> None:
        self._both = Barrier(2)
        self._lock = Lock()

    def __enter__(self) -> None:
        self._both.wait(30)
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def test_two_uploads_at_once_spoil_none_of_each_others_ids(
    app: Flask, course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files_of(course)
    monkeypatch.setattr(reading, "_one_at_a_time", Gate())
    desks = [enter(app), enter(app)]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda desk: bring_in(desk, ("bees.gift", GIFT)), desks))
    for desk in desks:
        desk.send(choosing(desk), ("go", "course"))
        assert "1 lesson is in the course now." in desk.words
    assert len(files_of(course) - before) == 2


def test_a_lesson_that_is_taken_in_meanwhile_hinders_no_upload(desk: Visitor) -> None:
    bring_in(desk, ("bees.gift", GIFT))
    (held(desk)[0] / "lesson-1.md").unlink()
    bring_in(desk, ("wasps.txt", AIKEN))
    assert "Of 1 question: 1 as they are." in desk.words


def test_uploads_that_wait_never_take_all_threads_of_the_class(desk: Visitor) -> None:
    with reading._room, reading._room:
        bring_in(desk, ("bees.gift", GIFT))
        assert (desk.status, desk.path) == (400, FORM)
        assert "Other files are being read just now." in desk.words
    bring_in(desk, ("bees.gift", GIFT))
    assert desk.status == 200
    assert len(held(desk)) == 1


def test_a_process_that_does_nothing_is_said(
    desk: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PROCESS", "quiz.nothing_of_this_name")
    bring_in(desk, ("bees.gift", GIFT))
    assert (desk.status, desk.path) == (400, FORM)
    assert "could not make lessons of these files" in desk.words
    assert held(desk) == []


def test_a_full_disk_is_said_and_nothing_is_held(
    desk: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PROCESS", "tests.web.endless_reading")
    bring_in(desk, ("full.gift", GIFT))
    assert (desk.status, desk.path) == (400, FORM)
    folder = services(desk.client.application).db.folder
    assert f"data folder {folder} can't be used (File too large)" in desk.words
    assert held(desk) == []


@contextmanager
def room_in_files(size: int) -> Iterator[None]:
    """A disk on which no file can grow beyond so many bytes."""
    import resource  # not on Windows

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on a file's size")
@pytest.mark.parametrize(
    ("go", "there"), [("course", "04-bees.md"), ("archive", "archive/04-bees.md")]
)
def test_a_lesson_that_went_before_the_disk_was_full_goes_once(
    go: str, there: str, desk: Visitor, course: Path, picture: bytes
) -> None:
    bring_in(desk, ("bees.xml", moodle_xml(picture)))
    form = choosing(desk)
    with room_in_files(2_000):  # enough for the lesson, and too little for the database's log
        desk.send(form, ("go", go))
    assert desk.status == 503
    assert there in files_of(course)
    before = files_of(course)
    desk.send(form, ("go", go))
    assert desk.status == 200
    assert "1 lesson is in the" in desk.words
    assert "It stood there already" in desk.words
    assert files_of(course) == before


def test_what_another_version_left_hinders_nobody(desk: Visitor) -> None:
    waits = bring_in(desk, ("bees.gift", GIFT))
    contents = ["", "[]", "{}", '{"files": [], "lessons": [{}], "settled": {}, "kept": {}}']
    (held(desk)[0] / "report.json").write_text("{}")
    assert desk.client.get(waits).status_code == 404
    for content in contents:
        (held(desk)[0] / "about.json").write_text(content)
        assert desk.client.get(waits).status_code == 404
        assert "Go on" not in desk.get(FORM)


def test_five_thousand_questions_stay_readable(desk: Visitor, course: Path) -> None:
    parts = [f"::Q{n}:: Is bee {n} yellow? {{T}}" for n in range(4950)]
    parts += [f"::Odd {n}:: It has no end {{=a ~b" for n in range(50)]
    waits = bring_in(desk, ("bank.gift", "\n\n".join(parts).encode()))
    assert "Of 5,000 questions: 4,950 as they are, 50 left out." in desk.words
    assert len(desk.text) < 60_000
    assert len(choosing(desk).offers["lesson"]) == 50
    assert desk.text.count("(bank.gift, line ") == 20
    assert desk.get(f"{waits}/list").count("(bank.gift, line ") == 50
    desk.get(waits)
    form = choosing(desk)
    form.fill("lesson", "1", "50")
    desk.send(form, ("go", "course"))
    assert len(list(course.glob("*-bank*.md"))) == 2
    desk.get("/instructor/lessons")
    assert len(desk.text) < 200_000


def test_what_is_advised_of_many_questions_is_said_once(desk: Visitor) -> None:
    text = b"::One:: Is a bee an insect? {T}\n\n::Two:: Is a bee a bird? {F}\n"
    waits = bring_in(desk, ("bees.gift", text))
    desk.get(f"{waits}/lessons/1")
    assert desk.words.count("This question has no explanation.") == 1
    assert "2 × This question has no explanation." in desk.words
    assert "Warnings are advice" in desk.words
    assert re.search(r"<code>why: …</code>", desk.text)
    form = next(form for form in desk.forms() if "text" in form.fields)
    form.fill("text", form.fields["text"][0].replace("= true", "= true\nmaybe"))
    desk.send(form, ("go", "preview"))
    assert "✗ Mistake" in desk.words
    assert "can be taken in as it is" not in desk.words


def test_notes_for_graders_are_shown_where_one_marks_and_never_to_students(
    desk: Visitor, student: Visitor
) -> None:
    text = b"""<quiz><question type="essay"><name><text>Why</text></name>
      <questiontext format="html"><text>Why do bees matter?</text></questiontext>
      <graderinfo format="html"><text>Two points for fruit.</text></graderinfo>
      </question></quiz>"""
    bring_in(desk, ("bees.xml", text))
    desk.send(choosing(desk), ("go", "course"))
    form = student.start("bees", "questions")
    assert "Two points for fruit" not in student.text
    form.fill(next(name for name in form.fields if name.endswith(".text")), "They carry pollen.")
    student.hand_in(form)
    assert "They carry pollen." in student.words
    assert "Two points for fruit" not in student.text
    desk.get("/instructor/marking")
    found = re.search(r'href="(/instructor/marking/bees/[^"]+)"', desk.text)
    assert found
    desk.get(unescape(found[1]))
    assert re.search(r"<details open>.*?Two points for fruit", desk.text, re.DOTALL)
