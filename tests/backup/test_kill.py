"""A restore that is killed at any moment leaves all of the old or, once finished, the new."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from quiz.backup import archive, making
from quiz.backup.archive import Reason
from quiz.backup.restoring import finish
from quiz.errors import DataFolderInUse
from quiz.storage.database import Database
from tests.backup.conftest import School

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="the restores are killed in forks"),
]

ROOT = Path(__file__).resolve().parents[2]


def test_a_restore_that_is_killed_leaves_the_old_or_the_new(tmp_path: Path) -> None:
    template = School(tmp_path / "template")
    new = template.everything()
    backup = template.back_up(target=tmp_path / "backup.zip")
    template.change_everything()
    old = template.everything()
    command = [sys.executable, "-m", "tests.backup.restorer", template.root, tmp_path, backup]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    steps = [int(line) for line in done.stdout.split()]
    found: list[bool] = []
    for step in steps:
        school = School(tmp_path / str(step), template.clock, found=True)
        finish(school.data)
        state = school.everything()
        assert state in (old, new), f"killed before change {step}"
        found.append(state == new)
        if state == new:
            [kept] = making.every(school.data)
            assert kept.manifest
            assert kept.manifest.reason is Reason.BEFORE_RESTORE
            assert archive.check(kept.path).students == 2
        # And the next one goes through, whatever was left.
        school.restore(backup)
        assert school.everything() == new
    # Old first, new from some step on, and both were seen.
    assert found == sorted(found)
    assert len(set(found)) == 2


def test_a_restore_that_was_cut_off_is_finished_before_anything_is_read(tmp_path: Path) -> None:
    school = School(tmp_path)
    assert not finish(school.data)
    with Database(school.data):
        (school.data / "restoring").mkdir()
        (school.data / "restoring/plan.json").write_text("{}", encoding="ascii")
        with pytest.raises(DataFolderInUse):
            finish(school.data)
