"""What is gathered from a real folder, and that looking leaves no trace."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from quiz.diagnosis import laptop
from quiz.model import Course, Problem
from quiz.storage import students
from quiz.storage.database import Database

COURSE = Course("", "en", "", (), None, None, None, ())


def traces(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file below a folder with its content and when it was changed."""
    return {
        str(path.relative_to(folder)): (
            path.read_bytes() if path.is_file() else b"",
            path.stat().st_mtime_ns,
        )
        for path in sorted(folder.rglob("*"))
    }


def test_a_folder_that_is_not_made_yet_stays_so(tmp_path: Path) -> None:
    found = laptop.look(tmp_path / "a" / "data", COURSE, datetime.now(UTC))
    assert not (tmp_path / "a").exists()
    assert (found.writable, found.stored, found.backed_up) == (True, None, None)
    assert found.free


def test_looking_changes_nothing_while_closed_and_while_open(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with Database(data) as db:
        students.join(db, "Student One", 1)
        before = traces(tmp_path)
        found = laptop.look(data, COURSE, datetime.now(UTC))
        assert traces(tmp_path) == before
        assert found.stored
    before = traces(tmp_path)
    found = laptop.look(data, COURSE, datetime.now(UTC))
    assert traces(tmp_path) == before
    assert found.stored
    assert abs(datetime.now(UTC) - found.stored) < timedelta(minutes=5)


def test_files_with_mistakes_are_counted_once(tmp_path: Path) -> None:
    problems = (Problem("b.md", 1, "x"), Problem("a.md", 1, "x"), Problem("b.md", 2, "y"))
    course = Course("", "en", "", (), None, None, None, problems)
    assert laptop.look(tmp_path, course, datetime.now(UTC)).faulty == ("a.md", "b.md")


def test_a_backup_that_can_not_be_read_is_none(tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "asked-20261101T100000Z.zip").write_bytes(b"no zip")
    assert laptop.look(tmp_path, COURSE, datetime.now(UTC)).backed_up is None
