"""The files of a lessons folder that go into a backup, and those that can't."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_NOT_IN_A_NAME = frozenset('\\:"') | {chr(code) for code in (*range(32), 127)}


@dataclass(frozen=True)
class LessonTree:
    """Names below the folder, with `/`, sorted. `left_out` are links and other odd things."""

    files: tuple[str, ...]
    left_out: tuple[str, ...]


def look(folder: Path) -> LessonTree:
    """What lies in `folder`, hidden files and folders apart; nothing where there is no folder.

    No link is followed, so that nothing from outside comes into a backup. Raises OSError.
    """
    files: list[str] = []
    left_out: list[str] = []
    for path in _below(folder):
        name = path.relative_to(folder).as_posix()
        whole = is_safe(name) and stat.S_ISREG(path.lstat().st_mode)
        (files if whole else left_out).append(name)
    return LessonTree(tuple(sorted(files)), tuple(sorted(map(_printable, left_out))))


def is_safe(name: str) -> bool:
    """Whether a name stays below the folder that it is unpacked in, on every system."""
    return all(
        part and not part.startswith(".") and not _NOT_IN_A_NAME & set(part) and _in_utf8(part)
        for part in name.split("/")
    )


def obstacle(folder: Path, name: str) -> str:
    """The part of `name` below `folder` that is a link, or a folder where a file is meant; ''.

    Writing there would change something else than a lesson.
    """
    path = folder
    parts = name.split("/")
    for number, part in enumerate(parts, start=1):
        path = path / part
        try:
            mode = path.lstat().st_mode
        except FileNotFoundError:
            return ""
        if not (stat.S_ISREG(mode) if number == len(parts) else stat.S_ISDIR(mode)):
            return "/".join(parts[:number])
    return ""


def _below(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        return
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _below(Path(entry.path))
            else:
                yield Path(entry.path)


def _in_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _printable(name: str) -> str:
    text = name.encode("utf-8", "replace").decode()
    return "".join(char if char.isprintable() else "?" for char in text)
