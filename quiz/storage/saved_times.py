"""When answers were saved, for how long students took over them."""

from __future__ import annotations

from quiz.storage.database import Database


def at_quiz(
    db: Database, class_id: int, lesson: str, quiz: str
) -> dict[str, list[tuple[str, str]]]:
    """Attempt id -> (item id, when its stored answer was given), for a class's attempts at a quiz.

    An answer that was emptied again has a time too; an item never touched has none.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    rows = db.rows(
        "SELECT attempt_id, item_id, saved_at FROM attempts JOIN responses ON attempt_id = id "
        "WHERE student_id IN (SELECT id FROM students WHERE class_id = ?) "
        "AND lesson = ? AND quiz = ?",
        (class_id, lesson, quiz),
    )
    for attempt_id, item_id, saved_at in rows:
        found.setdefault(attempt_id, []).append((item_id, saved_at))
    return found
