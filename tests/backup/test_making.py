"""Making backups: what goes in, which are kept, and that nobody's answers suffer for it."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import tomllib
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from quiz.backup import archive, making
from quiz.backup.archive import Reason
from quiz.errors import DamagedDatabase, StorageError
from quiz.storage import connections, responses, schema, students
from quiz.storage.data_folder import DataFolder
from quiz.storage.database import Database
from quiz.storage.driver import sqlite3
from quiz.storage.responses import Save
from tests.backup.conftest import LESSONS, School, write
from tests.storage.samples import begin

ROOT = Path(__file__).resolve().parents[2]


def test_marks_and_lessons_are_in_it_and_a_list_of_both(school: School) -> None:
    path = school.back_up()
    with zipfile.ZipFile(path) as packed:
        assert set(packed.namelist()) == {
            "second-reading.db",
            "manifest.json",
            *(f"lessons/{name}" for name in LESSONS),
        }
        assert packed.read("lessons/01-first.md").decode() == "First lesson"
        said = json.loads(packed.read("manifest.json"))
    assert (said["program"], said["reason"]) == ("second-reading", "asked")
    assert (said["made_at"], said["version"]) == ("2026-11-22T09:30:00+00:00", "0.1.0")
    assert (said["students"], said["attempts"]) == (1, 0)
    assert said["members"]["lessons/01-first.md"]["size"] == len("First lesson")


def test_the_version_that_it_names_is_the_projects() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert archive.__version__ == project["project"]["version"]


def test_only_its_owner_may_read_it_and_nothing_is_left_beside_it(school: School) -> None:
    path = school.back_up()
    assert path.name == "asked-20261122T093000Z.zip"
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert {found.name for found in path.parent.iterdir()} == {path.name, ".lock"}


def test_hidden_files_and_what_lies_elsewhere_stay_out(school: School, tmp_path: Path) -> None:
    write(tmp_path, {"secret/key.md": "Secret"})
    write(school.lessons, {".git/config": "Hidden", ".draft.md": "Hidden", "a\\b.md": "Odd"})
    (school.lessons / "linked.md").symlink_to(tmp_path / "secret/key.md")
    (school.lessons / "folder").symlink_to(tmp_path / "secret")
    os.mkfifo(school.lessons / "pipe.md")
    manifest = archive.check(school.back_up())
    assert set(manifest.lessons) == set(LESSONS)
    assert manifest.left_out == ("a\\b.md", "folder", "linked.md", "pipe.md")


def test_a_file_that_is_there_already_is_not_overwritten(school: School, tmp_path: Path) -> None:
    target = tmp_path / "mine.zip"
    assert school.back_up(target=target) == target
    before = target.read_bytes()
    with pytest.raises(StorageError, match=r"mine\.zip exists already"):
        school.back_up(target=target)
    assert target.read_bytes() == before


def test_starting_again_and_again_makes_one_backup(school: School) -> None:
    made = []
    for _ in range(10):
        school.clock.advance(hours=1)
        with Database(school.data, now=school.clock):
            made.append(school.at_start())
    assert [kept is None for kept in made] == [False] + [True] * 9


@pytest.mark.parametrize("what", ["marks", "changed lesson", "new lesson", "removed lesson"])
def test_anything_that_changes_is_backed_up(school: School, what: str) -> None:
    assert school.at_start()
    if what == "marks":
        school.join("Student Two")
    elif what == "removed lesson":
        (school.lessons / "01-first.md").unlink()
    else:
        name = "01-first.md" if what == "changed lesson" else "02-new.md"
        write(school.lessons, {name: "Last lesson"})
    assert school.at_start()
    assert school.at_start() is None


def test_the_newest_automatic_ones_are_kept_and_all_others(school: School) -> None:
    renamed = school.at_start()
    assert renamed
    asked = school.back_up()
    renamed.path.rename(renamed.path.with_name("before-the-holidays.zip"))
    made = []
    for number in range(making.MOST_AUTOMATIC + 3):
        school.clock.advance(minutes=1)
        write(school.lessons, {"01-first.md": f"Version {number}"})
        kept = school.at_start()
        assert kept
        made.append(kept.path)
    names = {kept.path.name for kept in making.every(school.data)}
    wanted = {path.name for path in made[-making.MOST_AUTOMATIC :]}
    assert names == wanted | {asked.name, "before-the-holidays.zip"}


def test_they_are_listed_newest_first_with_what_an_update_kept(school: School) -> None:
    files = DataFolder(school.data)
    first = school.back_up()
    db = connections.open_writer(files.database)
    copy = schema.back_up(db, files, "before-desk_tables", school.clock())
    db.close()
    os.utime(copy, (school.clock().timestamp() + 60,) * 2)
    school.clock.advance(minutes=2)
    second = school.back_up(Reason.CLOSING)
    found = making.every(school.data)
    assert [kept.path for kept in found] == [second, copy, first]
    assert [kept.manifest and kept.manifest.reason for kept in found] == [
        Reason.CLOSING,
        Reason.BEFORE_UPDATE,
        Reason.ASKED,
    ]
    assert [kept.manifest and kept.manifest.students for kept in found] == [1, 1, 1]


def test_a_folder_without_a_database_keeps_the_lessons(tmp_path: Path) -> None:
    write(tmp_path / "lessons", LESSONS)
    kept = making.make(
        tmp_path / "data", tmp_path / "lessons", Reason.ASKED, making.changed_at(tmp_path)
    )
    assert kept.manifest
    assert (kept.manifest.has_marks, kept.manifest.students) == (False, None)
    assert set(kept.manifest.lessons) == set(LESSONS)


def test_a_damaged_database_is_not_passed_off_as_a_backup(school: School) -> None:
    with (school.data / "second-reading.db").open("r+b") as file:
        file.seek(8192)
        file.write(b"x" * 4096)
    with pytest.raises(DamagedDatabase, match=r"not made.*damaged"):
        school.back_up()
    assert making.every(school.data) == []


def test_two_at_once_are_both_made_and_sound(school: School) -> None:
    with Database(school.data, now=school.clock), ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: school.back_up(), range(4)))
    assert len(set(made)) == 4
    assert all(archive.check(path).students == 1 for path in made)


def test_what_a_killed_one_left_is_cleared_away(school: School) -> None:
    write(school.data / "backups", {".making-x/second-reading.db": "half"})
    school.back_up()
    assert not (school.data / "backups/.making-x").exists()


def test_students_save_on_while_backups_are_made(school: School, tmp_path: Path) -> None:
    with Database(school.data, now=school.clock) as db:
        begun = [begin(db) for _ in range(20)]
        acknowledged = [0] * 20
        going = True

        def save(number: int) -> int:
            attempt, sequence = begun[number], 0
            while going:
                sequence += 1
                for item_id, _ in attempt.items:
                    given = {"text": str(sequence)}
                    responses.save(db, attempt.id, [Save(item_id, given, sequence)])
                acknowledged[number] = sequence
            return sequence

        with ThreadPoolExecutor(20) as pool:
            try:
                saving = [pool.submit(save, number) for number in range(20)]
                made = [(list(acknowledged), school.back_up()) for _ in range(5)]
            finally:
                going = False
            assert all(future.result() > 1 for future in saving)
        last = [responses.of_attempt(db, attempt.id) for attempt in begun]
    for before, path in made:
        with zipfile.ZipFile(path) as packed:
            packed.extract("second-reading.db", tmp_path / path.stem)
        with Database(tmp_path / path.stem) as copy:
            assert copy.rows("PRAGMA integrity_check") == [("ok",)]
            for attempt, kept, sequence in zip(begun, last, before, strict=True):
                then = responses.of_attempt(copy, attempt.id)
                sequences = [then[item_id].sequence if item_id in then else 0 for item_id in kept]
                # One after the other, each answer is saved once a round: a copy of one moment
                # can't hold a later answer without the ones before it.
                assert sequences == sorted(sequences, reverse=True)
                assert sequences[0] - sequences[-1] <= 1
                assert sequences[-1] >= sequence


def test_nothing_is_held_up_while_a_copy_is_read(school: School) -> None:
    with Database(school.data, now=school.clock) as db:
        other = connections.open_bystander(DataFolder(school.data).database)
        other.execute("BEGIN")
        assert other.execute("SELECT count(*) FROM students").fetchall() == [(1,)]
        students.join(db, "Student Two", 1)
        assert other.execute("SELECT count(*) FROM students").fetchall() == [(1,)]
        other.close()
    assert school.names() == ["Student One", "Student Two"]


def test_the_one_who_copies_can_change_nothing(school: School) -> None:
    other = connections.open_bystander(DataFolder(school.data).database)
    with pytest.raises(sqlite3.Error):
        other.execute("DELETE FROM sessions")
    with pytest.raises(sqlite3.Error):
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    other.close()


def test_without_room_for_the_answers_to_come_none_is_made(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "RESERVE", 10**18)
    with pytest.raises(StorageError, match="too little space"):
        school.back_up()
    assert making.every(school.data) == []


FULL = """
import resource, sys
from datetime import datetime, UTC
from pathlib import Path
from quiz.backup import making
from quiz.backup.archive import Reason
from quiz.errors import StorageError
from quiz.storage import students
from quiz.storage.database import Database

data, lessons = map(Path, sys.argv[1:3])
with Database(data) as db:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
    try:
        making.make(data, lessons, Reason.ASKED, datetime.now(UTC))
    except StorageError as error:
        print(error.message)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    students.join(db, "Student Two", 1)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on a file's size")
@pytest.mark.parametrize("limit", [100, 50_000, 250_000])
def test_a_disk_that_fills_up_in_the_middle_hurts_nothing(school: School, limit: int) -> None:
    # Larger than the database and unpackable, so that the last limit is met while zipping.
    (school.lessons / "picture.png").write_bytes(os.urandom(300_000))
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", FULL, school.data, school.lessons, str(limit)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    assert done.stdout.startswith("The backup was not made. ")
    assert "space" in done.stdout
    assert [path.name for path in (school.data / "backups").iterdir()] == [".lock"]
    assert school.names() == ["Student One", "Student Two"]


AS_NOBODY = """
import os, sys
from datetime import datetime, UTC
from pathlib import Path
from quiz.backup import making
from quiz.backup.archive import Reason
from quiz.errors import StorageError

data, lessons, other = map(Path, sys.argv[1:])
# What is imported late is imported now.
making.make(other, lessons, Reason.ASKED, datetime.now(UTC))
os.setgroups([])
os.setgid(65534)
os.setuid(65534)
try:
    making.make(data, lessons, Reason.ASKED, datetime.now(UTC))
except StorageError as error:
    print(error.message)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="needs root")
def test_a_folder_that_may_not_be_written_is_explained(school: School, tmp_path: Path) -> None:
    school.data.chmod(0o555)
    for path in (tmp_path, *tmp_path.parents[:2]):
        path.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, school.data, school.lessons, tmp_path / "other"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    assert done.stdout.startswith("The backup was not made. Nothing can be written in the data")
    assert not (school.data / "backups").exists()
