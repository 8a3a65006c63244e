"""Quizzes as they were printed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import sqlite_utils

from quiz.errors import NotFound
from quiz.model import Paper
from quiz.storage.attempts import keep_text
from quiz.storage.database import Database

_COLUMNS = "code, lesson, quiz, lesson_title, quiz_title, lang, letter, mixed, seed"


def keep(db: Database, papers: Sequence[Paper], texts: Mapping[str, str]) -> None:
    """Remember what is printed, with `texts`: version -> the item's text. Twice is fine."""
    codes = json.dumps([paper.code for paper in papers])
    known = db.rows(
        "SELECT code FROM papers WHERE code IN (SELECT value FROM json_each(?))", (codes,)
    )
    new = [paper for paper in papers if (paper.code,) not in known]
    now = db.stamp()

    def job(connection: sqlite_utils.Database) -> None:
        for paper in new:
            _insert(connection, paper, texts, now)

    if new:
        db.write(job)


def get(db: Database, code: str) -> Paper:
    """The paper with this code. Raises `NotFound`."""
    found = _select(db, "WHERE code = ?", (code,)) if code.isascii() else []
    if not found:
        raise NotFound("paper", code)
    return found[0]


def newest(db: Database, most: int) -> list[Paper]:
    """The papers that were printed last, at most so many."""
    return _select(db, "ORDER BY made_at DESC, lesson, quiz, letter LIMIT ?", (most,))


def _insert(
    connection: sqlite_utils.Database, paper: Paper, texts: Mapping[str, str], now: str
) -> None:
    added = connection.execute(
        f"INSERT INTO papers ({_COLUMNS}, made_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "  # noqa: S608
        "ON CONFLICT (code) DO NOTHING",
        (
            paper.code,
            paper.lesson,
            paper.quiz,
            paper.lesson_title,
            paper.quiz_title,
            paper.lang,
            paper.letter,
            paper.mixed,
            paper.seed,
            now,
        ),
    )
    if not added.rowcount:
        return
    for position, (item_id, version) in enumerate(paper.items, start=1):
        keep_text(connection, version, item_id, texts[version])
        connection.execute(
            "INSERT INTO paper_items (code, position, item_id, version) VALUES (?, ?, ?, ?)",
            (paper.code, position, item_id, version),
        )


def _select(db: Database, where: str, parameters: Sequence[Any]) -> list[Paper]:
    rows = db.rows(f"SELECT {_COLUMNS} FROM papers {where}", parameters)  # noqa: S608
    return [_to_paper(row, _items(db, row[0])) for row in rows]


def _to_paper(row: tuple[Any, ...], items: tuple[tuple[str, str], ...]) -> Paper:
    code, lesson, quiz, lesson_title, quiz_title, lang, letter, mixed, seed = row
    return Paper(
        code, lesson, quiz, lesson_title, quiz_title, lang, letter, bool(mixed), seed, items
    )


def _items(db: Database, code: str) -> tuple[tuple[str, str], ...]:
    rows = db.rows(
        "SELECT item_id, version FROM paper_items WHERE code = ? ORDER BY position", (code,)
    )
    return tuple((item_id, version) for item_id, version in rows)
