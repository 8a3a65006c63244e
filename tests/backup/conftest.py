from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from quiz.backup import making
from quiz.backup.archive import Reason
from quiz.backup.making import Kept
from quiz.backup.restoring import restoring
from quiz.storage import students
from quiz.storage.database import Database
from tests.storage.samples import Clock

LESSONS = {
    "01-first.md": "First lesson",
    "index.md": "A course",
    "pictures/map.png": "\x89PNG, as it were",
    "archive/00-old.md": "An older lesson",
}


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def read(folder: Path) -> dict[str, str]:
    """Every file below a folder, by name, hidden ones too."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@dataclass
class School:
    """A data folder with students, and a folder of lessons beside it; the server isn't running.

    It is made unless it was `found` there.
    """

    root: Path
    clock: Clock = field(default_factory=Clock)
    found: bool = False

    def __post_init__(self) -> None:
        if not self.found:
            write(self.lessons, LESSONS)
            self.join("Student One")

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def lessons(self) -> Path:
        return self.root / "lessons"

    def join(self, name: str) -> None:
        with Database(self.data, now=self.clock) as db:
            students.join(db, name, 1)

    def names(self) -> list[str]:
        with Database(self.data) as db:
            assert db.rows("PRAGMA integrity_check") == [("ok",)]
            return [student.name for student in students.in_class(db, 1)]

    def back_up(self, reason: Reason = Reason.ASKED, target: Path | None = None) -> Path:
        return making.make(self.data, self.lessons, reason, self.clock(), target).path

    def at_start(self) -> Kept | None:
        return making.make_if_changed(self.data, self.lessons, Reason.START, self.clock())

    def restore(self, path: Path, *, marks: bool = True, lessons_too: bool = True) -> Path:
        wanted = {"marks": marks, "lessons_too": lessons_too}
        with restoring(self.data, self.lessons, path, **wanted) as restore:
            return restore.carry_out(self.clock())

    def change_everything(self) -> None:
        """Another student, and lessons of which one is changed, one new and one gone."""
        self.join("Student Two")
        write(self.lessons, {"01-first.md": "First lesson, changed", "02-new.md": "New lesson"})
        (self.lessons / "archive/00-old.md").unlink()

    def everything(self) -> tuple[list[str], dict[str, str]]:
        return self.names(), read(self.lessons)


@pytest.fixture
def school(tmp_path: Path, new_data: Path) -> School:
    school = tmp_path / "school"
    shutil.copytree(new_data, school / "data", ignore=shutil.ignore_patterns("*.lock"))
    return School(school)


@pytest.fixture
def untouched(school: School) -> Callable[[], bool]:
    """Whether no file of the school has changed since the first call.

    Lock files apart, and SQLite's own files, which come with everyone who looks.
    """
    passing = (".lock", "-shm", "-wal")

    def state() -> dict[str, bytes]:
        return {
            str(path): path.read_bytes()
            for path in school.root.rglob("*")
            if path.is_file() and not path.name.endswith(passing)
        }

    before: list[dict[str, bytes]] = []

    def same() -> bool:
        if not before:
            before.append(state())
        return state() == before[0]

    return same
