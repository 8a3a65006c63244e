"""Writing lesson files: whole or not at all, within the folder, over nobody else's work."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.content.files import Files
from quiz.content.lesson_files import LessonFiles, normal, text_hash
from quiz.content.safe_folder import FileChanged, SafeFolder
from quiz.errors import LessonFileError, LessonNameTaken

ROOT = Path(__file__).resolve().parents[2]
OLD, NEW = "---\ntitle: Bees\n---\n\nOld.\n", "---\ntitle: Bees\n---\n\nNew.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of lessons with one file, beside a secret."""
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons" / "01-bees.md").write_text(OLD)
    (tmp_path / "secret.md").write_text("secret")
    return tmp_path / "lessons"


def everything(folder: Path) -> dict[str, str]:
    """All files beside and below the folder of lessons, with what they hold."""
    root = folder.parent
    return {str(p.relative_to(root)): p.read_text() for p in root.rglob("*") if p.is_file()}


def test_a_text_is_replaced(folder: Path) -> None:
    assert LessonFiles(folder).replace("01-bees.md", NEW, text_hash(OLD)) is None
    assert everything(folder) == {"lessons/01-bees.md": NEW, "secret.md": "secret"}


def test_permissions_stay(folder: Path) -> None:
    (folder / "01-bees.md").chmod(0o640)
    LessonFiles(folder).replace("01-bees.md", NEW, text_hash(OLD))
    assert (folder / "01-bees.md").stat().st_mode & 0o777 == 0o640


def test_a_file_that_changed_is_left_alone(folder: Path) -> None:
    (folder / "01-bees.md").write_text("Somebody else's.\n")
    before = everything(folder)
    with pytest.raises(FileChanged):
        LessonFiles(folder).replace("01-bees.md", NEW, text_hash(OLD))
    assert everything(folder) == before


@pytest.mark.parametrize("held", [OLD.replace("\n", "\r\n"), "\ufeff" + OLD, OLD.rstrip("\n")])
def test_line_ends_are_no_change_and_are_written_as_lf(held: str, folder: Path) -> None:
    (folder / "01-bees.md").write_bytes(held.encode())
    LessonFiles(folder).replace("01-bees.md", NEW.replace("\n", "\r\n"), text_hash(OLD))
    assert (folder / "01-bees.md").read_bytes() == NEW.encode()


def test_a_file_that_is_no_text_is_left_alone(folder: Path) -> None:
    (folder / "01-bees.md").write_bytes(b"\xff\xfe")
    for based_on in (text_hash(""), text_hash("\ufffd\ufffd"), "unreadable"):
        with pytest.raises(FileChanged):
            LessonFiles(folder).replace("01-bees.md", NEW, based_on)
    assert (folder / "01-bees.md").read_bytes() == b"\xff\xfe"


def test_what_is_written_in_the_last_instant_is_handed_back(folder: Path) -> None:
    """Another program writes after the check: it has the same file under its other name."""
    seen: list[bytes] = []

    def then_somebody_writes(data: bytes) -> bool:
        seen.append(data)
        if len(seen) == 1:
            (folder / "01-bees.md").write_text("Somebody else's.\n")
            return True
        return data == OLD.encode()

    with SafeFolder(folder) as safe:
        found = safe.replace("01-bees.md", NEW.encode(), then_somebody_writes)
    assert found == b"Somebody else's.\n"
    assert everything(folder) == {"lessons/01-bees.md": NEW, "secret.md": "secret"}


def test_what_is_being_written_is_ignored_by_the_course(folder: Path) -> None:
    names: list[list[str]] = []

    def look(data: bytes) -> bool:
        names.append(sorted(path.name for path in folder.iterdir()))
        assert list(Files(folder).read()) == ["01-bees.md"]
        return True

    with SafeFolder(folder) as safe:
        safe.replace("01-bees.md", NEW.encode(), look)
    assert len(names[0]) == 3


def test_a_new_file(folder: Path) -> None:
    files = LessonFiles(folder)
    files.create("02-wasps.md", "Wasps.")
    assert everything(folder)["lessons/02-wasps.md"] == "Wasps.\n"
    for name in ("02-wasps.md", "02-Wasps.md"):
        with pytest.raises(LessonNameTaken, match="There is a file"):
            files.create(name, "Other wasps.")
    assert everything(folder)["lessons/02-wasps.md"] == "Wasps.\n"


def test_renaming_never_replaces(folder: Path) -> None:
    files = LessonFiles(folder)
    files.create("02-wasps.md", "Wasps.")
    with pytest.raises(LessonNameTaken):
        files.rename("01-bees.md", "02-wasps.md")
    files.rename("01-bees.md", "03-bees.md")
    assert everything(folder) == {
        "lessons/02-wasps.md": "Wasps.\n",
        "lessons/03-bees.md": OLD,
        "secret.md": "secret",
    }


def test_archiving_and_back(folder: Path) -> None:
    files = LessonFiles(folder)
    assert files.archived() == []
    assert files.archive("01-bees.md") == "01-bees.md"
    files.create("01-bees.md", "Other bees.")
    assert files.archive("01-bees.md") == "02-bees.md"
    assert [(file.name, file.text) for file in files.archived()] == [
        *[("01-bees.md", OLD), ("02-bees.md", "Other bees.\n")]
    ]
    files.unarchive("01-bees.md", "01-bees.md")
    with pytest.raises(LessonNameTaken):
        files.unarchive("02-bees.md", "01-bees.md")
    assert list(Files(folder).read()) == ["01-bees.md"]


TRICKS = [
    *["", ".", "..", "../secret.md", "..\\secret.md", "a/../../secret.md", "/etc/passwd.md"],
    *["lessons/../../secret.md", "a\x00.md", "a.md\x00", "a\n.md", "C:secret.md", "C:\\secret.md"],
    *["\\\\server\\share.md", "con.md", "CON.md", "aux.md", "nul.md", "com1.md", "lpt9.txt.md"],
    *["a.md.", "a.md ", " a.md", ".hidden.md", "README.md", "notes.txt", "a.md:stream", "a*.md"],
    *["x" * 300 + ".md", "é" * 120 + ".md", "\ud800.md", "archive", "secret.md/.."],
]


@pytest.mark.parametrize("name", TRICKS, ids=range(len(TRICKS)))
def test_names_that_are_no_lesson_file(name: str, folder: Path) -> None:
    files, before = LessonFiles(folder), everything(folder)
    tries: list[Callable[[], object]] = [
        lambda: files.create(name, "x"),
        lambda: files.replace(name, "x", text_hash("secret")),
        lambda: files.rename("01-bees.md", name),
        lambda: files.rename(name, "02-new.md"),
        lambda: files.archive(name),
        lambda: files.unarchive(name, "02-new.md"),
        lambda: files.unarchive("01-bees.md", name),
    ]
    for attempt in tries:
        with pytest.raises(LessonFileError) as error:
            attempt()
        assert error.value.message.endswith((".", "`.md`."))
    assert everything(folder) == before


@pytest.mark.parametrize("name", ["01-über.md", "شہد.md", "01-a b.md", "01_x.y.md"])
def test_unusual_names_that_files_may_have(name: str, folder: Path) -> None:
    (folder / name).write_text(OLD)
    LessonFiles(folder).replace(name, NEW, text_hash(OLD))
    assert (folder / name).read_text() == NEW


def test_a_link_is_never_followed(folder: Path) -> None:
    (folder / "02-link.md").symlink_to(folder.parent / "secret.md")
    (folder / "03-near.md").symlink_to("01-bees.md")
    files, before = LessonFiles(folder), everything(folder)
    for name, text in (("02-link.md", "secret"), ("03-near.md", OLD)):
        with pytest.raises(LessonFileError, match="is a link"):
            files.replace(name, NEW, text_hash(text))
        for attempt in (files.archive, lambda name: files.rename(name, "04-new.md")):
            with pytest.raises(LessonFileError, match="is a link"):
                attempt(name)
        assert (folder / name).is_symlink()
    with pytest.raises(LessonNameTaken):
        files.rename("01-bees.md", "02-link.md")
    with pytest.raises(LessonNameTaken):
        files.create("02-link.md", "x")
    assert everything(folder) == before


def test_an_archive_that_is_a_link_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (folder / "archive").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(LessonFileError, match="is a link"):
        LessonFiles(folder).archive("01-bees.md")
    assert list((tmp_path / "elsewhere").iterdir()) == []
    (tmp_path / "elsewhere" / "02-other.md").write_text("Not ours")
    assert LessonFiles(folder).archived() == []


def test_folders_pipes_and_what_has_vanished(folder: Path) -> None:
    (folder / "02-folder.md").mkdir()
    os.mkfifo(folder / "03-pipe.md")
    files = LessonFiles(folder)
    for name in ("02-folder.md", "03-pipe.md"):
        with pytest.raises(LessonFileError):
            files.replace(name, "x", text_hash(""))
    with pytest.raises(LessonFileError, match="isn't there any more"):
        files.replace("04-gone.md", "x", text_hash(""))
    with pytest.raises(LessonFileError, match="isn't there any more"):
        LessonFiles(folder / "nowhere").create("01-a.md", "x")


AS_NOBODY = """
import json, os, sys
from pathlib import Path
from quiz.content.lesson_files import LessonFiles, text_hash
from quiz.errors import LessonFileError

folder, text = Path(sys.argv[1]), sys.argv[2]
os.setuid(65534)
files = LessonFiles(folder)
told = []
for attempt in (
    lambda: files.replace("01-bees.md", "new", text_hash(text)),
    lambda: files.create("02-new.md", "new"),
    lambda: files.rename("01-bees.md", "02-bees.md"),
    lambda: files.archive("01-bees.md"),
):
    try:
        attempt()
    except LessonFileError as error:
        told.append(error.message)
print(json.dumps(told))
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder of lessons that everybody may look into; pytest's own may only be by its owner."""
    with tempfile.TemporaryDirectory() as root:
        lessons = Path(root, "lessons")
        lessons.mkdir()
        (lessons / "01-bees.md").write_text(OLD)
        for path in (Path(root), lessons):
            path.chmod(0o755)
        yield lessons


@pytest.mark.skipif(
    not sys.platform.startswith("linux") or os.geteuid() != 0, reason="needs root on Linux"
)
def test_a_read_only_folder_is_said(open_folder: Path) -> None:
    folder = open_folder
    before = everything(folder)
    done = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, str(folder), OLD],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    told = json.loads(done.stdout)
    assert len(told) == 4
    assert all("is read-only" in message for message in told)
    assert everything(folder) == before


FULL = """
import json, resource, sys
from pathlib import Path
from quiz.content.lesson_files import LessonFiles, text_hash
from quiz.errors import LessonFileError

files, text = LessonFiles(Path(sys.argv[1])), sys.argv[2]
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))
told = []
for attempt in (
    lambda: files.replace("01-bees.md", "x" * 2000, text_hash(text)),
    lambda: files.create("02-new.md", "x" * 2000),
):
    try:
        attempt()
    except LessonFileError as error:
        told.append(error.message)
print(json.dumps(told))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on a file's size")
def test_a_full_disk_is_said_and_leaves_the_old_text(folder: Path) -> None:
    before = everything(folder)
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(folder), OLD],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    told = json.loads(done.stdout)
    assert len(told) == 2
    assert all("the laptop's disk is full" in message for message in told)
    assert everything(folder) == before


@given(st.text(max_size=50))
def test_a_normal_text_is_normal(text: str) -> None:
    once = normal(text)
    assert normal(once) == once
    assert text_hash(text) == text_hash(once)
    assert "\r" not in once
    once.encode()
