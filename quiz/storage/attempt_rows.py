"""Rows of attempts and their responses as what they stand for."""

from __future__ import annotations

import json
from typing import Any

from quiz.model import (
    Attempt,
    AttemptState,
    ClosedBy,
    Confidence,
    Feedback,
    Response,
    Source,
)

SELECT_ATTEMPTS = """
    SELECT id, student_id, lesson, quiz, number, lesson_title, quiz_title, lang, feedback, state,
        started_at, submitted_at, revision,
        (
            SELECT json_group_array(json_array(position, item_id, version))
            FROM attempt_items WHERE attempt_id = attempts.id
        ),
        seed, sitting_id, began_after, ends_after, closed_by, source, confidence,
        mixed
    FROM attempts
"""


def to_attempt(*row: Any) -> Attempt:
    """A row of `SELECT_ATTEMPTS`."""
    *columns, sitting_id, began_after, ends_after, closed_by, source, confidence, mixed = row
    *columns, feedback, state, started_at, submitted_at, revision, items, seed = columns
    columns += (
        Feedback(feedback),
        AttemptState(state),
        started_at,
        submitted_at,
        revision,
        tuple((item_id, version) for _, item_id, version in sorted(json.loads(items))),
        seed,
        sitting_id,
        began_after,
        ends_after,
        ClosedBy(closed_by) if closed_by else None,
        Source(source),
        bool(confidence),
        bool(mixed),
    )
    return Attempt(*columns)


RESPONSE_COLUMNS = "item_id, given, sequence, saved_at, checked, evidence, confidence"
"""What `to_response` takes, of `responses`."""


def to_response(
    item_id: str,
    given: str,
    sequence: int,
    saved_at: str,
    checked: int,
    evidence: str,
    confidence: str | None,
) -> Response:
    """A row of `responses`, in the order of `RESPONSE_COLUMNS`."""
    return Response(
        item_id,
        json.loads(given),
        sequence,
        saved_at,
        bool(checked),
        tuple(json.loads(evidence)),
        Confidence(confidence) if confidence else None,
    )
