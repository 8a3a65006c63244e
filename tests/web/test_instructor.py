"""The instructor's pages: who gets in, and what the class looks like from there."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from quiz.lesson_texts import Kept
from quiz.model import Outcome
from quiz.storage import classes, gradings, lesson_versions, marks
from quiz.storage.gradings import NewGrading
from tests.answers import quizzes
from tests.conftest import ALL_TYPES
from tests.visitor import Visitor
from tests.web.desk import Browsers, enter, new_link, on_network, services, take

PAGES = ("/instructor/", "/instructor/gradebook", "/instructor/marks.csv")


@pytest.fixture
def laptop(app: Flask) -> Visitor:
    return enter(app)


# Who gets in


def test_the_link_lets_one_browser_in_once(app: Flask, visitor: Browsers) -> None:
    link = new_link(app)
    first, second = visitor(), visitor()
    first.get(link)
    assert (first.status, first.path) == (200, "/instructor/")
    second.get(link)
    assert second.status == 403
    assert "python app.py instructor-link" in second.text
    second.get("/instructor/")
    assert second.status == 403


def test_clicking_the_used_link_again_leads_the_instructor_back_in(
    app: Flask, visitor: Browsers
) -> None:
    browser, link = visitor(), new_link(app)
    for _ in range(2):
        browser.get(link)
        assert (browser.status, browser.path) == (200, "/instructor/")


@pytest.mark.parametrize("token", ["x", "a" * 43, "%00", "%ED%A0%80", "..%2f..%2fsecret-key"])
def test_a_made_up_link_lets_nobody_in(visitor: Browsers, token: str) -> None:
    browser = visitor()
    browser.get(f"/instructor/enter/{token}")
    assert browser.status in (403, 404)
    browser.get("/instructor/")
    assert browser.status == 403


def test_the_instructors_cookie_is_out_of_reach_of_scripts_and_other_sites(
    app: Flask, visitor: Browsers
) -> None:
    answer = visitor().client.get(new_link(app))
    [cookie] = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("instructor=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Expires" not in cookie


@pytest.mark.parametrize("page", PAGES)
def test_a_student_on_the_laptop_stays_outside(student: Visitor, page: str) -> None:
    text = student.get(page)
    assert student.status == 403
    assert "python app.py instructor-link" in text


@pytest.mark.parametrize("page", PAGES)
def test_a_phone_with_the_instructors_cookie_stays_outside(laptop: Visitor, page: str) -> None:
    assert laptop.client.get(page).status_code == 200
    assert on_network(laptop).client.get(page).status_code == 403


def test_a_phone_cannot_use_up_the_link(app: Flask, visitor: Browsers) -> None:
    link = new_link(app)
    phone, browser = on_network(visitor()), visitor()
    phone.get(link)
    assert phone.status == 403
    browser.get(link)
    assert browser.path == "/instructor/"


def test_with_the_network_opened_a_phone_needs_the_link_all_the_same(
    make_app: Callable[..., Flask],
) -> None:
    app = make_app(instructor_on_network=True)
    phone, stranger = (on_network(Visitor(app.test_client())) for _ in range(2))
    phone.get(new_link(app))
    assert (phone.status, phone.path) == (200, "/instructor/")
    stranger.get("/instructor/")
    assert stranger.status == 403


def test_a_forged_address_header_changes_nothing(laptop: Visitor) -> None:
    phone = on_network(laptop)
    answer = phone.client.get("/instructor/", headers={"X-Forwarded-For": "127.0.0.1"})
    assert answer.status_code == 403


# The overview


def test_before_anybody_joined_it_shows_where_to_join(app: Flask, laptop: Visitor) -> None:
    assert "Nobody has joined yet" in laptop.text
    assert "http://localhost/" in laptop.text
    assert 'src="data:image/svg+xml' in laptop.text
    app.config["STUDENT_ADDRESSES"] = lambda: ["http://192.168.1.20:8000/"]
    assert "http://192.168.1.20:8000/" in laptop.get("/instructor/")


def test_a_course_without_lessons_says_what_to_do(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    app = make_app(tmp_path / "empty")
    browser = Visitor(app.test_client())
    browser.get(new_link(app))
    assert "There are no lessons yet" in browser.text
    browser.get("/instructor/grades.csv")
    assert browser.status == 200


def test_mistakes_in_lessons_come_first(make_app: Callable[..., Flask], tmp_path: Path) -> None:
    folder = tmp_path / "lessons"
    folder.mkdir()
    (folder / "01-broken.md").write_text("---\ntitle: Broken\n---\n\n### What? {#q}\n\n- (x) A\n")
    app = make_app(folder)
    browser = Visitor(app.test_client())
    browser.get(new_link(app))
    found = re.search(
        r'edit\?line=\d+[^"]*"><code>[^<]*01-broken\.md:\d+</code></a> \w', browser.text
    )
    assert found
    assert found.start() < browser.text.index("Nobody has joined yet")
    assert "/instructor/lessons/broken/edit?line=" in browser.get("/instructor/lessons/broken")
    assert browser.status == 200


def test_the_desk_says_what_waits_and_where_each_quiz_stands(
    app: Flask, visitor: Browsers, laptop: Visitor
) -> None:
    for name in ("Student One", "Student Two"):
        browser = visitor()
        browser.join(name)
        take(browser, "release", "release")
    browser.start("at-once", "at-once")
    lesson_versions.add(services(app).db, "03-release.md", "A draft", "0" * 64, Kept.DRAFT)
    laptop.get("/instructor/")
    assert "2 students have joined" in laptop.words
    assert "2 responses wait to be marked" in laptop.words
    assert "A draft of 03-release.md isn't in the lesson yet" in laptop.words
    rows = {row[0]: row for row in table_rows(laptop.text)}
    assert rows["Marked later Feedback after release"][2] == "2 2 to mark : Marked later"
    assert rows["Checked one by one Feedback at once"][2] == "0 1 at work"


def test_the_desk_says_on_which_of_its_pages_one_is(laptop: Visitor) -> None:
    for path, current in (
        ("/instructor/", ("page", "Overview")),
        ("/instructor/marking", ("page", "Marking")),
        ("/instructor/analysis/release/release", ("true", "Analysis")),
    ):
        page = laptop.get(path)
        assert re.findall(r'aria-current="(\w+)">(\w+)<', page) == [current]


def table_rows(page: str) -> list[list[str]]:
    """The cells of every row of a page's tables, as text."""
    return [
        [
            " ".join(re.sub(r"<[^>]+>", " ", cell).split())
            for cell in re.findall(r"<t[hd]\b.*?>(.*?)</t[hd]>", row, re.DOTALL)
        ]
        for row in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    ]


def test_the_overview_shows_the_code_of_the_class_that_it_is_about(
    app: Flask, laptop: Visitor
) -> None:
    db = services(app).db
    other = classes.make(db, "Class Two")
    for one in (classes.get(db, 1), other):
        laptop.get(f"/instructor/?class={one.id}")
        assert one.shown_code in laptop.words
        assert f"http://localhost/join/{one.code}" in laptop.words
    classes.let_join(db, other.id, False)
    laptop.get("/instructor/")
    assert "The door of this class is closed" in laptop.words
    assert other.shown_code not in laptop.words


# One attempt, one lesson


def test_an_attempt_shows_answers_key_and_owner(student: Visitor, laptop: Visitor) -> None:
    attempt = take(student, "release", "release")
    page = laptop.get(f"/instructor/attempts/{attempt}")
    assert "Student One" in page
    assert "My own view, in a few words." in page
    assert "Right" in page
    assert "The author asks the town." in page


def test_an_attempt_in_progress_shows_what_is_there_so_far(
    student: Visitor, laptop: Visitor
) -> None:
    student.start("all-types", "all")
    page = laptop.get(f"/instructor/attempts/{student.path.rpartition('/')[2]}")
    assert "in progress: 0 of" in page


@pytest.mark.parametrize("attempt", ["nothing", "%00", "1", "x" * 300])
def test_an_attempt_that_is_not_there(laptop: Visitor, attempt: str) -> None:
    laptop.get(f"/instructor/attempts/{attempt}")
    assert laptop.status == 404


def test_the_notes_are_on_the_instructors_page_of_a_lesson_alone(
    student: Visitor, laptop: Visitor
) -> None:
    for marker in ("instructor-only-marker-7431", "nested-instructor-marker-7432"):
        assert marker in laptop.get("/instructor/lessons/all-types")
        assert marker not in student.get("/lessons/all-types")


def test_the_instructors_page_of_a_lesson_holds_every_key(laptop: Visitor) -> None:
    page = laptop.get("/instructor/lessons/release")
    assert "The author asks the town." in page
    assert laptop.get("/instructor/lessons/reading")
    assert laptop.status == 200
    laptop.get("/instructor/lessons/nowhere")
    assert laptop.status == 404


# Files


def table(browser: Visitor, path: str) -> list[dict[str, str]]:
    answer = browser.client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def test_every_mark_is_a_line_of_the_file(visitor: Browsers, laptop: Visitor) -> None:
    browser = visitor()
    browser.join("=Student")
    take(browser, "all-types", "all")
    browser.start("release", "release")
    lines = table(laptop, "/instructor/marks.csv")
    items = quizzes(ALL_TYPES)["all-types", "all"].items
    assert [line["item"] for line in lines] == [item.id for item in items]
    assert {line["class"] for line in lines} == {"My class"}
    assert {line["name"] for line in lines} == {"'=Student"}
    for line in lines:
        assert line["response"]
        if line["outcome"] != "needs grading":
            assert line["outcome"] == "right"
            assert line["points"] == line["out of"]


def test_a_comment_and_who_graded_stand_in_the_file(
    app: Flask, student: Visitor, laptop: Visitor
) -> None:
    attempt = take(student, "release", "release")
    db = services(app).db
    [before] = [mark for mark in marks.of_attempt(db, attempt) if mark.fraction is None]
    after = replace(before, outcome=Outcome.PARTLY_RIGHT, fraction=0.5, graded=True)
    gradings.grade(db, [NewGrading(attempt, {}, "=Name the source", before, after)])
    by_item = {line["item"]: line for line in table(laptop, "/instructor/marks.csv")}
    graded = by_item.pop(before.item_id)
    assert (graded["comment"], graded["marked by hand"]) == ("'=Name the source", "yes")
    assert float(graded["points"]) == before.out_of / 2
    assert {(line["comment"], line["marked by hand"]) for line in by_item.values()} == {("", "no")}


def test_every_student_is_a_line_of_the_grades(visitor: Browsers, laptop: Visitor) -> None:
    one, two = visitor(), visitor()
    one.join("Student One")
    two.join("Student Two")
    take(one, "release", "release")
    first, second = table(laptop, "/instructor/grades.csv")
    column = "Feedback after release – Marked later: "
    assert (first["name"], second["name"]) == ("Student One", "Student Two")
    points = float(first[f"{column}points"])
    assert 0 < points < float(first[f"{column}out of"])
    assert first[f"{column}responses to mark"] == "1"
    assert second[f"{column}points"] == ""


def test_the_guide_is_the_instructors_alone(make_app: Callable[..., Flask], tmp_path: Path) -> None:
    folder = tmp_path / "course"
    folder.mkdir()
    lesson = "---\ntitle: First\n---\n\nSee [the guide](guide.md#rules).\n"
    guide = "---\ntitle: How to teach this\n---\n\n## Rules {#rules}\n\nOnly for you.\n"
    (folder / "01-first.md").write_text(lesson, encoding="utf-8")
    (folder / "guide.md").write_text(guide, encoding="utf-8")
    app = make_app(folder)
    teacher, student = Visitor(app.test_client()), Visitor(app.test_client())
    teacher.get(new_link(app))
    assert 'href="/instructor/lessons/guide?class=1"' in teacher.text
    assert "How to teach this" in teacher.get("/instructor/lessons/guide")
    assert "Only for you." in teacher.get("/instructor/lessons/guide")
    assert 'href="/instructor/lessons/guide#rules"' in teacher.get("/instructor/lessons/first")
    student.join("Student One")
    assert "How to teach this" not in student.get("/")
    assert 'href="/instructor' not in student.get("/lessons/first")
    for path in ("/lessons/guide", "/guide", "/instructor/lessons/guide"):
        student.get(path)
        assert student.status in (403, 404)
        assert "Only for you." not in student.text


def test_leaving_ends_the_session(laptop: Visitor) -> None:
    laptop.get("/instructor/")
    laptop.send(laptop.form("/instructor/leave"))
    laptop.get("/instructor/")
    assert laptop.status == 403


def test_notes_in_a_quiz_reach_the_instructor_alone(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    folder = tmp_path / "course"
    folder.mkdir()
    note = '!!! instructor "Note"\n    {} for you.\n'
    text = (
        "---\ntitle: First\n---\n\n## Quiz: One {#q}\n\n"
        + note.format("Intro")
        + "\n### How many? {#one}\n\n"
        + note.format("Text")
        + "\n= 1\n"
    )
    (folder / "01-first.md").write_text(text, encoding="utf-8")
    app = make_app(folder)
    teacher, student = Visitor(app.test_client()), Visitor(app.test_client())
    teacher.get(new_link(app))
    teacher.get("/instructor/lessons/first")
    assert "Intro for you." in teacher.text
    assert "Text for you." in teacher.text
    student.join("Student One")
    student.start("first", "q")
    seen = student.text + student.get("/lessons/first") + student.get("/lessons/first/quizzes/q")
    assert "for you." not in seen
