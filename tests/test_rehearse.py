"""`python app.py rehearse`, as it is typed."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ALL_TYPES
from tests.test_cli import ROOT, SOUND, run

pytestmark = pytest.mark.slow


def test_a_course_without_quizzes_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "01-fine.md").write_text(SOUND, encoding="utf-8")
    told = run("rehearse", "--lessons", tmp_path)
    assert told.returncode == 1
    assert "No lesson here has a quiz with questions that have a key." in told.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT for one process alone")
def test_ctrl_c_ends_it_and_cleans_up(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-u", "app.py", "rehearse", "--students", "2", "--lessons", ALL_TYPES],
        cwd=ROOT,
        env={"TMPDIR": str(tmp_path), "PATH": "/usr/bin:/bin"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )
    assert process.stdout
    for line in process.stdout:
        if line.startswith("Rehearsing"):
            break
    # Within a moment; what else is there for that long are files.
    while not any(path.is_dir() for path in tmp_path.iterdir()):
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "Aborted!" in rest
    assert list(tmp_path.iterdir()) == []
