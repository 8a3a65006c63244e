from __future__ import annotations

from quiz.storage import releases
from quiz.storage.database import Database


def test_feedback_is_released_and_withdrawn_quiz_by_quiz(db: Database) -> None:
    assert releases.released(db) == set()
    releases.release(db, "history", "exit")
    releases.release(db, "history", "exit")
    releases.release(db, "history", "written")
    assert releases.released(db) == {("history", "exit"), ("history", "written")}
    releases.withdraw(db, "history", "exit")
    releases.withdraw(db, "history", "exit")
    assert releases.released(db) == {("history", "written")}
