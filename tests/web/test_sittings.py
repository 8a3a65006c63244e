"""A quiz opened for a class, over HTTP, by a clock that is moved by hand."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask

from quiz.model import ClosedBy, SittingRules, SittingState
from quiz.sitting_time import GRACE, HANDED_IN_AFTER
from quiz.storage import attempts, marks, responses, sittings
from quiz.storage.served_time import Outage, note_outage
from quiz.storage.sittings import NewSitting
from quiz.web.timekeeper import Timekeeper
from tests.answers import fill, key_of, quizzes
from tests.conftest import ALL_TYPES
from tests.storage.samples import Seconds
from tests.visitor import Visitor
from tests.web.desk import clock_by_hand, enter, form_to, release_form, services

LESSON, QUIZ = "all-types", "all"
NEW = f"/instructor/sittings/new/{LESSON}/{QUIZ}"


@pytest.fixture
def seconds(app: Flask) -> Seconds:
    return clock_by_hand(app)


def serve(app: Flask, seconds: Seconds, long: float) -> None:
    seconds.serve(services(app).db, int(long))
    Timekeeper(app).tick()


def opened(app: Flask, desk: Visitor, minutes: str = "10", **fields: str) -> int:
    """Open the quiz of all types; the sitting's id."""
    desk.get(NEW)
    form = form_to(desk, NEW)
    form.fill("minutes", minutes)
    form.fill("attempts", "1")
    for name, value in fields.items():
        form.fill(name, value)
    desk.send(form, ("action", "open"))
    assert "Students can begin" in desk.words
    return sittings.of_class(services(app).db, 1)[0].id


def act(desk: Visitor, sitting: int, action: str) -> str:
    path, button = f"/instructor/sittings/{sitting}", ("action", action)
    desk.get(path)
    forms = [form for form in desk.forms() if urlsplit(form.action).path == path]
    return desk.send(next(form for form in forms if button in form.buttons), button)


def help_(desk: Visitor, sitting: int, action: str, student: int = 1, **fields: str) -> str:
    path = f"/instructor/sittings/{sitting}/students/{student}"
    desk.get(f"/instructor/sittings/{sitting}")
    form = form_to(desk, path)
    for name, value in fields.items():
        form.fill(name, value)
    return desk.send(form, ("action", action))


def state(student: Visitor, attempt: str) -> dict[str, object]:
    reply = student.client.get(f"{attempt}/state", headers={"X-Autosave": "1"})
    found: dict[str, object] = reply.get_json()
    return found


def answer_all(student: Visitor) -> str:
    """Start the quiz and save every key without handing in; the path of the attempt."""
    form = student.start(LESSON, QUIZ)
    attempt = student.path
    for item in quizzes(ALL_TYPES)[LESSON, QUIZ].items:
        fill(form, item, key_of(item))
    student.send(form, ("go", "save"))
    return attempt


def attempt_of(app: Flask, path: str):
    return attempts.get(services(app).db, path.rpartition("/")[2])


def test_a_quiz_is_opened_taken_and_handed_in_when_time_is_up(
    app: Flask, seconds: Seconds, student: Visitor
) -> None:
    desk = enter(app)
    opened(app, desk)
    path = f"/lessons/{LESSON}/quizzes/{QUIZ}"
    student.get(path)
    assert "You have 10 minutes" in student.words
    attempt = answer_all(student)
    assert "10 minutes left" in " ".join(student.get(attempt).split()) or "left" in student.words
    serve(app, seconds, 540)
    assert state(student, attempt) == {"state": "in progress", "left": 60.0, "words": "1 minute"}
    serve(app, seconds, 60 + HANDED_IN_AFTER)
    closed = attempt_of(app, attempt)
    assert closed.closed_by is ClosedBy.TIME
    earned = marks.of_attempt(services(app).db, closed.id)
    assert sum(mark.fraction == 1 for mark in earned) == len(earned) - 1
    student.get(attempt)
    assert student.path == f"{attempt}/review"
    assert "Time was up" in student.words


def test_what_comes_after_the_end_is_refused_in_words_and_what_was_saved_is_handed_in(
    app: Flask, seconds: Seconds, student: Visitor
) -> None:
    opened(app, enter(app))
    form = student.start(LESSON, QUIZ)
    attempt = student.path
    # The laptop is busy: nothing hands the attempt in yet.
    seconds.serve(services(app).db, 600 + int(GRACE) + 1)
    item = quizzes(ALL_TYPES)[LESSON, QUIZ].items[0]
    fill(form, item, key_of(item))
    student.send(form, ("go", "save"))
    assert student.path == f"{attempt}/review"
    assert "1 of the answers you just sent came after that. It waits for your" in student.words
    assert responses.of_attempt(services(app).db, attempt_of(app, attempt).id) == {}


def test_in_a_pause_no_question_is_shown_and_nobodys_time_runs(
    app: Flask, seconds: Seconds, student: Visitor
) -> None:
    desk = enter(app)
    sitting = opened(app, desk)
    attempt = answer_all(student)
    stem = quizzes(ALL_TYPES)[LESSON, QUIZ].items[0].stem
    assert stem in student.get(attempt)
    act(desk, sitting, "pause")
    page = student.get(attempt)
    assert stem not in page
    assert "Paused" in student.words
    assert stem not in student.get(f"{attempt}/summary")
    assert "Paused" in student.words
    assert state(student, attempt)["state"] == "paused"
    serve(app, seconds, 5000)
    act(desk, sitting, "resume")
    assert stem in student.get(attempt)
    assert state(student, attempt)["left"] == 600.0


def test_late_joiners_have_their_full_time_after_nobody_else_may_begin(
    app: Flask, seconds: Seconds, student: Visitor, visitor: Callable[[], Visitor]
) -> None:
    desk = enter(app)
    sitting = opened(app, desk)
    serve(app, seconds, 400)
    attempt = answer_all(student)
    act(desk, sitting, "finish")
    assert state(student, attempt)["left"] == 600.0
    other = visitor()
    other.join("Student Two")
    other.get(f"/lessons/{LESSON}/quizzes/{QUIZ}")
    assert "This quiz is closed" in other.words


def test_closing_for_everyone_hands_in_what_is_saved(
    app: Flask, seconds: Seconds, student: Visitor
) -> None:
    desk = enter(app)
    sitting = opened(app, desk, "")
    attempt = answer_all(student)
    act(desk, sitting, "close")
    serve(app, seconds, HANDED_IN_AFTER)
    assert attempt_of(app, attempt).closed_by is ClosedBy.TIME
    assert sittings.get(services(app).db, sitting).state is SittingState.CLOSED


def test_without_a_limit_nobody_is_told_that_those_at_work_keep_their_time(
    app: Flask, student: Visitor
) -> None:
    """There is no end that they could keep: closing hands them in."""
    desk = enter(app)
    sitting = opened(app, desk, "")
    answer_all(student)
    path = f"/instructor/sittings/{sitting}"
    page = desk.get(path)
    assert "Close and hand in for everyone" in page
    assert "Let nobody else begin" not in page
    form = form_to(desk, path)
    form.fields["action"] = ["finish"]
    desk.send(form)
    assert "is being handed in" in desk.words


def test_one_student_gets_minutes_an_excuse_another_attempt_and_an_open_door(
    app: Flask, seconds: Seconds, student: Visitor
) -> None:
    desk = enter(app)
    sitting = opened(app, desk)
    help_(desk, sitting, "excuse")
    student.get("/")
    assert "Excused" in student.words
    help_(desk, sitting, "expect")
    attempt = answer_all(student)
    help_(desk, sitting, "extend", minutes="7")
    assert state(student, attempt)["left"] == 1020.0
    help_(desk, sitting, "hand-in")
    assert attempt_of(app, attempt).closed_by is ClosedBy.INSTRUCTOR
    help_(desk, sitting, "reopen", minutes="3")
    assert state(student, attempt)["left"] == 180.0
    assert "Student One: can go on for 3 minutes." in desk.words
    help_(desk, sitting, "hand-in")
    help_(desk, sitting, "another")
    student.get(f"/lessons/{LESSON}/quizzes/{QUIZ}")
    assert "one more time" in student.words


def test_more_minutes_for_everyone(app: Flask, seconds: Seconds, student: Visitor) -> None:
    desk = enter(app)
    sitting = opened(app, desk)
    attempt = answer_all(student)
    act(desk, sitting, "extend")
    assert "1 student has 5 more minutes." in desk.words
    assert state(student, attempt)["left"] == 900.0


@pytest.mark.parametrize("minutes", ["", "0", "-5", "121", "five", "9" * 40, "٥"])
def test_minutes_that_make_no_sense_are_refused_in_words(
    app: Flask, seconds: Seconds, student: Visitor, minutes: str
) -> None:
    desk = enter(app)
    sitting = opened(app, desk)
    attempt = answer_all(student)
    help_(desk, sitting, "extend", minutes=minutes)
    assert desk.status == 400
    assert "whole minutes" in desk.words
    assert state(student, attempt)["left"] == 600.0


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"minutes": "0"}, "whole minutes from 1 to 480"),
        ({"minutes": "soon"}, "Not a valid integer"),
        ({"opens_at": "2026-11-30T10:00", "closes_at": "2026-11-30T09:00"}, "before it opens"),
        ({"closes_at": "0009-11-30T09:00"}, "Give a day and a time"),
        ({"closes_at": "0001-01-01T00:00"}, "Give a day and a time"),
        ({"closes_at": "9999-12-31T23:59"}, "Give a day and a time"),
        ({"closes_at": "2020-11-30T09:00"}, "This time is past by the laptop"),
        ({"opens_at": "tomorrow"}, "Not a valid datetime"),
    ],
)
def test_rules_that_make_no_sense_are_refused_beside_their_fields(
    app: Flask, fields: dict[str, str], words: str
) -> None:
    desk = enter(app)
    desk.get(NEW)
    form = form_to(desk, NEW)
    for name, value in fields.items():
        form.fill(name, value)
    desk.send(form, ("action", "open"))
    assert desk.status == 422
    assert words in desk.words
    assert sittings.of_class(services(app).db, 1) == []


def test_time_that_reaches_nobody_is_not_said_to_be_given(app: Flask) -> None:
    desk = enter(app)
    path = f"/instructor/sittings/{opened(app, desk)}"
    desk.get(path)
    form = next(form for form in desk.forms() if "minutes" in form.fields)
    desk.send(form, ("action", "extend"))
    assert "Nobody is at work under a time limit, so no time was given." in desk.words


def test_a_plan_whose_end_is_past_is_not_said_to_be_open(app: Flask) -> None:
    desk, db = enter(app), services(app).db
    end = db.now() - timedelta(hours=1)
    new = NewSitting(1, LESSON, QUIZ, "Lesson", "Quiz", SittingRules(), closes_at=end)
    act(desk, sittings.plan(db, new).id, "open")
    assert "Students can begin" not in desk.words
    assert "The time at which “Quiz” closes is past, so nobody can begin." in desk.words


def test_a_quiz_is_planned_and_opens_and_closes_by_itself(
    app: Flask, seconds: Seconds, student: Visitor
) -> None:
    desk = enter(app)
    desk.get(NEW)
    form = form_to(desk, NEW)
    form.fill("opens_at", "2001-01-01T09:00")
    form.fill("closes_at", "2199-01-01T09:00")
    form.fill("attempts", "1")
    desk.send(form, ("action", "plan"))
    assert "is planned" in desk.words
    student.get(f"/lessons/{LESSON}/quizzes/{QUIZ}")
    assert "It isn't open yet" in student.words
    serve(app, seconds, 1)
    [sitting] = sittings.of_class(services(app).db, 1)
    assert sitting.state is SittingState.OPEN
    student.get(f"/lessons/{LESSON}/quizzes/{QUIZ}")
    assert "You can take it once" in student.words
    assert sitting.closes_after is not None


def test_a_class_can_be_held_to_the_quizzes_that_are_opened(app: Flask, student: Visitor) -> None:
    desk = enter(app)
    desk.get("/instructor/sittings")
    desk.send(form_to(desk, "/instructor/classes/1/pace"), ("pace", "sittings"))
    path = f"/lessons/{LESSON}/quizzes/{QUIZ}"
    student.get(path)
    assert "Your teacher opens it in class" in student.words
    student.get(f"/lessons/{LESSON}")
    token = student.forms()[0].fields["csrf_token"]
    refused = student.client.post(path, data={"csrf_token": token})
    assert refused.status_code == 409, refused.get_data(as_text=True)
    opened(app, desk)
    answer_all(student)
    assert student.path.startswith("/attempts/")


def test_an_outage_is_told_to_the_instructor(app: Flask, seconds: Seconds) -> None:
    desk = enter(app)
    sitting = opened(app, desk)
    db = services(app).db
    seconds.now += 305
    Timekeeper(app).tick()
    note_outage(db, Outage(db.stamp(), "stopped", None))
    desk.get(f"/instructor/sittings/{sitting}")
    assert "The laptop slept for 5 minutes" in desk.words
    assert "The program was stopped , until" in desk.words
    assert "Nobody lost time to that" in desk.words


def test_a_closed_sitting_offers_to_release_its_feedback_until_that_is_done(
    app: Flask,
) -> None:
    desk = enter(app)
    sitting = opened(app, desk, feedback="after-release")
    act(desk, sitting, "close")
    page = f"/instructor/sittings/{sitting}"
    desk.get(page)
    assert "Release the feedback…" in desk.words
    desk.send(release_form(desk, LESSON, QUIZ), ("action", "release"))
    desk.get(page)
    assert "Released Students see their feedback." in desk.words
    assert "Release the feedback…" not in desk.words


def test_nobody_sees_the_state_of_anothers_attempt(
    app: Flask, student: Visitor, visitor: Callable[[], Visitor]
) -> None:
    opened(app, enter(app))
    attempt = answer_all(student)
    other = visitor()
    other.join("Student Two")
    assert other.client.get(f"{attempt}/state").status_code == 404


def test_a_sitting_of_another_class_is_not_there(app: Flask) -> None:
    desk = enter(app)
    sitting = opened(app, desk)
    desk.get("/instructor/students")
    form = form_to(desk, "/instructor/classes")
    form.fill("name", "Other class")
    desk.send(form)
    assert desk.client.get(f"/instructor/sittings/{sitting}?class=2").status_code == 404
    assert desk.client.get(f"/instructor/sittings/{sitting}?class=1").status_code == 200


def order_of_options(browser: Visitor) -> str:
    item = next(i for i in quizzes(ALL_TYPES)[LESSON, QUIZ].items if i.type == "single choice")
    return "/".join(re.findall(rf'name="{item.id}[.]choice" value="(\w+)"', browser.text))


@pytest.mark.parametrize("shuffled", [False, True])
def test_options_stand_in_one_order_for_all_or_in_one_for_each(
    app: Flask, visitor: Callable[[], Visitor], shuffled: bool
) -> None:
    desk = enter(app)
    opened(app, desk, **({"shuffle_options": "y"} if shuffled else {}))
    orders = set()
    for number in range(8):
        browser = visitor()
        browser.join(f"Student Number {number}")
        browser.start(LESSON, QUIZ)
        assert order_of_options(browser)
        orders.add(order_of_options(browser))
    assert (len(orders) > 1) == shuffled


def test_questions_in_another_order_for_each(
    app: Flask, student: Visitor, visitor: Callable[[], Visitor]
) -> None:
    desk = enter(app)
    desk.get(NEW)
    form = form_to(desk, NEW)
    form.fill("shuffle_items", "y")
    desk.send(form, ("action", "open"))
    seeds, orders = set(), set()
    for number in range(6):
        browser = visitor()
        browser.join(f"Student Number {number}")
        browser.start(LESSON, QUIZ)
        one = attempt_of(app, browser.path)
        seeds.add(one.seed)
        orders.add(one.items)
    assert len(seeds) == 1
    assert len(orders) > 1


def test_what_is_open_in_class_comes_first_on_the_course_page(app: Flask, student: Visitor) -> None:
    student.get("/")
    assert "Open in class now" not in student.words
    opened(app, enter(app))
    student.get("/")
    assert "Open in class now All ten kinds" in student.words
    student.hand_in(student.start(LESSON, QUIZ))
    student.get("/")
    assert "Open in class now" not in student.words


def test_answers_that_are_known_cannot_be_held_back(app: Flask) -> None:
    desk = enter(app)
    desk.send(release_form(desk, LESSON, QUIZ), ("action", "release"))
    desk.get(NEW)
    form = form_to(desk, NEW)
    form.fill("feedback", "after-release")
    desk.send(form, ("action", "open"))
    assert desk.status == 422
    assert "is released to the class, so nobody could begin" in desk.words
    form = form_to(desk, NEW)
    form.fill("feedback", "after-submit")
    desk.send(form, ("action", "open"))
    assert "Students can begin" in desk.words


def test_the_course_page_hears_of_what_opens_and_closes(app: Flask, student: Visitor) -> None:
    """Its script asks for the standing, and shows the page anew when it is another."""
    desk = enter(app)

    def standing() -> tuple[str, str]:
        [shown] = re.findall(r'id="in-class" data-now="([^"]*)"', student.get("/"))
        told: str = student.client.get("/now").get_json()["now"]
        return shown, told

    assert standing() == ("", "")
    sitting = opened(app, desk)
    shown, told = standing()
    assert shown == told != ""
    act(desk, sitting, "pause")
    assert standing() != (shown, told)
    act(desk, sitting, "close")
    assert standing() == ("", "")
