"""Opening, reading, writing and closing, on real files."""

from __future__ import annotations

import sys
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from pathlib import Path
from threading import Barrier, Event, Thread

import pytest
import sqlite_utils

from quiz.errors import StorageError
from quiz.storage import students
from quiz.storage.connections import in_plain_words
from quiz.storage.database import Database, stamp
from quiz.storage.driver import sqlite3

TABLES = {
    "_sqlite_migrations",
    "allowances",
    "attempt_items",
    "attempts",
    "claims",
    "class_log",
    "classes",
    "clock",
    "due_dates",
    "evidence_marks",
    "former_addresses",
    "gradings",
    "instructor_sessions",
    "item_versions",
    "late_answers",
    "lesson_versions",
    "mark_changes",
    "marks",
    "outages",
    "paper_items",
    "papers",
    "poll_counts",
    "poll_rounds",
    "poll_voters",
    "regrades",
    "regrades_waiting",
    "releases",
    "responses",
    "self_ratings",
    "sessions",
    "sittings",
    "students",
}
PATIENCE = 30
"""Seconds after which a test gives up on a thread that should have ended at once."""


def names(db: Database) -> list[str]:
    return [student.name for student in students.in_class(db, 1)]


def insert(connection: sqlite_utils.Database, name: str, code: int) -> str:
    """A job that adds a student."""
    connection.execute(
        "INSERT INTO students (name, code, joined_at) VALUES (?, ?, '')", (name, f"{code:08}")
    )
    return name


def test_there_are_exactly_the_tables_that_are_meant(db: Database) -> None:
    tables = db.rows("SELECT name, strict FROM pragma_table_list WHERE type = 'table'")
    ours = {name: strict for name, strict in tables if not name.startswith("sqlite_")}
    assert set(ours) == TABLES
    assert {name for name, strict in ours.items() if not strict} == {"_sqlite_migrations"}


@pytest.mark.parametrize(
    ("pragma", "writer", "reader"),
    [
        ("journal_mode", "wal", "wal"),
        ("synchronous", 2, 2),
        ("foreign_keys", 1, 1),
        ("busy_timeout", 5000, 5000),
        ("query_only", 0, 1),
        ("wal_autocheckpoint", 1000, 0),
    ],
)
def test_each_connection_has_its_settings(
    db: Database, pragma: str, writer: object, reader: object
) -> None:
    assert db.rows(f"PRAGMA {pragma}") == [(reader,)]
    assert db.write(lambda c: c.execute(f"PRAGMA {pragma}").fetchall()) == [(writer,)]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO releases VALUES (1, 'a', 'b', 'c')",
        "DELETE FROM students",
        "UPDATE students SET name = 'x'",
    ],
)
def test_a_reader_cannot_change_anything(db: Database, statement: str) -> None:
    students.join(db, "Student One", 1)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        db.read().execute(statement)
    assert names(db) == ["Student One"]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE extra (x)",
        "CREATE TEMP TABLE extra (x)",
        "CREATE INDEX extra ON students (name)",
        "CREATE VIEW extra AS SELECT 1",
        "CREATE TRIGGER extra AFTER INSERT ON students BEGIN SELECT 1; END",
        "CREATE VIRTUAL TABLE extra USING fts5(x)",
        "ALTER TABLE students ADD COLUMN extra TEXT",
        "ALTER TABLE students RENAME TO extra",
        "DROP TABLE releases",
        "DROP INDEX attempts_of_quiz",
        "ATTACH 'extra.db' AS extra",
        "PRAGMA foreign_keys=OFF",
        "PRAGMA synchronous=OFF",
        "PRAGMA writable_schema=ON",
    ],
)
def test_after_the_start_tables_and_settings_stay_as_they_are(db: Database, statement: str) -> None:
    with pytest.raises(sqlite3.DatabaseError, match="not authorized"):
        db.write(lambda c: c.execute(statement).fetchall())
    with pytest.raises(sqlite3.DatabaseError, match="not authorized"):
        db.read().execute(statement)
    assert names(db) == []


def test_a_misspelt_table_is_an_error_and_not_a_new_table(db: Database) -> None:
    with pytest.raises(sqlite3.DatabaseError):
        db.write(lambda c: c.table("studnets").insert({"name": "Student One"}))
    tables = {name for (name,) in db.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    assert tables == TABLES


def test_references_must_lead_somewhere(db: Database) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        db.write(lambda c: c.execute(f"INSERT INTO sessions VALUES ('{'a' * 64}', 999, '')"))


def test_what_a_write_returns_is_on_the_disk(db: Database, folder: Path) -> None:
    assert db.write(lambda c: insert(c, "Student One", 1)) == "Student One"
    other = sqlite3.connect(folder / "second-reading.db")
    try:
        assert other.execute("SELECT name FROM students").fetchall() == [("Student One",)]
    finally:
        other.close()


@pytest.mark.parametrize("error", [ValueError("no"), KeyboardInterrupt("no"), SystemExit("no")])
def test_a_job_that_raises_undoes_only_itself(db: Database, error: BaseException) -> None:
    together = Barrier(20)

    def work(number: int) -> object:
        def job(connection: sqlite_utils.Database) -> str:
            name = insert(connection, f"Student {number}", number)
            if number % 2:
                raise error
            return name

        together.wait(PATIENCE)
        try:
            return db.write(job)
        except BaseException as raised:
            return raised

    with ThreadPoolExecutor(20) as pool:
        told = list(pool.map(work, range(20)))
    assert told[1::2] == [error] * 10
    assert told[::2] == [f"Student {number}" for number in range(0, 20, 2)]
    assert sorted(names(db)) == sorted(told[::2])  # type: ignore[type-var]


def test_a_failed_statement_inside_a_job_can_be_handled_there(db: Database) -> None:
    def job(connection: sqlite_utils.Database) -> str:
        insert(connection, "Student One", 1)
        with suppress(sqlite3.IntegrityError), connection.atomic():
            insert(connection, "Student Two", 2)
            insert(connection, "Student Three", 1)
        return insert(connection, "Student Four", 4)

    db.write(job)
    assert names(db) == ["Student One", "Student Four"]


def test_a_commit_that_fails_is_told_and_the_next_one_works(db: Database) -> None:
    def dangling(connection: sqlite_utils.Database) -> None:
        # Nothing in the program can do this; it stands for a commit that the disk refuses.
        connection.conn.set_authorizer(None)
        connection.execute("PRAGMA defer_foreign_keys=ON")
        connection.execute(f"INSERT INTO sessions VALUES ('{'a' * 64}', 999, '')")

    with pytest.raises(StorageError, match="not saved"):
        db.write(dangling)
    assert db.rows("SELECT * FROM sessions") == []
    db.write(lambda c: insert(c, "Student One", 1))
    assert names(db) == ["Student One"]


@pytest.mark.parametrize("statement", ["ROLLBACK", "COMMIT", "RELEASE job"])
def test_a_job_that_breaks_the_transaction_does_not_stop_the_writer(
    db: Database, statement: str
) -> None:
    with pytest.raises(StorageError, match="not saved"):
        db.write(lambda c: c.conn.execute(statement))
    db.write(lambda c: insert(c, "Student One", 1))
    assert names(db) == ["Student One"]


def test_a_disk_that_turns_read_only_is_said_in_plain_words(db: Database) -> None:
    def query_only(connection: sqlite_utils.Database, on: bool) -> sqlite_utils.Database:
        connection.conn.set_authorizer(None)
        connection.execute(f"PRAGMA query_only={int(on)}")
        return connection

    connection = db.write(lambda c: query_only(c, True))
    with pytest.raises(StorageError, match=r"not saved\. Nothing can be written"):
        students.join(db, "Student One", 1)
    query_only(connection, False)
    students.join(db, "Student Two", 1)
    assert names(db) == ["Student Two"]


def test_a_job_cannot_wait_for_another_job(db: Database) -> None:
    with pytest.raises(RuntimeError, match="do both in one"):
        db.write(lambda _: db.write(lambda c: insert(c, "Student One", 1)))
    assert names(db) == []


def test_closing_finishes_the_jobs_that_wait_and_never_hangs(db: Database) -> None:
    started, go_on = Event(), Event()

    def gate(connection: sqlite_utils.Database) -> str:
        started.set()
        assert go_on.wait(PATIENCE)
        return insert(connection, "Student 0", 0)

    def work(number: int) -> str:
        return db.write(lambda c: insert(c, f"Student {number}", number))

    with ThreadPoolExecutor(20) as pool:
        waiting: list[Future[str]] = [pool.submit(db.write, gate)]
        assert started.wait(PATIENCE)
        waiting += [pool.submit(work, number) for number in range(1, 20)]
        closing = Thread(target=db.close)
        closing.start()
        go_on.set()
        closing.join(PATIENCE)
        assert not closing.is_alive()
        errors = [future.exception(PATIENCE) for future in waiting]
    assert all(error is None or isinstance(error, StorageError) for error in errors)
    kept = [future.result() for future in waiting if future.exception() is None]
    db.open()
    assert sorted(names(db)) == sorted(kept)
    assert "Student 0" in kept


def test_a_job_that_reads_while_the_database_closes_is_refused(db: Database) -> None:
    started, go_on = Event(), Event()

    def job(_: sqlite_utils.Database) -> object:
        started.set()
        assert go_on.wait(PATIENCE)
        while True:
            db.rows("SELECT 1")

    with ThreadPoolExecutor(2) as pool:
        reading = pool.submit(db.write, job)
        assert started.wait(PATIENCE)
        closing = pool.submit(db.close)
        go_on.set()
        with pytest.raises(StorageError, match="stopping"):
            reading.result(PATIENCE)
        closing.result(PATIENCE)


def test_once_closed_it_says_so_until_it_is_opened_again(db: Database) -> None:
    students.join(db, "Student One", 1)
    db.close()
    db.close()
    for use in (db.read, lambda: db.rows("SELECT 1"), lambda: db.write(lambda _: None)):
        with pytest.raises(StorageError, match="stopping"):
            use()
    db.open()
    db.open()
    assert names(db) == ["Student One"]


def test_readers_of_other_threads_end_with_the_database(db: Database) -> None:
    students.join(db, "Student One", 1)
    ready = Barrier(9)

    def read_on() -> int:
        ready.wait(PATIENCE)
        count = 0
        try:
            while True:
                assert names(db) == ["Student One"]
                count += 1
        except StorageError:
            return count

    with ThreadPoolExecutor(8) as pool:
        reading = [pool.submit(read_on) for _ in range(8)]
        ready.wait(PATIENCE)
        students.by_session(db, "")
        db.close()
        for future in reading:
            future.result(PATIENCE)


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs /proc to count open files")
def test_a_thread_that_ends_takes_its_connection_along(db: Database) -> None:
    def open_files() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    names(db)
    before = open_files()
    for _ in range(20):
        thread = Thread(target=names, args=(db,))
        thread.start()
        thread.join()
    # SQLite keeps a file's last handle for the next connection, so one more may be open.
    assert open_files() <= before + 1


def test_it_opens_at_the_first_use(folder: Path) -> None:
    db = Database(folder)
    assert not folder.exists()
    try:
        assert db.rows("SELECT 1") == [(1,)]
    finally:
        db.close()


def test_closed_it_is_one_file(db: Database, folder: Path) -> None:
    students.join(db, "Student One", 1)
    db.close()
    assert [path.name for path in folder.glob("second-reading.db*")] == ["second-reading.db"]


def test_times_are_utc_with_milliseconds() -> None:
    kabul = timezone(timedelta(hours=4, minutes=30))
    assert stamp(datetime(2026, 11, 22, 14, 0, 0, 4999, kabul)) == "2026-11-22T09:30:00.004Z"


def test_a_mistake_of_ours_is_not_explained_away(db: Database) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such column"):
        db.rows("SELECT wrong_name FROM students")
    with pytest.raises(sqlite3.OperationalError, match="no such column"):
        db.write(lambda c: c.execute("SELECT wrong_name FROM students"))


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (sqlite3.SQLITE_FULL, "disk is full"),
        (sqlite3.SQLITE_IOERR | 3 << 8, "disk did not"),
        (sqlite3.SQLITE_READONLY, "Nothing can be written"),
        (sqlite3.SQLITE_BUSY, "Another program"),
        (sqlite3.SQLITE_CORRUPT, "damaged"),
    ],
)
def test_sqlites_errors_in_plain_words(tmp_path: Path, code: int, words: str) -> None:
    error = sqlite3.OperationalError("not for students")
    error.sqlite_errorcode = code
    plain = in_plain_words(error, tmp_path)
    assert plain is not None
    assert words in plain.message
    # Students read it too: where the laptop keeps its files is not theirs to know.
    assert str(tmp_path) not in plain.message


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not delete a file in use")
def test_a_database_that_is_damaged_while_it_runs_is_reported(db: Database, folder: Path) -> None:
    for number in range(200):
        db.write(lambda c, n=number: insert(c, "Test Learner" * 50, n))  # type: ignore[misc]
    db.close()
    db.open()
    file = folder / "second-reading.db"
    with file.open("rb+") as opened:
        opened.seek(4096)
        opened.write(b"\xff" * (file.stat().st_size - 4096))
    with pytest.raises(StorageError, match="damaged"):
        names(db)
