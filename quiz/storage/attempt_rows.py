"""Rows of attempts and their responses as what they stand for."""

from __future__ import annotations

import json
from typing import Any

from quiz.model import Attempt, AttemptState, Feedback, Response

SELECT_ATTEMPTS = """
    SELECT id, student_id, lesson, quiz, number, lesson_title, quiz_title, lang, feedback, state,
        started_at, submitted_at, revision,
        (
            SELECT json_group_array(json_array(position, item_id, version))
            FROM attempt_items WHERE attempt_id = attempts.id
        ),
        seed
    FROM attempts
"""


def to_attempt(*row: Any) -> Attempt:
    """A row of `SELECT_ATTEMPTS`."""
    *columns, feedback, state, started_at, submitted_at, revision, items, seed = row
    pairs = tuple((item_id, version) for _, item_id, version in sorted(json.loads(items)))
    columns += (
        Feedback(feedback),
        AttemptState(state),
        started_at,
        submitted_at,
        revision,
        pairs,
        seed,
    )
    return Attempt(*columns)


def to_response(item_id: str, given: str, sequence: int, saved_at: str, checked: int) -> Response:
    """A row of `responses`, without its attempt."""
    return Response(item_id, json.loads(given), sequence, saved_at, bool(checked))
