"""Whose attempt it is: nobody but its student gets any further here."""

from __future__ import annotations

from quiz.errors import NotFound
from quiz.model import Attempt, Kind
from quiz.storage import attempts
from quiz.web.noticing import notice
from quiz.web.services import services
from quiz.web.student.identity import me


def own_attempt(attempt_id: str) -> Attempt:
    """The attempt, if it is this student's. Raises `NotFound`."""
    found = attempts.get(services().db, attempt_id)
    if found.student_id != me().id:
        notice(Kind.ANOTHERS_ATTEMPT, me())
        # The same words as for an attempt that isn't there: nothing of another's is told.
        raise NotFound("attempt", attempt_id)
    return found
