"""Gathering what is known of the laptop and its folders. Nothing is made, opened or changed."""

from __future__ import annotations

import contextlib
import os
import platform
import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from quiz.backup import making
from quiz.diagnosis.facts import Laptop
from quiz.errors import StorageError
from quiz.model import Course
from quiz.storage.connections import OLDEST_SQLITE
from quiz.storage.data_folder import DataFolder
from quiz.storage.driver import sqlite3
from quiz.storage.network_folders import network_file_system


def look(data: Path, course: Course, now: datetime, backup_problem: str = "") -> Laptop:
    """What is known of the data folder, which need not be there yet, and of the course."""
    files, there = DataFolder(data), _nearest(data)
    backed_up = None
    try:
        readable = [kept for kept in making.every(data) if kept.manifest]
        backed_up = max((kept.made_at for kept in readable), default=None)
    except StorageError as error:
        backup_problem = backup_problem or error.message
    return Laptop(
        now=now,
        folder=str(data),
        writable=os.access(there, os.W_OK),
        free=_free(there),
        network_disk=network_file_system(there) or "",
        stored=_changed([files.database, Path(f"{files.database}-wal")]),
        backed_up=backed_up,
        backup_problem=backup_problem,
        python=platform.python_version(),
        sqlite=sqlite3.sqlite_version,
        oldest_sqlite=".".join(map(str, OLDEST_SQLITE)),
        lessons=len(course.lessons),
        faulty=tuple(sorted({problem.path for problem in course.problems})),
    )


def _nearest(folder: Path) -> Path:
    """The folder or, where it isn't made yet, the one that it would be made in."""
    return next(path for path in (folder, *folder.parents) if path.is_dir())


def _free(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def _changed(paths: Iterable[Path]) -> datetime | None:
    """When the newest of the files was changed that are there and not empty."""
    found = []
    for path in paths:
        with contextlib.suppress(OSError):
            if path.stat().st_size:
                found.append(making.changed_at(path))
    return max(found, default=None)
