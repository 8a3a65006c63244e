"""`python app.py doctor`, as it is typed: beside a running server and without one."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.conftest import ALL_TYPES
from tests.diagnosis.test_laptop import traces
from tests.test_cli import BROKEN, Running, run

pytestmark = pytest.mark.slow


def test_it_looks_at_a_running_server_and_at_a_stopped_one_and_changes_nothing(
    tmp_path: Path,
) -> None:
    folders = ["--data", tmp_path / "data", "--lessons", ALL_TYPES]
    server = Running("--port", "0", *folders)
    try:
        found = run("doctor", *folders)
        assert f"The server runs on port {server.port}." in found.stdout
        assert "doesn't answer" not in found.stdout
    finally:
        assert server.stop(signal.SIGINT)[0] == 0
    before = traces(tmp_path)
    found = run("doctor", *folders, "--room")
    assert traces(tmp_path) == before
    assert "No server runs on this data folder." in found.stdout
    assert "client isolation" in found.stdout


def test_a_mistake_in_a_lesson_is_the_exit_status(tmp_path: Path) -> None:
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons" / "01-broken.md").write_text(BROKEN, encoding="utf-8")
    found = run("doctor", "--data", tmp_path / "data", "--lessons", tmp_path / "lessons")
    assert found.returncode == 1
    assert "1 lesson file has mistakes" in found.stdout
    assert not (tmp_path / "data").exists()
