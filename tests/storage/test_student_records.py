"""Nothing of a removed student remains, in any table; everything of a student can be had."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
import sqlite_utils

from quiz.errors import NotFound
from quiz.model import Kind
from quiz.storage import (
    attempts,
    class_log,
    classes,
    due_dates,
    regrades,
    releases,
    responses,
    student_records,
    students,
)
from quiz.storage.database import Database
from quiz.storage.regrades import Regraded
from quiz.storage.responses import Save
from tests.storage.samples import Clock, all_right, begin

SECRET = "A thought of Removed Learner's alone"


def worked(db: Database, name: str, class_id: int = 1) -> int:
    """A student with a row in every table that can hold something of theirs; their id."""
    student, _ = students.join(db, name, class_id)
    students.rejoin(db, student.code)
    students.give_ids(db, {student.id: f"school-{student.id}"})
    done = begin(db, student.id)
    responses.save(db, done.id, [Save("l1-first", {"text": f"{SECRET} {name}"}, 1)])
    known = Regraded(regrades.in_force(db, done).events)
    assert attempts.submit(db, done.id, 1, all_right(done), known)
    begin(db, student.id, quiz="written")
    db.write(lambda connection: _grade_and_regrade(connection, done.id))
    return student.id


def _grade_and_regrade(connection: sqlite_utils.Database, attempt_id: str) -> None:
    [(regrade,)] = connection.execute(
        "INSERT INTO regrades (lesson, quiz, item_id, kind, version, reason, made_at) "
        "VALUES ('history', 'exit', 'l1-first', 'new key', 'v1', 'Wrong key', 'now') RETURNING id"
    ).fetchall()
    connection.execute(
        "INSERT INTO mark_changes (attempt_id, item_id, changed_at, kind, regrade_id, before, "
        "after) VALUES (?, 'l1-first', 'now', 'regraded', ?, '{}', '{}')",
        (attempt_id, regrade),
    )
    connection.execute("INSERT INTO regrades_waiting VALUES (?, ?)", (regrade, attempt_id))
    connection.execute(
        "INSERT INTO gradings (attempt_id, item_id, version, levels, fraction, comment, "
        "graded_at) VALUES (?, 'l1-first', 'v1', '{}', 1, 'Well said', 'now')",
        (attempt_id,),
    )
    connection.execute(
        "INSERT INTO self_ratings (attempt_id, item_id, version, levels, rated_at) "
        "VALUES (?, 'l1-first', 'v1', '{}', 'now')",
        (attempt_id,),
    )
    _take_part(connection, attempt_id)


def _take_part(connection: sqlite_utils.Database, attempt_id: str) -> None:
    """What a class leaves behind of a student."""
    [(student,)] = connection.execute(
        "SELECT student_id FROM attempts WHERE id = ?", (attempt_id,)
    ).fetchall()
    connection.execute(
        "INSERT INTO sittings (id, class_id, lesson, quiz, lesson_title, quiz_title, feedback, "
        "shuffle_items, shuffle_options, confidence, state, made_at) VALUES "
        "(1, 1, 'history', 'exit', '', '', 'at-once', 0, 0, 0, 'planned', '') "
        "ON CONFLICT DO NOTHING"
    )
    connection.execute("INSERT INTO allowances (sitting_id, student_id) VALUES (1, ?)", (student,))
    connection.execute(
        "INSERT INTO claims (token_hash, student_id, asked_at) VALUES (?, ?, 'now')",
        (f"{student:064}", student),
    )
    connection.execute(
        "INSERT INTO class_log (class_id, student_id, at, kind, detail) "
        "SELECT class_id, id, 'now', 'joined', name FROM students WHERE id = ?",
        (student,),
    )
    connection.execute(
        "INSERT INTO poll_voters SELECT class_id, 'history', 'opinion', 'before', id "
        "FROM students WHERE id = ?",
        (student,),
    )
    connection.execute(
        "INSERT INTO evidence_marks VALUES (?, 'l1-first', 'v1', 0.5)", (attempt_id,)
    )
    connection.execute(
        "INSERT INTO late_answers (attempt_id, item_id, given, evidence, came_at, way) "
        "VALUES (?, 'l1-first', '{}', '[]', 'now', 'phone')",
        (attempt_id,),
    )


def contents(db: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, so that a table that comes later is looked at too."""
    tables = db.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
    return {table: db.rows(f"SELECT * FROM {table}") for (table,) in tables}


def traces(db: Database, needles: Iterable[object]) -> list[str]:
    """The tables in which any of these values can be found."""
    wanted = {str(needle) for needle in needles}
    return [
        table
        for table, rows in contents(db).items()
        if any(needle in str(value) for row in rows for value in row for needle in wanted)
    ]


def referring(db: Database) -> set[str]:
    """The tables whose rows belong to a student, told by the names of their columns."""
    return {
        table
        for (table, sql) in db.rows("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
        if "student_id" in sql or "attempt_id" in sql or table in ("students", "attempts")
    }


def test_every_table_with_something_of_a_student_is_known(db: Database) -> None:
    assert set(student_records.OWN) == referring(db)
    worked(db, "Test Learner")
    empty = {table for table in student_records.OWN if not contents(db)[table]}
    assert empty == set(), "the student of these tests must have a row in each"


def test_of_a_removed_student_nothing_remains_in_any_table(db: Database) -> None:
    gone = worked(db, "Removed Learner")
    code = students.get(db, gone).code.replace(" ", "")
    theirs = [attempt.id for attempt in attempts.of_student(db, gone)]
    needles = ["Removed Learner", code, f"school-{gone}", *theirs]
    by_number = {"sessions", "claims", "allowances", "poll_voters"}
    assert set(traces(db, needles)) >= set(student_records.OWN) - by_number
    student_records.remove(db, gone)
    assert traces(db, needles) == []
    after = contents(db)
    assert {table for table in student_records.OWN if after[table]} == {"class_log"}
    [happened] = class_log.of_class(db, 1)
    assert (happened.kind, happened.student_id, happened.detail) == (Kind.REMOVED, None, "")


def test_removing_one_leaves_the_others_as_they_were(db: Database) -> None:
    worked(db, "Test Learner")
    before = contents(db)
    student_records.remove(db, worked(db, "Removed Learner"))
    after = contents(db)
    assert after["class_log"].pop()[2] is None, "that somebody was removed, and not who"
    for table in student_records.OWN:
        assert after[table] == before[table], table


def test_removing_nobody_is_an_error(db: Database) -> None:
    with pytest.raises(NotFound):
        student_records.remove(db, 7)


def test_wiping_a_class_removes_its_students_and_spares_the_other_class(db: Database) -> None:
    old = classes.first(db)
    needles: list[object] = []
    for name in ("Removed One", "Removed Two"):
        gone = worked(db, name)
        needles += [name, *(attempt.id for attempt in attempts.of_student(db, gone))]
    releases.release(db, old.id, "history", "exit")
    due_dates.put(db, old.id, "history", "exit", db.now())
    new = classes.make(db, "Other class")
    kept = worked(db, "Test Learner", new.id)
    releases.release(db, new.id, "history", "exit")
    assert classes.wipe(db, old.id) == 2
    assert traces(db, needles) == []
    assert releases.released(db, old.id) == set()
    assert due_dates.of_class(db, old.id) == {}
    assert [student.id for student in students.in_class(db, new.id)] == [kept]
    assert releases.released(db, new.id) == {("history", "exit")}
    assert len(attempts.in_class(db, new.id)) == 2
    assert {one.name for one in classes.every(db)} == {"My class", "Other class"}


def test_everything_about_a_student_can_be_had_and_nothing_of_another(db: Database) -> None:
    other, mine = worked(db, "Other Learner"), worked(db, "Test Learner")
    tables = student_records.everything(db, mine)
    assert {table for table, rows in tables.items() if rows} == set(tables)
    assert set(student_records.OWN) < set(tables)
    text = json.dumps(tables)
    assert f"{SECRET} Test Learner" in text
    assert "Well said" in text
    assert "Wrong key" in text
    for needle in ("Other Learner", students.get(db, other).code.replace(" ", "")):
        assert needle not in text
    for attempt in attempts.of_student(db, other):
        assert attempt.id not in text


def test_no_key_is_handed_out(db: Database) -> None:
    rows = student_records.everything(db, worked(db, "Test Learner"))["item_versions"]
    assert rows
    assert {frozenset(row) for row in rows} == {frozenset(("version", "item_id"))}


def test_every_version_that_a_row_names_is_explained(db: Database) -> None:
    mine = worked(db, "Test Learner")
    named = {f"v-{name}" for name in ("rated", "regraded", "waiting", "before", "after")}

    def job(connection: sqlite_utils.Database) -> None:
        for version in named:
            row = (version, "l1-first", "text")
            connection.execute("INSERT INTO item_versions VALUES (?, ?, ?)", row)
        connection.execute("UPDATE self_ratings SET version = 'v-rated'")
        connection.execute("UPDATE regrades SET version = 'v-regraded'")
        marks = (json.dumps({"version": "v-before"}), json.dumps({"version": "v-after"}))
        connection.execute("UPDATE mark_changes SET before = ?, after = ?", marks)
        connection.execute(
            "INSERT INTO regrades (lesson, quiz, item_id, kind, version, reason, made_at) VALUES "
            "('history', 'exit', 'l1-first', 'new key', 'v-waiting', 'Not yet at hand', 'now')"
        )
        connection.execute(
            "UPDATE regrades_waiting SET regrade_id = (SELECT max(id) FROM regrades)"
        )

    db.write(job)
    tables = student_records.everything(db, mine)
    assert named <= {row["version"] for row in tables["item_versions"]}
    assert {row["reason"] for row in tables["regrades"]} == {"Wrong key", "Not yet at hand"}


def test_what_opens_a_door_is_not_handed_out(db: Database) -> None:
    mine = worked(db, "Test Learner")
    hashes = {hashed for (hashed,) in db.rows("SELECT token_hash FROM sessions")}
    text = json.dumps(student_records.everything(db, mine))
    assert len(hashes) == 2
    assert not any(hashed in text for hashed in hashes)
    with pytest.raises(NotFound):
        student_records.everything(db, 99)


def test_the_file_forgets_what_was_removed(folder: Path, clock: Clock) -> None:
    """Not even in pages that are free now, once the program has ended."""
    with Database(folder, now=clock) as db:
        ids = [worked(db, f"Removed Learner {n}") for n in range(20)]
        stays = students.join(db, "Staying Learner", 1)[0]
        for student_id in ids:
            student_records.remove(db, student_id)
        assert [student.id for student in students.in_class(db, 1)] == [stays.id]
    found = b"".join(path.read_bytes() for path in folder.glob("second-reading.db*"))
    assert b"Staying Learner" in found
    assert b"Removed Learner" not in found
    assert SECRET.encode() not in found
