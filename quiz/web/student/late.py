"""Answers that a phone could not send before its attempt was handed in for its student."""

from __future__ import annotations

from dataclasses import dataclass

from flask import jsonify, request
from werkzeug.wrappers import Response

from quiz.errors import AnswersFileError, AttemptClosed, StillOpen
from quiz.exchange.answers_file import read_answers
from quiz.model import Attempt, AttemptState, ClosedBy, LateAnswer, Way
from quiz.storage import attempts, late_answers, responses
from quiz.web.handing_in import hand_in
from quiz.web.late import Received, receive
from quiz.web.services import services
from quiz.web.student.attempt_time import attempt_time
from quiz.web.student.blueprint import student
from quiz.web.student.own_attempt import own_attempt
from quiz.web.student.responses import sent_fields


@dataclass(frozen=True)
class LateState:
    """What a review says about late answers: whether some may be sent (`takes`), or were left
    behind when the student handed in from elsewhere (`left_behind`), and what became of others."""

    takes: bool
    left_behind: bool
    told: tuple[str, ...]


def takes_late(found: Attempt) -> bool:
    """Whether the attempt was handed in for its student: by the end of its time or the teacher."""
    closed_for_them = found.closed_by in (ClosedBy.TIME, ClosedBy.INSTRUCTOR)
    return found.sitting_id is not None and closed_for_them


def late_state(found: Attempt) -> LateState:
    """What the review of a submitted attempt says about late answers."""
    in_sitting = found.sitting_id is not None
    came = late_answers.of_attempt(services().db, found.id) if in_sitting else []
    takes = takes_late(found)
    return LateState(takes, in_sitting and not takes, _told(came))


@student.post("/attempts/<attempt_id>/late")
def send_late(attempt_id: str) -> Response:
    """Keep late answers for the teacher to decide on; the reply is for the page's script."""
    found = own_attempt(attempt_id)
    if attempt_time(found).is_up:
        hand_in(found, ClosedBy.TIME)
        found = attempts.get(services().db, found.id)
    if found.state is AttemptState.IN_PROGRESS:
        raise StillOpen(found.id)
    if not takes_late(found):
        raise AttemptClosed(found.id)
    sent = read_answers(request.form.get("answers", "").encode())
    if sent.attempt_id != found.id:
        raise AnswersFileError("These answers belong to another attempt.")
    received = receive(found, sent.fields, Way.PHONE)
    return jsonify(problems=received.problems, message=_reply(received))


def keep_form(found: Attempt) -> Received:
    """Keep what a page without JavaScript sent for a closed attempt, where that takes late answers.

    What an old page left empty says nothing against a newer answer.
    """
    if not takes_late(found):
        return Received()
    stored = responses.of_attempt(services().db, found.id)
    answers = {}
    for item, _ in services().frozen.of(found):
        known, fields = request.form.get(f"{item.id}.seq"), sent_fields(item)
        last = stored[item.id].sequence if item.id in stored else 0
        if known is not None and (known == str(last) or any(map(any, fields.values()))):
            answers[item.id] = fields
    return receive(found, answers, Way.PHONE)


def after_the_end(received: Received) -> str:
    """What became of a form that came when its attempt was closed."""
    number = received.new
    if not number:
        return "The answers you just sent were not added."
    if number == 1:
        return f"1 of the answers you just sent came after that. It waits for {_who(1)}."
    return f"{number} of the answers you just sent came after that. They wait for {_who(number)}."


def _reply(received: Received) -> str:
    number = received.new + received.known
    if not number:
        return "Nothing could be sent. Show this page to your teacher."
    return f"Sent: {_answers(number)}. Your teacher decides whether {_they(number)}."


def _told(came: list[LateAnswer]) -> tuple[str, ...]:
    waiting = sum(one.taken is None for one in came)
    taken = sum(one.taken is True for one in came)
    refused = sum(one.taken is False for one in came)
    lines = []
    if waiting:
        verb = "waits" if waiting == 1 else "wait"
        lines.append(f"{_answers(waiting)} came late and {verb} for {_who(waiting)}.")
    if taken:
        counts = "was taken and counts" if taken == 1 else "were taken and count"
        lines.append(f"{_answers(taken)} came late and {counts}.")
    if refused:
        was = "was" if refused == 1 else "were"
        lines.append(f"{_answers(refused)} came late and {was} not taken.")
    return tuple(lines)


def _answers(number: int) -> str:
    return "1 answer" if number == 1 else f"{number} answers"


def _they(number: int) -> str:
    return "it counts" if number == 1 else "they count"


def _who(number: int) -> str:
    return f"your teacher, who decides whether {_they(number)}"
