"""`python app.py demo`, as it is typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import ALL_TYPES
from tests.test_cli import Running, run

pytestmark = pytest.mark.slow


def test_it_adds_and_removes_and_names_the_button_while_the_server_runs(tmp_path: Path) -> None:
    folders = ["--data", tmp_path / "data", "--lessons", ALL_TYPES]
    added = run("demo", *folders)
    assert (added.returncode, added.stderr) == (0, "")
    assert "The invented class is there." in added.stdout
    server = Running("--port", "0", *folders)
    try:
        refused = run("demo", "--remove", *folders)
        assert refused.returncode == 1
        assert "Use the button “Remove the invented class”" in refused.stderr
    finally:
        server.stop()
    assert "is removed, with all 25 students" in run("demo", "--remove", *folders).stdout
    assert run("demo", "--remove", *folders).stdout == "There is no invented class.\n"
