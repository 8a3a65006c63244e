from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from quiz.storage import classes, due_dates
from quiz.storage.database import Database


def test_a_due_date_is_kept_in_utc_for_one_class(db: Database) -> None:
    other = classes.make(db, "Class Two")
    east = timezone(timedelta(hours=5))
    due_dates.put(db, 1, "history", "exit", datetime(2026, 11, 23, 9, 0, tzinfo=east))
    assert due_dates.of_class(db, 1) == {("history", "exit"): "2026-11-23T04:00:00.000Z"}
    assert due_dates.of_class(db, other.id) == {}


def test_a_due_date_is_changed_and_cleared(db: Database) -> None:
    first, second = (datetime(2026, 11, day, tzinfo=UTC) for day in (23, 24))
    for moment in (first, second):
        due_dates.put(db, 1, "history", "exit", moment)
    due_dates.put(db, 1, "history", "written", first)
    assert due_dates.of_class(db, 1)["history", "exit"].startswith("2026-11-24")
    for _ in range(2):
        due_dates.clear(db, 1, "history", "exit")
    assert list(due_dates.of_class(db, 1)) == [("history", "written")]
