"""What was brought in and isn't settled yet: a folder for each upload, within the data folder.

A folder has a name that nobody can guess. It holds the texts of the new lessons, the texts that the
teacher made of them, their pictures, and the report. The uploaded files themselves are not kept.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from threading import RLock

from quiz.content.files import slug_of
from quiz.content.pictures import Drawn
from quiz.errors import IntakeGone, StorageError
from quiz.exchange.importing import Fate
from quiz.exchange.lesson_making.import_report import Arrival, ImportReport
from quiz.exchange.lesson_making.new_lessons import NewLessons
from quiz.storage.data_folder import DataFolder
from quiz.storage.held_folders import HeldFolders, changed_at

FOLDER = "brought-in"
MOST = 10
"""Uploads that may wait. As many are held of which nothing waits; the oldest of those go."""

DAYS = 14
"""How long an upload is held."""

_UNREADABLE = (OSError, ValueError, KeyError, TypeError)
"""What reading raises where a folder is gone, or holds nothing that this version can read."""

_ABOUT, _REPORT, _PICTURES = "about.json", "report.json", "pictures"


@dataclass(frozen=True)
class Settled:
    """Where a lesson went: `place` is its address in the course, or its file in the archive."""

    archived: bool
    place: str
    title: str


@dataclass(frozen=True)
class Waiting:
    """A new lesson without its text: its first address and title, how many questions it has, and
    the uploaded file that they come from."""

    slug: str
    title: str
    items: int
    bank: str


@dataclass(frozen=True)
class _About:
    """All but the texts, the pictures and the report."""

    files: tuple[str, ...]
    lessons: tuple[Waiting, ...]
    settled: Mapping[int, Settled]
    kept: Mapping[str, str]


class Intake:
    """One upload. `files` are the names of what was uploaded; lessons are numbered from 1.

    Making one raises OSError, ValueError, KeyError or TypeError where the folder holds none.
    """

    def __init__(self, token: str, path: Path, files: DataFolder, lock: RLock) -> None:
        self.token = token
        self.changed_at = changed_at(path)
        self._path = path
        self._files = files
        self._lock = lock
        self._about = _read_about(path)

    @property
    def files(self) -> tuple[str, ...]:
        return self._about.files

    @property
    def lessons(self) -> Mapping[int, Waiting]:
        """Number -> a new lesson, settled or not."""
        return dict(enumerate(self._about.lessons, start=1))

    @property
    def settled(self) -> Mapping[int, Settled]:
        """Number -> where a lesson went; the others wait."""
        return self._about.settled

    @property
    def waiting(self) -> tuple[int, ...]:
        """The numbers of the lessons that wait."""
        return tuple(number for number in self.lessons if number not in self.settled)

    @cached_property
    def report(self) -> ImportReport:
        """What became of every question. Raises `IntakeGone`."""
        try:
            return _read_report(self._path)
        except _UNREADABLE:
            raise IntakeGone(self.token) from None

    def is_edited(self, number: int) -> bool:
        return self._edited(number).exists()

    def text(self, number: int) -> str:
        """The text of a lesson that waits, as it was last kept. Raises `IntakeGone`."""
        if number not in self.waiting:
            raise IntakeGone(self.token)
        edited, first = self._edited(number), self._path / f"lesson-{number}.md"
        path = edited if edited.exists() else first
        try:
            return path.read_bytes().decode()
        except FileNotFoundError:
            raise IntakeGone(self.token) from None

    def keep(self, number: int, text: str) -> None:
        """Keep what the teacher made of a lesson's text. Raises `IntakeGone`."""
        with self._lock:
            if number not in self.waiting:
                raise IntakeGone(self.token)
            self._files.write_private(self._edited(number), text.encode("utf-8", "replace"))

    @cached_property
    def pictures(self) -> frozenset[str]:
        """What the texts call the pictures that came along: `pictures/NAME`."""
        folder = self._path / _PICTURES
        return frozenset(f"{_PICTURES}/{path.name}" for path in folder.glob("*"))

    def picture(self, name: str) -> Drawn:
        """A picture that came along, by what the texts call it. Raises `IntakeGone`."""
        if name not in self.pictures:
            raise IntakeGone(self.token)
        return Drawn((self._path / name).read_bytes(), name.rpartition(".")[2])

    @property
    def kept(self) -> Mapping[str, str]:
        """What the texts call a picture -> what the course calls it, for those that it has."""
        return self._about.kept

    def note_kept(self, kept: Mapping[str, str]) -> None:
        """Note which pictures the course has now, and what it calls them. Raises `StorageError`."""
        if kept:
            self._write(replace(self._about, kept={**self._about.kept, **kept}))

    def settle(self, number: int, settled: Settled) -> None:
        """Note where a lesson went. Its texts go. Raises `StorageError`."""
        self._write(replace(self._about, settled={**self._about.settled, number: settled}))
        for path in (self._edited(number), self._path / f"lesson-{number}.md"):
            path.unlink(missing_ok=True)
        if not self.waiting:
            shutil.rmtree(self._path / _PICTURES, ignore_errors=True)

    def _write(self, about: _About) -> None:
        self._files.write_private(self._path / _ABOUT, _as_json(about))
        self._about = about

    def _edited(self, number: int) -> Path:
        return self._path / f"edited-{number}.md"


class Intakes:
    """All uploads that are held in a data folder. Thread-safe."""

    def __init__(self, data: Path, now: Callable[[], datetime]) -> None:
        self._held = HeldFolders(data, FOLDER, most=None, lasts=timedelta(days=DAYS), now=now)

    @property
    def data(self) -> Path:
        """The data folder."""
        return self._held.files.path

    def under_way(self) -> AbstractContextManager[Path]:
        """A folder to work in, which is gone afterwards unless it was handed to `hold`.

        An OSError, here or in the block, becomes a `StorageError` in plain words.
        """
        return self._held.under_way()

    def hold(self, path: Path) -> Intake:
        """Hold what `write` put into a folder that is `under_way`. Raises OSError."""
        token = secrets.token_hex(16)
        with self._held.lock:
            self._held.hold(path, token)
            self.tidy()
            return self.open(token)

    def open(self, token: str) -> Intake:
        """An upload by its token. Raises `IntakeGone`."""
        path = self._held.find(token)
        if path is None:
            raise IntakeGone(token)
        try:
            return Intake(token, path, self._held.files, self._held.lock)
        except _UNREADABLE:
            raise IntakeGone(token) from None

    @contextmanager
    def settling(self, token: str) -> Iterator[Intake]:
        """An upload, for whoever settles one of its lessons: alone, so that none goes twice."""
        with self._held.lock:
            yield self.open(token)

    def every(self) -> list[Intake]:
        """All that are held, the newest first. Those of which nothing waits are among them."""
        found = []
        for token in self._held.names():
            with suppress(IntakeGone):
                found.append(self.open(token))
        return found

    def remove(self, token: str) -> None:
        """Throw an upload away. Raises `IntakeGone`, and `StorageError` where it has to stay."""
        self.open(token)
        self._held.remove(token)

    def are_full(self) -> bool:
        """Whether so many wait that none can be added."""
        return sum(bool(intake.waiting) for intake in self.every()) >= MOST

    def tidy(self) -> None:
        """Remove what is too old, what an interrupted reading left, and of the uploads of which
        nothing waits the oldest, where there are too many."""
        with self._held.lock:
            self._held.tidy()
            settled = [intake for intake in self.every() if not intake.waiting]
            for intake in settled[MOST:]:
                with suppress(StorageError):
                    self._held.remove(intake.token)


def write(data: DataFolder, path: Path, files: Sequence[str], made: NewLessons) -> None:
    """Put new lessons into a folder within the data folder, as `Intake` reads them.

    Raises `StorageError`.
    """
    put = data.write_private
    for number, lesson in enumerate(made.lessons, start=1):
        put(path / f"lesson-{number}.md", lesson.text.encode())
    for name, drawn in made.pictures.items():
        put(path / name, drawn.data)
    put(path / _REPORT, _report_as_json(made.report))
    lessons = (
        Waiting(slug_of(one.file), one.lesson.title, one.items, one.bank) for one in made.lessons
    )
    put(path / _ABOUT, _as_json(_About(tuple(files), tuple(lessons), {}, {})))


def _report_as_json(report: ImportReport) -> bytes:
    arrivals = [
        (a.file, a.line, a.words, a.fate, a.reasons, a.lesson, a.item_id) for a in report.arrivals
    ]
    return json.dumps({"arrivals": arrivals, "broken": report.broken}).encode()


def _as_json(about: _About) -> bytes:
    return json.dumps(asdict(about)).encode()


def _read_about(path: Path) -> _About:
    read = json.loads((path / _ABOUT).read_bytes())
    return _About(
        files=tuple(read["files"]),
        lessons=tuple(Waiting(**lesson) for lesson in read["lessons"]),
        settled={int(number): Settled(**one) for number, one in read["settled"].items()},
        kept=read["kept"],
    )


def _read_report(path: Path) -> ImportReport:
    read = json.loads((path / _REPORT).read_bytes())
    arrivals = (
        Arrival(file, line, words, Fate(fate), tuple(reasons), lesson, item)
        for file, line, words, fate, reasons, lesson, item in read["arrivals"]
    )
    return ImportReport(tuple(arrivals), tuple((name, why) for name, why in read["broken"]))
