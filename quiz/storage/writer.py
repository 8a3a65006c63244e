"""The one thread that changes the database, and commits together what has queued up.

An fsync costs the same for one save as for three hundred, and a laptop's is slow. Every caller
still waits for the commit that holds its own work.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock, Thread, current_thread
from typing import Any, Generic, TypeVar

import sqlite_utils

from quiz.errors import StorageError
from quiz.storage.connections import in_plain_words

T = TypeVar("T")

MOST_AT_ONCE = 256
"""Jobs in one transaction: bounds how long the first of them waits for the last."""
_log = logging.getLogger(__name__)


class _Waiting(Generic[T]):
    """A job, and the caller who waits for its outcome."""

    def __init__(self, job: Callable[[sqlite_utils.Database], T]) -> None:
        self.job = job
        self.outcome: Future[T] = Future()


class Writer:
    """Runs jobs one after the other on a connection that it alone uses until `close`."""

    def __init__(self, db: sqlite_utils.Database, folder: Path) -> None:
        self._db = db
        self._folder = folder
        self._queue: SimpleQueue[_Waiting[Any] | None] = SimpleQueue()
        self._lock = Lock()
        self._open = True
        # A daemon, so that a process that forgot to close can end; nothing acknowledged is lost.
        self._thread = Thread(target=self._run, name="database-writer", daemon=True)
        self._thread.start()

    def run(self, job: Callable[[sqlite_utils.Database], T]) -> T:
        """What `job` returns, once it is committed. See `Database.write`."""
        if current_thread() is self._thread:
            raise RuntimeError("A job can't wait for another job: do both in one.")
        waiting = _Waiting(job)
        with self._lock:
            if not self._open:
                raise closed(self._folder)
            self._queue.put(waiting)
        return waiting.outcome.result()

    def close(self) -> None:
        """Finish the jobs that wait, refuse new ones, end the thread."""
        with self._lock:
            if self._open:
                self._open = False
                self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        try:
            while batch := self._next_batch():
                self._commit(batch)
        finally:
            # Only reached early by a mistake in this class; nobody may then wait for ever.
            self._refuse_the_rest()

    def _next_batch(self) -> list[_Waiting[Any]]:
        """The jobs that wait by now, at least one; none when it is time to end."""
        first = self._queue.get()
        batch = [] if first is None else [first]
        while batch and len(batch) < MOST_AT_ONCE:
            try:
                waiting = self._queue.get_nowait()
            except Empty:
                break
            if waiting is None:
                self._queue.put(None)
                break
            batch.append(waiting)
        return batch

    def _commit(self, batch: list[_Waiting[Any]]) -> None:
        try:
            # Left open only where rolling back failed before.
            self._db.rollback()
            self._db.execute("BEGIN IMMEDIATE")
            tell = [self._attempt(waiting) for waiting in batch]
            self._db.execute("COMMIT")
        except BaseException as error:
            self._abandon(batch, error)
        else:
            for one in tell:
                one()

    def _attempt(self, waiting: _Waiting[Any]) -> Callable[[], None]:
        """Do one job inside the open transaction; how to tell its outcome after the commit."""
        self._db.execute("SAVEPOINT job")
        try:
            result = waiting.job(self._db)
        except BaseException as error:
            if not self._db.conn.in_transaction:
                # SQLite gave up the whole transaction (a full disk, say), not just this job.
                raise
            self._db.execute("ROLLBACK TO job")
            self._db.execute("RELEASE job")
            return partial(self._fail, waiting, error)
        self._db.execute("RELEASE job")
        return partial(waiting.outcome.set_result, result)

    def _fail(self, waiting: _Waiting[Any], error: BaseException) -> None:
        """Tell one caller what their own job raised."""
        waiting.outcome.set_exception(self._plain(error) or error)

    def _plain(self, error: BaseException) -> StorageError | None:
        plain = in_plain_words(error, self._folder)
        if plain is None:
            return None
        told = type(plain)(self._folder, f"This was not saved. {plain.message}")
        told.__cause__ = error
        return told

    def _abandon(self, batch: list[_Waiting[Any]], error: BaseException) -> None:
        """Undo the transaction and tell everyone in it why."""
        _log.error("%d changes were not saved", len(batch), exc_info=error)
        try:
            self._db.rollback()
        except Exception:
            _log.exception("Rolling back failed; it is tried again before the next change")
        for waiting in batch:
            # Each caller gets an error of its own, because raising one adds to its traceback.
            waiting.outcome.set_exception(self._plain(error) or self._mistake(error))

    def _mistake(self, error: BaseException) -> StorageError:
        told = StorageError(
            self._folder, "This was not saved, because of a mistake in the program. Try again."
        )
        told.__cause__ = error
        return told

    def _refuse_the_rest(self) -> None:
        with self._lock:
            self._open = False
        while True:
            try:
                waiting = self._queue.get_nowait()
            except Empty:
                return
            if waiting is not None:
                waiting.outcome.set_exception(closed(self._folder))


def closed(folder: Path) -> StorageError:
    """What to say to whoever comes when the database is being closed."""
    return StorageError(
        folder, "Second Reading is stopping on the laptop. Once it runs again, try again."
    )
