"""Regrading, through real pages: the instructor previews, decides and undoes; students are told."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest
import sqlite_utils
from flask import Flask, get_flashed_messages

from quiz.model import ChangeKind, Lesson, Mark, MarkChange, Outcome
from quiz.storage import classes, gradings, marks, releases, student_records
from quiz.storage.gradings import NewGrading
from quiz.web.instructor.marking import regrading_preview
from tests.visitor import Visitor
from tests.web.regraded_course import (
    CAPITAL,
    REASON,
    REGRADES,
    RIGHT,
    WRONG,
    answer,
    choose,
    hand_in,
    laptop,
    marks_now,
    names,
    rows_of,
    services,
    student,
    table,
    thirty,
    undo,
    write,
)

pytestmark = pytest.mark.slow

Courses = Callable[..., tuple[Flask, Path]]


@pytest.fixture
def course(make_app: Callable[..., Flask], tmp_path: Path) -> Courses:
    """Make the app over the course as it is taken first; with the folder to change it in."""

    def make(**settings: str) -> tuple[Flask, Path]:
        folder = tmp_path / "course"
        write(folder, WRONG | settings)
        return make_app(folder), folder

    return make


def review(browser: Visitor, attempt: str) -> str:
    browser.get(f"/attempts/{attempt}/review")
    return browser.words


def question(page: str, item_id: str) -> str:
    """The part of a review or an attempt's page that shows one question."""
    start = page.index(f'id="{item_id}"')
    after = page.find('<fieldset class="question"', start)
    return page[start : after if after > 0 else len(page)]


def points(mark: Mark) -> str:
    return f"{mark.points:g} of {mark.out_of:g}"


# A key corrected after thirty attempts


def test_the_preview_is_the_result_for_every_student(course: Courses) -> None:
    app, folder = course()
    class_ = thirty(app)
    before, teacher, who = marks_now(app), laptop(app), names(app)
    write(folder, RIGHT)
    page = teacher.get(CAPITAL)
    told = {row[0]: (row[2], row[3]) for row in rows_of(page)[1:]}
    choose(teacher, "new key")
    assert "Regraded" in teacher.words
    after = marks_now(app)
    changed = {
        who[attempt]: (points(before[attempt][0]), points(after[attempt][0]))
        for attempt in class_
        if before[attempt][0].points != after[attempt][0].points
    }
    assert told == changed
    assert len(changed) == 20
    assert {mark[0].version for mark in after.values()} != {m[0].version for m in before.values()}
    assert [mark[1:] for mark in after.values()] == [mark[1:] for mark in before.values()]


def test_undoing_gives_back_identical_marks_pages_and_files(course: Courses) -> None:
    app, folder = course()
    class_ = thirty(app)
    teacher, before = laptop(app), marks_now(app)
    files = ("/instructor/marks.csv", "/instructor/grades.csv")
    stood = [table(teacher, file) for file in files]
    pages = {attempt: review(browser, attempt) for attempt, browser in class_.items()}
    write(folder, RIGHT)
    choose(teacher, "new key")
    regraded = [table(teacher, file) for file in files]
    assert all(now != then for now, then in zip(regraded, stood, strict=True))
    undo(teacher)
    assert "is again what it was before" in teacher.words
    assert marks_now(app) == before
    assert [table(teacher, file) for file in files] == stood
    assert {attempt: review(browser, attempt) for attempt, browser in class_.items()} == pages


def test_files_and_grades_follow(course: Courses) -> None:
    app, folder = course()
    browser, teacher = student(app, "Student One"), laptop(app)
    attempt = answer(browser, "Nairobi")
    hand_in(browser, attempt)
    write(folder, RIGHT)
    choose(teacher, "new key")
    line = next(one for one in table(teacher, "/instructor/marks.csv") if one["item"] == "capital")
    assert (line["points"], line["outcome"]) == ("1", "right")
    assert "2 of 3" in review(browser, attempt)
    assert "2 of 3" in browser.get("/")


def test_the_old_attempt_is_shown_as_it_was_with_a_notice(course: Courses) -> None:
    app, folder = course()
    browser, teacher = student(app, "Student One"), laptop(app)
    attempt = answer(browser, "Nairobi")
    hand_in(browser, attempt)
    was = question(browser.text, "capital")
    write(folder, RIGHT | {"third": "Nakuru"})
    choose(teacher, "new key")
    browser.get(f"/attempts/{attempt}/review")
    part = question(browser.text, "capital")
    notice = re.search(
        r'<div class="correction">.*</div>\s*<p class="about">The question as it was asked</p>',
        part,
        re.DOTALL,
    )
    assert notice
    for word in (REASON, "0 of 1 point", "1 of 1 point", "Nakuru", "The second explanation."):
        assert word in notice[0]

    def unmarked(text: str) -> str:
        """Without the outcome on top, which is that of now."""
        return "".join(re.sub(r'<p class="outcome">.*?</p>', "", text, flags=re.DOTALL).split())

    assert unmarked(part.replace(notice[0], "")) == unmarked(was)
    assert "Kisumu" in was
    # Other questions have nothing to say.
    assert "Marked again" not in question(browser.text, "many")


def test_who_keeps_their_points_is_told_too(course: Courses) -> None:
    app, folder = course()
    browser, teacher = student(app, "Student One"), laptop(app)
    attempt = answer(browser, "Kisumu")
    hand_in(browser, attempt)
    write(folder, RIGHT)
    choose(teacher, "new key")
    assert "The points are the same as before: 0 of 1 point." in review(browser, attempt)


def test_an_undone_regrade_leaves_no_trace_for_the_student(course: Courses) -> None:
    app, folder = course()
    browser, teacher = student(app, "Student One"), laptop(app)
    attempt = answer(browser, "Nairobi")
    hand_in(browser, attempt)
    was = review(browser, attempt)
    write(folder, RIGHT)
    choose(teacher, "new key")
    assert review(browser, attempt) != was
    undo(teacher)
    assert review(browser, attempt) == was
    teacher.get(f"/instructor/attempts/{attempt}")
    assert "Regrade undone, 1 of 1 → 0 of 1" in teacher.words


# The choices


def test_only_new_attempts_changes_nothing(course: Courses) -> None:
    app, folder = course()
    done, working, teacher = student(app, "One"), student(app, "Two"), laptop(app)
    hand_in(done, answer(done, "Nairobi"))
    attempt = answer(working, "Nairobi")
    before = marks_now(app)
    write(folder, RIGHT)
    choose(teacher, "new attempts", "")
    assert "No mark was changed" in teacher.words
    assert marks_now(app) == before
    hand_in(working, attempt)
    assert marks_now(app)[attempt][0].fraction == 0
    new = answer(working, "Nairobi")
    hand_in(working, new)
    assert marks_now(app)[new][0].fraction == 1


@pytest.mark.parametrize("option", ["Mombasa", "Nairobi", ""])
def test_full_marks_are_for_everyone(course: Courses, option: str) -> None:
    app, _ = course(points="3")
    browser, teacher = student(app, "Student One"), laptop(app)
    attempt = answer(browser, option)
    hand_in(browser, attempt)
    choose(teacher, "full marks", "The question was spoilt.")
    mark = marks_now(app)[attempt][0]
    assert (mark.outcome, mark.points, mark.out_of) == (Outcome.RIGHT, 3.0, 3.0)
    words = review(browser, attempt)
    if option != "Mombasa":
        assert "everyone gets full marks The question was spoilt. Before: 0 of 3 points." in words
    teacher.get(REGRADES)
    assert "Full marks for everyone" in teacher.words


def test_other_points_for_the_question(course: Courses) -> None:
    app, folder = course()
    browser, teacher = student(app, "Student One"), laptop(app)
    attempt = answer(browser, "Mombasa")
    hand_in(browser, attempt)
    write(folder, WRONG | {"points": "5"})
    assert ["Student One", "Mombasa", "1 of 1", "5 of 5", "▲ gains 4"] in rows_of(
        teacher.get(CAPITAL)
    )
    choose(teacher, "new key", "It is worth more.")
    assert marks_now(app)[attempt][0].points == 5
    assert "Before: 1 of 1 point. Now: 5 of 5 points" in review(browser, attempt)


def test_wording_alone_changes_no_mark_and_says_so(course: Courses) -> None:
    app, folder = course()
    browser, teacher = student(app, "Student One"), laptop(app)
    hand_in(browser, answer(browser, "Mombasa"))
    write(folder, WRONG | {"why": "Other words."})
    teacher.get(CAPITAL)
    assert "No mark would change." in teacher.words
    form = next(form for form in teacher.forms() if "choice.exit.capital" in form.offers)
    assert form.fields["choice.exit.capital"] == ["new attempts"]


def test_a_question_that_left_the_lesson_can_still_get_full_marks(course: Courses) -> None:
    app, folder = course()
    browser, teacher = student(app, "Student One"), laptop(app)
    attempt = answer(browser, "Nairobi")
    hand_in(browser, attempt)
    text = (folder / "01-capitals.md").read_text()
    without = re.sub(r"### What is the capital.*?(?=### How many)", "", text, flags=re.DOTALL)
    (folder / "01-capitals.md").write_text(without)
    assert "no longer in the lesson" in teacher.get(REGRADES)
    teacher.get(CAPITAL)
    form = next(form for form in teacher.forms() if "choice.exit.capital" in form.offers)
    assert form.offers["choice.exit.capital"] == ["new attempts", "full marks"]
    form.fields |= {"choice.exit.capital": ["new key"], "reason.exit.capital": ["Why not?"]}
    teacher.send(form)
    assert teacher.status == 409
    choose(teacher, "full marks", "It was dropped.")
    assert marks_now(app)[attempt][0].fraction == 1
    undo(teacher)
    assert marks_now(app)[attempt][0].fraction == 0


@pytest.mark.parametrize(
    ("what", "reason", "words"),
    [
        ("new key", "", "Write the reason"),
        ("new key", " ⠀\u200b. ", "Write the reason"),
        ("full marks", "", "Write the reason"),
        ("new key", "x" * 501, "at most 500"),
        ("new key", "a\0b", "at most 500"),
        ("", REASON, "Choose"),
        ("burn", REASON, "Choose"),
    ],
)
def test_a_regrade_needs_a_choice_and_a_reason(
    course: Courses, what: str, reason: str, words: str
) -> None:
    app, folder = course()
    browser, teacher = student(app, "Student One"), laptop(app)
    hand_in(browser, answer(browser, "Nairobi"))
    before = marks_now(app)
    write(folder, RIGHT)
    teacher.get(CAPITAL)
    form = next(form for form in teacher.forms() if "choice.exit.capital" in form.offers)
    form.fields |= {"choice.exit.capital": [what], "reason.exit.capital": [reason]}
    teacher.send(form)
    assert teacher.status == 409
    assert words in teacher.words
    assert marks_now(app) == before
    if "\0" not in reason:
        again = next(form for form in teacher.forms() if "choice.exit.capital" in form.offers)
        assert again.fields["reason.exit.capital"] == [reason]


def test_a_regrade_of_what_was_not_seen_is_refused(course: Courses) -> None:
    app, folder = course()
    one, two, teacher = student(app, "One"), student(app, "Two"), laptop(app)
    hand_in(one, answer(one, "Nairobi"))
    attempt = answer(two, "Mombasa")
    write(folder, RIGHT)
    teacher.get(CAPITAL)
    form = next(form for form in teacher.forms() if "choice.exit.capital" in form.offers)
    form.fields |= {"choice.exit.capital": ["new key"], "reason.exit.capital": [REASON]}
    hand_in(two, attempt)
    before = marks_now(app)
    teacher.send(form)
    assert teacher.status == 409
    assert "somebody handed in" in teacher.words
    assert marks_now(app) == before
    assert any(row[0] == "Two" for row in rows_of(teacher.text))
    write(folder, RIGHT | {"points": "2"})
    teacher.send(form)
    assert teacher.status == 409


# Those who are still working


@pytest.mark.parametrize("what", ["new key", "full marks"])
def test_an_open_attempt_handed_in_later_has_the_same_record(course: Courses, what: str) -> None:
    app, folder = course()
    done, working, teacher = student(app, "One"), student(app, "Two"), laptop(app)
    first = answer(done, "Nairobi")
    hand_in(done, first)
    second = answer(working, "Nairobi")
    before = marks_now(app)[first]
    write(folder, RIGHT)
    assert "1 student is answering an earlier version" in " ".join(teacher.get(CAPITAL).split())
    choose(teacher, what)
    assert "Mombasa" in working.get(f"/attempts/{second}")
    hand_in(working, second)
    assert marks_now(app)[second] == marks_now(app)[first]
    assert REASON in review(working, second)
    new = answer(student(app, "Three"), "Nairobi")
    undo(teacher)
    assert marks_now(app)[first] == marks_now(app)[second] == before
    assert new not in marks_now(app)


def test_nobody_has_a_mark_yet_but_some_are_working(course: Courses) -> None:
    app, folder = course()
    working, teacher = student(app, "One"), laptop(app)
    attempt = answer(working, "Nairobi")
    write(folder, RIGHT)
    assert "Nobody has a mark for this question yet." in teacher.get(CAPITAL)
    choose(teacher, "new key")
    hand_in(working, attempt)
    assert marks_now(app)[attempt][0].fraction == 1
    assert "Now: 1 of 1 point" in review(working, attempt)


def test_a_checked_answer_is_regraded_and_told_at_once(course: Courses) -> None:
    app, folder = course(feedback="at-once")
    early, late, teacher = student(app, "One"), student(app, "Two"), laptop(app)
    attempts = {browser: answer(browser, "Nairobi") for browser in (early, late)}

    def check(browser: Visitor) -> str:
        path = f"/attempts/{attempts[browser]}"
        browser.get(path)
        return browser.send(browser.form(path), ("go", "check:capital"))

    assert "Marked again" not in check(early)
    write(folder, RIGHT | {"feedback": "at-once"})
    choose(teacher, "new key")
    assert "Before: 0 of 1 point." in check(late)
    assert "Before: 0 of 1 point." in (early.get(f"/attempts/{attempts[early]}") and early.words)
    for browser, attempt in attempts.items():
        hand_in(browser, attempt)
        assert browser.path == f"/attempts/{attempt}/review"
        assert len(marks.changes_of_attempt(services(app).db, attempt)) == 1
    given = marks_now(app)
    assert given[attempts[early]] == given[attempts[late]]
    undo(teacher)
    assert {mark[0].fraction for mark in marks_now(app).values()} == {0.0}


def test_a_class_that_hands_in_while_the_instructor_regrades_and_undoes(course: Courses) -> None:
    app, folder = course()
    class_ = {
        browser: answer(browser, "Nairobi")
        for browser in (student(app, f"S {n}") for n in range(12))
    }
    done = student(app, "Done")
    first = answer(done, "Nairobi")
    hand_in(done, first)
    teacher, together = laptop(app), Barrier(13)
    write(folder, RIGHT)

    def work(browser: Visitor) -> None:
        together.wait(30)
        hand_in(browser, class_[browser])
        assert browser.status == 200

    def regrade() -> None:
        together.wait(30)
        for turn in range(3):
            # Refused whenever somebody handed in since the page was read.
            for _ in range(30):
                choose(teacher, "new key", f"Turn {turn}.")
                if teacher.status == 200:
                    break
            if turn < 2:
                undo(teacher)

    with ThreadPoolExecutor(13) as pool:
        futures = [pool.submit(work, browser) for browser in class_] + [pool.submit(regrade)]
        for future in futures:
            future.result(60)
    given = marks_now(app)
    assert len(given) == 13
    assert {mark[0] for mark in given.values()} == {given[first][0]}
    assert given[first][0].fraction == 1
    for attempt in given:
        changes = marks.changes_of_attempt(services(app).db, attempt)
        [standing] = marks.standing(changes)
        assert (standing.before.fraction, standing.after) == (0.0, given[attempt][0])


# Open responses


def grade(app: Flask, attempt: str, levels: dict[str, int], fraction: float) -> None:
    """Mark the open response by hand."""
    db = services(app).db
    before = next(mark for mark in marks.of_attempt(db, attempt) if mark.item_id == "why")
    after = replace(before, outcome=Outcome.PARTLY_RIGHT, fraction=fraction, graded=True)
    gradings.grade(db, [NewGrading(attempt, levels, "Well said.", before, after)])


def test_an_edited_rubric_marks_again_what_was_marked_with_it(course: Courses) -> None:
    app, folder = course()
    browser, teacher = student(app, "Student One"), laptop(app)
    attempt = answer(browser, "Mombasa", text="For a reason.")
    hand_in(browser, attempt)
    grade(app, attempt, {"Reason": 1}, 0.5)
    before = marks_now(app)
    write(folder, WRONG)
    path = folder / "01-capitals.md"
    path.write_text(
        path.read_text().replace("| criterion | 2 | 1 | 0 |", "| criterion | 4 | 3 | 0 |")
    )
    page = teacher.get(f"{REGRADES}/why")
    assert ["Student One", "For a reason.", "0.5 of 1", "0.75 of 1", "▲ gains 0.25"] in rows_of(
        page
    )
    choose(teacher, "new key", "A fairer rubric.", f"{REGRADES}/why")
    mark = marks_now(app)[attempt][2]
    assert (mark.fraction, mark.graded) == (0.75, True)
    # Before the release a student learns that it was marked again, but no points.
    words = review(browser, attempt)
    assert "A fairer rubric." in words
    assert "0.75" not in words
    assert "0.5" not in words
    releases.release(services(app).db, 1, "capitals", "exit")
    assert "Before: 0.5 of 1 point. Now: 0.75 of 1 point" in review(browser, attempt)
    undo(teacher)
    assert marks_now(app) == before


def test_a_new_criterion_asks_for_grading_again(course: Courses) -> None:
    app, folder = course()
    browser, teacher = student(app, "Student One"), laptop(app)
    attempt = answer(browser, "Mombasa", text="For a reason.")
    hand_in(browser, attempt)
    grade(app, attempt, {"Reason": 1}, 0.5)
    write(folder, WRONG | {"more": "| Example | a good one | one | none |"})
    page = teacher.get(f"{REGRADES}/why")
    assert "1 marked response would have to be marked again" in " ".join(page.split())
    choose(teacher, "new key", "An example is asked for.", f"{REGRADES}/why")
    assert marks_now(app)[attempt][2].outcome is Outcome.NEEDS_GRADING


def test_a_regrade_stands_under_later_marking_by_hand(course: Courses) -> None:
    app, _ = course()
    browser, teacher = student(app, "Student One"), laptop(app)
    attempt = answer(browser, "Mombasa", text="For a reason.")
    hand_in(browser, attempt)
    choose(teacher, "full marks", "Spoilt.", f"{REGRADES}/why")
    db = services(app).db
    full = marks_now(app)[attempt][2]
    lower = replace(full, outcome=Outcome.WRONG, fraction=0.0, graded=True)
    change = MarkChange(attempt, "why", db.stamp(), ChangeKind.GRADED, full, lower)
    db.write(lambda connection: marks.replace(connection, [change]))
    undo(teacher)
    assert "marked by hand" in teacher.words
    assert marks_now(app)[attempt][2] == lower
    teacher.get(f"/instructor/attempts/{attempt}")
    assert "Full marks for everyone, not marked yet → 1 of 1. Spoilt." in teacher.words
    assert "Marked by you, 1 of 1 → 0 of 1" in teacher.words


# Stacking, and pages


def test_a_second_regrade_stands_on_the_first(course: Courses) -> None:
    app, folder = course()
    browser, teacher = student(app, "Student One"), laptop(app)
    attempt = answer(browser, "Nairobi")
    hand_in(browser, attempt)
    first = marks_now(app)
    choose(teacher, "full marks", "First reason.")
    second = marks_now(app)
    write(folder, RIGHT | {"points": "2"})
    choose(teacher, "new key", "Second reason.")
    words = review(browser, attempt)
    assert words.index("First reason.") < words.index("Second reason.")
    assert "Regraded again later" in (teacher.get(REGRADES) and teacher.words)
    undo(teacher)
    assert marks_now(app) == second
    undo(teacher)
    assert marks_now(app) == first


def test_all_classes_are_regraded_together(course: Courses) -> None:
    app, folder = course()
    one = student(app, "Student One")
    first = answer(one, "Nairobi")
    hand_in(one, first)
    classes.make(services(app).db, "Second class")
    two, teacher = student(app, "Student Two"), laptop(app)
    second = answer(two, "Nairobi")
    hand_in(two, second)
    write(folder, RIGHT)
    page = teacher.get(CAPITAL)
    assert {(row[0], row[1]) for row in rows_of(page)[1:]} == {
        ("Student One", "My class"), ("Student Two", "Second class"),
    }  # fmt: skip
    choose(teacher, "new key")
    for attempt in (first, second):
        assert marks.of_attempt(services(app).db, attempt)[0].fraction == 1


def test_pages_before_anything_happened(course: Courses) -> None:
    app, _ = course()
    teacher = laptop(app)
    teacher.get(REGRADES)
    assert "Nothing has been regraded" in teacher.words
    teacher.get(CAPITAL)
    assert "Nobody has been asked this question yet" in teacher.words
    form = teacher.client.post(CAPITAL, data={"csrf_token": token(teacher)})
    assert form.status_code == 200


def token(browser: Visitor) -> str:
    browser.get("/instructor/")
    return browser.form("/instructor/leave").fields["csrf_token"][0]


def test_a_file_changed_outside_shows_among_the_regrades(course: Courses) -> None:
    app, folder = course()
    browser, teacher = student(app, "Student One"), laptop(app)
    teacher.get("/instructor/regrades")
    assert "Every mark was given for the question as it is now." in teacher.words
    assert "Nothing has been regraded yet." in teacher.words
    hand_in(browser, answer(browser, "Nairobi"))
    assert "exit/capital" not in teacher.get("/instructor/regrades")
    write(folder, RIGHT)
    page = teacher.get("/instructor/regrades")
    assert f'href="{CAPITAL}?class=1"' in page
    assert "exit/many" not in page
    for what in ("full marks", "new key"):
        choose(teacher, what)
        page = teacher.get("/instructor/regrades")
        assert f'href="{CAPITAL}?class=1"' not in page
        assert f'href="{REGRADES}?class=1"' in page
        undo(teacher)
        assert f'href="{CAPITAL}?class=1"' in teacher.get("/instructor/regrades")


def regraded_once(course: Courses) -> tuple[Flask, Path, Visitor]:
    """One student's mark was regraded; with the instructor's browser."""
    app, folder = course()
    browser, teacher = student(app, "Student One"), laptop(app)
    hand_in(browser, answer(browser, "Nairobi"))
    write(folder, RIGHT)
    choose(teacher, "new key")
    return app, folder, teacher


def test_the_list_of_regrades_needs_no_question_of_a_quiz(course: Courses) -> None:
    """Quizzes are listed by their titles, so their questions are not read: not one is broken."""
    app, _, teacher = regraded_once(course)

    def spoil(connection: sqlite_utils.Database) -> None:
        connection.execute("INSERT INTO item_versions VALUES ('broken', 'gone', '???')")
        connection.execute(
            "INSERT INTO attempt_items SELECT id, 99, 'gone', 'broken' FROM attempts"
        )

    services(app).db.write(spoil)
    teacher.get("/instructor/regrades")
    assert teacher.status == 200
    assert "Exit quiz Capitals" in teacher.words


def test_a_quiz_of_which_nothing_is_left_is_not_listed(course: Courses) -> None:
    app, folder, teacher = regraded_once(course)
    (folder / "01-capitals.md").unlink()
    teacher.get("/instructor/regrades")
    assert "Exit quiz Capitals" in teacher.words
    student_records.remove(services(app).db, 1)
    teacher.get("/instructor/regrades")
    assert teacher.status == 200
    assert "Nothing has been regraded yet." in teacher.words


def test_of_very_many_marks_the_first_are_listed_and_the_rest_counted(course: Courses) -> None:
    app, folder = course()
    browser, teacher = student(app, "Student One"), laptop(app)
    hand_in(browser, answer(browser, "Nairobi"))
    services(app).db.write(lambda connection: multiply(connection, 201))
    write(folder, RIGHT)
    page = teacher.get(CAPITAL)
    assert len(rows_of(page)[1:]) == 200
    assert "2 more marks would change and are not listed here." in teacher.words
    assert "202 would gain" in teacher.words
    choose(teacher, "new key")
    changed = services(app).db.rows("SELECT count(*) FROM mark_changes")
    assert changed == [(202,)]


def multiply(connection: sqlite_utils.Database, times: int) -> None:
    """Give as many more students the attempt that the first one has."""
    for number in range(2, times + 2):
        connection.execute(
            "INSERT INTO students (id, name, code, joined_at) VALUES (?, ?, ?, '')",
            (number, f"Student {number}", f"{number:08}"),
        )
        for rows in ("attempts", "attempt_items", "responses", "marks"):
            changed = {"id": f"'copy-{number}'", "attempt_id": f"'copy-{number}'"}
            changed["student_id"] = str(number)
            found = connection.execute(f"SELECT * FROM {rows}").description
            source = "id" if rows == "attempts" else "attempt_id"
            columns = ", ".join(changed.get(name, name) for name, *_ in found)
            connection.execute(
                f"INSERT INTO {rows} SELECT {columns} FROM {rows} WHERE {source} NOT LIKE 'copy-%'"
            )


@pytest.mark.parametrize(
    "path",
    [
        "/instructor/regrades/nowhere/exit",
        "/instructor/regrades/capitals/nothing",
        "/instructor/regrades/capitals/exit/nothing",
        "/instructor/regrades/capitals/%00/capital",
        "/instructor/regrades/%ED%A0%80/exit/capital",
        "/instructor/regrades/capitals/exit/%ED%A0%80",
        "/instructor/regrades/capitals/exit/" + "x" * 500,
        "/instructor/regrades/c%C3%A9/exit",
    ],
)
def test_what_is_not_there_is_not_found(course: Courses, path: str) -> None:
    app, _ = course()
    teacher = laptop(app)
    teacher.get(path)
    assert teacher.status == 404
    sent = teacher.client.post(path, data={"csrf_token": token(teacher), "undo": "1"})
    assert sent.status_code == 404


@pytest.mark.parametrize("undo", ["", "x", "0", "-1", "99", "1.5", str(2**70), "\0", "١"])
def test_an_undo_of_nothing_is_refused(course: Courses, undo: str) -> None:
    app, _ = course()
    teacher = laptop(app)
    sent = teacher.client.post(REGRADES, data={"csrf_token": token(teacher), "undo": undo})
    assert sent.status_code in (400, 404)


def test_a_regrade_of_another_quiz_is_not_undone_here(course: Courses) -> None:
    app, folder = course()
    browser, teacher = student(app, "Student One"), laptop(app)
    hand_in(browser, answer(browser, "Nairobi"))
    write(folder, RIGHT)
    choose(teacher, "new key")
    before = marks_now(app)
    (folder / "02-other.md").write_text(
        "---\ntitle: Other\n---\n\n## Quiz: Exit {#exit}\n\n### Two? {#two}\n\n= 2\n"
    )
    data = {"csrf_token": token(teacher), "undo": "1"}
    assert teacher.client.post("/instructor/regrades/other/exit", data=data).status_code == 404
    assert marks_now(app) == before


def test_students_reach_none_of_it(course: Courses) -> None:
    app, _ = course()
    browser = student(app, "Student One")
    for path in (REGRADES, CAPITAL):
        browser.get(path)
        assert browser.status == 403
        assert browser.client.post(path, data={"undo": "1"}).status_code in (400, 403)


def test_names_and_reasons_are_text_and_no_markup(course: Courses) -> None:
    app, folder = course()
    browser, teacher = student(app, "<b>Bold</b>"), laptop(app)
    attempt = answer(browser, "Nairobi")
    hand_in(browser, attempt)
    write(folder, RIGHT)
    choose(teacher, "new key", "<script>alert(1)</script> & **bold**")
    for page in (teacher.text, browser.get(f"/attempts/{attempt}/review")):
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; **bold**" in page
        assert "<script>alert" not in page
    assert "&lt;b&gt;Bold" in teacher.get(CAPITAL) or "Bold" not in teacher.text


# From the editor


def edited(app: Flask, folder: Path, teacher: Visitor, settings: dict[str, str]) -> str:
    """Save another text in the editor, up to the page that asks about the marks."""
    now = (folder / "01-capitals.md").read_text(encoding="utf-8")
    write(folder, settings)
    text = (folder / "01-capitals.md").read_text(encoding="utf-8")
    (folder / "01-capitals.md").write_text(now, encoding="utf-8")
    teacher.get("/instructor/lessons/capitals/edit")
    form = teacher.form("/instructor/lessons/capitals/edit")
    form.fill("text", text)
    teacher.send(form)
    return teacher.words


def test_saving_a_changed_key_in_the_editor_asks_first_and_then_regrades(course: Courses) -> None:
    app, folder = course()
    browser, teacher = student(app, "Student One"), laptop(app)
    attempt = answer(browser, "Nairobi")
    hand_in(browser, attempt)
    words = edited(app, folder, teacher, RIGHT)
    assert "1 would gain" in words
    assert "(x) Mombasa" in (folder / "01-capitals.md").read_text()
    form = next(form for form in teacher.forms() if "choice.exit.capital" in form.offers)
    teacher.send(form)
    assert "Choose for each question" in teacher.words
    form = next(form for form in teacher.forms() if "choice.exit.capital" in form.offers)
    form.fill("choice.exit.capital", "new key")
    form.fill("reason.exit.capital", REASON)
    teacher.send(form)
    assert "(x) Nairobi" in (folder / "01-capitals.md").read_text()
    assert marks_now(app)[attempt][0].fraction == 1
    assert REASON in review(browser, attempt)


def test_saving_what_no_student_has_met_asks_nothing(course: Courses) -> None:
    app, folder = course()
    teacher = laptop(app)
    edited(app, folder, teacher, RIGHT)
    assert "(x) Nairobi" in (folder / "01-capitals.md").read_text()


def test_a_question_left_to_new_attempts_is_not_asked_about_again(course: Courses) -> None:
    app, folder = course()
    browser, teacher = student(app, "Student One"), laptop(app)
    hand_in(browser, answer(browser, "Nairobi"))
    edited(app, folder, teacher, RIGHT)
    form = next(form for form in teacher.forms() if "choice.exit.capital" in form.offers)
    form.fill("choice.exit.capital", "new attempts")
    teacher.send(form)
    text = (folder / "01-capitals.md").read_text()
    assert "(x) Nairobi" in text
    teacher.get("/instructor/lessons/capitals/edit")
    form = teacher.form("/instructor/lessons/capitals/edit")
    form.fill("text", text.replace("= 7", "= 8"))
    teacher.send(form)
    asked = [name for form in teacher.forms() for name in form.offers if "choice." in name]
    assert asked == ["choice.exit.many"]


def test_a_hand_in_between_saving_and_regrading_leaves_all_marks_alone(course: Courses) -> None:
    app, folder = course()
    one, two = student(app, "One"), student(app, "Two")
    hand_in(one, answer(one, "Nairobi"))
    attempt = answer(two, "Nairobi")
    now = services(app).folder.course().lesson("capitals")
    write(folder, RIGHT)
    new = services(app).folder.course().lesson("capitals")
    assert isinstance(now, Lesson)
    assert isinstance(new, Lesson)
    write(folder, WRONG)
    with app.test_request_context():
        [found] = regrading_preview.effects("capitals", new)
        form = {
            "choice.exit.capital": "new key",
            "reason.exit.capital": REASON,
            "seen.exit.capital": found.seen,
        }
        choices = regrading_preview.read_choices(form, [found])
    hand_in(two, attempt)
    before = marks_now(app)
    with app.test_request_context():
        regrading_preview.apply("capitals", choices)
        [message] = get_flashed_messages()
    assert "no marks were changed" in message
    assert marks_now(app) == before
