"""What a data folder may be, and that only one process has it."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from quiz.errors import DamagedDatabase, DataFolderInUse, StorageError, UnsuitableDataFolder
from quiz.storage import data_folder, students
from quiz.storage.database import Database
from quiz.storage.driver import sqlite3
from quiz.storage.network_folders import linux_mounts, mac_mounts, network_type

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
DATABASE = "second-reading.db"
HOLD = """
import sys
from pathlib import Path
from quiz.errors import DataFolderInUse
from quiz.storage import students
from quiz.storage.database import Database
sys.stdin.readline()
try:
    with Database(Path(sys.argv[1])) as db:
        students.join(db, "Student One", 1)
        print("open", flush=True)
        sys.stdin.readline()
except DataFolderInUse:
    print("in use", flush=True)
    sys.stdin.readline()
"""
AS_NOBODY = """
import os, sys
from pathlib import Path
from quiz.errors import UnsuitableDataFolder
from quiz.storage.database import Database
Database(Path(sys.argv[2])).secret_key  # what is imported late is imported now
os.setgroups([])
os.setgid(65534)
os.setuid(65534)
try:
    Database(Path(sys.argv[1])).open()
except UnsuitableDataFolder as error:
    print(error.message)
"""


def python(code: str, *arguments: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def tell(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go on\n")
    process.stdin.flush()


@pytest.fixture
def holder(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the data folder."""
    with python(HOLD, folder) as process:
        tell(process)
        assert said(process) == "open"
        yield process
        process.kill()


def test_a_new_folder_is_made_for_this_user_alone(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    with Database(folder):
        if sys.platform != "win32":
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_names_that_need_care_in_an_address_work(tmp_path: Path) -> None:
    folder = tmp_path / "with space % #1 دری"
    with Database(folder) as db:
        students.join(db, "Student One", 1)
        assert len(students.in_class(db, 1)) == 1
    assert (folder / DATABASE).stat().st_size


def test_a_second_instance_is_refused_and_told_why(db: Database, folder: Path) -> None:
    with pytest.raises(DataFolderInUse, match=r"already running.*--data"):
        Database(folder).open()
    students.join(db, "Student One", 1)


def test_a_second_process_is_refused(holder: subprocess.Popen[str], folder: Path) -> None:
    with pytest.raises(DataFolderInUse):
        Database(folder).open()
    with pytest.raises(DataFolderInUse):
        Database(folder).rows("SELECT 1")


def test_the_folder_is_free_once_the_other_process_is_killed(
    holder: subprocess.Popen[str], folder: Path
) -> None:
    holder.kill()
    holder.wait()
    with Database(folder) as db:
        assert len(students.in_class(db, 1)) == 1


def test_the_folder_is_free_once_it_is_closed(folder: Path) -> None:
    for _ in range(3):
        with Database(folder):
            pass
    with python(HOLD, folder) as process:
        tell(process)
        assert said(process) == "open"
        tell(process)


def test_of_eight_processes_one_gets_a_new_folder(folder: Path) -> None:
    processes = [python(HOLD, folder) for _ in range(8)]
    for process in processes:
        tell(process)
    answers = sorted(said(process) for process in processes)
    for process in processes:
        tell(process)
        process.communicate()
    assert answers == ["in use"] * 7 + ["open"]
    assert all(process.returncode == 0 for process in processes)
    with Database(folder) as db:
        assert len(students.in_class(db, 1)) == 1
        assert db.rows("PRAGMA integrity_check") == [("ok",)]


@pytest.mark.parametrize("where", ["file", "file/below", "dangling"])
def test_what_is_not_a_folder_is_refused(tmp_path: Path, where: str) -> None:
    (tmp_path / "file").write_text("something else", encoding="utf-8")
    if where == "dangling":
        if sys.platform == "win32":
            pytest.skip("making links needs a privilege on Windows")
        (tmp_path / "dangling").symlink_to(tmp_path / "nothing")
    db = Database(tmp_path / where)
    with pytest.raises(UnsuitableDataFolder, match="is not a folder"):
        db.open()
    with pytest.raises(UnsuitableDataFolder, match="is not a folder"):
        _ = db.secret_key
    assert (tmp_path / "file").read_text(encoding="utf-8") == "something else"


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder that every user of the machine can get to, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps permissions in another way")
def test_a_read_only_folder_is_refused(open_to_all: Path, tmp_path: Path) -> None:
    folder = open_to_all / "data"
    folder.mkdir(mode=0o555)
    if sys.platform != "win32" and os.geteuid() == 0:
        # Root may write anywhere, so someone else has to try.
        with python(AS_NOBODY, folder, tmp_path / "other") as process:
            message = said(process)
    else:
        with pytest.raises(UnsuitableDataFolder) as caught:
            Database(folder).open()
        message = caught.value.message
    assert "Nothing can be written" in message
    assert "--data" in message
    assert list(folder.iterdir()) == []


def test_a_network_folder_is_refused(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr(data_folder, "network_file_system", lambda _: "nfs4")
    with pytest.raises(UnsuitableDataFolder, match=r"on a network \(nfs4\)"):
        Database(folder).open()


LINUX = r"""
sysfs /sys sysfs rw 0 0
/dev/vda / ext4 rw 0 0
school:/home /home nfs4 rw 0 0
/dev/vdb /home/local ext4 rw 0 0
//server/share /mnt/class\040files cifs rw 0 0
me@host: /mnt/ssh fuse.sshfs rw 0 0
systemd-1 /mnt/auto autofs rw 0 0
server:/x /mnt/auto nfs rw 0 0
/dev/fuse /mnt/local fuse.ext2 rw 0 0
""".strip()
MAC = """
/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
//teacher@server/share on /Volumes/class (2) (smbfs, nodev, nosuid, mounted by teacher)
""".strip()


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/var/data", None),
        ("/home/teacher/data", "nfs4"),
        ("/home", "nfs4"),
        ("/homes/data", None),
        ("/home/local/data", None),
        ("/mnt/class files/data", "cifs"),
        ("/mnt/ssh/data", "sshfs"),
        ("/mnt/auto/data", "nfs"),
        ("/mnt/local", None),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="paths of Linux")
def test_network_file_systems_of_linux(folder: str, kind: str | None) -> None:
    assert network_type(Path(folder), linux_mounts(LINUX)) == kind


@pytest.mark.parametrize(
    ("folder", "kind"), [("/Users/teacher", None), ("/Volumes/class (2)/data", "smbfs")]
)
@pytest.mark.skipif(sys.platform == "win32", reason="paths of macOS")
def test_network_file_systems_of_macos(folder: str, kind: str | None) -> None:
    assert network_type(Path(folder), mac_mounts(MAC)) == kind


def used(folder: Path) -> Path:
    """The closed database of a folder that was in use."""
    with Database(folder) as db:
        for _ in range(50):
            students.join(db, "Test Learner" * 20, 1)
    return folder / DATABASE


@pytest.mark.parametrize("lost", ["emptied", "removed"])
def test_a_lost_database_is_not_taken_for_a_new_one(folder: Path, lost: str) -> None:
    file = used(folder)
    file.unlink()
    if lost == "emptied":
        file.touch()
    with pytest.raises(DamagedDatabase, match="missing or empty"):
        Database(folder).open()
    assert file.exists() == (lost == "emptied")


def test_a_backup_shows_too_that_there_was_data(folder: Path) -> None:
    (folder / "backups").mkdir(parents=True)
    (folder / "backups" / "before.db").touch()
    with pytest.raises(DamagedDatabase, match="missing or empty"):
        Database(folder).open()


def test_an_empty_file_in_a_new_folder_is_a_first_start_that_was_cut_short(folder: Path) -> None:
    folder.mkdir()
    (folder / DATABASE).touch()
    with Database(folder) as db:
        assert students.in_class(db, 1) == []


def test_what_is_not_a_database_is_refused_and_left_alone(folder: Path) -> None:
    folder.mkdir()
    text = b"My shopping list. " * 1000
    (folder / DATABASE).write_bytes(text)
    with pytest.raises(DamagedDatabase, match="damaged or is not"):
        Database(folder).open()
    assert (folder / DATABASE).read_bytes() == text


@pytest.mark.parametrize("application_id", [0, 7])
def test_another_programs_database_is_refused_and_left_alone(
    folder: Path, application_id: int
) -> None:
    folder.mkdir()
    foreign = sqlite3.connect(folder / DATABASE)
    foreign.execute("CREATE TABLE students (name TEXT)")
    foreign.execute(f"PRAGMA application_id={application_id}")
    foreign.commit()
    foreign.close()
    before = (folder / DATABASE).read_bytes()
    with pytest.raises(DamagedDatabase, match="not Second Reading's"):
        Database(folder).open()
    assert (folder / DATABASE).read_bytes() == before


def test_a_folder_in_the_databases_place_is_refused(folder: Path) -> None:
    (folder / DATABASE).mkdir(parents=True)
    with pytest.raises(StorageError, match="data folder"):
        Database(folder).open()


def test_a_database_that_was_cut_short_is_refused(folder: Path) -> None:
    file = used(folder)
    size = file.stat().st_size
    assert size > 3 * 4096
    os.truncate(file, size - 2 * 4096)
    with pytest.raises(DamagedDatabase, match="damaged"):
        Database(folder).open()


def test_a_folder_that_was_refused_can_be_mended_and_opened(folder: Path) -> None:
    file = used(folder)
    good = file.read_bytes()
    file.write_bytes(b"")
    db = Database(folder)
    with pytest.raises(DamagedDatabase):
        db.open()
    file.write_bytes(good)
    with db:
        assert len(students.in_class(db, 1)) == 50


def test_the_secret_key_stays_and_needs_no_lock(db: Database, folder: Path) -> None:
    key = db.secret_key
    assert len(key) == 32
    assert Database(folder).secret_key == key
    assert Database(folder.parent / "other").secret_key != key
    if sys.platform != "win32":
        assert stat.S_IMODE((folder / "secret-key").stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"", b"short"])
def test_a_secret_key_that_was_cut_short_is_made_anew(folder: Path, content: bytes) -> None:
    folder.mkdir()
    (folder / "secret-key").write_bytes(content)
    key = Database(folder).secret_key
    assert len(key) == 32
    assert (folder / "secret-key").read_bytes() == key


def test_a_secret_key_that_cannot_be_read_is_explained(folder: Path) -> None:
    (folder / "secret-key").mkdir(parents=True)
    with pytest.raises(StorageError, match="data folder"):
        _ = Database(folder).secret_key
