"""Rows of sittings as what they stand for."""

from __future__ import annotations

from typing import Any

from quiz.model import Feedback, Sitting, SittingRules, SittingState

SITTING_COLUMNS = (
    "s.id, s.class_id, s.lesson, s.quiz, s.lesson_title, s.quiz_title, s.feedback, s.time_limit, "
    "s.attempts, s.shuffle_items, s.shuffle_options, s.confidence, s.state, s.made_at, s.opens_at, "
    "s.closes_at, s.opened_at, s.closed_at, s.closes_after, s.ran, s.running_since"
)
"""What `to_sitting` takes, of `sittings s`."""


def to_sitting(*row: Any) -> Sitting:
    """A row in the order of `SITTING_COLUMNS`."""
    (id_, class_id, lesson, quiz, lesson_title, quiz_title), rest = row[:6], row[6:]
    (feedback, limit, attempts, items, options, confidence, state), moments = rest[:7], rest[7:]
    return Sitting(
        id_,
        class_id,
        lesson,
        quiz,
        lesson_title,
        quiz_title,
        SittingRules(
            Feedback(feedback), limit, attempts, bool(items), bool(options), bool(confidence)
        ),
        SittingState(state),
        *moments,
    )
