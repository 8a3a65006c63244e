"""The files of a course folder as text. Only what has changed is read again, and nothing raises:
what is wrong with a file is a `Problem`."""

from __future__ import annotations

import re
import stat
import time
from dataclasses import dataclass
from pathlib import Path

from quiz.content.source import MAX_BYTES, Report, decode
from quiz.content.values import id_from
from quiz.model import Problem

SETTLED_NS = 2_000_000_000
"""File systems may give two writes within this time the same time stamp, so that until then only
the contents tell whether a file has changed."""

NUMBER = re.compile(r"(?P<number>[0-9]+)(?:[-_. ]+|$)")
"""What a file name starts with that has a number in front."""

_DIGITS = re.compile(r"([0-9]+)")


@dataclass(frozen=True, eq=False)
class SourceFile:
    """One read of a file. `text` is None where it can't be read; `problems` say why."""

    name: str
    path: str
    text: str | None
    problems: tuple[Problem, ...]

    def reads_like(self, other: SourceFile) -> bool:
        """Whether another read of this file, or of a text for it, gave the same."""
        own, its = (self.name, self.path, self.problems), (other.name, other.path, other.problems)
        return own == its and self.text == other.text


@dataclass
class _Known:
    stamp: tuple[int, ...]
    settled: bool
    data: bytes | None
    file: SourceFile


class Files:
    """The Markdown files of one folder. Not thread-safe: the course holds a lock around it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, _Known] = {}

    @property
    def shown(self) -> str:
        """The folder as messages call it: from the current folder, if it lies below that."""
        return shown(self._folder)

    def read(self) -> dict[str, SourceFile]:
        """All lesson files by name; unchanged ones are the same objects as the last time.

        Raises OSError where the folder can't be listed.
        """
        names = [path.name for path in self._folder.iterdir() if is_lesson_name(path.name)]
        found = {}
        for name in names:
            known = self._read(name)
            if known:
                found[name] = known
        self._known = found
        return {name: known.file for name, known in sorted(found.items())}

    def _read(self, name: str) -> _Known | None:
        """The file as it is now, or None where it has just vanished."""
        path, old = self._folder / name, self._known.get(name)
        try:
            stamp = _stamp(path)
        except OSError:
            return None
        if old and old.stamp == stamp and old.settled:
            return old
        settled = time.time_ns() - stamp[0] > SETTLED_NS
        report = Report(shown(path))
        data = self._bytes(path, report)
        if old and old.stamp == stamp and old.data == data:
            old.settled = settled
            return old
        text = None if data is None else decode(data, report)
        file = SourceFile(name, report.path, text, tuple(report.problems))
        # Of a file that is too big only the beginning is at hand, and that shows no change.
        return _Known(stamp, settled, data, file)

    def _bytes(self, path: Path, report: Report) -> bytes | None:
        """The file's contents, or None with the reason in `report`."""
        try:
            # Resolving takes longer than reading, and only a link can lead out.
            target = path.resolve(strict=True) if path.is_symlink() else path
            if target is not path and not target.is_relative_to(self._folder.resolve()):
                report(1, "This link leads out of the lessons folder. Put the file itself here.")
                return None
            mode = target.stat().st_mode
            if stat.S_ISDIR(mode):
                report(1, "This is a folder, but its name ends in .md. Give it another name.")
                return None
            if not stat.S_ISREG(mode):
                report(1, "This isn't an ordinary file. Put a text file in its place.")
                return None
            with target.open("rb") as stream:
                return stream.read(MAX_BYTES + 1)
        except (FileNotFoundError, RuntimeError):  # RuntimeError: a loop of links, Python < 3.13
            report(1, "This link leads nowhere. Delete it, or put the file itself here.")
        except PermissionError:
            report(1, "This file may not be read. Change its permissions.")
        except OSError as error:
            report(1, f"This file can't be read: {error.strerror or 'unknown reason'}.")
        return None


def _stamp(path: Path) -> tuple[int, ...]:
    """What changes when a file does, of the link and of what it leads to. Raises OSError."""
    link = path.lstat()
    stamp = (link.st_mtime_ns, link.st_size, link.st_ino, link.st_mode)
    if stat.S_ISLNK(link.st_mode):
        try:
            to = path.stat()
        except OSError:
            return stamp
        return (max(to.st_mtime_ns, link.st_mtime_ns), to.st_size, to.st_ino, to.st_mode, *stamp)
    return stamp


def is_lesson_name(name: str) -> bool:
    """Whether the course takes a file of this name."""
    lower = name.lower()
    return lower.endswith(".md") and not lower.startswith(".") and lower != "readme.md"


def shown(path: Path) -> str:
    """A path as messages show it: from the current folder if it lies below that, with `/`."""
    text = str(path)
    try:
        text = path.absolute().relative_to(Path.cwd()).as_posix()
    except (OSError, ValueError):
        text = path.as_posix()
    return shown_name(text)


def shown_name(name: str) -> str:
    """A name as it can be written, also where the disk holds bytes that are no text."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def is_writable_name(name: str) -> bool:
    """Whether a name from the disk is text; others can be neither stored nor sent."""
    return shown_name(name) == name


def slug_of(name: str) -> str:
    """The address of a lesson file: its name without the number in front, in small letters; ''
    where the name is unsuitable or no Markdown file's."""
    if not name.lower().endswith(".md"):
        return ""
    stem = re.sub(r"\.md$", "", name, flags=re.IGNORECASE).lower()
    number = NUMBER.match(stem)
    slug = (stem[number.end() :] if number else stem) or stem
    return slug if re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", slug) else ""


def fallback_slug(name: str) -> str:
    """An address for a file whose name is unsuitable."""
    return id_from(re.sub(r"\.md$", "", name, flags=re.IGNORECASE), most=60) or "lesson"


def natural_order(name: str) -> tuple[int, list[tuple[int, int, str]], str]:
    """Sort key: numbered files first, `2-…` before `10-…`."""
    stem = name.lower().removesuffix(".md")
    parts = [
        (0, int(part), "") if part.isdecimal() and part.isascii() else (1, 0, part)
        for part in _DIGITS.split(stem)
        if part
    ]
    return (0 if NUMBER.match(stem) else 1), parts, name
