"""Bringing an older database up to date, all steps or none, after a backup."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import sqlite_utils

from quiz.errors import NewerDatabase
from quiz.storage.backups import back_up
from quiz.storage.connections import damaged
from quiz.storage.data_folder import DataFolder
from quiz.storage.driver import sqlite3
from quiz.storage.steps.classroom import classroom_tables
from quiz.storage.steps.desk import desk_tables
from quiz.storage.steps.first import APPLICATION_ID, first_tables

Step = Callable[[sqlite_utils.Database], None]

_RECORD = sqlite_utils.Migrations.migrations_table
_SET = "second-reading"

STEPS: tuple[Step, ...] = (first_tables, desk_tables, classroom_tables)
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
