"""How much time an attempt has: on its page, and for the page's script, which asks now and then."""

from __future__ import annotations

from dataclasses import dataclass

from flask import jsonify
from werkzeug.wrappers import Response

from quiz.model import Attempt, AttemptState, SittingState
from quiz.sitting_time import in_words, left
from quiz.storage import sittings
from quiz.web.services import services
from quiz.web.student.blueprint import student
from quiz.web.student.own_attempt import own_attempt


@dataclass(frozen=True)
class AttemptTime:
    """What an attempt has `left`, in seconds; None without a limit. In a pause it stands still.

    `in_sitting`: the page's script asks how things stand, because the instructor may change them.
    """

    left: float | None = None
    is_paused: bool = False
    in_sitting: bool = False

    @property
    def is_up(self) -> bool:
        return self.left == 0 and not self.is_paused

    @property
    def words(self) -> str:
        """What is left as one says it."""
        return in_words(self.left or 0)


def attempt_time(found: Attempt) -> AttemptTime:
    """The time of an attempt now; of one that is closed, there is nothing to say."""
    if found.sitting_id is None or found.state is AttemptState.SUBMITTED:
        return AttemptTime()
    db = services().db
    sitting = sittings.get(db, found.sitting_id)
    return AttemptTime(
        left(sitting, found, db.clock.now()),
        sitting.state is SittingState.PAUSED,
        in_sitting=True,
    )


@student.get("/attempts/<attempt_id>/state")
def attempt_state(attempt_id: str) -> Response:
    """Where the attempt stands, for the page's script: `state`, and what is `left`, in seconds and
    in words, or null."""
    found = own_attempt(attempt_id)
    time = attempt_time(found)
    state = "paused" if time.is_paused else found.state.value
    return jsonify(
        state="time is up" if time.is_up else state,
        left=time.left,
        words=None if time.left is None else time.words,
    )
