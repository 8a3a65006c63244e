"""The first version: students, attempts, responses, marks, releases."""

from __future__ import annotations

import sqlite_utils

APPLICATION_ID = int.from_bytes(b"2ndR")
"""In the file's header, so that another program's database is never taken for ours."""
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
