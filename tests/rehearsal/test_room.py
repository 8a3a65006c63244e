"""A small rehearsal with the real program, which is killed once."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from quiz.rehearsal import plan, report, room
from tests.answers import quizzes
from tests.conftest import ALL_TYPES
from tests.test_cli import ROOT

pytestmark = pytest.mark.slow

LESSON, QUIZ = "all-types", "all"


def everything_in(folder: Path) -> dict[Path, tuple[int, int]]:
    """What lies in a folder, with sizes and times of change; nothing where it isn't there."""
    found = ((path, path.stat()) for path in folder.rglob("*"))
    return {path: (stat.st_size, stat.st_mtime_ns) for path, stat in found}


def test_it_keeps_what_it_acknowledged_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    own = everything_in(ROOT / "instance"), everything_in(ALL_TYPES)
    items = plan.answerable(quizzes(ALL_TYPES)[LESSON, QUIZ])
    plans = [replace(one, hands_in=True) for one in plan.plans(items, 6, 8, seed=1)]
    told: list[None] = []
    rehearsal = room.Rehearsal(ROOT, ALL_TYPES, LESSON, QUIZ, 1, (2.0,), plans)
    record, outcome = room.run(rehearsal, lambda: told.append(None))
    assert (outcome.lost, outcome.wrong, record.errors) == (0, (), [])
    assert outcome.acknowledged == 6 * len(items)
    assert len(told) == rehearsal.steps
    assert [restart.seconds > 0 for restart in record.restarts] == [True]
    assert report.is_good(record, outcome)
    assert list(tmp_path.iterdir()) == []
    assert (everything_in(ROOT / "instance"), everything_in(ALL_TYPES)) == own
