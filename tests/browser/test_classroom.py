"""A small class of real pages with trouble; `bench/classroom.py` holds one of thirty."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.classroom import Setting, run

pytestmark = pytest.mark.slow


def test_a_class_ends_as_it_should_through_a_kill_and_a_cut(tmp_path: Path) -> None:
    setting = Setting(
        students=3, minutes=2, pace=15, kills=1, cut=1, cut_seconds=4, outstayers=0, late=1
    )
    assert [str(check) for check in run(setting, tmp_path) if not check.is_good] == []
