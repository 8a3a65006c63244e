"""A disk that fills up: everyone who waits is told, nothing saved is lost, and it goes on after."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from quiz.errors import StorageError
from quiz.storage import attempts, responses, students
from quiz.storage.database import Database
from quiz.storage.responses import Save
from tests.storage.samples import begin

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
FILE_LIMIT = """
import json, logging, resource, sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from quiz.errors import StorageError
from quiz.storage import students
from quiz.storage.database import Database

logging.disable()


def join(number):
    try:
        return students.join(db, f"Student {number}", 1)[0].name
    except StorageError as error:
        return error.message


def room_in_files(size):
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))


with Database(Path(sys.argv[1])) as db, ThreadPoolExecutor(20) as pool:
    before = join("before")
    room_in_files(Path(sys.argv[1], "second-reading.db-wal").stat().st_size + 100)
    during = list(pool.map(join, range(40)))
    room_in_files(resource.RLIM_INFINITY)
    after = list(pool.map(join, range(100, 140)))
    print(json.dumps([before, during, after]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on a file's size")
def test_where_no_file_can_grow_every_caller_is_told(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", FILE_LIMIT, str(folder)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    before, during, after = json.loads(done.stdout)
    assert before == "Student before"
    assert all(message.startswith("This was not saved. The laptop's disk") for message in during)
    assert sorted(after) == sorted(f"Student {number}" for number in range(100, 140))
    with Database(folder) as db:
        names = [student.name for student in students.in_class(db, 1)]
        assert sorted(names) == sorted([before, *after])
        assert db.rows("PRAGMA integrity_check") == [("ok",)]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a megabyte."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("only root on Linux can mount a small disk")
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting is not allowed here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def fill(disk: Path) -> Path:
    """Use up all that is left of a disk."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (4096, 1):
            try:
                while file.write(b"x" * size):
                    pass
            except OSError:
                continue
    return filler


def test_a_full_disk_is_said_and_work_goes_on_once_there_is_space(small_disk: Path) -> None:
    with Database(small_disk / "data") as db:
        attempt = begin(db)
        item_id, _ = attempt.items[0]

        def save(sequence: int) -> str:
            given = {"text": f"{sequence} " * 2000}
            try:
                responses.save(db, attempt.id, [Save(item_id, given, sequence)])
            except StorageError as error:
                return error.message
            return "saved"

        assert save(1) == "saved"
        filler = fill(small_disk)
        with ThreadPoolExecutor(20) as pool:
            told = set(pool.map(save, range(2, 22)))
        assert told == {
            "This was not saved. The laptop's disk is full. Make space there, then try again."
        }
        assert responses.of_attempt(db, attempt.id)[item_id].sequence == 1
        assert attempts.get(db, attempt.id).revision == 1
        filler.unlink()
        assert save(30) == "saved"
    with Database(small_disk / "data") as db:
        assert responses.of_attempt(db, attempt.id)[item_id].sequence == 30
        assert db.rows("PRAGMA integrity_check") == [("ok",)]


def test_a_full_disk_is_said_at_the_start(small_disk: Path) -> None:
    filler = fill(small_disk)
    for _ in range(2):
        with pytest.raises(StorageError, match="disk"):
            Database(small_disk / "data").open()
    filler.unlink()
    with Database(small_disk / "data") as db:
        assert students.in_class(db, 1) == []


def test_closing_on_a_full_disk_loses_nothing(small_disk: Path) -> None:
    db = Database(small_disk / "data")
    joined = [students.join(db, f"Student {number}" * 20, 1)[0] for number in range(10)]
    filler = fill(small_disk)
    db.close()
    filler.unlink()
    with Database(small_disk / "data") as db:
        assert students.in_class(db, 1) == joined
