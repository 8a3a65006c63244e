"""What the paragraphs that students cite earned, apart from all marks and grades.

They are given once, when a response becomes final, and nothing replaces them: a regrade is for the
answers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

import sqlite_utils

from quiz.model import EvidenceMark
from quiz.storage.database import Database


def of_attempt(db: Database, attempt_id: str) -> dict[str, EvidenceMark]:
    """Item id -> what was earned there, for the items that asked for evidence."""
    return of_attempts(db, [attempt_id]).get(attempt_id, {})


def of_attempts(db: Database, attempt_ids: Iterable[str]) -> dict[str, dict[str, EvidenceMark]]:
    """Attempt id -> item id -> what was earned there; attempts without evidence are absent."""
    rows = db.rows(
        "SELECT attempt_id, item_id, version, fraction FROM evidence_marks "
        "WHERE attempt_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(attempt_ids)),),
    )
    found: dict[str, dict[str, EvidenceMark]] = {}
    for attempt_id, *row in rows:
        found.setdefault(attempt_id, {})[row[0]] = EvidenceMark(*row)
    return found


def record(
    connection: sqlite_utils.Database, attempt_id: str, marks: Iterable[EvidenceMark]
) -> None:
    """Inside a job: store evidence marks. One that was given at a check stays as it was."""
    for mark in marks:
        connection.execute(
            "INSERT INTO evidence_marks (attempt_id, item_id, version, fraction) "
            "VALUES (?, ?, ?, ?) ON CONFLICT (attempt_id, item_id) DO NOTHING",
            (attempt_id, mark.item_id, mark.version, mark.fraction),
        )
