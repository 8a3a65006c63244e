"""The instructor's way in: a link that works once, made by whoever sits at the laptop.

The link is a file in the data folder and not a row, so that a command can make one beside a
running server, which alone may open the database.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlite_utils

from quiz.storage.data_folder import DataFolder
from quiz.storage.database import Database, stamp, utc_now
from quiz.storage.tokens import hash_of, new_token

LINK_LASTS = timedelta(hours=24)
SESSION_LASTS = timedelta(hours=12)
"""A school day; after it, a browser that was left open on a shared laptop is nobody's."""
_USED = ".used"


def new_link_token(folder: Path, now: Callable[[], datetime] = utc_now) -> str:
    """A token that lets one browser in once within 24 hours. The data folder is made if need be.

    Raises `UnsuitableDataFolder` where nothing can be written there.
    """
    files, token, moment = DataFolder(folder), new_token(), now()
    files.prepare()
    _remove_old(files.links, moment)
    files.write_private(files.links / hash_of(token), stamp(moment).encode())
    return token


def enter(db: Database, token: str) -> str | None:
    """Use a link up: the token of a new instructor's session, or None if the link is no good."""
    link = DataFolder(db.folder).links / hash_of(token)
    used = link.with_suffix(_USED)
    try:
        # Of two who come at once, only one can move the file away.
        link.rename(used)
        issued = _issued(used)
        used.unlink()
    except OSError:
        # Gone already, or held for a moment by a virus scanner: the link is then still good.
        return None
    if issued is None or db.now() - issued >= LINK_LASTS:
        return None
    session, now = new_token(), db.stamp()

    def job(connection: sqlite_utils.Database) -> None:
        connection.execute(
            "INSERT INTO instructor_sessions (token_hash, started_at) VALUES (?, ?)",
            (hash_of(session), now),
        )

    db.write(job)
    return session


def is_instructor(db: Database, token: str) -> bool:
    """Whether `token` is that of an instructor's session, begun at most 12 hours ago."""
    oldest = stamp(db.now() - SESSION_LASTS)
    return bool(
        db.rows(
            "SELECT 1 FROM instructor_sessions WHERE token_hash = ? AND started_at > ?",
            (hash_of(token), oldest),
        )
    )


def leave(db: Database, token: str) -> None:
    """End an instructor's session."""
    hashed = hash_of(token)
    db.write(
        lambda connection: connection.execute(
            "DELETE FROM instructor_sessions WHERE token_hash = ?", (hashed,)
        )
    )


def _issued(link: Path) -> datetime | None:
    try:
        issued = datetime.fromisoformat(link.read_text(encoding="utf-8"))
    except ValueError:
        return None
    return issued if issued.tzinfo else issued.replace(tzinfo=UTC)


def _remove_old(links: Path, now: datetime) -> None:
    """Clear away links that have run out; nobody is served by them."""
    for link in links.glob("*"):
        with contextlib.suppress(OSError):
            issued = _issued(link)
            if issued is None or now - issued >= LINK_LASTS:
                link.unlink()
