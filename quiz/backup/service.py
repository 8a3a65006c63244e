"""Backups while the server runs: some that someone waits for, and some in the background."""

from __future__ import annotations

import logging
from pathlib import Path
from threading import Lock, Thread

from quiz.backup import making
from quiz.backup.archive import Reason
from quiz.backup.making import Kept
from quiz.errors import SecondReadingError
from quiz.storage.data_folder import DataFolder
from quiz.storage.database import Database

_log = logging.getLogger(__name__)


class Backups:
    """The backups of one database and one folder of lessons. Safe to share by threads."""

    def __init__(self, db: Database, lessons: Path) -> None:
        self._db = db
        self._lessons = lessons
        self._lock = Lock()
        self._due: Reason | None = None
        self._thread: Thread | None = None
        self._problem = ""

    @property
    def folder(self) -> Path:
        """Where they are kept."""
        return DataFolder(self._db.folder).backups

    @property
    def problem(self) -> str:
        """Why the last backup in the background could not be made; '' where it could."""
        return self._problem

    def every(self) -> list[Kept]:
        """All that are kept, newest first. Raises `StorageError`."""
        return making.every(self._db.folder)

    def make(self) -> Kept:
        """Make one now, because someone asked for it. Raises `StorageError`."""
        return making.make(self._db.folder, self._lessons, Reason.ASKED, self._db.now())

    def at_start(self) -> None:
        """Make one in the background, if anything has changed since the last."""
        self._soon(Reason.START)

    def after_closing(self) -> None:
        """Make one in the background, because a quiz has closed. Returns at once.

        Where one waits already, that one will do: it is made after this moment.
        """
        self._soon(Reason.CLOSING)

    def wait(self) -> None:
        """Return when nothing goes on in the background. Call it before the database closes."""
        while thread := self._thread:
            thread.join()

    def _soon(self, reason: Reason) -> None:
        with self._lock:
            self._due = reason
            if self._thread is None:
                self._thread = Thread(target=self._run, name="backups")
                self._thread.start()

    def _run(self) -> None:
        while reason := self._next():
            try:
                making.make_if_changed(self._db.folder, self._lessons, reason, self._db.now())
                self._problem = ""
            except SecondReadingError as error:
                self._problem = error.message
                _log.warning("%s", error.message)
            except Exception:
                self._problem = "The backup was not made, because of a mistake in the program."
                _log.exception("While making a backup")

    def _next(self) -> Reason | None:
        """What is due now; with None, the thread ends."""
        with self._lock:
            reason, self._due = self._due, None
            if reason is None:
                self._thread = None
            return reason
