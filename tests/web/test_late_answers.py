"""Answers that came when time was up: kept apart, and only the instructor makes them count."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from flask import Flask

from quiz.errors import StorageError
from quiz.exchange.answers_file import FORMAT, LARGEST, checksum
from quiz.model import Attempt, AttemptState, ClosedBy, Kind, Mark, Outcome
from quiz.sitting_time import HANDED_IN_AFTER
from quiz.storage import (
    class_log,
    classes,
    gradings,
    late_answers,
    marks,
    releases,
    responses,
)
from quiz.storage.gradings import NewGrading
from tests.answers import fill, key_of, quizzes
from tests.conftest import ALL_TYPES
from tests.storage.samples import Seconds
from tests.visitor import Visitor
from tests.web.desk import enter, form_to, services
from tests.web.test_sittings import LESSON, QUIZ, act, attempt_of, help_, opened, seconds, serve

pytestmark = pytest.mark.slow

__all__ = ["seconds"]
ITEMS = quizzes(ALL_TYPES)[LESSON, QUIZ].items
FIRST, SECOND = ITEMS[0], ITEMS[1]
Slots = Mapping[str, str]


def answers(path: str, given: Mapping[str, Slots], **changes: object) -> str:
    """What the page's script writes for the attempt at this path."""
    id_ = path.rpartition("/")[2]
    file = {
        "format": FORMAT,
        "attempt": id_,
        "quiz": "All ten kinds",
        "answers": [{"item": item, "slots": dict(slots)} for item, slots in given.items()],
        "checksum": checksum(id_, given),
    }
    return json.dumps(file | changes)


def key(item=FIRST) -> dict[str, Slots]:
    return {item.id: key_of(item)}


def send(student: Visitor, attempt: str, text: str, token: str | None = None):
    """Post late answers as the page's script does; the reply."""
    if token is None:
        student.get("/finish")
        token = student.form("/leave").fields["csrf_token"][0]
    headers = {"X-Autosave": "1", "X-CSRFToken": token}
    return student.client.post(f"{attempt}/late", data={"answers": text}, headers=headers)


def load(desk: Visitor, sitting: int, content: bytes | str, page: str | None = None) -> str:
    """Load a file on the page of a sitting; what is said then."""
    data = content.encode() if isinstance(content, str) else content
    desk.get(page or f"/instructor/sittings/{sitting}")
    path = f"/instructor/sittings/{sitting}/late"
    fields = {"csrf_token": form_to(desk, path).fields["csrf_token"][0]}
    desk.response = desk.client.post(
        path,
        data={**fields, "answers": (io.BytesIO(data), "answers-1.json")},
        content_type="multipart/form-data",
        follow_redirects=True,
    )
    return desk.words


def decide(desk: Visitor, sitting: int, attempt: str, action: str, *late: int) -> str:
    path = f"/instructor/sittings/{sitting}/late/{attempt.rpartition('/')[2]}"
    desk.get(f"/instructor/sittings/{sitting}")
    form = form_to(desk, path)
    if late:
        form.fill("late", *map(str, late))
    desk.send(form, ("action", action))
    return desk.words


def late(app: Flask, attempt: str):
    return late_answers.of_attempt(services(app).db, attempt.rpartition("/")[2])


def earned(app: Flask, attempt: str) -> dict[str, Mark]:
    found = marks.of_attempt(services(app).db, attempt.rpartition("/")[2])
    return {mark.item_id: mark for mark in found}


def out_of_time(app: Flask, seconds: Seconds, student: Visitor, desk: Visitor) -> tuple[int, str]:
    """A sitting, and the path of an attempt in it that saved nothing before its time was up."""
    sitting = opened(app, desk)
    student.start(LESSON, QUIZ)
    attempt = student.path
    serve(app, seconds, 600 + HANDED_IN_AFTER)
    assert attempt_of(app, attempt).closed_by is ClosedBy.TIME
    return sitting, attempt


def test_late_answers_wait_and_count_only_when_the_instructor_takes_them(
    app: Flask, seconds: Seconds, student: Visitor
) -> None:
    desk = enter(app)
    sitting, attempt = out_of_time(app, seconds, student, desk)
    before = earned(app, attempt)
    reply = send(student, attempt, answers(attempt, key()))
    assert (reply.status_code, reply.get_json()["problems"]) == (200, {})
    assert reply.get_json()["message"] == "Sent: 1 answer. Your teacher decides whether it counts."
    assert earned(app, attempt) == before
    assert responses.of_attempt(services(app).db, attempt_of(app, attempt).id) == {}
    student.get(attempt)
    assert "1 answer came late and waits for your teacher" in student.words
    closed = attempt_of(app, attempt)
    assert "Taken: 1 answer. The attempt was marked again." in decide(
        desk, sitting, attempt, "take"
    )
    now = attempt_of(app, attempt)
    assert (now.state, now.closed_by) == (closed.state, closed.closed_by)
    assert earned(app, attempt)[FIRST.id].fraction == 1
    others = {id_: mark for id_, mark in before.items() if id_ != FIRST.id}
    assert {id_: m for id_, m in earned(app, attempt).items() if id_ != FIRST.id} == others
    student.get(attempt)
    assert "1 answer came late and was taken and counts" in student.words
    log = class_log.of_class(services(app).db, 1)
    assert (log[0].kind, log[0].student) == (Kind.LATE_TAKEN, "Student One")
    assert "1 late answer was taken and counts" in desk.words


def test_what_was_not_taken_changes_nothing_and_can_be_taken_after_all(
    app: Flask, seconds: Seconds, student: Visitor
) -> None:
    desk = enter(app)
    sitting, attempt = out_of_time(app, seconds, student, desk)
    before = earned(app, attempt)
    send(student, attempt, answers(attempt, key()))
    assert "Not taken: 1 answer." in decide(desk, sitting, attempt, "leave")
    assert earned(app, attempt) == before
    student.get(attempt)
    assert "1 answer came late and was not taken" in student.words
    [one] = late(app, attempt)
    decide(desk, sitting, attempt, "take", one.id)
    assert earned(app, attempt)[FIRST.id].fraction == 1
    assert late(app, attempt)[0].taken is True


def test_the_same_late_answer_is_kept_once_and_of_two_the_instructor_chooses(
    app: Flask, seconds: Seconds, student: Visitor
) -> None:
    desk = enter(app)
    sitting, attempt = out_of_time(app, seconds, student, desk)
    for _ in range(2):
        assert send(student, attempt, answers(attempt, key())).status_code == 200
    send(student, attempt, answers(attempt, {FIRST.id: {}}))
    [_] = late(app, attempt)
    wrong = {"short-text": {"text": "nobody"}}
    right = key(next(item for item in ITEMS if item.id == "short-text"))
    send(student, attempt, answers(attempt, wrong))
    send(student, attempt, answers(attempt, right))
    two = [entry.id for entry in late(app, attempt) if entry.item_id == "short-text"]
    assert len(two) == 2
    words = decide(desk, sitting, attempt, "take", *two)
    assert "so none was taken" in words
    assert all(entry.taken is None for entry in late(app, attempt))
    # Ticked already: the newest of each question.
    decide(desk, sitting, attempt, "take")
    assert earned(app, attempt)["short-text"].fraction == 1
    assert [entry.taken for entry in late(app, attempt)] == [True, None, True]


def test_no_more_than_a_few_late_answers_to_a_question_are_kept(
    app: Flask, seconds: Seconds, student: Visitor
) -> None:
    _, attempt = out_of_time(app, seconds, student, enter(app))
    for number in range(late_answers.MOST_FOR_ITEM + 1):
        text = answers(attempt, {"short-text": {"text": f"guess {number}"}})
        reply = send(student, attempt, text).get_json()
    assert "wait for your teacher already" in reply["problems"]["short-text"]
    assert len(late(app, attempt)) == late_answers.MOST_FOR_ITEM


def test_while_there_is_time_answers_are_saved_and_not_late(app: Flask, student: Visitor) -> None:
    opened(app, enter(app))
    student.start(LESSON, QUIZ)
    attempt = student.path
    reply = send(student, attempt, answers(attempt, key()))
    assert reply.status_code == 409
    assert "There is time left" in reply.get_json()["message"]
    assert late(app, attempt) == []


def test_who_handed_in_themselves_sends_nothing_late(app: Flask, student: Visitor) -> None:
    opened(app, enter(app))
    form = student.start(LESSON, QUIZ)
    attempt = student.path
    student.hand_in(form)
    assert send(student, attempt, answers(attempt, key())).status_code == 409
    assert late(app, attempt) == []


def test_nobody_sends_late_answers_for_another(
    app: Flask, seconds: Seconds, student: Visitor, visitor: Callable[[], Visitor]
) -> None:
    _, attempt = out_of_time(app, seconds, student, enter(app))
    other = visitor()
    other.join("Student Two")
    assert send(other, attempt, answers(attempt, key())).status_code == 404
    assert send(student, attempt, answers(attempt, key()), token="").status_code == 400
    assert late(app, attempt) == []


def test_answers_of_another_attempt_are_not_mixed_in(
    app: Flask, seconds: Seconds, student: Visitor
) -> None:
    _, attempt = out_of_time(app, seconds, student, enter(app))
    reply = send(student, attempt, answers("/attempts/other", key()))
    assert (reply.status_code, late(app, attempt)) == (400, [])
    assert "another attempt" in reply.get_json()["message"]


def test_what_does_not_fit_a_question_is_said_and_the_rest_is_kept(
    app: Flask, seconds: Seconds, student: Visitor
) -> None:
    _, attempt = out_of_time(app, seconds, student, enter(app))
    given = {**key(), SECOND.id: {"nonsense": "1"}, "not-here": {"text": "x"}}
    reply = send(student, attempt, answers(attempt, given)).get_json()
    assert set(reply["problems"]) == {SECOND.id, "not-here"}
    assert [one.item_id for one in late(app, attempt)] == [FIRST.id]


def test_late_answers_are_not_taken_while_the_answers_are_released(
    app: Flask, seconds: Seconds, student: Visitor
) -> None:
    desk = enter(app)
    sitting, attempt = out_of_time(app, seconds, student, desk)
    before = earned(app, attempt)
    send(student, attempt, answers(attempt, key()))
    releases.release(services(app).db, 1, LESSON, QUIZ)
    assert "Nothing was taken. The answers are released." in decide(desk, sitting, attempt, "take")
    assert earned(app, attempt) == before
    assert [one.taken for one in late(app, attempt)] == [None]


def test_late_answers_are_not_taken_where_marks_were_given_by_hand(
    app: Flask, seconds: Seconds, student: Visitor
) -> None:
    desk = enter(app)
    sitting, attempt = out_of_time(app, seconds, student, desk)
    send(student, attempt, answers(attempt, key()))
    change_a_mark(app, attempt_of(app, attempt))
    before = earned(app, attempt)
    assert "Undo that first" in decide(desk, sitting, attempt, "take")
    assert earned(app, attempt) == before
    assert attempt_of(app, attempt).state is AttemptState.SUBMITTED


@pytest.mark.parametrize("breaks", ["responses.save", "late_answers.decide", "attempts.submit"])
def test_taking_that_stops_in_the_middle_leaves_nothing_open_and_nothing_lost(
    app: Flask,
    seconds: Seconds,
    student: Visitor,
    monkeypatch: pytest.MonkeyPatch,
    breaks: str,
) -> None:
    desk = enter(app)
    sitting, attempt = out_of_time(app, seconds, student, desk)
    send(student, attempt, answers(attempt, key()))

    def stop(*_: object, **__: object) -> None:
        raise StorageError("", "The disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr(f"quiz.storage.{breaks}", stop)
        decide(desk, sitting, attempt, "take")
        assert desk.status == 503
    serve(app, seconds, HANDED_IN_AFTER)
    assert attempt_of(app, attempt).state is AttemptState.SUBMITTED
    [one] = late(app, attempt)
    assert one.taken is (True if breaks == "attempts.submit" else None)
    if one.taken is None:
        decide(desk, sitting, attempt, "take")
    assert earned(app, attempt)[FIRST.id].fraction == 1


def test_a_file_for_an_attempt_at_work_is_taken_as_a_save(app: Flask, student: Visitor) -> None:
    desk = enter(app)
    sitting = opened(app, desk)
    student.start(LESSON, QUIZ)
    attempt = student.path
    assert "Student One: 1 answer loaded" in load(desk, sitting, answers(attempt, key()))
    assert responses.of_attempt(services(app).db, attempt_of(app, attempt).id) == {}
    assert "Taken: 1 answer." in decide(desk, sitting, attempt, "take")
    assert attempt_of(app, attempt).state is AttemptState.IN_PROGRESS
    stored = responses.of_attempt(services(app).db, attempt_of(app, attempt).id)
    assert stored[FIRST.id].given == key_of(FIRST)


def test_a_file_is_loaded_and_taken_like_what_a_phone_sent(
    app: Flask, seconds: Seconds, student: Visitor
) -> None:
    desk = enter(app)
    sitting, attempt = out_of_time(app, seconds, student, desk)
    before = earned(app, attempt)
    assert "Student One: 1 answer loaded" in load(desk, sitting, answers(attempt, key()))
    assert "everything in this file is here already" in load(desk, sitting, answers(attempt, key()))
    assert earned(app, attempt) == before
    decide(desk, sitting, attempt, "take")
    assert earned(app, attempt)[FIRST.id].fraction == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no answers file"),
        (b"\xff\xfe\x00", "no answers file"),
        (b"[" * 100_000, "no answers file"),
        (b'{"a":' * 40_000 + b"1" + b"}" * 40_000, "no answers file"),
        (b"9" * 10_000, "no answers file"),
        (b"[]", "no answers file"),
        (json.dumps({"format": FORMAT}).encode(), "changed or cut off"),
        (b"x" * (LARGEST + 1), "at most 300 kB"),
    ],
    ids=range(8),
)
def test_another_file_is_refused_in_words(app: Flask, content: bytes, words: str) -> None:
    desk = enter(app)
    sitting = opened(app, desk)
    assert words in load(desk, sitting, content)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"checksum": 5}, "changed or cut off"),
        ({"checksum": None}, "changed or cut off"),
        ({"attempt": 7}, "changed or cut off"),
        ({"attempt": "mixed-up"}, "changed or cut off"),
        ({"answers": {}}, "changed or cut off"),
        ({"answers": [{"item": "single", "slots": {"choice": 1}}]}, "changed or cut off"),
        ({"answers": [{"item": ["single"], "slots": {}}]}, "changed or cut off"),
        ({"answers": [7] * 501}, "changed or cut off"),
        ({"format": "another"}, "no answers file"),
    ],
    ids=range(9),
)
def test_a_file_that_was_changed_is_refused_in_words(
    app: Flask, student: Visitor, changes: dict[str, object], words: str
) -> None:
    desk = enter(app)
    sitting = opened(app, desk)
    student.start(LESSON, QUIZ)
    attempt = student.path
    assert words in load(desk, sitting, answers(attempt, key(), **changes))
    assert late(app, attempt) == []


@pytest.mark.parametrize("text", ["\ud800", "a\0b"])
def test_characters_that_cannot_be_stored_are_refused_in_words(
    app: Flask, student: Visitor, text: str
) -> None:
    desk = enter(app)
    sitting = opened(app, desk)
    student.start(LESSON, QUIZ)
    for given in ({"short-text": {"text": text}}, {text: {}}, {"short-text": {text: "x"}}):
        assert "can't be stored" in load(desk, sitting, answers(student.path, given))
    assert "can't be stored" in load(desk, sitting, answers(f"/attempts/{text}", key()))
    assert late(app, student.path) == []


def test_a_file_of_nobody_another_sitting_or_another_class_is_refused_in_words(
    app: Flask, seconds: Seconds, student: Visitor, visitor: Callable[[], Visitor]
) -> None:
    desk = enter(app)
    sitting = opened(app, desk)
    assert "isn't known on this laptop" in load(desk, sitting, answers("/attempts/gone", key()))
    student.start("release", "release")
    outside = student.path
    assert "outside all sittings" in load(desk, sitting, answers(outside, {"x": {}}))
    db = services(app).db
    other_class = classes.make(db, "Other class")
    other = visitor()
    other.join("Student Two", other_class.shown_code)
    other.start(LESSON, QUIZ)
    assert "student of another class" in load(desk, sitting, answers(other.path, key()))
    student.start(LESSON, QUIZ)
    attempt = student.path
    act(desk, sitting, "close")
    serve(app, seconds, HANDED_IN_AFTER)
    second = opened(app, desk)
    assert "another sitting of" in load(desk, second, answers(attempt, key()))
    # Nor can it be decided on from there.
    send(student, attempt, answers(attempt, key()))
    [one] = late(app, attempt)
    desk.get(f"/instructor/sittings/{second}")
    token = form_to(desk, f"/instructor/sittings/{second}").fields["csrf_token"]
    data = {"csrf_token": token, "action": "take", "late": str(one.id)}
    path = f"/instructor/sittings/{second}/late/{attempt.rpartition('/')[2]}"
    assert desk.client.post(path, data=data).status_code == 404
    assert late(app, attempt)[0].taken is None


def test_an_upload_beyond_all_bounds_is_refused_unread(app: Flask) -> None:
    desk = enter(app)
    sitting = opened(app, desk)
    assert "at most 300 kB" in load(desk, sitting, b"x" * (LARGEST + 20_000))
    assert desk.status == 413


def test_without_a_file_it_says_so(app: Flask) -> None:
    desk = enter(app)
    sitting = opened(app, desk)
    path = f"/instructor/sittings/{sitting}/late"
    desk.get(f"/instructor/sittings/{sitting}")
    token = form_to(desk, path).fields["csrf_token"][0]
    desk.response = desk.client.post(
        path,
        data={"csrf_token": token, "answers": (io.BytesIO(b""), "")},
        content_type="multipart/form-data",
        follow_redirects=True,
    )
    assert "Choose an answers file first" in desk.words


def test_nothing_ticked_changes_nothing(app: Flask, seconds: Seconds, student: Visitor) -> None:
    desk = enter(app)
    sitting, attempt = out_of_time(app, seconds, student, desk)
    send(student, attempt, answers(attempt, key()))
    desk.get(f"/instructor/sittings/{sitting}")
    form = form_to(desk, f"/instructor/sittings/{sitting}/late/{attempt.rpartition('/')[2]}")
    form.fill("late")
    desk.send(form, ("action", "take"))
    assert "Tick the answers first" in desk.words
    assert [one.taken for one in late(app, attempt)] == [None]


def test_without_javascript_a_form_after_the_end_waits_for_the_teacher(
    app: Flask, seconds: Seconds, student: Visitor
) -> None:
    desk = enter(app)
    opened(app, desk)
    form = student.start(LESSON, QUIZ)
    attempt = student.path
    serve(app, seconds, 600 + HANDED_IN_AFTER)
    fill(form, FIRST, key_of(FIRST))
    student.send(form, ("go", "save"))
    assert "1 of the answers you just sent came after that. It waits for your teacher" in (
        student.words
    )
    assert [one.given for one in late(app, attempt)] == [key_of(FIRST)]


def test_a_reopened_attempt_goes_on_beside_its_late_answers(
    app: Flask, seconds: Seconds, student: Visitor
) -> None:
    desk = enter(app)
    sitting, attempt = out_of_time(app, seconds, student, desk)
    send(student, attempt, answers(attempt, key()))
    help_(desk, sitting, "reopen", minutes="3")
    assert "Still at work" in desk.words
    assert "Taken: 1 answer." in decide(desk, sitting, attempt, "take")
    assert attempt_of(app, attempt).state is AttemptState.IN_PROGRESS


def change_a_mark(app: Flask, found: Attempt) -> None:
    """Give the open response a mark by hand."""
    before = earned(app, f"/{found.id}")["open"]
    after = replace(before, outcome=Outcome.PARTLY_RIGHT, fraction=0.5, graded=True)
    gradings.grade(services(app).db, [NewGrading(found.id, {"Reason": 1}, "", before, after)])
