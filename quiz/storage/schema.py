"""The tables, and the steps that bring an older database up to them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import sqlite_utils

from quiz.errors import NewerDatabase
from quiz.storage.connections import damaged
from quiz.storage.data_folder import DataFolder, sync_folder
from quiz.storage.driver import sqlite3

Step = Callable[[sqlite_utils.Database], None]

APPLICATION_ID = int.from_bytes(b"2ndR")
"""In the file's header, so that another program's database is never taken for ours."""
_RECORD = sqlite_utils.Migrations.migrations_table
_SET = "second-reading"
_FIRST_TABLES = (
    """
    CREATE TABLE students (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL CHECK (name <> ''),
        code TEXT NOT NULL UNIQUE
            CHECK (code GLOB '[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]'),
        joined_at TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE sessions (
        token_hash TEXT PRIMARY KEY CHECK (length(token_hash) = 64),
        student_id INTEGER NOT NULL REFERENCES students (id),
        started_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX sessions_of_student ON sessions (student_id)",
    """
    CREATE TABLE instructor_sessions (
        token_hash TEXT PRIMARY KEY CHECK (length(token_hash) = 64),
        started_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE item_versions (
        version TEXT NOT NULL PRIMARY KEY CHECK (version <> ''),
        item_id TEXT NOT NULL CHECK (item_id <> ''),
        text TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE attempts (
        id TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
        student_id INTEGER NOT NULL REFERENCES students (id),
        lesson TEXT NOT NULL CHECK (lesson <> ''),
        quiz TEXT NOT NULL CHECK (quiz <> ''),
        number INTEGER NOT NULL CHECK (number >= 1),
        lesson_title TEXT NOT NULL,
        quiz_title TEXT NOT NULL,
        lang TEXT NOT NULL,
        feedback TEXT NOT NULL CHECK (feedback IN ('at-once', 'after-submit', 'after-release')),
        state TEXT NOT NULL DEFAULT 'in progress' CHECK (state IN ('in progress', 'submitted')),
        started_at TEXT NOT NULL,
        submitted_at TEXT,
        revision INTEGER NOT NULL DEFAULT 0 CHECK (revision >= 0),
        UNIQUE (student_id, lesson, quiz, number),
        CHECK ((state = 'submitted') = (submitted_at IS NOT NULL))
    ) STRICT
    """,
    "CREATE INDEX attempts_of_quiz ON attempts (lesson, quiz)",
    """
    CREATE UNIQUE INDEX one_attempt_in_progress ON attempts (student_id, lesson, quiz)
        WHERE state = 'in progress'
    """,
    """
    CREATE TABLE attempt_items (
        attempt_id TEXT NOT NULL REFERENCES attempts (id),
        position INTEGER NOT NULL CHECK (position >= 1),
        item_id TEXT NOT NULL,
        version TEXT NOT NULL REFERENCES item_versions (version),
        PRIMARY KEY (attempt_id, position),
        UNIQUE (attempt_id, item_id)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX attempt_items_of_version ON attempt_items (version)",
    """
    CREATE TABLE responses (
        attempt_id TEXT NOT NULL,
        item_id TEXT NOT NULL,
        given TEXT NOT NULL CHECK (json_valid(given) AND json_type(given) = 'object'),
        sequence INTEGER NOT NULL CHECK (sequence >= 1),
        saved_at TEXT NOT NULL,
        checked INTEGER NOT NULL DEFAULT 0 CHECK (checked IN (0, 1)),
        PRIMARY KEY (attempt_id, item_id),
        FOREIGN KEY (attempt_id, item_id) REFERENCES attempt_items (attempt_id, item_id)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE marks (
        attempt_id TEXT NOT NULL,
        item_id TEXT NOT NULL,
        version TEXT NOT NULL REFERENCES item_versions (version),
        outcome TEXT NOT NULL
            CHECK (outcome IN ('right', 'partly right', 'wrong', 'unanswered', 'needs grading')),
        fraction REAL CHECK (fraction BETWEEN 0 AND 1),
        out_of REAL NOT NULL CHECK (out_of >= 0),
        strand TEXT NOT NULL,
        tags TEXT NOT NULL CHECK (json_valid(tags) AND json_type(tags) = 'array'),
        PRIMARY KEY (attempt_id, item_id),
        FOREIGN KEY (attempt_id, item_id) REFERENCES attempt_items (attempt_id, item_id),
        CHECK ((outcome = 'needs grading') = (fraction IS NULL))
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX marks_of_version ON marks (version)",
    """
    CREATE TABLE releases (
        lesson TEXT NOT NULL CHECK (lesson <> ''),
        quiz TEXT NOT NULL CHECK (quiz <> ''),
        released_at TEXT NOT NULL,
        PRIMARY KEY (lesson, quiz)
    ) STRICT, WITHOUT ROWID
    """,
)


def first_tables(db: sqlite_utils.Database) -> None:
    """Students, attempts, responses, marks, releases."""
    # One by one: running them as a script would commit before the first.
    for statement in _FIRST_TABLES:
        db.execute(statement)
    db.execute(f"PRAGMA application_id={APPLICATION_ID}")


STEPS: tuple[Step, ...] = (first_tables,)
"""In order; a step that was released never changes, and its name is what is recorded."""


def pending(
    db: sqlite_utils.Database, folder: DataFolder, steps: Sequence[Step] = STEPS
) -> list[str]:
    """The names of the steps that `db` still lacks. Only reads.

    Raises `DamagedDatabase` for another program's database, and `NewerDatabase` where steps were
    taken that this version doesn't know.
    """
    tables = set(db.table_names())
    [(application,)] = db.execute("PRAGMA application_id").fetchall()
    taken = {step.name for step in _migrations(steps).applied(db)}
    if application != (APPLICATION_ID if taken else 0) or (tables and not taken):
        raise damaged(folder.path)
    if taken - {step.__name__ for step in steps}:
        raise NewerDatabase(
            folder.path,
            f"The data in {folder.path} was written by a later version of Second Reading. Start "
            "that version, or choose another folder with --data.",
        )
    return [step.name for step in _migrations(steps).pending(db)]


def migrate(
    db: sqlite_utils.Database, folder: DataFolder, now: datetime, steps: Sequence[Step] = STEPS
) -> Path | None:
    """Take the pending steps, all or none; the backup that was made first, if there was data.

    Raises what a step raises, with the database as it was before.
    """
    waiting = pending(db, folder, steps)
    if not waiting:
        return None
    backup = back_up(db, folder, f"before-{waiting[0]}", now) if db.table_names() else None
    # A step may rebuild a table that others refer to; off can only be said outside a transaction.
    db.execute("PRAGMA foreign_keys=OFF")
    try:
        db.execute("BEGIN IMMEDIATE")
        _migrations(steps).apply(db)
        if db.execute("PRAGMA foreign_key_check").fetchall():
            raise sqlite3.IntegrityError("a step of the migration left dangling references")
        db.execute("COMMIT")
    finally:
        db.rollback()
        db.execute("PRAGMA foreign_keys=ON")
    return backup


def _migrations(steps: Sequence[Step]) -> sqlite_utils.Migrations:
    migrations = sqlite_utils.Migrations(_SET)
    for step in steps:
        migrations(name=step.__name__)(step)
    return migrations


def back_up(db: sqlite_utils.Database, folder: DataFolder, label: str, now: datetime) -> Path:
    """A checked copy of the whole database in the folder's `backups`, with its SHA-256 beside it.

    Raises `DamagedDatabase` where the copy, and so the database, does not hold together.
    """
    folder.backups.mkdir(mode=0o700, exist_ok=True)
    path = folder.backups / f"{label}-{now:%Y%m%dT%H%M%S}.db"
    draft = path.with_suffix(".part")
    draft.unlink(missing_ok=True)
    copy = sqlite3.connect(draft)
    try:
        # All pages in one go: in portions it would begin again after each change.
        db.conn.backup(copy, pages=-1)
        copy.execute("PRAGMA journal_mode=DELETE").fetchall()
        sound = copy.execute("PRAGMA integrity_check(1)").fetchall() == [("ok",)]
    finally:
        copy.close()
    if not sound:
        raise damaged(folder.path)
    with draft.open("rb+") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    folder.write_private(path.with_suffix(".sha256"), f"{digest}  {path.name}\n".encode())
    draft.replace(path)
    sync_folder(folder.backups)
    return path
