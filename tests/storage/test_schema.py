"""Bringing an older database up to date, with invented steps."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import sqlite_utils

from quiz.errors import NewerDatabase
from quiz.storage import attempts, classes, connections, releases, schema, students
from quiz.storage.data_folder import DataFolder
from quiz.storage.database import Database
from quiz.storage.driver import sqlite3
from quiz.storage.schema import STEPS, Step
from tests.storage.samples import Clock


def add_newcomers(db: sqlite_utils.Database) -> None:
    db.execute("CREATE TABLE newcomers (id INTEGER PRIMARY KEY) STRICT")


def rebuild_students(db: sqlite_utils.Database) -> None:
    db.table("students").transform(rename={"name": "called"})


def fail_half_way(db: sqlite_utils.Database) -> None:
    db.execute("DELETE FROM sessions")
    db.execute("ALTER TABLE students ADD COLUMN extra TEXT")
    raise ZeroDivisionError


def leave_dangling(db: sqlite_utils.Database) -> None:
    db.execute("DELETE FROM students")


@pytest.fixture
def files(folder: Path, clock: Clock) -> DataFolder:
    """A folder whose closed database holds one student."""
    with Database(folder, now=clock) as db:
        students.join(db, "Student One", 1)
    return DataFolder(folder)


@pytest.fixture
def connection(files: DataFolder) -> Iterator[sqlite_utils.Database]:
    db = connections.open_writer(files.database)
    connections.use_wal(db, files.path)
    yield db
    db.close()


def steps(*more: Step) -> Sequence[Step]:
    return (*STEPS, *more)


def test_a_new_database_needs_no_backup(db: Database, folder: Path) -> None:
    assert not (folder / "backups").exists()


def test_steps_are_taken_in_order_once_and_recorded(
    connection: sqlite_utils.Database, files: DataFolder, clock: Clock
) -> None:
    wanted = steps(add_newcomers, rebuild_students)
    assert schema.pending(connection, files, wanted) == ["add_newcomers", "rebuild_students"]
    assert schema.migrate(connection, files, clock(), wanted)
    assert schema.migrate(connection, files, clock(), wanted) is None
    taken = connection.execute("SELECT name FROM _sqlite_migrations ORDER BY id").fetchall()
    assert taken == [
        *((step.__name__,) for step in STEPS),
        ("add_newcomers",),
        ("rebuild_students",),
    ]
    assert connection.execute("SELECT called FROM students").fetchall() == [("Student One",)]
    assert connection.execute("SELECT count(*) FROM sessions").fetchall() == [(1,)]
    assert connection.execute("PRAGMA foreign_keys").fetchall() == [(1,)]


def test_a_backup_is_taken_before_the_steps(
    connection: sqlite_utils.Database, files: DataFolder, clock: Clock
) -> None:
    backup = schema.migrate(connection, files, clock(), steps(add_newcomers))
    assert backup == files.backups / "before-add_newcomers-20261122T093000.db"
    digest, name = backup.with_suffix(".sha256").read_text(encoding="utf-8").split()
    assert (digest, name) == (hashlib.sha256(backup.read_bytes()).hexdigest(), backup.name)
    assert {path.name for path in files.backups.iterdir()} == {name, f"{backup.stem}.sha256"}


def test_a_backup_can_be_put_back(
    connection: sqlite_utils.Database, files: DataFolder, clock: Clock, tmp_path: Path
) -> None:
    backup = schema.migrate(connection, files, clock(), steps(add_newcomers))
    assert backup
    restored = tmp_path / "restored"
    restored.mkdir()
    (restored / files.database.name).write_bytes(backup.read_bytes())
    with Database(restored) as db:
        assert [student.name for student in students.in_class(db, 1)] == ["Student One"]


@pytest.mark.parametrize("step", [fail_half_way, leave_dangling])
def test_a_step_that_fails_leaves_everything_as_it_was(
    connection: sqlite_utils.Database, files: DataFolder, clock: Clock, step: Step
) -> None:
    before = list(connection.conn.iterdump())
    with pytest.raises((ZeroDivisionError, sqlite3.IntegrityError)):
        schema.migrate(connection, files, clock(), steps(add_newcomers, step))
    assert list(connection.conn.iterdump()) == before
    assert connection.execute("PRAGMA foreign_keys").fetchall() == [(1,)]
    assert len(list(files.backups.glob("*.db"))) == 1


def test_a_newer_database_is_refused_and_left_alone(
    connection: sqlite_utils.Database, files: DataFolder, clock: Clock
) -> None:
    schema.migrate(connection, files, clock(), steps(add_newcomers))
    connections.close_writer(connection)
    before = files.database.read_bytes()
    with pytest.raises(NewerDatabase, match=r"later version.*--data"):
        Database(files.path).open()
    assert files.database.read_bytes() == before


def test_step_names_are_all_different() -> None:
    names = [step.__name__ for step in STEPS]
    assert len(set(names)) == len(names)


def test_the_data_of_the_first_version_comes_into_a_class(folder: Path, clock: Clock) -> None:
    files = DataFolder(folder)
    files.prepare()
    old = connections.open_writer(files.database)
    connections.use_wal(old, folder)
    schema.migrate(old, files, clock(), STEPS[:1])
    for statement in (
        "INSERT INTO students VALUES (7, 'Student Seven', '00000007', 'then')",
        "INSERT INTO attempts VALUES ('a', 7, 'history', 'exit', 2, 'History', 'Exit quiz', 'en', "
        "'after-submit', 'submitted', 'then', 'then', 0)",
        "INSERT INTO releases VALUES ('history', 'exit', 'then')",
    ):
        old.execute(statement)
    connections.close_writer(old)
    with Database(folder, now=clock) as db:
        [student] = students.in_class(db, classes.first(db).id)
        assert (student.id, student.name) == (7, "Student Seven")
        assert releases.released(db, student.class_id) == {("history", "exit")}
        # What the order of choices was made from before there was a column for it.
        assert attempts.get(db, "a").seed == "7/history/exit/2"
        assert not attempts.get(db, "a").items
