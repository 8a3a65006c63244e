"""The lessons folder as a course that follows every change of its files.

What is wrong with one file never touches the others. A file with a mistake of its own becomes a
`BrokenLesson`, since a part of it would be missing. Mistakes between files (a `see:` or a link that
leads nowhere, two questions that must not meet) are reported, and the lesson is shown all the same;
only an id that an earlier file has breaks the later file, because their marks would mix.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from quiz.content.assembly import INDEX, TITLES, Assembly, Parsed, Snapshot, parse_file, rendered
from quiz.content.files import Files, SourceFile, shown
from quiz.content.parser import headings
from quiz.content.pictures import PictureFolder
from quiz.content.render import Renderer
from quiz.content.source import Report, decode
from quiz.model import Course, Lesson, Problem


class CourseFolder:
    """A folder of lesson files. Thread-safe; `renderer` renders all texts beforehand."""

    def __init__(self, path: Path, renderer: Renderer) -> None:
        self.path = path
        self._files = Files(path)
        self._pictures = PictureFolder(path)
        self._renderer = renderer
        self._lock = threading.Lock()
        self._parsed: dict[str, Parsed] = {}
        self._tried: Parsed | None = None
        self._seen_pictures: tuple[str, ...] = ()
        self._last: Snapshot | None = None

    @property
    def shown(self) -> str:
        """The folder as messages call it."""
        return self._files.shown

    @property
    def last(self) -> Snapshot | None:
        """What was read last; None before the first time. Looks at no file."""
        return self._last

    def course(self) -> Course:
        """The course as its files are now. Never raises for what is in them.

        While one thread reads changed files, the others get the course as it was.
        """
        last = self._last
        if last is None:
            return self.snapshot().course
        if not self._lock.acquire(blocking=False):
            return last.course
        try:
            return self._refreshed().course
        finally:
            self._lock.release()

    def snapshot(self) -> Snapshot:
        """The course as its files are now, with these files. Waits for whoever reads them."""
        with self._lock:
            return self._refreshed()

    def trial(self, name: str, text: str, pictures: Collection[str] = ()) -> Snapshot:
        """What the course would be with this text in the file of this name, new or not, and with
        other `pictures` of these names.

        Nothing is written, and what the others are shown stays as it is.
        """
        with self._lock:
            self._refreshed()
            parsed, pictures = self._parsed, {*self._seen_pictures, *pictures}
        report = Report(shown(self.path / name))
        checked = decode(text.encode("utf-8", "replace"), report)
        entry = parse_file(SourceFile(name, report.path, checked, tuple(report.problems)))
        # Others may try a text meanwhile: this one must not get theirs.
        tried = self._tried = rendered(entry, self._renderer)
        parsed = {**parsed, name: tried}
        return Assembly(parsed, self._files.shown, pictures).snapshot()

    def joined(self, new: Mapping[str, tuple[str, Lesson]], pictures: Collection[str]) -> Snapshot:
        """What the course would be with more lessons and pictures. Nothing is written.

        `new` maps the names of files to their texts and the lessons that were read from these, all
        of which can be shown.
        """
        with self._lock:
            self._refreshed()
            parsed, there = dict(self._parsed), self._seen_pictures
        for name, (text, lesson) in new.items():
            file = SourceFile(name, lesson.path, text, ())
            entry = Parsed(file, lesson, lesson.title, (), headings(text))
            parsed[name] = rendered(entry, self._renderer)
        return Assembly(parsed, self._files.shown, (*there, *pictures)).snapshot()

    def _refreshed(self) -> Snapshot:
        try:
            files = self._files.read()
        except OSError as error:
            self._parsed = {}
            self._last = Snapshot(_no_folder(self._files.shown, error), {}, {})
            return self._last
        pictures = self._pictures.names()
        unchanged = self._parsed.keys() == files.keys() and all(
            self._is_current(self._parsed[name], file) for name, file in files.items()
        )
        unchanged = unchanged and pictures == self._seen_pictures
        if self._last is None or not unchanged or not files:
            self._parsed, self._seen_pictures = self._parse(files), pictures
            self._last = Assembly(self._parsed, self._files.shown, pictures).snapshot()
        return self._last

    def _is_current(self, entry: Parsed, file: SourceFile) -> bool:
        return entry.file is file and not self._renderer.can_change(entry.waiting)

    def _parse(self, files: dict[str, SourceFile]) -> dict[str, Parsed]:
        parsed: dict[str, Parsed] = {}
        rendering: dict[str, Future[Parsed]] = {}
        # While one file is rendered, by another process, the next one is parsed here.
        with ThreadPoolExecutor(1) as pool:
            for name, file in files.items():
                old = self._known(file)
                parsed[name] = old or parse_file(file)
                if not (old and self._is_current(old, file)):
                    rendering[name] = pool.submit(rendered, parsed[name], self._renderer)
        return parsed | {name: future.result() for name, future in rendering.items()}

    def _known(self, file: SourceFile) -> Parsed | None:
        """What is known already of a file, be it from a trial of the text that stands in it now."""
        old, tried = self._parsed.get(file.name), self._tried
        if old and old.file is file:
            return old
        if tried and tried.file.reads_like(file):
            return replace(tried, file=file)
        return None


def _no_folder(shown: str, error: OSError) -> Course:
    if isinstance(error, FileNotFoundError):
        message = "There is no folder of this name. Say where the lessons are with `--lessons`."
    elif isinstance(error, NotADirectoryError):
        message = "This is a file. Say with `--lessons` which folder the lessons are in."
    else:
        message = f"This folder can't be read: {error.strerror or 'unknown reason'}."
    return Course(TITLES[INDEX], "", "", (), None, None, None, (Problem(shown, 1, message),))
