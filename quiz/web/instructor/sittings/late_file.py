"""Loading the answers file of a phone that had no connection at all."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from quiz.errors import AnswersFileError, NotFound
from quiz.exchange.answers_file import AnswersFile, read_answers
from quiz.model import Attempt, Sitting, Way
from quiz.storage import attempts, late_answers, students
from quiz.web.instructor.blueprint import instructor
from quiz.web.instructor.sittings.late_answers import count_answers
from quiz.web.instructor.sittings.leading import ONE, own_sitting
from quiz.web.late import Received, receive
from quiz.web.services import services

MOST_TOLD = 5
"""Answers of a file of which it is said why they can't be used."""


@instructor.post(f"{ONE}/late")
def load_answers(sitting_id: int) -> Response:
    """Load the file that a phone saved, as late answers of its attempt."""
    found = own_sitting(sitting_id)
    sent = request.files.get("answers")
    try:
        if sent is None or not sent.filename:
            raise AnswersFileError("Choose an answers file first.")
        loaded = read_answers(sent.read())
        flash(_loaded(_attempt_of(loaded, found), loaded))
    except AnswersFileError as error:
        flash(error.message)
    return redirect(url_for("instructor.sitting", sitting_id=found.id, _anchor="late"), 303)


def _attempt_of(loaded: AnswersFile, found: Sitting) -> Attempt:
    """The attempt a file is about. Raises `AnswersFileError` where it isn't of this sitting."""
    db = services().db
    try:
        attempt = attempts.get(db, loaded.attempt_id)
    except NotFound as error:
        raise AnswersFileError(
            "The attempt that these answers belong to isn't known on this laptop. It was taken on "
            "another one, or its student was removed."
        ) from error
    if students.get(db, attempt.student_id).class_id != found.class_id:
        raise AnswersFileError("These answers belong to a student of another class.")
    if attempt.sitting_id != found.id:
        where = "another sitting of" if attempt.sitting_id else "an attempt outside all sittings at"
        raise AnswersFileError(f"These answers belong to {where} “{attempt.quiz_title}”.")
    return attempt


def _loaded(attempt: Attempt, loaded: AnswersFile) -> str:
    db = services().db
    received = receive(attempt, loaded.fields, Way.FILE)
    if received.new:
        late_answers.note_file(db, attempt.id, received.new)
    name = students.get(db, attempt.student_id).name
    return " ".join([f"{name}: {_outcome(received)}", *_problems(attempt, received)])


def _outcome(received: Received) -> str:
    if received.new:
        return f"{count_answers(received.new)} loaded. Say below whether to take them."
    if received.known:
        return "everything in this file is here already."
    return "nothing in this file could be used."


def _problems(attempt: Attempt, received: Received) -> list[str]:
    numbers = {item_id: number for number, (item_id, _) in enumerate(attempt.items, start=1)}
    told = [
        f"Question {numbers[item_id]}: {message}" if item_id in numbers else message
        for item_id, message in received.problems.items()
    ]
    # What is said on the next page travels in a cookie, which holds little.
    more = len(told) - MOST_TOLD
    return [*told[:MOST_TOLD], f"And {more} more."] if more > 0 else told
