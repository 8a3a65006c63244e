"""Writing lesson files, so that no other program's work is ever lost.

A text counts as the same whatever its line ends are, with or without a byte order mark and a line
end at its end; it is written with LF.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from quiz.content.files import is_lesson_name, shown_name, slug_of
from quiz.content.safe_folder import SafeFolder, check_name, taken
from quiz.content.source import MAX_BYTES
from quiz.errors import LessonFileError

ARCHIVE = "archive"
"""The folder within the course's own that holds lessons which are not used now."""

_LINE_END = re.compile(r"\r\n|\r")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True)
class ArchivedFile:
    """A file of the archive. `text` is None where it can't be read; `changed_at` counts seconds."""

    name: str
    text: str | None
    changed_at: float


def normal(text: str) -> str:
    """The text as it is written: LF, a line end at its end, no byte order mark or surrogates."""
    text = _SURROGATE.sub("\ufffd", _LINE_END.sub("\n", text.lstrip("\ufeff")))
    return text if not text or text.endswith("\n") else text + "\n"


def text_hash(text: str) -> str:
    """The SHA-256 of a text as it would be written, in hexadecimal."""
    return hashlib.sha256(normal(text).encode()).hexdigest()


class LessonFiles:
    """The files of one course folder, for writing. Raises `LessonFileError` in plain words."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def replace(self, name: str, text: str, based_on: str) -> str | None:
        """Give a file another text if its hash is `based_on`; raises FileChanged if it isn't.

        Returns what another program wrote in the last instant, so that it can be kept; else None.
        """
        with self._open(name) as folder:
            found = folder.replace(
                name, normal(text).encode(), lambda data: _hash_of(data) == based_on
            )
        return None if found is None else found.decode("utf-8", "backslashreplace")

    def create(self, name: str, text: str) -> None:
        """Write a new file. Raises LessonNameTaken where there is one of this name, in any case."""
        with self._open(name) as folder:
            _refuse_twin(folder, name)
            folder.create(name, normal(text).encode())

    def create_archived(self, name: str, text: str) -> None:
        """Write a new file of the archive. Raises LessonNameTaken where there is one there."""
        with self._open(name) as folder, folder.below(ARCHIVE, make=True) as archive:
            _refuse_twin(archive, name)
            archive.create(name, normal(text).encode())

    def rename(self, name: str, new_name: str) -> None:
        """Rename a file, never over another one."""
        with self._open(name, new_name) as folder:
            _refuse_twin(folder, new_name)
            folder.move(name, folder, new_name)

    def archive(self, name: str) -> str:
        """Move a file to the archive; its name there, which differs where that one is taken."""
        with self._open(name) as folder, folder.below(ARCHIVE, make=True) as archive:
            there = {other.casefold() for other in archive.names()}
            # Another number: the address must stay, since attempts know the lesson by it.
            rest = slug_of(name) or name[: -len(".md")]
            names = (f"{number:02d}-{rest}.md" for number in range(1, 10_000))
            free = next(new for new in chain((name,), names) if new.casefold() not in there)
            folder.move(name, archive, free)
        return free

    def unarchive(self, name: str, new_name: str) -> None:
        """Move a file of the archive into the course."""
        with self._open(name, new_name) as folder, folder.below(ARCHIVE) as archive:
            _refuse_twin(folder, new_name)
            archive.move(name, folder, new_name)

    def archived(self) -> list[ArchivedFile]:
        """The lesson files of the archive by name; none where there is no archive of our own."""
        if not (self._folder / ARCHIVE).is_dir() or (self._folder / ARCHIVE).is_symlink():
            return []
        with SafeFolder(self._folder) as folder, folder.below(ARCHIVE) as archive:
            return [_archived(archive, name) for name in archive.names() if is_lesson_name(name)]

    def _open(self, *names: str) -> SafeFolder:
        for name in names:
            check_name(name)
            if not is_lesson_name(name):
                raise LessonFileError(name, "The name of a lesson file ends in `.md`.")
        return SafeFolder(self._folder)


def _archived(archive: SafeFolder, name: str) -> ArchivedFile:
    """A file of the archive; one that another program left there under an odd name has no text."""
    try:
        return ArchivedFile(name, _text(archive.read(name, MAX_BYTES)), archive.changed_at(name))
    except LessonFileError:
        return ArchivedFile(shown_name(name), None, 0.0)


def _refuse_twin(folder: SafeFolder, name: str) -> None:
    """Refuse a name that differs from another only by case: not all systems tell them apart."""
    if name.casefold() in {other.casefold() for other in folder.names()}:
        raise taken(name)


def _hash_of(data: bytes) -> str:
    """The hash of a file's contents; '' where they are no text."""
    text = _text(data)
    return "" if text is None else text_hash(text)


def _text(data: bytes) -> str | None:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
