"""Browsers that say they are a student's, until the instructor lets them in or turns them away."""

from __future__ import annotations

from datetime import timedelta

import sqlite_utils

from quiz.errors import NotFound, TooManyClaims
from quiz.model import Claim, Kind
from quiz.storage import class_log
from quiz.storage.database import Database, stamp
from quiz.storage.tokens import hash_of, new_token

MOST = 40
"""Claims of one class that wait at a time: what an instructor can still look through."""
MOST_FROM_ONE = 5
"""Those of one address among them, so that one phone can't take the places of all others."""
LASTS = timedelta(hours=2)


def ask(db: Database, student_id: int, address: str = "", *, instead_of: str = "") -> str:
    """Keep that a browser says it is this student's; the token that it holds from now on.

    `address` is where it asks from, '' where that doesn't matter; `instead_of` is the token that
    it has from asking before, which goes. Raises `NotFound`, and `TooManyClaims` where many of
    this class or from this address wait already; then what was asked before stays.
    """
    token, now = new_token(), db.now()

    def job(connection: sqlite_utils.Database) -> None:
        connection.execute("DELETE FROM claims WHERE asked_at < ?", (stamp(now - LASTS),))
        class_id = _class_of(connection, student_id)
        connection.execute("DELETE FROM claims WHERE token_hash = ?", (hash_of(instead_of),))
        [(waiting, own)] = connection.execute(
            "SELECT count(*), count(*) FILTER (WHERE address <> '' AND address = ?) "
            "FROM claims JOIN students s ON s.id = student_id WHERE class_id = ?",
            (address, class_id),
        ).fetchall()
        if waiting >= MOST or own >= MOST_FROM_ONE:
            raise TooManyClaims(class_id)
        connection.execute(
            "INSERT INTO claims (token_hash, student_id, asked_at, address) VALUES (?, ?, ?, ?)",
            (hash_of(token), student_id, stamp(now), address),
        )
        class_log.note(
            connection, stamp(now), Kind.ASKED_IN, class_id=class_id, student_id=student_id
        )

    db.write(job)
    return token


def waits(db: Database, token: str) -> str | None:
    """The name of the student whose entry the browser with this token still waits for, if any."""
    rows = db.rows(
        "SELECT name FROM claims JOIN students s ON s.id = student_id WHERE token_hash = ?",
        (hash_of(token),),
    )
    return rows[0][0] if rows else None


def of_class(db: Database, class_id: int) -> list[Claim]:
    """The claims of a class that wait, oldest first."""
    rows = db.rows(
        "SELECT token_hash, student_id, name, asked_at FROM claims "
        "JOIN students s ON s.id = student_id WHERE class_id = ? ORDER BY asked_at, token_hash",
        (class_id,),
    )
    return [Claim(*row) for row in rows]


def grant(db: Database, claim_id: str) -> Claim:
    """Let the browser in: it is the student's from now on. Raises `NotFound`."""
    now = db.stamp()

    def job(connection: sqlite_utils.Database) -> Claim:
        claim = _settle(connection, claim_id, Kind.LET_IN, now)
        connection.execute(
            "INSERT INTO sessions (token_hash, student_id, started_at) VALUES (?, ?, ?)",
            (claim.id, claim.student_id, now),
        )
        # Somebody on the list may come like this for the first time.
        connection.execute(
            "UPDATE students SET arrived_at = ? WHERE id = ? AND arrived_at IS NULL",
            (now, claim.student_id),
        )
        return claim

    return db.write(job)


def refuse(db: Database, claim_id: str) -> Claim:
    """Turn the browser away. Raises `NotFound`."""
    now = db.stamp()
    return db.write(lambda connection: _settle(connection, claim_id, Kind.TURNED_AWAY, now))


def _settle(connection: sqlite_utils.Database, claim_id: str, kind: Kind, now: str) -> Claim:
    rows = connection.execute(
        "SELECT token_hash, student_id, name, asked_at FROM claims "
        "JOIN students s ON s.id = student_id WHERE token_hash = ?",
        # What no hash can be, SQLite may not even take as text.
        (claim_id if claim_id.isascii() else "",),
    ).fetchall()
    if not rows:
        raise NotFound("claim", claim_id)
    claim = Claim(*rows[0])
    connection.execute("DELETE FROM claims WHERE token_hash = ?", (claim.id,))
    class_id = _class_of(connection, claim.student_id)
    class_log.note(connection, now, kind, class_id=class_id, student_id=claim.student_id)
    return claim


def _class_of(connection: sqlite_utils.Database, student_id: int) -> int:
    rows = connection.execute(
        "SELECT class_id FROM students WHERE id = ?", (student_id,)
    ).fetchall()
    if not rows:
        raise NotFound("student", student_id)
    class_id: int = rows[0][0]
    return class_id
