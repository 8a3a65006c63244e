"""The real program, killed while students save; `bench/kill_server.py` does it 200 times."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.kill_server import run


@pytest.mark.slow
def test_what_was_acknowledged_outlives_the_program(tmp_path: Path) -> None:
    saves, _ = run(tmp_path, rounds=3, savers=50)
    assert saves >= 3
