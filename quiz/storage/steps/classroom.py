"""The classroom: join codes, sittings and their time, evidence, confidence, polls."""

from __future__ import annotations

import secrets

import sqlite_utils

_CLASSROOM_TABLES = (
    # Every class has a code from here on; it is filled in below.
    """
    ALTER TABLE classes ADD COLUMN code TEXT
        CHECK (code GLOB '[0-9][0-9][0-9][0-9][0-9][0-9]')
    """,
    "CREATE UNIQUE INDEX class_of_code ON classes (code)",
    """
    ALTER TABLE classes ADD COLUMN names TEXT NOT NULL DEFAULT 'open'
        CHECK (names IN ('open', 'roster'))
    """,
    """
    ALTER TABLE classes ADD COLUMN self_paced INTEGER NOT NULL DEFAULT 1
        CHECK (self_paced IN (0, 1))
    """,
    # With codes, several classes can be joined at a time.
    "DROP INDEX one_class_joining",
    "ALTER TABLE classes ADD COLUMN invented INTEGER NOT NULL DEFAULT 0 CHECK (invented IN (0, 1))",
    # Whoever was made up is known as that wherever they are moved to.
    """
    ALTER TABLE students ADD COLUMN invented INTEGER NOT NULL DEFAULT 0 CHECK (invented IN (0, 1))
    """,
    # Who is on a roster and hasn't come yet has no such time.
    "ALTER TABLE students ADD COLUMN arrived_at TEXT",
    "UPDATE students SET arrived_at = joined_at",
    """
    ALTER TABLE students ADD COLUMN extra_time REAL NOT NULL DEFAULT 1
        CHECK (extra_time BETWEEN 1 AND 10)
    """,
    # Browsers that say they are a student's, until the instructor says so too.
    """
    CREATE TABLE claims (
        token_hash TEXT PRIMARY KEY CHECK (length(token_hash) = 64),
        student_id INTEGER NOT NULL REFERENCES students (id),
        asked_at TEXT NOT NULL,
        address TEXT NOT NULL DEFAULT ''
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX claims_of_student ON claims (student_id)",
    """
    CREATE TABLE class_log (
        id INTEGER PRIMARY KEY,
        class_id INTEGER REFERENCES classes (id),
        student_id INTEGER REFERENCES students (id),
        at TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind <> ''),
        detail TEXT NOT NULL DEFAULT '',
        times INTEGER NOT NULL DEFAULT 1 CHECK (times >= 1)
    ) STRICT
    """,
    "CREATE INDEX log_of_class ON class_log (class_id, id)",
    "CREATE INDEX log_of_student ON class_log (student_id)",
    # How long the program has served, in seconds: it stands still while the laptop is closed, and
    # knows nothing of the time of day.
    """
    CREATE TABLE clock (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        reading REAL NOT NULL CHECK (reading >= 0),
        read_at TEXT NOT NULL
    ) STRICT
    """,
    """
    INSERT INTO clock (id, reading, read_at)
        VALUES (1, 0, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    """,
    """
    CREATE TABLE outages (
        id INTEGER PRIMARY KEY,
        ended_at TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('stopped', 'asleep')),
        seconds REAL CHECK (seconds >= 0)
    ) STRICT
    """,
    """
    CREATE TABLE sittings (
        id INTEGER PRIMARY KEY,
        class_id INTEGER NOT NULL REFERENCES classes (id),
        lesson TEXT NOT NULL CHECK (lesson <> ''),
        quiz TEXT NOT NULL CHECK (quiz <> ''),
        lesson_title TEXT NOT NULL,
        quiz_title TEXT NOT NULL,
        feedback TEXT NOT NULL CHECK (feedback IN ('at-once', 'after-submit', 'after-release')),
        time_limit INTEGER CHECK (time_limit > 0),
        attempts INTEGER CHECK (attempts >= 1),
        shuffle_items INTEGER NOT NULL CHECK (shuffle_items IN (0, 1)),
        shuffle_options INTEGER NOT NULL CHECK (shuffle_options IN (0, 1)),
        confidence INTEGER NOT NULL CHECK (confidence IN (0, 1)),
        state TEXT NOT NULL CHECK (state IN ('planned', 'open', 'paused', 'closed')),
        made_at TEXT NOT NULL,
        opens_at TEXT,
        closes_at TEXT,
        opened_at TEXT,
        closed_at TEXT,
        closes_after REAL CHECK (closes_after >= 0),
        ran REAL NOT NULL DEFAULT 0 CHECK (ran >= 0),
        running_since REAL CHECK (running_since >= 0),
        CHECK ((state = 'planned') = (opened_at IS NULL)),
        CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
        CHECK ((running_since IS NULL) = (state IN ('planned', 'paused')))
    ) STRICT
    """,
    """
    CREATE UNIQUE INDEX one_sitting_of_quiz ON sittings (class_id, lesson, quiz)
        WHERE state <> 'closed'
    """,
    "CREATE INDEX sittings_of_quiz ON sittings (class_id, lesson, quiz, id)",
    "CREATE INDEX sittings_going_on ON sittings (state) WHERE state <> 'closed'",
    """
    CREATE TABLE allowances (
        sitting_id INTEGER NOT NULL REFERENCES sittings (id),
        student_id INTEGER NOT NULL REFERENCES students (id),
        extra_seconds INTEGER NOT NULL DEFAULT 0 CHECK (extra_seconds >= 0),
        extra_attempts INTEGER NOT NULL DEFAULT 0 CHECK (extra_attempts >= 0),
        excused INTEGER NOT NULL DEFAULT 0 CHECK (excused IN (0, 1)),
        PRIMARY KEY (sitting_id, student_id)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX allowances_of_student ON allowances (student_id)",
    # Quizzes as they were printed, so that what was written on them can be entered later.
    """
    CREATE TABLE papers (
        code TEXT PRIMARY KEY CHECK (code <> ''),
        lesson TEXT NOT NULL CHECK (lesson <> ''),
        quiz TEXT NOT NULL CHECK (quiz <> ''),
        lesson_title TEXT NOT NULL,
        quiz_title TEXT NOT NULL,
        lang TEXT NOT NULL,
        letter TEXT NOT NULL CHECK (letter <> ''),
        mixed INTEGER NOT NULL CHECK (mixed IN (0, 1)),
        seed TEXT NOT NULL CHECK (seed <> ''),
        made_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX papers_of_quiz ON papers (lesson, quiz)",
    """
    CREATE TABLE paper_items (
        code TEXT NOT NULL REFERENCES papers (code),
        position INTEGER NOT NULL CHECK (position >= 1),
        item_id TEXT NOT NULL CHECK (item_id <> ''),
        version TEXT NOT NULL REFERENCES item_versions (version),
        PRIMARY KEY (code, position)
    ) STRICT, WITHOUT ROWID
    """,
    "ALTER TABLE attempts ADD COLUMN sitting_id INTEGER REFERENCES sittings (id)",
    "CREATE INDEX attempts_of_sitting ON attempts (sitting_id)",
    # In the sitting's own time, in seconds.
    "ALTER TABLE attempts ADD COLUMN began_after REAL",
    "ALTER TABLE attempts ADD COLUMN ends_after REAL",
    """
    CREATE INDEX attempts_with_an_end ON attempts (sitting_id, ends_after)
        WHERE state = 'in progress' AND ends_after IS NOT NULL
    """,
    """
    ALTER TABLE attempts ADD COLUMN closed_by TEXT
        CHECK (closed_by IN ('student', 'time', 'instructor'))
    """,
    """
    ALTER TABLE attempts ADD COLUMN source TEXT NOT NULL DEFAULT 'screen'
        CHECK (source IN ('screen', 'paper'))
    """,
    """
    ALTER TABLE attempts ADD COLUMN confidence INTEGER NOT NULL DEFAULT 0
        CHECK (confidence IN (0, 1))
    """,
    "ALTER TABLE attempts ADD COLUMN mixed INTEGER NOT NULL DEFAULT 0 CHECK (mixed IN (0, 1))",
    """
    ALTER TABLE responses ADD COLUMN evidence TEXT NOT NULL DEFAULT '[]'
        CHECK (json_valid(evidence) AND json_type(evidence) = 'array')
    """,
    """
    ALTER TABLE responses ADD COLUMN confidence TEXT
        CHECK (confidence IN ('sure', 'fairly sure', 'guessing'))
    """,
    """
    CREATE TABLE evidence_marks (
        attempt_id TEXT NOT NULL,
        item_id TEXT NOT NULL,
        version TEXT NOT NULL REFERENCES item_versions (version),
        fraction REAL NOT NULL CHECK (fraction BETWEEN 0 AND 1),
        PRIMARY KEY (attempt_id, item_id),
        FOREIGN KEY (attempt_id, item_id) REFERENCES attempt_items (attempt_id, item_id)
    ) STRICT, WITHOUT ROWID
    """,
    # What came when an attempt took no answers any more. It is nobody's response until the
    # instructor takes it; `taken` is empty until they say.
    """
    CREATE TABLE late_answers (
        id INTEGER PRIMARY KEY,
        attempt_id TEXT NOT NULL,
        item_id TEXT NOT NULL,
        given TEXT NOT NULL CHECK (json_valid(given) AND json_type(given) = 'object'),
        evidence TEXT NOT NULL CHECK (json_valid(evidence) AND json_type(evidence) = 'array'),
        confidence TEXT CHECK (confidence IN ('sure', 'fairly sure', 'guessing')),
        came_at TEXT NOT NULL,
        way TEXT NOT NULL CHECK (way IN ('phone', 'file')),
        taken INTEGER CHECK (taken IN (0, 1)),
        FOREIGN KEY (attempt_id, item_id) REFERENCES attempt_items (attempt_id, item_id)
    ) STRICT
    """,
    "CREATE INDEX late_answers_of_attempt ON late_answers (attempt_id, item_id)",
    # Polls: counts alone, and apart from them, while a round is open, who has voted. No row has a
    # time or a place in an order, and none is added by a vote but that of the voter. A round keeps
    # the words that were voted on.
    """
    CREATE TABLE poll_rounds (
        class_id INTEGER NOT NULL REFERENCES classes (id),
        lesson TEXT NOT NULL CHECK (lesson <> ''),
        poll TEXT NOT NULL CHECK (poll <> ''),
        moment TEXT NOT NULL CHECK (moment IN ('before', 'after')),
        open INTEGER NOT NULL CHECK (open IN (0, 1)),
        title TEXT NOT NULL,
        choices TEXT NOT NULL CHECK (json_valid(choices) AND json_type(choices) = 'array'),
        PRIMARY KEY (class_id, lesson, poll, moment)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE UNIQUE INDEX one_open_round_of_poll ON poll_rounds (class_id, lesson, poll)
        WHERE open = 1
    """,
    """
    CREATE TABLE poll_counts (
        class_id INTEGER NOT NULL REFERENCES classes (id),
        lesson TEXT NOT NULL,
        poll TEXT NOT NULL,
        moment TEXT NOT NULL CHECK (moment IN ('before', 'after')),
        choice INTEGER NOT NULL CHECK (choice >= 1),
        votes INTEGER NOT NULL CHECK (votes >= 0),
        PRIMARY KEY (class_id, lesson, poll, moment, choice)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE poll_voters (
        class_id INTEGER NOT NULL REFERENCES classes (id),
        lesson TEXT NOT NULL,
        poll TEXT NOT NULL,
        moment TEXT NOT NULL CHECK (moment IN ('before', 'after')),
        student_id INTEGER NOT NULL REFERENCES students (id),
        PRIMARY KEY (class_id, lesson, poll, moment, student_id)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX poll_voters_by_student ON poll_voters (student_id)",
)


def classroom_tables(db: sqlite_utils.Database) -> None:
    """Join codes, sittings, the clock, evidence, confidence, polls, what happened in class."""
    for statement in _CLASSROOM_TABLES:
        db.execute(statement)
    for (class_id,) in db.execute("SELECT id FROM classes").fetchall():
        code = f"{secrets.randbelow(10**6):06}"
        while db.execute("SELECT 1 FROM classes WHERE code = ?", (code,)).fetchall():
            code = f"{secrets.randbelow(10**6):06}"
        db.execute("UPDATE classes SET code = ? WHERE id = ?", (code, class_id))
