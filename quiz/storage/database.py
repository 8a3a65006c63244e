"""The database as the rest of the program sees it: open, read, write, close."""

from __future__ import annotations

import atexit
import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Any, Self, TypeVar

import sqlite_utils

from quiz.errors import DamagedDatabase, StorageError
from quiz.storage import connections, schema
from quiz.storage.clock import ClassroomClock, awake_or_not
from quiz.storage.data_folder import DataFolder
from quiz.storage.driver import sqlite3
from quiz.storage.readers import Readers
from quiz.storage.writer import Writer, closed

T = TypeVar("T")

LARGEST_CHECKED = 32 * 1024 * 1024
"""Bytes of database that are checked whole at each start; a larger one would delay it."""
_log = logging.getLogger(__name__)


def utc_now() -> datetime:
    """The time by the server's own clock."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """A moment as it is stored: ISO 8601 in UTC with milliseconds, `2026-11-22T09:30:00.000Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class _Opened:
    """What exists only while the database is open."""

    def __init__(self, db: sqlite_utils.Database, folder: DataFolder) -> None:
        self.db = db
        self.readers = Readers(folder.database)
        self.writer = Writer(db, folder.path)


class Database:
    """One data folder. Opens at its first use if `open` wasn't called; safe to share by threads.

    `now` is the wall clock that stamps everything stored. `clock` is the one that time limits are
    kept by; it runs on `monotonic`, in seconds.
    """

    def __init__(
        self,
        folder: Path,
        *,
        now: Callable[[], datetime] = utc_now,
        monotonic: Callable[[], float] = awake_or_not,
    ) -> None:
        self.folder = folder
        self.clock = ClassroomClock(monotonic)
        self._files = DataFolder(folder)
        self._now = now
        self._lock = RLock()
        self._opened: _Opened | None = None
        self._closed = False

    def open(self) -> None:
        """Take the folder, bring the database up to date, start the writer.

        Raises a `StorageError` that says what is wrong: `DataFolderInUse`,
        `UnsuitableDataFolder`, `DamagedDatabase`, `NewerDatabase`. Nothing happens if it is open.
        """
        self._open()

    def _open(self) -> _Opened:
        with self._lock:
            if self._opened is None:
                self._files.acquire()
                try:
                    self._opened = _Opened(self._open_writer(), self._files)
                except BaseException:
                    self._files.release()
                    raise
                self._closed = False
                atexit.register(self.close)
            return self._opened

    def _open_writer(self) -> sqlite_utils.Database:
        self._files.refuse_lost_database()
        try:
            db = connections.open_writer(self._files.database)
            try:
                self._prepare(db)
            except BaseException:
                db.close()
                raise
        except sqlite3.Error as error:
            plain = connections.in_plain_words(error, self.folder)
            if isinstance(plain, DamagedDatabase):
                raise connections.damaged(self.folder) from error
            words = plain.message if plain else f"The database can't be opened ({error})."
            where = f"The data folder is {self.folder}."
            raise StorageError(self.folder, f"{words} {where}") from error
        except OSError as error:
            raise self._files.unusable(error) from error
        return db

    def _prepare(self, db: sqlite_utils.Database) -> None:
        # First of all, so that nothing is changed in a file that isn't ours.
        schema.pending(db, self._files)
        connections.use_wal(db, self.folder)
        small = self._files.database.stat().st_size <= LARGEST_CHECKED
        if small and db.execute("PRAGMA quick_check(1)").fetchall() != [("ok",)]:
            raise connections.damaged(self.folder)
        schema.migrate(db, self._files, self._now())
        [(reading,)] = db.execute("SELECT reading FROM clock").fetchall()
        self.clock.start(reading)
        self._files.mark_in_use()
        connections.freeze_schema(db)

    def close(self) -> None:
        """Finish what waits, bring everything into the one file, let the folder go.

        Whoever comes later gets a `StorageError`. Closing twice is fine.
        """
        with self._lock:
            # First: a job that still runs must be refused, not made to wait for this very lock.
            self._closed = True
            opened, self._opened = self._opened, None
            if opened is None:
                return
            atexit.unregister(self.close)
            try:
                opened.writer.close()
                opened.readers.close()
                connections.close_writer(opened.db)
            except sqlite3.Error:
                # What was saved is safe in the log beside the database, and read from there.
                _log.exception("The database could not be tidied up while closing")
            finally:
                self._files.release()

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def read(self) -> sqlite_utils.Database:
        """This thread's own connection, which can't change anything. Mostly `rows` is better."""
        return self._use().readers.mine().db

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows that a query gives, as of the last commit.

        They are fetched at once: a half-read query would keep the log from ever shrinking.
        Raises `StorageError` where the file can't be read or the database is being closed.
        """
        try:
            reader = self._use().readers.mine()
            with reader.lock:
                return reader.db.execute(sql, parameters).fetchall()
        except sqlite3.Error as error:
            if self._closed:
                raise closed(self.folder) from error
            plain = connections.in_plain_words(error, self.folder)
            if plain is None:
                raise
            raise plain from error

    def write(self, job: Callable[[sqlite_utils.Database], T]) -> T:
        """Run `job` on the writer's connection and return what it returned, once committed.

        The job shares a transaction with others' jobs, in a savepoint of its own: if it raises,
        only its own changes are undone and the caller gets what it raised. It must not begin,
        commit, or wait for another job. Raises `StorageError` where nothing could be saved (disk
        full, folder gone, program stopping); the database goes on working once that is mended.
        """
        return self._use().writer.run(job)

    def stamp(self) -> str:
        """The time now, as it is stored."""
        return stamp(self._now())

    @property
    def secret_key(self) -> bytes:
        """32 random bytes that stay the same for this folder. Doesn't open the database."""
        return self._files.secret_key()

    @property
    def now(self) -> Callable[[], datetime]:
        """The clock."""
        return self._now

    def _use(self) -> _Opened:
        opened = self._opened
        if opened is not None:
            return opened
        if self._closed:
            raise closed(self.folder)
        return self._open()
