"""The gradebook and the files that are taken from it, over real HTTP."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from flask import Flask

from quiz.model import Outcome, SittingRules
from quiz.storage import classes, due_dates, gradings, marks, sittings, students
from quiz.storage.database import Database
from quiz.storage.gradings import NewGrading
from quiz.storage.sittings import NewSitting
from tests.answers import fill, key_of, quizzes
from tests.conftest import ALL_TYPES
from tests.visitor import Visitor
from tests.web.desk import Browsers, enter, new_link, services, take

PAGE = "/instructor/gradebook"


@pytest.fixture
def laptop(app: Flask) -> Visitor:
    return enter(app)


def row_of(page: str, name: str) -> str:
    """The text of a student's row."""
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    [row] = [row for row in rows if re.search(rf'class="name"[^>]*>{re.escape(name)}<', row)]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", row)).split())


def names(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a class="name"[^>]*>([^<]*)<', page)


def test_each_student_has_a_row_with_what_they_did(
    visitor: Browsers, student: Visitor, laptop: Visitor
) -> None:
    idle, busy = visitor(), visitor()
    idle.join("Zoe Idle")
    busy.join("Amir <b>Busy</b>")
    take(student, "release", "release")
    form = busy.start("at-once", "at-once")
    item = quizzes(ALL_TYPES)["at-once", "at-once"].items[0]
    fill(form, item, key_of(item))
    busy.send(form, ("go", "save"))
    page = laptop.get(PAGE)
    assert names(page) == ["Amir &lt;b&gt;Busy&lt;/b&gt;", "Student One", "Zoe Idle"]
    assert "1 to mark" in row_of(page, "Student One")
    assert "In progress" in row_of(page, "Amir &lt;b&gt;Busy&lt;/b&gt;")
    assert "1 of" in row_of(page, "Amir &lt;b&gt;Busy&lt;/b&gt;")
    assert "not started" in row_of(page, "Zoe Idle")


def test_the_best_attempt_counts_and_the_grade_leads_to_it(
    student: Visitor, laptop: Visitor
) -> None:
    best = take(student, "at-once", "at-once")
    take(student, "at-once", "at-once", right=False)
    points = quizzes(ALL_TYPES)["at-once", "at-once"].points
    page = laptop.get(PAGE)
    assert f"{points:g} of {points:g}" in row_of(page, "Student One")
    assert "100 %" in row_of(page, "Student One")
    assert "2 attempts" in row_of(page, "Student One")
    assert f'href="/instructor/attempts/{best}?class=1"' in page
    laptop.get(f"/instructor/attempts/{best}")
    assert laptop.status == 200


def test_two_of_one_name_are_told_apart(app: Flask, laptop: Visitor) -> None:
    for name in ("Same Name", "Same Name", "Other Name"):
        students.join(services(app).db, name, 1)
    laptop.get(PAGE)
    assert len(re.findall(r"Same Name code [0-9 ]+, joined", laptop.words)) == 2
    assert not re.search(r"Other Name code [0-9 ]+, joined", laptop.words)


def test_a_quiz_that_left_the_course_keeps_its_grades(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    folder = tmp_path / "lessons"
    folder.mkdir()
    lesson = "---\ntitle: Gone\n---\n\n## Quiz: Lost {#lost}\n\n### Two? {#two}\n\n= 2\n"
    (folder / "01-gone.md").write_text(lesson)
    app = make_app(folder)
    student = Visitor(app.test_client())
    student.join("Student One")
    student.hand_in(student.start("gone", "lost"))
    (folder / "01-gone.md").unlink()
    laptop = enter(app)
    assert "no longer in the course" in laptop.text
    page = laptop.get(PAGE)
    assert "Lost" in page
    assert "0 of 1" in row_of(page, "Student One")


def test_strands_stand_apart_and_for_one_quiz_on_demand(student: Visitor, laptop: Visitor) -> None:
    take(student, "all-types", "all")
    page = laptop.get(PAGE)
    strands = {item.strand for item in quizzes(ALL_TYPES)["all-types", "all"].items if item.strand}
    for strand in ("Comprehension", "Critical thinking"):
        assert (f">{strand}<" in page) == (strand.lower() in strands)
    form = laptop.form(PAGE)
    form.fill("quiz", "release/release")
    one = laptop.get(f"{PAGE}?quiz=release/release")
    assert ">Comprehension<" not in one
    assert "not started" in row_of(one, "Student One")


def headings(page: str) -> dict[str, tuple[str | None, str]]:
    """Column -> how it is sorted, and where its link leads."""
    found = re.findall(r'<th scope="col"( aria-sort="(\w+)")?><a href="([^"]+)">(.*?)</a>', page)
    return {
        re.sub(r"<[^>]+>|[▲▼]", "", text).strip(): (sort or None, unescape(link))
        for _, sort, link, text in found
    }


def test_every_heading_sorts_and_says_so(visitor: Browsers, laptop: Visitor) -> None:
    for name, right in (("Student A", False), ("Student B", True), ("Student C", False)):
        browser = visitor()
        browser.join(name)
        if name != "Student C":
            take(browser, "at-once", "at-once", right=right)
    page = laptop.get(PAGE)
    assert {sort for sort, _ in headings(page).values()} == {"ascending", None}
    assert headings(page)["Student"][0] == "ascending"
    turned = laptop.get(headings(page)["Student"][1])
    assert names(turned) == ["Student C", "Student B", "Student A"]
    assert headings(turned)["Student"][0] == "descending"
    by_total = laptop.get(headings(page)["Total"][1])
    assert names(by_total) == ["Student A", "Student B", "Student C"]
    best_first = laptop.get(headings(by_total)["Total"][1])
    assert names(best_first) == ["Student B", "Student A", "Student C"]
    assert headings(best_first)["Total"][0] == "descending"
    for _, link in headings(page).values():
        assert sorted(names(laptop.get(link))) == ["Student A", "Student B", "Student C"]


def test_it_is_narrowed_by_the_form_and_sorting_keeps_that(
    visitor: Browsers, laptop: Visitor
) -> None:
    for name in ("Student A", "Student B", "Learner C"):
        visitor().join(name)
    one = visitor()
    one.join("Student D")
    take(one, "release", "release")
    laptop.get(PAGE)
    form = laptop.form(PAGE)
    form.fill("name", "student")
    form.fill("show", "not-started")
    page = laptop.get(f"{PAGE}?name=student&show=not-started&quiz=release/release")
    assert names(page) == ["Student A", "Student B"]
    assert "2 of 4 students" in laptop.words
    assert names(laptop.get(headings(page)["Student"][1])) == ["Student B", "Student A"]
    assert names(laptop.get(f"{PAGE}?show=to-mark")) == ["Student D"]
    assert "No student of this class is like that" in laptop.get(f"{PAGE}?name=nobody")


@pytest.mark.parametrize(
    "query",
    [
        "quiz=nowhere",
        "quiz=%00/%ED%A0%80",
        "show=burn",
        "sort=%00&order=sideways",
        "name=" + "x" * 5000,
        "sort=total&sort=name",
        "quiz=//",
    ],
)
def test_an_address_that_says_nothing_shows_everyone_or_nobody(
    student: Visitor, laptop: Visitor, query: str
) -> None:
    laptop.get(f"{PAGE}?{query}")
    assert laptop.status == 200


@pytest.mark.parametrize("number", ["99", "0", "-1", "x", "%00", "9" * 30])
def test_a_class_that_is_not_there(laptop: Visitor, number: str) -> None:
    laptop.get(f"{PAGE}?class={number}")
    assert laptop.status == 404


def test_only_the_class_that_is_shown_is_in_it(
    app: Flask, visitor: Browsers, laptop: Visitor
) -> None:
    db = services(app).db
    first = visitor()
    first.join("First Class Learner")
    take(first, "at-once", "at-once")
    other = classes.make(db, "Class Two")
    second = visitor()
    second.join("Second Class Learner")
    take(second, "release", "release")
    assert names(laptop.get(f"{PAGE}?class={other.id}")) == ["Second Class Learner"]
    assert names(laptop.get(PAGE)) == ["Second Class Learner"], "it is remembered"
    assert names(laptop.get(f"{PAGE}?class=1")) == ["First Class Learner"]
    for path in ("grades", "marks", "moodle", "canvas"):
        students.give_ids(db, {1: "one", 2: "two"})
        text = laptop.client.get(f"/instructor/{path}.csv?class={other.id}").text
        assert "Second Class Learner" in text
        assert "First Class Learner" not in text


def test_the_number_of_queries_does_not_grow_with_the_class(
    visitor: Browsers, laptop: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    rows = Database.rows

    def counting(self: Database, sql: str, *rest: object) -> list[tuple[object, ...]]:
        asked.append(sql)
        return rows(self, sql, *rest)  # type: ignore[arg-type]

    def queries(page: str) -> int:
        asked.clear()
        laptop.get(page)
        return len(asked)

    # The first page of all looks for changes in the lessons' history.
    laptop.get("/instructor/")
    monkeypatch.setattr(Database, "rows", counting)
    before = [queries(page) for page in (PAGE, "/instructor/", "/instructor/students")]
    for number in range(3):
        browser = visitor()
        browser.join(f"Student {number}")
        take(browser, "at-once", "at-once")
        browser.start("release", "release")
    assert [queries(page) for page in (PAGE, "/instructor/", "/instructor/students")] == before


# Due dates


def due_form(laptop: Visitor) -> None:
    laptop.get(f"{PAGE}?quiz=at-once/at-once")


def test_a_due_date_is_set_in_local_time_and_cleared_again(app: Flask, laptop: Visitor) -> None:
    student = Visitor(app.test_client())
    student.join("Student One")
    due_form(laptop)
    form = laptop.form("/instructor/due-dates")
    form.fill("due", "2026-11-30T09:00")
    laptop.send(form, ("action", "set"))
    assert "is set" in laptop.text
    stored = due_dates.of_class(services(app).db, 1)["at-once", "at-once"]
    assert datetime.fromisoformat(stored) == datetime(2026, 11, 30, 9, 0).astimezone()
    assert laptop.form("/instructor/due-dates").fields["due"] == ["2026-11-30T09:00"]
    assert "30 Nov, 09:00" in laptop.get("/instructor/")
    due_form(laptop)
    laptop.send(laptop.form("/instructor/due-dates"), ("action", "clear"))
    assert due_dates.of_class(services(app).db, 1) == {}
    assert laptop.form("/instructor/due-dates").fields["due"] == [""]


def test_late_and_missing_are_marked(app: Flask, visitor: Browsers, laptop: Visitor) -> None:
    late, missing = visitor(), visitor()
    late.join("Late Learner")
    missing.join("Missing Learner")
    take(late, "at-once", "at-once")
    db = services(app).db
    due_dates.put(db, 1, "at-once", "at-once", db.now() - timedelta(days=1))
    page = laptop.get(f"{PAGE}?quiz=at-once/at-once")
    assert "Late" in row_of(page, "Late Learner").replace("Late Learner", "")
    assert "Missing" in row_of(page, "Missing Learner").replace("Missing Learner", "")
    assert len(names(laptop.get(f"{PAGE}?show=late"))) == 2
    due_dates.put(db, 1, "at-once", "at-once", db.now() + timedelta(days=1))
    assert names(laptop.get(f"{PAGE}?show=late")) == []


@pytest.mark.parametrize(
    "due",
    ["", "tomorrow", "2026-13-01T09:00", "0001-01-01T00:00", "9999-12-31T23:59", "\0",
     "2026-11-30T09:00+05:00", "1" * 4000],
)  # fmt: skip
def test_a_due_date_that_is_none_is_refused_in_words(
    app: Flask, student: Visitor, laptop: Visitor, due: str
) -> None:
    due_form(laptop)
    form = laptop.form("/instructor/due-dates")
    form.fields["due"] = [due]
    laptop.send(form, ("action", "set"))
    assert laptop.status == 400
    assert "Give the due date as a day and a time" in laptop.text
    assert due_dates.of_class(services(app).db, 1) == {}


def test_whoever_is_excused_from_a_sitting_is_not_missing_there(
    app: Flask, student: Visitor, laptop: Visitor
) -> None:
    db, rules = services(app).db, SittingRules()
    new = NewSitting(1, "release", "release", "Release", "Release", rules)
    made = sittings.plan(db, new)
    due_dates.put(db, 1, "release", "release", db.now() - timedelta(days=1))
    assert "Missing" in row_of(laptop.get(PAGE), "Student One")
    sittings.excuse(db, made.id, 1, excused=True)
    row = row_of(laptop.get(PAGE), "Student One")
    assert "Excused" in row
    assert "Missing" not in row
    assert names(laptop.get(f"{PAGE}?show=excused")) == ["Student One"]


@pytest.mark.parametrize("changes", [{"lesson": "nowhere"}, {"quiz": "\0"}, {"action": "burn"}])
def test_a_due_date_of_nothing_is_refused(
    student: Visitor, laptop: Visitor, changes: dict[str, str]
) -> None:
    due_form(laptop)
    fields = laptop.form("/instructor/due-dates").fields
    data = {**fields, "due": "2026-11-30T09:00", "action": "set", **changes}
    assert laptop.client.post("/instructor/due-dates", data=data).status_code in (400, 404)


def test_another_tab_s_class_is_not_changed_by_this_one(app: Flask, laptop: Visitor) -> None:
    student = Visitor(app.test_client())
    student.join("Student One")
    other = classes.make(services(app).db, "Class Two")
    laptop.get(f"{PAGE}?class=1")
    due_form(laptop)
    form = laptop.form("/instructor/due-dates")
    form.fill("due", "2026-11-30T09:00")
    laptop.get(f"{PAGE}?class={other.id}")
    laptop.send(form, ("action", "set"))
    db = services(app).db
    assert list(due_dates.of_class(db, 1)) == [("at-once", "at-once")]
    assert due_dates.of_class(db, other.id) == {}


# Empty states and files


def test_an_empty_class_and_an_empty_course_say_so(
    make_app: Callable[..., Flask], tmp_path: Path, laptop: Visitor
) -> None:
    assert "Nobody has joined this class yet" in laptop.get(PAGE)
    (tmp_path / "empty").mkdir()
    app = make_app(tmp_path / "empty", data="other-data")
    browser, student = Visitor(app.test_client()), Visitor(app.test_client())
    browser.get(new_link(app))
    student.join("Student One")
    assert "no quizzes yet" in browser.get(PAGE)
    for name in ("grades", "marks", "moodle", "canvas"):
        assert browser.client.get(f"/instructor/{name}.csv").status_code == 200


def test_whoever_has_no_id_is_named_as_left_out(
    app: Flask, visitor: Browsers, laptop: Visitor
) -> None:
    for name in ("Student One", "Student Two"):
        visitor().join(name)
    assert "these files would be empty" in laptop.get(PAGE)
    students.give_ids(services(app).db, {1: "s1"})
    laptop.get(PAGE)
    assert "Left out, for they have no ID: 1 of 2" in laptop.words


def lines(laptop: Visitor, path: str) -> list[list[str]]:
    answer = laptop.client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    return list(csv.reader(io.StringIO(answer.data.decode(), newline="")))


def test_moodle_and_canvas_get_their_files(app: Flask, visitor: Browsers, laptop: Visitor) -> None:
    one, two = visitor(), visitor()
    one.join("Student One")
    two.join("Student Two")
    take(one, "at-once", "at-once")
    take(one, "release", "release")
    take(two, "at-once", "at-once")
    students.give_ids(services(app).db, {1: "s1"})
    points = quizzes(ALL_TYPES)["at-once", "at-once"].points
    title = "Feedback at once – Checked one by one"
    moodle = lines(laptop, "/instructor/moodle.csv")
    column = [head.removesuffix(" (of 100)") for head in moodle[0]].index(title)
    assert [line[0] for line in moodle[1:]] == ["s1"]
    assert moodle[1][column] == "100"
    assert moodle[1].count("-") == len(moodle[0]) - 3, "nothing and what waits is no grade"
    in_points = lines(laptop, "/instructor/moodle.csv?grades=points")
    assert float(in_points[1][column]) == points
    canvas = lines(laptop, "/instructor/canvas.csv")
    assert canvas[0][:5] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    column = canvas[0].index(title)
    assert float(canvas[1][column]) == float(canvas[2][column]) == points
    assert canvas[2][:5] == ["Student One", "", "s1", "s1", "My class"]
    assert laptop.client.get("/instructor/moodle.csv?grades=stars").status_code == 404
    page = laptop.get(PAGE)
    assert "its message names that ID" in page, "what to do about an unknown ID is said"
    steps = ("<em>CSV file</em>", "<em>Identify user by</em>", "<em>New grade item</em>")
    assert sorted(steps, key=page.index) == list(steps), "and what to choose in Moodle, in order"


def test_a_grade_is_not_final_while_another_attempt_waits(
    app: Flask, student: Visitor, laptop: Visitor
) -> None:
    db = services(app).db
    students.give_ids(db, {1: "s1"})
    first = take(student, "release", "release")
    [before] = [mark for mark in marks.of_attempt(db, first) if mark.fraction is None]
    after = replace(before, outcome=Outcome.RIGHT, fraction=1.0, graded=True)
    gradings.grade(db, [NewGrading(first, {}, "", before, after)])
    points = quizzes(ALL_TYPES)["release", "release"].points
    moodle, canvas = "/instructor/moodle.csv?grades=points", "/instructor/canvas.csv"
    assert [float(cell) for cell in lines(laptop, moodle)[1] if cell.isdigit()] == [points]
    assert f"{points:g}" in lines(laptop, canvas)[2]
    form = student.start("release", "release")
    essay = quizzes(ALL_TYPES)["release", "release"].items[-1]
    fill(form, essay, key_of(essay))
    student.hand_in(form)
    row = row_of(laptop.get(PAGE), "Student One")
    assert f"{points:g} of {points:g}" in row
    assert row.count("1 to mark") == 2, "in the cell and beside the total"
    columns = len(quizzes(ALL_TYPES))
    assert lines(laptop, moodle)[1][2:] == ["-"] * columns
    assert lines(laptop, canvas)[2][5:] == [""] * columns
    [line] = csv.DictReader(io.StringIO(laptop.client.get("/instructor/grades.csv").text))
    column = "Feedback after release – Marked later: "
    assert (line[f"{column}points"], line[f"{column}responses to mark"]) == (f"{points:g}", "1")
