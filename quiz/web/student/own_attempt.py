"""Whose attempt it is: nobody but its student gets any further here."""

from __future__ import annotations

from flask import abort

from quiz.errors import NotFound
from quiz.model import Attempt, AttemptState, Kind, Source
from quiz.storage import attempts
from quiz.web.noticing import notice
from quiz.web.services import services
from quiz.web.student.identity import me

_ON_PAPER = (
    "Your teacher is entering this attempt from your paper, so it can't be answered here. You see "
    "it once it is handed in."
)


def own_attempt(attempt_id: str) -> Attempt:
    """The attempt, if it is this student's and not being entered from paper. Raises `NotFound`."""
    found = attempts.get(services().db, attempt_id)
    if found.student_id != me().id:
        notice(Kind.ANOTHERS_ATTEMPT, me())
        # The same words as for an attempt that isn't there: nothing of another's is told.
        raise NotFound("attempt", attempt_id)
    if found.source is Source.PAPER and found.state is AttemptState.IN_PROGRESS:
        # What stands on the sheet is the answer: a phone would be more time and other answers.
        abort(409, _ON_PAPER)
    return found
