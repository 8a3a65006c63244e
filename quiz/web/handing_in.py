"""Closing an attempt, whoever does it: its student, or the instructor by releasing the answers."""

from __future__ import annotations

from quiz.marking import mark_attempt
from quiz.model import Attempt, AttemptState
from quiz.storage import attempts
from quiz.web.services import services


def hand_in(found: Attempt) -> None:
    """Mark what is saved by now, once, and close the attempt; nothing happens if it is closed."""
    db = services().db
    while found.state is AttemptState.IN_PROGRESS:
        stored = attempts.responses(db, found.id)
        given = {item_id: response.given for item_id, response in stored.items()}
        earned = mark_attempt(services().frozen.of(found), given)
        # False means that a save came in between: look again and mark that.
        attempts.submit(db, found.id, found.revision, earned)
        found = attempts.get(db, found.id)
