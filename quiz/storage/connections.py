"""How a connection is opened, what it may do, and what SQLite's errors mean in plain words."""

from __future__ import annotations

import sys
from pathlib import Path

import sqlite_utils

from quiz.errors import DamagedDatabase, StorageError, UnsuitableDataFolder
from quiz.storage.driver import sqlite3

OLDEST_SQLITE = (3, 38, 0)
_LARGEST_WAL_LEFT = 16 * 1024 * 1024
_EVERY_CONNECTION = (
    "PRAGMA busy_timeout=5000",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    # SQLite before 3.41 takes its own json_valid for unsafe, and would then refuse our CHECKs.
    f"PRAGMA trusted_schema={'OFF' if sqlite3.sqlite_version_info >= (3, 41) else 'ON'}",
)
_NOT_WRITABLE = (
    "Nothing can be written in the laptop's data folder. Check that it and its files may be changed"
)
_IN_USE = "Another program on the laptop is using the database. Close that program"
_NO_ANSWER = "The laptop's disk did not do what it should. Check that it is connected and has space"
_WORDS = {
    sqlite3.SQLITE_FULL: "The laptop's disk is full. Make space there",
    sqlite3.SQLITE_READONLY: _NOT_WRITABLE,
    sqlite3.SQLITE_CANTOPEN: _NOT_WRITABLE,
    sqlite3.SQLITE_PERM: _NOT_WRITABLE,
    sqlite3.SQLITE_BUSY: _IN_USE,
    sqlite3.SQLITE_LOCKED: _IN_USE,
    sqlite3.SQLITE_IOERR: _NO_ANSWER,
    sqlite3.SQLITE_NOMEM: _NO_ANSWER,
}
_CHANGES_OF_SCHEMA = frozenset(
    getattr(sqlite3, f"SQLITE_{verb}_{thing}")
    for verb in ("CREATE", "DROP")
    for thing in (
        "INDEX",
        "TABLE",
        "TEMP_INDEX",
        "TEMP_TABLE",
        "TEMP_TRIGGER",
        "TEMP_VIEW",
        "TRIGGER",
        "VIEW",
        "VTABLE",
    )
) | {
    sqlite3.SQLITE_ALTER_TABLE,
    sqlite3.SQLITE_REINDEX,
    sqlite3.SQLITE_ATTACH,
    sqlite3.SQLITE_DETACH,
}


def open_writer(path: Path) -> sqlite_utils.Database:
    """The one connection that changes the database; the file is made if need be.

    Nothing is written yet: `use_wal` comes after the file was recognised as our own.
    """
    # On macOS an ordinary fsync leaves the data in the drive's own cache.
    flush = ["PRAGMA fullfsync=ON"] if sys.platform == "darwin" else []
    # What is removed is overwritten too, so that no free page keeps a student's data.
    return _connect(path, "rwc", "PRAGMA secure_delete=ON", *flush)


def use_wal(db: sqlite_utils.Database, folder: Path) -> None:
    """Switch to the write-ahead log. Raises `UnsuitableDataFolder` where the disk can't hold it."""
    [(mode,)] = db.execute("PRAGMA journal_mode=WAL").fetchall()
    if mode != "wal":
        raise UnsuitableDataFolder(
            folder,
            f"The disk of the data folder {folder} can't keep answers safely. Choose a folder on "
            "this computer's own disk with --data.",
        )
    db.execute(f"PRAGMA journal_size_limit={_LARGEST_WAL_LEFT}").fetchall()


def open_reader(path: Path) -> sqlite_utils.Database:
    """A connection that can look and not touch."""
    # Two connections that checkpoint at once can lose pages in SQLite before 3.51.3.
    db = _connect(path, "rw", "PRAGMA wal_autocheckpoint=0", "PRAGMA query_only=ON")
    freeze_schema(db)
    return db


def open_bystander(path: Path) -> sqlite_utils.Database:
    """A connection for another process than the server, or another moment than a request's.

    Unlike a reader it can't even tidy up when it is the last to close, so it may come and go
    beside a writer that it knows nothing of.
    """
    db = _connect(path, "ro", "PRAGMA wal_autocheckpoint=0", "PRAGMA query_only=ON")
    freeze_schema(db)
    return db


def _connect(path: Path, mode: str, *pragmas: str) -> sqlite_utils.Database:
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        needed = ".".join(map(str, OLDEST_SQLITE))
        raise StorageError(
            path.parent,
            f"This Python brings SQLite {sqlite3.sqlite_version}, and {needed} or newer is "
            "needed. Install a newer Python.",
        )
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        # Transactions begin where we say so, and never by themselves.
        isolation_level=None,
        # Each connection has one user at a time, yet another thread may close it.
        check_same_thread=False,
    )
    try:
        db = sqlite_utils.Database(connection, recursive_triggers=False, execute_plugins=False)
        for pragma in (*_EVERY_CONNECTION, *pragmas):
            db.execute(pragma).fetchall()
    except BaseException:
        connection.close()
        raise
    return db


def freeze_schema(db: sqlite_utils.Database) -> None:
    """From now on refuse to change tables or settings: a misspelt name must not make a table."""

    def allow(action: int, argument: str | None, detail: str | None, *_: str | None) -> int:
        setting = action == sqlite3.SQLITE_PRAGMA and detail is not None
        refused = setting or action in _CHANGES_OF_SCHEMA
        return sqlite3.SQLITE_DENY if refused else sqlite3.SQLITE_OK

    db.conn.set_authorizer(allow)


def close_writer(db: sqlite_utils.Database) -> None:
    """Bring the log into the database, so that one file holds everything, and close it."""
    try:
        db.conn.set_authorizer(None)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        db.close()


def in_plain_words(error: BaseException, folder: Path) -> StorageError | None:
    """What an error of SQLite's means for the people in the room; None for a mistake of ours.

    Students read these words too, so they don't say where on the laptop the folder is.
    """
    # Not every driver has the attribute.
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF if isinstance(error, sqlite3.Error) else 0
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return DamagedDatabase(
            folder,
            "The database on the laptop is damaged. Stop Second Reading there, keep the data "
            "folder, and put back a copy of it that was good.",
        )
    words = _WORDS.get(code)
    return None if words is None else StorageError(folder, f"{words}, then try again.")


def damaged(folder: Path) -> DamagedDatabase:
    """What to say at the start where the file can't be read as our database."""
    return DamagedDatabase(
        folder,
        f"The database in {folder} is damaged or is not Second Reading's. Move that folder away "
        "and keep it, then put back a copy that was good, or start with an empty folder.",
    )
