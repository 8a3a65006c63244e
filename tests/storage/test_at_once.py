"""Much work in one transaction: seen inside at once, outside after all of it, or never."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from quiz.storage import classes
from quiz.storage.at_once import at_once
from quiz.storage.database import Database, utc_now

THEN = datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_inside_it_is_seen_at_once_and_stamped_by_the_other_clock(tmp_path: Path) -> None:
    with Database(tmp_path) as db:

        def work(inside: Database) -> int:
            made = classes.make(inside, "Made then")
            assert classes.get(inside, made.id).made_at == "2020-01-02T03:04:05.000Z"
            assert "Made then" not in [one.name for one in classes.every(db)]
            return made.id

        made = at_once(db, work, lambda: THEN)
        assert classes.get(db, made).name == "Made then"
        assert db.stamp() > "2026"


def test_what_fails_leaves_nothing(tmp_path: Path) -> None:
    with Database(tmp_path) as db:
        before = classes.every(db)

        def work(inside: Database) -> None:
            classes.make(inside, "One")
            classes.make(inside, "Two")
            raise ValueError("after both")

        with pytest.raises(ValueError, match="after both"):
            at_once(db, work, utc_now)
        assert classes.every(db) == before
        assert classes.make(db, "Three").name == "Three"
