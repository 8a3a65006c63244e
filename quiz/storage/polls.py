"""Polls of a class: rounds, how many votes each choice has, and, while a round is open, who voted.

Nothing leads from a name to a choice. A vote adds one to a count that has been there since the
round was opened, and one row that says no more than who has voted: no choice, no time, no place in
an order. What is stored therefore depends only on the counts and on the set of those who voted, not
on who chose what. When a round is closed, even that set is deleted; that is why it stays closed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import sqlite_utils

from quiz.errors import PollRefused
from quiz.model import Moment, PollRound
from quiz.storage.database import Database
from quiz.storage.driver import sqlite3

_OF_ROUND = "class_id = ? AND lesson = ? AND poll = ? AND moment = ?"
_PARTS = ("poll_voters", "poll_counts", "poll_rounds")
_CLOSED = "This poll is closed, so your vote can't be counted. Ask your teacher."
_TWICE = "You have voted already, and everyone has one vote. It is counted."


def rounds(db: Database, class_id: int) -> list[PollRound]:
    """All rounds of a class, by lesson and poll, `before` ahead of `after`."""
    found = db.rows(
        "SELECT lesson, poll, moment, open, title, choices, "
        "(SELECT json_group_array(votes) FROM (SELECT votes FROM poll_counts c WHERE "
        "(c.class_id, c.lesson, c.poll, c.moment) = (r.class_id, r.lesson, r.poll, r.moment) "
        "ORDER BY choice)) FROM poll_rounds r WHERE class_id = ? "
        "ORDER BY lesson, poll, moment DESC",
        (class_id,),
    )
    return [
        PollRound(
            class_id,
            lesson,
            poll,
            Moment(moment),
            bool(open_),
            title,
            tuple(json.loads(choices)),
            tuple(json.loads(counts)),
        )
        for lesson, poll, moment, open_, title, choices, counts in found
    ]


def voted(db: Database, class_id: int, student_id: int) -> set[tuple[str, str, Moment]]:
    """(lesson, poll, moment) of the open rounds of this class in which this student has voted."""
    rows = db.rows(
        "SELECT lesson, poll, moment FROM poll_voters WHERE student_id = ? AND class_id = ?",
        (student_id, class_id),
    )
    return {(lesson, poll, Moment(moment)) for lesson, poll, moment in rows}


def open_round(
    db: Database,
    class_id: int,
    key: tuple[str, str, Moment],
    title: str,
    choices: Sequence[str],
) -> None:
    """Let a class vote. `key` is (lesson, poll, moment); `choices` are frozen for the round.

    Raises `PollRefused` where this round was opened before, the other one of the poll is open, or
    `before` comes after `after`.
    """
    lesson, poll, moment = key

    def job(connection: sqlite_utils.Database) -> None:
        _refuse_late_before(connection, class_id, key)
        try:
            connection.execute(
                "INSERT INTO poll_rounds (class_id, lesson, poll, moment, open, title, choices) "
                "VALUES (?, ?, ?, ?, 1, ?, ?)",
                (class_id, *key, title, json.dumps(list(choices))),
            )
        except sqlite3.IntegrityError as error:
            raise PollRefused(
                poll,
                "This poll was opened in another window, or its other vote is still open. Look "
                "again; close that one first.",
            ) from error
        # All at once, so that no row tells when its choice was first chosen.
        for choice in range(1, len(choices) + 1):
            connection.execute(
                "INSERT INTO poll_counts (class_id, lesson, poll, moment, choice, votes) "
                "VALUES (?, ?, ?, ?, ?, 0)",
                (class_id, lesson, poll, moment, choice),
            )

    db.write(job)


def _refuse_late_before(
    connection: sqlite_utils.Database, class_id: int, key: tuple[str, str, Moment]
) -> None:
    lesson, poll, moment = key
    later = (class_id, lesson, poll, Moment.AFTER)
    sql = f"SELECT 1 FROM poll_rounds WHERE {_OF_ROUND}"  # noqa: S608
    if moment is Moment.BEFORE and connection.execute(sql, later).fetchall():
        raise PollRefused(
            poll,
            "The vote after the lesson was opened already, so there can be none before it. Delete "
            "that vote first if you want to begin again.",
        )


def close_round(db: Database, class_id: int, lesson: str, poll: str, moment: Moment) -> None:
    """End a vote for good, and forget who took part. Nothing happens where none is open."""
    of_round = (class_id, lesson, poll, moment)

    def job(connection: sqlite_utils.Database) -> None:
        connection.execute(f"UPDATE poll_rounds SET open = 0 WHERE {_OF_ROUND}", of_round)  # noqa: S608
        connection.execute(f"DELETE FROM poll_voters WHERE {_OF_ROUND}", of_round)  # noqa: S608

    db.write(job)


def delete_round(db: Database, class_id: int, lesson: str, poll: str, moment: Moment) -> None:
    """Forget a vote with all its counts, so that it can be opened anew."""
    of_round = (class_id, lesson, poll, moment)

    def job(connection: sqlite_utils.Database) -> None:
        for table in _PARTS:
            connection.execute(f"DELETE FROM {table} WHERE {_OF_ROUND}", of_round)  # noqa: S608

    db.write(job)


def vote(db: Database, student_id: int, key: tuple[str, str, Moment], choice: int) -> None:
    """Count a student's vote, once, in their class. `choice` counts from 1.

    `key` is (lesson, poll, moment). Raises `PollRefused` where that round isn't open, has no such
    choice, or has this student's vote; then nothing is changed.
    """
    poll = key[1]

    def job(connection: sqlite_utils.Database) -> None:
        found = connection.execute(
            "SELECT r.class_id FROM students s JOIN poll_rounds r ON r.class_id = s.class_id "
            "WHERE s.id = ? AND lesson = ? AND poll = ? AND moment = ? AND open = 1",
            (student_id, *key),
        ).fetchall()
        if not found:
            raise PollRefused(poll, _CLOSED)
        of_round = (found[0][0], *key)
        voter = connection.execute(
            "INSERT INTO poll_voters (class_id, lesson, poll, moment, student_id) "
            "VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING 1",
            (*of_round, student_id),
        ).fetchall()
        if not voter:
            raise PollRefused(poll, _TWICE)
        counted = connection.execute(
            f"UPDATE poll_counts SET votes = votes + 1 WHERE {_OF_ROUND} AND choice = ? "  # noqa: S608
            "RETURNING 1",
            (*of_round, choice),
        ).fetchall()
        if not counted:
            raise PollRefused(poll, "This poll has no such choice. Reload the page and vote again.")

    db.write(job)
