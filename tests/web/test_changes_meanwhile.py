"""What the instructor changes while students are at work, and that nobody loses anything by it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from quiz.model import AttemptState, ClosedBy, Feedback, SittingRules
from quiz.storage import attempts, classes, responses, sittings
from quiz.storage.sittings import NewSitting
from quiz.web.timekeeper import Timekeeper
from tests.answers import fill, key_of, quizzes
from tests.conftest import ALL_TYPES
from tests.storage.samples import Seconds
from tests.visitor import Visitor
from tests.web.desk import Browsers, clock_by_hand, enter, form_to, services

LESSON, QUIZ = "at-once", "at-once"
ITEM = quizzes(ALL_TYPES)[LESSON, QUIZ].items[0]
MINUTES = 10


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ALL_TYPES, tmp_path / "lessons"))


@pytest.fixture
def app(make_app: Callable[..., Flask], course: Path) -> Flask:
    return make_app(course)


@pytest.fixture
def seconds(app: Flask) -> Seconds:
    return clock_by_hand(app)


@pytest.fixture
def sitting(app: Flask, seconds: Seconds) -> int:
    """The quiz, open for the first class with a time limit."""
    db = services(app).db
    rules = SittingRules(Feedback.AFTER_SUBMIT, 60 * MINUTES, 1)
    made = sittings.plan(db, NewSitting(1, LESSON, QUIZ, "Feedback at once", "Quiz", rules))
    sittings.open_(db, made.id, db.clock.now())
    return made.id


def answer(browser: Visitor) -> str:
    """Begin the quiz and save an answer; the attempt's id."""
    form = browser.start(LESSON, QUIZ)
    fill(form, ITEM, key_of(ITEM))
    browser.send(form, ("go", "save"))
    return browser.path.rpartition("/")[2]


def saved(app: Flask, attempt: str) -> set[str]:
    return {
        item for item, one in responses.of_attempt(services(app).db, attempt).items() if one.given
    }


def time_is_up(app: Flask, seconds: Seconds) -> None:
    seconds.serve(services(app).db, 60 * MINUTES + 30)
    Timekeeper(app).tick()


@pytest.mark.parametrize("change", ["renamed", "taken out", "broken"])
def test_a_lesson_that_is_lost_during_a_sitting_costs_no_answer(
    app: Flask, course: Path, student: Visitor, sitting: int, change: str
) -> None:
    attempt, desk = answer(student), enter(app)
    file = course / "02-at-once.md"
    if change == "renamed":
        file.rename(course / "02-another-name.md")
    elif change == "taken out":
        file.unlink()
    else:
        file.write_text("---\ncolour: red\n---\n", "utf-8")
    # As on another phone: only the course page leads back.
    student.get("/")
    assert "Continue: " in student.words
    assert f'href="/attempts/{attempt}"' in student.text
    student.get(f"/attempts/{attempt}")
    form = student.form(f"/attempts/{attempt}")
    assert form.fields[f"{ITEM.id}.{next(iter(key_of(ITEM)))}"]
    student.hand_in(form)
    assert student.path == f"/attempts/{attempt}/review"
    student.get("/")
    assert f'href="/attempts/{attempt}/review"' in student.text
    assert saved(app, attempt) == {ITEM.id}
    desk.get("/instructor/")
    assert "Whoever has begun goes on; nobody else can begin until it is back." in desk.words


def test_a_student_who_is_moved_to_a_class_without_sittings_goes_on_with_the_same_time(
    app: Flask, student: Visitor, sitting: int, seconds: Seconds
) -> None:
    attempt, desk, db = answer(student), enter(app), services(app).db
    other = classes.make(db, "At their own pace")
    classes.change(db, other.id, name=other.name, names=other.names, self_paced=True)
    desk.get("/instructor/students/1")
    form = form_to(desk, "/instructor/students/1")
    form.fill("class_id", str(other.id))
    desk.send(form)
    student.get("/")
    assert f'href="/attempts/{attempt}"' in student.text
    page = student.get(f"/attempts/{attempt}")
    assert f"You have <strong>{MINUTES} minutes</strong> left" in page or "about 10" in page
    time_is_up(app, seconds)
    found = attempts.get(db, attempt)
    assert (found.state, found.closed_by) == (AttemptState.SUBMITTED, ClosedBy.TIME)
    assert saved(app, attempt) == {ITEM.id}
    assert [one.id for one in attempts.in_class(db, other.id)] == [attempt]


def test_of_two_who_are_merged_at_work_both_keep_what_they_saved(
    app: Flask, student: Visitor, visitor: Browsers, sitting: int
) -> None:
    older, second, db = answer(student), visitor(), services(app).db
    second.join("Student One again")
    newer, desk = answer(second), enter(app)
    desk.get("/instructor/students/merge?first=1&second=2")
    desk.send(form_to(desk, "/instructor/students/merge"))
    assert attempts.get(db, older).state is AttemptState.SUBMITTED
    assert attempts.get(db, newer).state is AttemptState.IN_PROGRESS
    for browser in (student, second):
        browser.get("/")
        for attempt in (older, newer):
            assert f'href="/attempts/{attempt}' in browser.text
    second.hand_in(second.start(LESSON, QUIZ))
    assert saved(app, older) == saved(app, newer) == {ITEM.id}
