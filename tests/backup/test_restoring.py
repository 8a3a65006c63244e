"""Putting a backup back: what it replaces, and everything that it refuses."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import stat
import struct
import sys
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from quiz.backup import archive
from quiz.backup.restoring import restoring
from quiz.errors import DataFolderInUse, SecondReadingError, StorageError, UnusableBackup
from quiz.storage import connections, schema, students
from quiz.storage.data_folder import DataFolder
from quiz.storage.database import Database
from tests.backup.conftest import LESSONS, School, read, write

Contents = dict[str, bytes]


def contents_of(path: Path) -> Contents:
    with zipfile.ZipFile(path) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def packed_from(contents: Contents) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in contents.items():
            out.writestr(name, data)
    return packed.getvalue()


def with_manifest(contents: Contents, **changes: object) -> Contents:
    said = json.loads(contents["manifest.json"]) | changes
    return contents | {"manifest.json": json.dumps(said).encode()}


def listing_all(contents: Contents) -> Contents:
    """The same, with a manifest that agrees with what is there: as a forger would make it."""
    members = {
        name: {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
        for name, data in contents.items()
        if name != "manifest.json"
    }
    return with_manifest(contents, members=members)


# What it does


def test_marks_and_lessons_are_as_they_were(school: School) -> None:
    before = school.everything()
    path = school.back_up()
    school.change_everything()
    school.restore(path)
    assert school.everything() == before == (["Student One"], LESSONS)


def test_what_was_there_is_kept_first_and_can_be_restored_too(school: School) -> None:
    path = school.back_up()
    school.change_everything()
    changed = school.everything()
    kept = school.restore(path)
    assert kept.name.startswith("before-restore-")
    school.restore(kept)
    assert school.everything() == changed


def test_it_says_before_what_it_would_do(school: School) -> None:
    path = school.back_up()
    school.change_everything()
    with restoring(school.data, school.lessons, path) as restore:
        ready = restore.ready
    assert (ready.manifest.students, ready.counts and ready.counts.students) == (1, 2)
    assert ready.changed == ("01-first.md",)
    assert ready.added == ("archive/00-old.md",)
    assert ready.removed == ("02-new.md",)


def test_without_a_yes_nothing_changes(school: School, untouched: Callable[[], bool]) -> None:
    path = school.back_up()
    school.change_everything()
    assert untouched()
    with restoring(school.data, school.lessons, path):
        pass
    assert untouched()
    assert not (school.data / "restoring").exists()


@pytest.mark.parametrize("marks", [True, False])
def test_one_half_can_be_restored_alone(school: School, marks: bool) -> None:
    path = school.back_up()
    school.change_everything()
    lessons = read(school.lessons)
    school.restore(path, marks=marks, lessons_too=not marks)
    if marks:
        assert school.everything() == (["Student One"], lessons)
    else:
        assert school.everything() == (["Student One", "Student Two"], LESSONS)


def test_a_new_computer_needs_nothing_but_the_file(school: School, tmp_path: Path) -> None:
    path = school.back_up()
    data, lessons = tmp_path / "new/data", tmp_path / "new/lessons"
    with restoring(data, lessons, path) as restore:
        restore.carry_out(school.clock())
    with Database(data) as db:
        assert [student.name for student in students.in_class(db, 1)] == ["Student One"]
    assert read(lessons) == LESSONS


def test_hidden_files_stay_where_they_are(school: School) -> None:
    path = school.back_up()
    write(school.lessons, {".git/config": "Mine", "archive/.keep": "Mine"})
    school.restore(path)
    assert read(school.lessons) == LESSONS | {".git/config": "Mine", "archive/.keep": "Mine"}


def test_a_lesson_stays_readable_to_whom_it_was(school: School) -> None:
    if sys.platform == "win32":
        pytest.skip("Windows has other permissions")
    lesson = school.lessons / "01-first.md"
    lesson.chmod(0o640)
    path = school.back_up()
    lesson.write_text("Changed", encoding="utf-8")
    (school.lessons / "index.md").unlink()
    school.restore(path)
    assert stat.S_IMODE(lesson.stat().st_mode) == 0o640
    readable = school.lessons / "pictures/map.png"
    assert (school.lessons / "index.md").stat().st_mode == readable.stat().st_mode


def test_a_backup_without_lessons_leaves_them(school: School, tmp_path: Path) -> None:
    write(tmp_path / "none", {})
    with restoring(
        school.data,
        school.lessons,
        School(tmp_path / "other", school.clock).back_up(),
        lessons_too=False,
    ) as restore:
        restore.carry_out(school.clock())
    assert read(school.lessons) == LESSONS


def test_answers_that_are_still_in_the_log_are_kept_and_then_replaced(school: School) -> None:
    path = school.back_up()
    # As after a power cut: the newest answers are only in the log beside the database.
    files = DataFolder(school.data)
    db = Database(school.data)
    students.join(db, "Student Two", 1)
    left = {
        ending: Path(f"{files.database}{ending}").read_bytes() for ending in ("", "-wal", "-shm")
    }
    db.close()
    for ending, data in left.items():
        Path(f"{files.database}{ending}").write_bytes(data)
    kept = school.restore(path)
    assert school.names() == ["Student One"]
    school.restore(kept)
    assert school.names() == ["Student One", "Student Two"]


@pytest.mark.parametrize("how", ["damaged", "empty", "gone"])
def test_a_database_that_cannot_be_read_can_be_replaced(school: School, how: str) -> None:
    path = school.back_up()
    database = school.data / "second-reading.db"
    damage = b"" if how == "empty" else b"SQLite format 3\x00" + b"x" * 9000
    if how == "gone":
        database.unlink()
    else:
        database.write_bytes(damage)
    kept = school.restore(path)
    assert school.everything() == (["Student One"], LESSONS)
    if how == "damaged":
        assert kept.name.startswith("damaged-")
        assert kept.read_bytes() == damage


def test_the_copy_from_before_an_update_can_be_restored(school: School) -> None:
    files = DataFolder(school.data)
    db = connections.open_writer(files.database)
    copy = schema.back_up(db, files, "before-desk_tables", school.clock())
    db.close()
    school.change_everything()
    lessons = read(school.lessons)
    school.restore(copy)
    assert school.everything() == (["Student One"], lessons)


# What it refuses


def refused(school: School, path: Path, words: str) -> None:
    """Restoring `path` is refused in these words, and nothing is changed."""
    before = school.everything()
    listed = sorted(found.name for found in school.data.iterdir())
    with pytest.raises(SecondReadingError, match=words) as caught:
        school.restore(path)
    assert isinstance(caught.value, UnusableBackup)
    assert school.everything() == before
    assert sorted(found.name for found in school.data.iterdir()) == listed


@pytest.fixture
def sound(school: School) -> Contents:
    """What is in a sound backup, of a school that has changed since."""
    contents = contents_of(school.back_up())
    school.change_everything()
    return contents


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no backup of Second Reading"),
        (b"Dear diary", "no backup of Second Reading"),
        (packed_from({}), "no backup of Second Reading"),
        (packed_from({"letter.txt": b"Dear diary"}), "no backup of Second Reading"),
        (packed_from({"manifest.json": b'{"program": "other"}'}), "no backup of Second Reading"),
        (packed_from({"manifest.json": b"[]"}), "no backup of Second Reading"),
        (packed_from({"manifest.json": b"{"}), "damaged"),
        (packed_from({"manifest.json": b"[" * 100_000}), "damaged"),
        (packed_from({"manifest.json": b'{"program": "second-reading"}'}), "later version"),
        (
            packed_from({"manifest.json": b'{"program": "second-reading", "format": 1}'}),
            "damaged",
        ),
    ],
)
def test_other_files_are_refused(school: School, tmp_path: Path, data: bytes, words: str) -> None:
    (tmp_path / "other.zip").write_bytes(data)
    refused(school, tmp_path / "other.zip", words)


def test_a_file_that_is_not_there_is_refused(school: School, tmp_path: Path) -> None:
    refused(school, tmp_path / "no.zip", "can't be read: No such file")
    refused(school, tmp_path, "can't be read")


@pytest.mark.parametrize("length", [0.1, 0.5, 0.9, 0.999])
def test_a_backup_that_was_cut_off_is_refused(
    school: School, tmp_path: Path, length: float
) -> None:
    whole = school.back_up().read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[: int(len(whole) * length)])
    refused(school, tmp_path / "cut.zip", "damaged|no backup")


@pytest.mark.parametrize("name", ["second-reading.db", "lessons/01-first.md", "manifest.json"])
def test_a_backup_that_lacks_something_is_refused(
    school: School, sound: Contents, tmp_path: Path, name: str
) -> None:
    del sound[name]
    (tmp_path / "lacking.zip").write_bytes(packed_from(sound))
    refused(school, tmp_path / "lacking.zip", "damaged|no backup")


@pytest.mark.parametrize("name", ["second-reading.db", "lessons/01-first.md"])
def test_a_backup_whose_contents_were_changed_is_refused(
    school: School, sound: Contents, tmp_path: Path, name: str
) -> None:
    data = bytearray(sound[name])
    data[len(data) // 2] ^= 1
    (tmp_path / "changed.zip").write_bytes(packed_from(sound | {name: bytes(data)}))
    refused(school, tmp_path / "changed.zip", "damaged")


def test_a_backup_with_something_added_is_refused(
    school: School, sound: Contents, tmp_path: Path
) -> None:
    (tmp_path / "more.zip").write_bytes(packed_from(sound | {"lessons/99-more.md": b"More"}))
    refused(school, tmp_path / "more.zip", "damaged")


@pytest.mark.parametrize(
    "name",
    [
        "../evil.md",
        "lessons/../../evil.md",
        "lessons/..",
        "lessons/./evil.md",
        "lessons//evil.md",
        "lessons/",
        "lessons/.git/hooks/post-checkout",
        "/tmp/evil.md",
        "C:/evil.md",
        "lessons/C:/evil.md",
        "lessons/..\\..\\evil.md",
        "lessons/new\nline.md",
        "secret-key",
        "app.py",
    ],
)
def test_names_that_lead_elsewhere_are_refused(
    school: School, sound: Contents, tmp_path: Path, name: str
) -> None:
    (tmp_path / "tricks.zip").write_bytes(packed_from(listing_all(sound | {name: b"Evil"})))
    refused(school, tmp_path / "tricks.zip", "not made by Second Reading as it is|damaged")
    assert not list(tmp_path.rglob("evil*"))


def test_links_are_refused(school: School, sound: Contents, tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as out:
        for name, data in listing_all(sound).items():
            info = zipfile.ZipInfo(name)
            kind = stat.S_IFLNK if name == "lessons/01-first.md" else stat.S_IFREG
            info.external_attr = (kind | 0o777) << 16
            out.writestr(info, data)
    (tmp_path / "link.zip").write_bytes(packed.getvalue())
    refused(school, tmp_path / "link.zip", "damaged")


def test_a_name_that_comes_twice_is_refused(
    school: School, sound: Contents, tmp_path: Path
) -> None:
    packed = io.BytesIO(packed_from(sound))
    with zipfile.ZipFile(packed, "a") as out, pytest.warns(UserWarning, match="Duplicate"):
        out.writestr("lessons/01-first.md", sound["lessons/01-first.md"])
    (tmp_path / "twice.zip").write_bytes(packed.getvalue())
    refused(school, tmp_path / "twice.zip", "damaged")


@pytest.mark.slow
def test_a_bomb_is_refused_unopened(school: School, sound: Contents, tmp_path: Path) -> None:
    bomb = listing_all(sound | {"lessons/bomb.md": b"\0" * 110_000_000})
    (tmp_path / "bomb.zip").write_bytes(packed_from(bomb))
    refused(school, tmp_path / "bomb.zip", "would fill the disk")


def test_a_file_that_is_longer_than_it_says_is_not_unpacked(
    school: School, sound: Contents, tmp_path: Path
) -> None:
    # The list says one byte, and so do both headers of the zip.
    manifest = listing_all(sound | {"lessons/bomb.md": b"\0"})["manifest.json"]
    long = packed_from(sound | {"lessons/bomb.md": b"\0" * 1_234_567, "manifest.json": manifest})
    size, one = struct.pack("<L", 1_234_567), struct.pack("<L", 1)
    assert long.count(size) == 2
    (tmp_path / "long.zip").write_bytes(long.replace(size, one))
    refused(school, tmp_path / "long.zip", "damaged")


def test_a_database_of_a_later_version_is_refused(
    school: School, sound: Contents, tmp_path: Path
) -> None:
    newer = tmp_path / "newer/second-reading.db"
    write(tmp_path, {"newer/x": ""})
    newer.write_bytes(sound["second-reading.db"])
    db = connections.open_writer(newer)
    db.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
        "VALUES ('second-reading', 'from_the_future', 'then')"
    )
    db.close()
    contents = listing_all(sound | {"second-reading.db": newer.read_bytes()})
    (tmp_path / "newer.zip").write_bytes(packed_from(contents))
    refused(school, tmp_path / "newer.zip", "later version")


@pytest.mark.parametrize("data", [b"", b"Dear diary", b"SQLite format 3\x00" + b"x" * 9000])
def test_a_database_that_is_none_is_refused(
    school: School, sound: Contents, tmp_path: Path, data: bytes
) -> None:
    contents = listing_all(sound | {"second-reading.db": data})
    (tmp_path / "other.zip").write_bytes(packed_from(contents))
    refused(school, tmp_path / "other.zip", "damaged")


def test_another_programs_database_is_refused(
    school: School, sound: Contents, tmp_path: Path
) -> None:
    other = connections.open_writer(tmp_path / "other.db")
    other.execute("CREATE TABLE students (id INTEGER PRIMARY KEY)")
    other.close()
    contents = listing_all(sound | {"second-reading.db": (tmp_path / "other.db").read_bytes()})
    (tmp_path / "other.zip").write_bytes(packed_from(contents))
    refused(school, tmp_path / "other.zip", "damaged")


def test_a_format_of_a_later_version_is_refused(
    school: School, sound: Contents, tmp_path: Path
) -> None:
    (tmp_path / "newer.zip").write_bytes(packed_from(with_manifest(sound, format=2)))
    refused(school, tmp_path / "newer.zip", "later version")


@pytest.mark.parametrize("how", ["changed", "without its hash"])
def test_a_copy_from_before_an_update_is_checked_too(school: School, how: str) -> None:
    files = DataFolder(school.data)
    db = connections.open_writer(files.database)
    copy = schema.back_up(db, files, "before-desk_tables", school.clock())
    db.close()
    if how == "changed":
        data = bytearray(copy.read_bytes())
        data[-1] ^= 1
        copy.write_bytes(data)
        refused(school, copy, "damaged")
    else:
        copy.with_suffix(".sha256").unlink()
        refused(school, copy, "can be restored only with before-desk_tables")


def test_it_refuses_while_the_server_runs(school: School) -> None:
    path = school.back_up()
    with Database(school.data), pytest.raises(DataFolderInUse, match="already running"):
        school.restore(path)


@pytest.mark.parametrize("name", ["01-first.md", "pictures"])
def test_a_link_among_the_lessons_is_not_followed(
    school: School, tmp_path: Path, name: str
) -> None:
    path = school.back_up()
    write(tmp_path, {"elsewhere/map.png": "Mine"})
    for lesson in (school.lessons / name).rglob("*"):
        lesson.unlink()
    place = school.lessons / name
    if place.is_dir():
        place.rmdir()
    else:
        place.unlink()
    place.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UnusableBackup, match=f"{name} is a link"):
        school.restore(path)
    assert read(tmp_path / "elsewhere") == {"map.png": "Mine"}


def test_without_space_for_unpacking_nothing_changes(
    school: School, untouched: Callable[[], bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = school.back_up()
    school.change_everything()
    monkeypatch.setattr("quiz.backup.making.RESERVE", 10**18)
    assert untouched()
    with pytest.raises(StorageError, match="too little space"):
        school.restore(path)
    assert untouched()


# Any flipped byte


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    school = School(tmp_path_factory.mktemp("flipped"))
    return school.root, school.back_up().read_bytes()


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(place=st.integers(0, 10**9), bits=st.integers(1, 255), near_end=st.booleans())
@example(place=0, bits=1, near_end=False)
def test_whatever_byte_is_flipped_it_is_refused_or_the_same(
    whole: tuple[Path, bytes], place: int, bits: int, near_end: bool
) -> None:
    root, data = whole
    flipped = bytearray(data)
    # The directory at the end is small, and has the names, sizes and kinds of files.
    place = -1 - place % 1500 if near_end else place % len(data)
    flipped[place] ^= bits
    (root / "flipped.zip").write_bytes(flipped)
    into = root / "unpacked"
    with suppress(UnusableBackup):
        archive.unpack(root / "flipped.zip", into, lambda _: True)
        unpacked = {path.relative_to(into).as_posix(): path for path in into.rglob("*")}
        (root / "sound.zip").write_bytes(data)
        for name, content in contents_of(root / "sound.zip").items():
            if name != "manifest.json":
                assert unpacked[name].read_bytes() == content
    shutil.rmtree(into, ignore_errors=True)
