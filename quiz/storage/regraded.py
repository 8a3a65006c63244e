"""Which marks hold because the instructor decided to mark an item anew."""

from __future__ import annotations

import json
from collections.abc import Iterable

from quiz.storage.database import Database


def of_attempts(db: Database, attempt_ids: Iterable[str]) -> set[tuple[str, str]]:
    """(attempt id, item id) of every mark of these attempts that a regrade changed which holds."""
    rows = db.rows(
        "SELECT DISTINCT c.attempt_id, c.item_id FROM mark_changes c "
        "JOIN regrades r ON r.id = c.regrade_id WHERE c.kind = 'regraded' AND r.undone_at IS NULL "
        "AND c.attempt_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(attempt_ids)),),
    )
    return {(attempt_id, item_id) for attempt_id, item_id in rows}
