"""The instructor's desk: classes, due dates, the versions of lessons, gradings, regrades."""

from __future__ import annotations

import sqlite_utils

_DESK_TABLES = (
    """
    CREATE TABLE classes (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL CHECK (name <> ''),
        made_at TEXT NOT NULL,
        joining INTEGER NOT NULL DEFAULT 0 CHECK (joining IN (0, 1))
    ) STRICT
    """,
    "CREATE UNIQUE INDEX one_class_joining ON classes (joining) WHERE joining = 1",
    """
    INSERT INTO classes (id, name, made_at, joining)
        VALUES (1, 'My class', strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), 1)
    """,
    # Foreign keys are off in a migration; the default is for the students who are there already.
    "ALTER TABLE students ADD COLUMN class_id INTEGER NOT NULL DEFAULT 1 REFERENCES classes (id)",
    "CREATE INDEX students_of_class ON students (class_id)",
    "ALTER TABLE students ADD COLUMN external_id TEXT CHECK (external_id <> '')",
    "CREATE UNIQUE INDEX external_id_in_class ON students (class_id, external_id)",
    "ALTER TABLE attempts ADD COLUMN seed TEXT NOT NULL DEFAULT ''",
    """
    UPDATE attempts SET seed = student_id || '/' || lesson || '/' || quiz || '/' || number
    """,
    "ALTER TABLE marks ADD COLUMN graded INTEGER NOT NULL DEFAULT 0 CHECK (graded IN (0, 1))",
    "ALTER TABLE releases RENAME TO releases_of_all",
    """
    CREATE TABLE releases (
        class_id INTEGER NOT NULL REFERENCES classes (id),
        lesson TEXT NOT NULL CHECK (lesson <> ''),
        quiz TEXT NOT NULL CHECK (quiz <> ''),
        released_at TEXT NOT NULL,
        PRIMARY KEY (class_id, lesson, quiz)
    ) STRICT, WITHOUT ROWID
    """,
    """
    INSERT INTO releases (class_id, lesson, quiz, released_at)
        SELECT 1, lesson, quiz, released_at FROM releases_of_all
    """,
    "DROP TABLE releases_of_all",
    """
    CREATE TABLE due_dates (
        class_id INTEGER NOT NULL REFERENCES classes (id),
        lesson TEXT NOT NULL CHECK (lesson <> ''),
        quiz TEXT NOT NULL CHECK (quiz <> ''),
        due_at TEXT NOT NULL,
        PRIMARY KEY (class_id, lesson, quiz)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE lesson_versions (
        id INTEGER PRIMARY KEY,
        file TEXT NOT NULL CHECK (file <> ''),
        hash TEXT NOT NULL CHECK (length(hash) = 64),
        how TEXT NOT NULL CHECK (how IN ('found', 'saved', 'restored', 'draft', 'set aside')),
        kept_at TEXT NOT NULL,
        text TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX versions_of_lesson ON lesson_versions (file, how, id)",
    """
    CREATE TABLE former_addresses (
        former TEXT NOT NULL CHECK (former <> ''),
        address TEXT NOT NULL CHECK (address <> former),
        PRIMARY KEY (address, former)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX versions_of_item ON item_versions (item_id)",
    """
    CREATE TABLE regrades (
        id INTEGER PRIMARY KEY,
        lesson TEXT NOT NULL CHECK (lesson <> ''),
        quiz TEXT NOT NULL CHECK (quiz <> ''),
        item_id TEXT NOT NULL CHECK (item_id <> ''),
        kind TEXT NOT NULL CHECK (kind IN ('new key', 'full marks')),
        version TEXT NOT NULL REFERENCES item_versions (version),
        reason TEXT NOT NULL CHECK (reason <> ''),
        made_at TEXT NOT NULL,
        undone_at TEXT
    ) STRICT
    """,
    "CREATE INDEX regrades_of_quiz ON regrades (lesson, quiz, item_id)",
    # The attempts that were open when a regrade was made: it comes to their marks at the hand-in.
    """
    CREATE TABLE regrades_waiting (
        regrade_id INTEGER NOT NULL REFERENCES regrades (id),
        attempt_id TEXT NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
        PRIMARY KEY (regrade_id, attempt_id)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX regrades_of_waiting ON regrades_waiting (attempt_id)",
    """
    CREATE TABLE gradings (
        id INTEGER PRIMARY KEY,
        attempt_id TEXT NOT NULL,
        item_id TEXT NOT NULL,
        version TEXT NOT NULL REFERENCES item_versions (version),
        levels TEXT NOT NULL CHECK (json_valid(levels) AND json_type(levels) = 'object'),
        fraction REAL NOT NULL CHECK (fraction BETWEEN 0 AND 1),
        comment TEXT NOT NULL,
        graded_at TEXT NOT NULL,
        undone_at TEXT,
        FOREIGN KEY (attempt_id, item_id) REFERENCES attempt_items (attempt_id, item_id)
    ) STRICT
    """,
    "CREATE INDEX gradings_of_item ON gradings (attempt_id, item_id, id)",
    """
    CREATE INDEX comments_of_item ON gradings (item_id, id)
        WHERE comment <> '' AND undone_at IS NULL
    """,
    """
    CREATE TABLE self_ratings (
        attempt_id TEXT NOT NULL,
        item_id TEXT NOT NULL,
        version TEXT NOT NULL REFERENCES item_versions (version),
        levels TEXT NOT NULL CHECK (json_valid(levels) AND json_type(levels) = 'object'),
        rated_at TEXT NOT NULL,
        PRIMARY KEY (attempt_id, item_id),
        FOREIGN KEY (attempt_id, item_id) REFERENCES attempt_items (attempt_id, item_id)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE mark_changes (
        id INTEGER PRIMARY KEY,
        attempt_id TEXT NOT NULL,
        item_id TEXT NOT NULL,
        changed_at TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('graded', 'regraded', 'undone')),
        regrade_id INTEGER REFERENCES regrades (id),
        grading_id INTEGER REFERENCES gradings (id),
        before TEXT NOT NULL CHECK (json_valid(before) AND json_type(before) = 'object'),
        after TEXT NOT NULL CHECK (json_valid(after) AND json_type(after) = 'object'),
        FOREIGN KEY (attempt_id, item_id) REFERENCES attempt_items (attempt_id, item_id)
    ) STRICT
    """,
    "CREATE INDEX changes_of_mark ON mark_changes (attempt_id, item_id, id)",
    "CREATE INDEX changes_of_regrade ON mark_changes (regrade_id)",
    "CREATE INDEX changes_of_grading ON mark_changes (grading_id)",
)


def desk_tables(db: sqlite_utils.Database) -> None:
    """Classes, due dates, the versions of lessons, gradings, and what became of marks."""
    for statement in _DESK_TABLES:
        db.execute(statement)
