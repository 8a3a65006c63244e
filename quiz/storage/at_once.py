"""Much work in one transaction, by a clock of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

import sqlite_utils

from quiz.storage.database import Database

T = TypeVar("T")


def at_once(db: Database, work: Callable[[Database], T], now: Callable[[], datetime]) -> T:
    """Run `work` as one job and return what it returned, once committed: all of it or nothing.

    What it reads and writes through the database that it gets is inside the transaction; `now` is
    that one's wall clock. Others' saves wait meanwhile, so it should be short. Raises what
    `work` raises, and `StorageError` as `Database.write` does.
    """
    return db.write(lambda connection: work(_Inside(db, connection, now)))


class _Inside(Database):
    """The database as it is inside a job: nothing waits for the writer, which is this very one."""

    def __init__(
        self, outer: Database, connection: sqlite_utils.Database, now: Callable[[], datetime]
    ) -> None:
        super().__init__(outer.folder, now=now)
        self.clock = outer.clock
        self._connection = connection

    def read(self) -> sqlite_utils.Database:
        return self._connection

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, parameters).fetchall()

    def write(self, job: Callable[[sqlite_utils.Database], T]) -> T:
        return job(self._connection)
