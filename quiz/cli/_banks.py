"""Finding files of questions on the disk, and reading them while a bar shows how far it is."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from quiz.content.files import shown
from quiz.exchange import importing
from quiz.exchange.importing import BankFile, Found
from quiz.exchange.lesson_making.banks import Bank, read_bank

MAX_BYTES = 100_000_000
"""Size of one file. Pictures make a bank large."""


def bank_paths(named: Sequence[Path]) -> list[Path]:
    """The files that were named, and all those of known kinds in the folders that were."""
    endings = tuple(ending for one in importing.formats().values() for ending in one.endings)
    found: dict[Path, None] = {}
    for path in named:
        if not path.is_dir():
            found[path] = None
            continue
        below = (file for file in sorted(path.rglob("*")) if file.is_file())
        found |= dict.fromkeys(file for file in below if file.name.lower().endswith(endings))
    return list(found)


def read_banks(paths: Sequence[Path]) -> list[Bank]:
    """What is in the files, in their order. A file that can't be read is a broken bank."""
    banks: list[Bank] = []
    with click.progressbar(label="Reading", length=_size(paths), file=sys.stderr) as bar:
        for path in paths:
            file = _bank_file(path)
            if isinstance(file, Bank):
                banks.append(file)
                continue
            progress = _Progress(file.data, bar.update)
            banks.append(read_bank(file, progress.at))
            progress.end()
    return banks


@contextmanager
def without_collecting() -> Iterator[None]:
    """Don't look for garbage among all these questions again and again: a sixth of the time."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


class _Progress:
    """Tells how many more bytes of a file are read, by the lines of its questions."""

    def __init__(self, data: bytes, tell: Callable[[int], None]) -> None:
        self._lines, self._size, self._tell = data.count(b"\n") + 1, len(data), tell
        self._done = 0

    def at(self, found: Found) -> None:
        self._to(self._size * found.line // self._lines)

    def end(self) -> None:
        self._to(self._size)

    def _to(self, done: int) -> None:
        if self._done < done <= self._size:
            self._tell(done - self._done)
            self._done = done


def _size(paths: Sequence[Path]) -> int:
    return sum(path.stat().st_size for path in paths if path.is_file())


def _bank_file(path: Path) -> BankFile | Bank:
    # The name comes from whoever made the files, and a terminal obeys what can't be seen.
    name = "".join(c if c.isprintable() else " " for c in shown(path))
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        return Bank(name, (), f"This file can't be read: {error.strerror or 'unknown reason'}.")
    if len(data) > MAX_BYTES:
        return Bank(name, (), "This file is over 100 MB. Export the questions in several parts.")
    return BankFile(name, data)
