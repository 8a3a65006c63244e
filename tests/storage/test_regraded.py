from __future__ import annotations

import sqlite_utils

from quiz.storage import attempts, regraded
from quiz.storage.database import Database
from tests.storage.samples import all_right, begin


def test_only_marks_of_a_regrade_that_holds_are_regraded(db: Database) -> None:
    first, second = begin(db), begin(db)
    for taken in (first, second):
        assert attempts.submit(db, taken.id, 0, all_right(taken))
    both = [first.id, second.id]
    assert regraded.of_attempts(db, both) == set()

    def regrade(connection: sqlite_utils.Database) -> None:
        connection.execute(
            "INSERT INTO regrades (id, lesson, quiz, item_id, kind, version, reason, made_at) "
            "VALUES (1, 'history', 'exit', 'l1-first', 'new key', 'v1', 'Wrong key', 'now')"
        )
        connection.execute(
            "INSERT INTO mark_changes (attempt_id, item_id, changed_at, kind, regrade_id, before, "
            "after) VALUES (?, 'l1-first', 'now', 'regraded', 1, '{}', '{}')",
            (first.id,),
        )
        connection.execute(
            "INSERT INTO mark_changes (attempt_id, item_id, changed_at, kind, before, after) "
            "VALUES (?, 'l1-second', 'now', 'graded', '{}', '{}')",
            (second.id,),
        )

    db.write(regrade)
    assert regraded.of_attempts(db, both) == {(first.id, "l1-first")}
    assert regraded.of_attempts(db, [second.id]) == set()
    db.write(lambda connection: connection.execute("UPDATE regrades SET undone_at = 'later'"))
    assert regraded.of_attempts(db, both) == set()
