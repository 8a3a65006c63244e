"""Copies of the database that are whole, whoever is writing to it meanwhile."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlite_utils

from quiz.errors import DamagedDatabase, StorageError
from quiz.storage import connections
from quiz.storage.data_folder import DataFolder, sync_folder
from quiz.storage.driver import sqlite3


@dataclass(frozen=True)
class Counts:
    """How much a database holds: students, and attempts of all of them."""

    students: int
    attempts: int


def back_up(db: sqlite_utils.Database, folder: DataFolder, label: str, now: datetime) -> Path:
    """A checked copy of the whole database in the folder's `backups`, with its SHA-256 beside it.

    Raises `DamagedDatabase` where the copy, and so the database, does not hold together.
    """
    folder.backups.mkdir(mode=0o700, exist_ok=True)
    path = folder.backups / f"{label}-{now:%Y%m%dT%H%M%S}.db"
    draft = path.with_suffix(".part")
    draft.unlink(missing_ok=True)
    _copy(db.conn, draft, folder.path)
    with draft.open("rb+") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    folder.write_private(digest_path(path), f"{digest}  {path.name}\n".encode())
    draft.replace(path)
    sync_folder(folder.backups)
    return path


def digest_path(copy: Path) -> Path:
    """Where the SHA-256 of a copy lies that `back_up` made."""
    return copy.with_suffix(".sha256")


def copy(folder: DataFolder, target: Path) -> Counts | None:
    """Copy the database into the new file `target`, as of one moment; None where there is none.

    It holds up nobody: the copy is read through a connection of its own, in one read transaction,
    and in WAL mode such a one sees the state of its first moment while others go on committing.
    That connection can neither write nor bring the log into the database, so this is safe beside
    a running server too, also from another process. `target` is not flushed to the disk.
    Raises `DamagedDatabase`, or `StorageError` where the disk is full or can't be read.
    """
    if not folder.database.exists():
        return None
    with _in_plain_words(folder.path):
        source = connections.open_bystander(folder.database)
        try:
            _copy(source.conn, target, folder.path, "PRAGMA synchronous=OFF")
        finally:
            source.close()
    return counts(target, folder.path)


def counts(path: Path, folder: Path) -> Counts:
    """What a closed copy holds. Raises `DamagedDatabase`, about `folder`, where it isn't ours."""
    with _in_plain_words(folder), _opened(path) as connection:
        return _counts(connection, folder)


def counts_now(folder: DataFolder) -> Counts | None:
    """What the folder's own database holds; None where there is none that can be read."""
    if not folder.database.exists():
        return None
    try:
        with _in_plain_words(folder.path):
            source = connections.open_bystander(folder.database)
            try:
                return _counts(source.conn, folder.path)
            finally:
                source.close()
    except StorageError:
        return None


def inspect(path: Path, check: Callable[[sqlite_utils.Database], object]) -> None:
    """Read a closed copy from end to end, then let `check` look at it.

    Raises `DamagedDatabase` where it doesn't hold together, and what `check` raises.
    """
    with _in_plain_words(path.parent), _opened(path) as connection:
        sound = connection.execute("PRAGMA integrity_check(1)").fetchall() == [("ok",)]
        if not sound or connection.execute("PRAGMA foreign_key_check").fetchall():
            raise connections.damaged(path.parent)
        check(sqlite_utils.Database(connection, execute_plugins=False))


def put_in_place(folder: DataFolder, staged: Path) -> None:
    """Make `staged` the folder's database; where it was done already, nothing happens.

    Only for whoever holds the folder. The old log goes first: beside the new database it would
    destroy it. A crash between the two leaves the old database without its last changes, so
    the caller must be able to do this again.
    """
    if staged.exists():
        for ending in ("-wal", "-shm"):
            Path(f"{folder.database}{ending}").unlink(missing_ok=True)
        sync_folder(folder.path)
        staged.replace(folder.database)
        sync_folder(folder.path)


def set_aside(folder: DataFolder, now: datetime) -> Path:
    """Keep a database that can't be read, as it is, in `backups`; where.

    Only for whoever holds the folder.
    """
    kept = folder.backups / f"damaged-{now:%Y%m%dT%H%M%S}.db"
    folder.backups.mkdir(mode=0o700, exist_ok=True)
    for ending in ("", "-wal"):
        if (path := Path(f"{folder.database}{ending}")).exists():
            shutil.copyfile(path, f"{kept}{ending}")
            Path(f"{kept}{ending}").chmod(0o600)
    return kept


def _counts(connection: Any, folder: Path) -> Counts:
    try:
        [(students,)] = connection.execute("SELECT count(*) FROM students").fetchall()
        [(attempts,)] = connection.execute("SELECT count(*) FROM attempts").fetchall()
    except sqlite3.OperationalError as error:
        if "no such table" not in str(error):
            raise
        raise connections.damaged(folder) from error
    return Counts(students, attempts)


def _copy(source: Any, target: Path, folder: Path, *settings: str) -> None:
    """Copy all pages into the new file `target` and see that they hold together."""
    copied = sqlite3.connect(target)
    try:
        for setting in settings:
            copied.execute(setting)
        # All pages in one go: in portions it would begin again after each change.
        source.backup(copied, pages=-1)
        copied.execute("PRAGMA journal_mode=DELETE").fetchall()
        sound = copied.execute("PRAGMA integrity_check(1)").fetchall() == [("ok",)]
    finally:
        copied.close()
    if not sound:
        raise connections.damaged(folder)


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    # `immutable`: a copy has no log, and looking at it must leave nothing beside it.
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def _in_plain_words(folder: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        plain = connections.in_plain_words(error, folder)
        if plain is None:
            raise
        damaged = isinstance(plain, DamagedDatabase)
        raise connections.damaged(folder) if damaged else plain from error
    except OSError as error:
        raise DataFolder(folder).unusable(error) from error
