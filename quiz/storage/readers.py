"""A connection for each thread that looks things up, closed with its thread or with the rest."""

from __future__ import annotations

import weakref
from pathlib import Path
from threading import Lock, local

from quiz.storage.connections import open_reader
from quiz.storage.writer import closed


class Reader:
    """One thread's connection. Hold `lock` while using it, for another thread may close it."""

    def __init__(self, path: Path) -> None:
        self.db = open_reader(path)
        self.lock = Lock()
        # A thread that ends takes its reader with it; the connection must not stay open.
        weakref.finalize(self, self.db.close)


class Readers:
    """The readers of all threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._mine = local()
        self._all: weakref.WeakSet[Reader] = weakref.WeakSet()
        self._lock = Lock()
        self._open = True

    def mine(self) -> Reader:
        """This thread's reader."""
        reader: Reader | None = getattr(self._mine, "reader", None)
        if reader is None:
            with self._lock:
                if not self._open:
                    raise closed(self._path.parent)
                reader = Reader(self._path)
                self._all.add(reader)
            self._mine.reader = reader
        return reader

    def close(self) -> None:
        """Close every thread's connection, each when it is idle."""
        with self._lock:
            self._open = False
            readers = list(self._all)
        for reader in readers:
            with reader.lock:
                reader.db.close()
