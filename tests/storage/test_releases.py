from __future__ import annotations

from quiz.storage import releases
from quiz.storage.database import Database


def test_feedback_is_released_and_withdrawn_quiz_by_quiz(db: Database) -> None:
    assert releases.released(db, 1) == set()
    releases.release(db, 1, "history", "exit")
    releases.release(db, 1, "history", "exit")
    releases.release(db, 1, "history", "written")
    assert releases.released(db, 1) == {("history", "exit"), ("history", "written")}
    releases.withdraw(db, 1, "history", "exit")
    releases.withdraw(db, 1, "history", "exit")
    assert releases.released(db, 1) == {("history", "written")}
