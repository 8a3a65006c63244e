"""Every text that a lesson file held or was meant to hold. Rows are added, never taken away."""

from __future__ import annotations

from collections.abc import Mapping

import sqlite_utils

from quiz.errors import NotFound
from quiz.lesson_texts import Kept, LessonVersion
from quiz.storage.database import Database

_WITH_TEXT = "SELECT id, file, text, hash, how, kept_at FROM lesson_versions"
_WITHOUT_TEXT = "SELECT id, file, '', hash, how, kept_at FROM lesson_versions"
_IN_FILE = "how IN ('found', 'saved', 'restored')"
"""The versions that stood in the file, of which the newest should stand there now."""


def add(db: Database, file: str, text: str, hash: str, how: Kept) -> LessonVersion:
    """Keep a text. A draft takes the place of the file's draft, which is set aside."""
    now = db.stamp()

    def job(connection: sqlite_utils.Database) -> int:
        if how is Kept.DRAFT:
            _set_drafts_aside(connection, file)
        cursor = connection.execute(
            "INSERT INTO lesson_versions (file, text, hash, how, kept_at) VALUES (?, ?, ?, ?, ?)",
            (file, text, hash, how, now),
        )
        return int(cursor.lastrowid or 0)

    return LessonVersion(db.write(job), file, text, hash, how, now)


def mark(db: Database, version_id: int, how: Kept) -> None:
    """Say what became of a version. Raises `NotFound`."""

    def job(connection: sqlite_utils.Database) -> int:
        return connection.execute(
            "UPDATE lesson_versions SET how = ? WHERE id = ?", (how, version_id)
        ).rowcount

    if not db.write(job):
        raise NotFound("version", version_id)


def set_drafts_aside(db: Database, file: str) -> None:
    """The file has no draft any more. What was one stays in the history."""
    db.write(lambda connection: _set_drafts_aside(connection, file))


def _set_drafts_aside(connection: sqlite_utils.Database, file: str) -> None:
    connection.execute(
        "UPDATE lesson_versions SET how = 'set aside' WHERE file = ? AND how = 'draft'", (file,)
    )


def rename(db: Database, renames: Mapping[str, str]) -> None:
    """Let the histories of files follow their new names, old to new, all at once."""
    db.write(lambda connection: rename_files(connection, renames))


def rename_files(connection: sqlite_utils.Database, renames: Mapping[str, str]) -> None:
    """The same within a job. A file may take the old name of another."""
    for table_rows in [
        [(f"/{new}", old) for old, new in renames.items()],
        [(new, f"/{new}") for new in renames.values()],
    ]:
        for row in table_rows:
            connection.execute("UPDATE lesson_versions SET file = ? WHERE file = ?", row)


def get(db: Database, version_id: int) -> LessonVersion:
    """One version with its text. Raises `NotFound`."""
    may_be_id = version_id.bit_length() < 64
    rows = db.rows(f"{_WITH_TEXT} WHERE id = ?", (version_id,)) if may_be_id else []
    if not rows:
        raise NotFound("version", version_id)
    return _version(*rows[0])


def history(db: Database, file: str) -> list[LessonVersion]:
    """All versions of a file, the newest first, with '' for their texts."""
    rows = db.rows(f"{_WITHOUT_TEXT} WHERE file = ? ORDER BY id DESC", (file,))
    return [_version(*row) for row in rows]


def newest(db: Database, file: str) -> LessonVersion | None:
    """The newest version that stood in the file."""
    return _newest(db, f"file = ? AND {_IN_FILE}", file)


def draft(db: Database, file: str) -> LessonVersion | None:
    """The draft of a file, if it has one."""
    return _newest(db, "file = ? AND how = 'draft'", file)


def of_hash(db: Database, hash: str) -> LessonVersion | None:
    """The newest version with this hash that stood in a file, in whichever."""
    return _newest(db, f"hash = ? AND {_IN_FILE}", hash)


def files(db: Database) -> list[str]:
    """All files that have a history, the one that was changed last at the end."""
    rows = db.rows("SELECT file FROM lesson_versions GROUP BY file ORDER BY max(id)")
    return [file for (file,) in rows]


def newest_of_all(db: Database) -> dict[str, LessonVersion]:
    """File -> the newest version that stood in it, with '' for its text."""
    return _by_file(db, _IN_FILE)


def drafts(db: Database) -> dict[str, LessonVersion]:
    """File -> its draft, with '' for its text."""
    return _by_file(db, "how = 'draft'")


def _by_file(db: Database, where: str) -> dict[str, LessonVersion]:
    # The condition is always one of this module's own.
    newest = f"SELECT max(id) FROM lesson_versions WHERE {where} GROUP BY file"  # noqa: S608
    rows = db.rows(f"{_WITHOUT_TEXT} WHERE id IN ({newest})")
    return {version.file: version for version in (_version(*row) for row in rows)}


def _newest(db: Database, where: str, value: str) -> LessonVersion | None:
    # The condition is always one of this module's own. The index alone finds the newest: sorting
    # the versions themselves would read every text.
    newest = f"SELECT max(id) FROM lesson_versions WHERE {where}"  # noqa: S608
    rows = db.rows(f"{_WITH_TEXT} WHERE id = ({newest})", (value,))
    return _version(*rows[0]) if rows else None


def _version(
    version_id: int, file: str, text: str, hash: str, how: str, kept_at: str
) -> LessonVersion:
    return LessonVersion(version_id, file, text, hash, Kept(how), kept_at)
