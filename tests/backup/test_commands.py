"""The commands `backup` and `restore`, and the backups that a running server makes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from quiz.backup import archive, making
from quiz.backup.archive import Reason
from tests.backup.conftest import School, read
from tests.test_cli import ROOT, Running, run

pytestmark = pytest.mark.slow


@pytest.fixture
def folders(school: School) -> list[str | Path]:
    return ["--data", school.data, "--lessons", school.lessons]


@pytest.fixture
def start(folders: list[str | Path]) -> Iterator[Callable[[], Running]]:
    """Start the server on the school's folders."""
    started: list[Running] = []

    def one() -> Running:
        started.append(Running("--port", "0", *folders))
        return started[-1]

    yield one
    for server in started:
        server.process.kill()
        server.process.communicate(timeout=30)


def reasons(school: School) -> list[Reason | None]:
    return [kept.manifest and kept.manifest.reason for kept in making.every(school.data)]


def test_each_start_leaves_a_backup_if_something_has_changed(
    school: School, start: Callable[[], Running]
) -> None:
    def start_and_stop() -> None:
        server = start()
        assert server.get("/join").status == 200
        assert server.stop()[0] == 0

    for _ in range(3):
        start_and_stop()
    assert reasons(school) == [Reason.START]
    school.join("Student Two")
    start_and_stop()
    assert reasons(school) == [Reason.START] * 2


def test_backup_works_with_and_without_a_running_server(
    school: School, start: Callable[[], Running], folders: list[str | Path], tmp_path: Path
) -> None:
    school.change_everything()
    for name in ("beside.zip", "alone.zip"):
        server = start() if name == "beside.zip" else None
        done = run("backup", tmp_path / name, *folders)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == f"The backup is made: {tmp_path / name}\n"
        assert archive.check(tmp_path / name).students == 2
        if server:
            assert server.get("/join").status == 200
            assert server.stop()[0] == 0
    again = run("backup", tmp_path / "alone.zip", *folders)
    assert (again.returncode, "exists already" in again.stderr) == (1, True)
    assert run("backup", *folders).returncode == 0
    assert reasons(school)[0] is Reason.ASKED


def test_restore_says_what_it_does_and_asks(school: School, folders: list[str | Path]) -> None:
    path, before = school.back_up(), school.everything()
    school.change_everything()
    changed = school.everything()
    for answer in ("n\n", ""):
        asked = subprocess.run(
            [sys.executable, "app.py", "restore", path, *folders],
            cwd=ROOT,
            input=answer,
            capture_output=True,
            text=True,
        )
        assert asked.returncode == 1
        assert "Marks: 1 student and no attempts take the place of what is there now" in (
            asked.stdout
        )
        assert f"Lessons: {school.lessons / '01-first.md'} is put back as it was." in asked.stdout
        assert f"Lessons: {school.lessons / '02-new.md'} goes" in asked.stdout
        assert school.everything() == changed
    done = run("restore", path, "--yes", *folders)
    assert done.returncode == 0, done.stderr
    assert "What was there before is in" in done.stdout
    assert school.everything() == before


def test_restore_can_leave_one_half(school: School, folders: list[str | Path]) -> None:
    path = school.back_up()
    school.change_everything()
    lessons = read(school.lessons)
    assert run("restore", path, "--yes", "--only-marks", *folders).returncode == 0
    assert school.everything() == (["Student One"], lessons)
    both = run("restore", path, "--only-marks", "--only-lessons", *folders)
    assert (both.returncode, "Choose" in both.stderr) == (2, True)


def test_restore_refuses_while_the_server_runs(
    school: School, start: Callable[[], Running], folders: list[str | Path]
) -> None:
    path = school.back_up()
    school.change_everything()
    start()
    done = run("restore", path, "--yes", *folders)
    assert done.returncode == 1
    assert "already running" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_damaged_backup_is_refused_in_words(school: School, folders: list[str | Path]) -> None:
    path = school.back_up()
    path.write_bytes(path.read_bytes()[:-100])
    done = run("restore", path, "--yes", *folders)
    assert done.returncode == 1
    assert "Nothing was changed." in done.stderr
    assert "Traceback" not in done.stderr


def test_a_start_finishes_what_a_restore_began(
    school: School, start: Callable[[], Running], tmp_path: Path
) -> None:
    path = school.back_up(target=tmp_path / "backup.zip")
    before = school.everything()
    school.change_everything()
    command = [sys.executable, "-m", "tests.backup.restorer", school.root, tmp_path, path]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    # The first of the killed ones whose plan was made.
    cut_off = next(
        School(tmp_path / step, school.clock, found=True)
        for step in done.stdout.split()
        if (tmp_path / step / "data/restoring/plan.json").exists()
    )
    assert read(cut_off.lessons)["01-first.md"] == "First lesson, changed"
    server = Running("--port", "0", "--data", cut_off.data, "--lessons", cut_off.lessons)
    assert server.get("/join").status == 200
    assert server.stop()[0] == 0
    assert cut_off.everything() == before
