"""Folders in the data folder that hold something for a while: what was uploaded, what was made."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import RLock

from quiz.errors import StorageError
from quiz.storage.data_folder import DataFolder

_ABANDONED = timedelta(hours=1)
"""Work that began so long ago and left its folder was cut short."""

_NAME = re.compile(r"[0-9a-f]{32}\Z")
_UNDER_WAY = ".under-way-"


class HeldFolders:
    """Folders below `place` in the data folder, each filled aside and then held under a name.

    At most `most` are held (None: any number), for as long as each `lasts`; the oldest goes first.
    Names are 32 hexadecimal digits. Thread-safe; `lock` is there for whoever needs more to happen
    at once.
    """

    def __init__(
        self,
        data: Path,
        place: str,
        *,
        most: int | None,
        lasts: timedelta,
        now: Callable[[], datetime],
    ) -> None:
        self.files = DataFolder(data)
        self.lock = RLock()
        self._path = data / place
        self._most, self._lasts, self._now = most, lasts, now

    @contextmanager
    def under_way(self) -> Iterator[Path]:
        """A folder to work in, which is gone afterwards unless it was handed to `hold`.

        An OSError, here or in the block, becomes a `StorageError` in plain words.
        """
        path = self._aside()
        try:
            self._path.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.mkdir(mode=0o700)
        except OSError as error:
            raise self.files.unusable(error) from error
        try:
            yield path
        except OSError as error:
            raise self.files.unusable(error) from error
        finally:
            shutil.rmtree(path, ignore_errors=True)

    def hold(self, path: Path, name: str) -> None:
        """Hold a folder that is `under_way`, in place of one that has its name. Raises OSError."""
        with self.lock:
            self.remove(name)
            now = self._now().timestamp()
            os.utime(path, (now, now))
            path.rename(self._path / name)
            self.tidy(spared=name)

    def find(self, name: str) -> Path | None:
        """The folder of this name; None where it is no name, or is not held."""
        path = self._path / name
        return path if _NAME.match(name) and path.is_dir() else None

    def names(self) -> list[str]:
        """Those of all that are held, the newest first."""
        return [path.name for _, path in self._by_age() if _NAME.match(path.name)]

    def remove(self, name: str) -> None:
        """Stop holding a folder, if it is held: at once, however long its files take to go.

        Raises `StorageError` where it has to stay, whole as it is.
        """
        with self.lock:
            if path := self.find(name):
                aside = self._aside()
                try:
                    path.rename(aside)
                except OSError as error:
                    raise self.files.unusable(error) from error
                shutil.rmtree(aside, ignore_errors=True)

    def clear(self) -> None:
        """Stop holding anything."""
        with self.lock:
            self._remove_all(self.names())
            self.tidy()

    def tidy(self, spared: str = "") -> None:
        """Remove what is too old or too much, and what interrupted work left, as far as it can go.

        The one that is `spared` counts and stays, whatever an earlier clock said of the others.
        """
        with self.lock:
            for age, path in self._by_age():
                if age > (self._lasts if _NAME.match(path.name) else _ABANDONED):
                    shutil.rmtree(path, ignore_errors=True)
            if self._most is None:
                return
            others = [name for name in self.names() if name != spared]
            self._remove_all(others[self._most - bool(spared) :])

    def _remove_all(self, names: Iterable[str]) -> None:
        """Remove these as far as they can go; the others go another time."""
        for name in names:
            with suppress(StorageError):
                self.remove(name)

    def _aside(self) -> Path:
        """A place that nobody knows of."""
        return self._path / f"{_UNDER_WAY}{secrets.token_hex(16)}"

    def _by_age(self) -> list[tuple[timedelta, Path]]:
        """All folders, the newest first; without those that have just gone."""
        found = []
        for path in self._path.glob("*"):
            try:
                found.append((self._now() - changed_at(path), path))
            except OSError:
                continue
        return sorted(found)


def changed_at(path: Path) -> datetime:
    """When something in a folder was last made or removed. Raises OSError."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
