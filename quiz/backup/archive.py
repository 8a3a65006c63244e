"""One backup as a file: a zip of the database's copy, the lessons, and a list of both.

The list (`manifest.json`) holds the SHA-256 and size of everything else, because neither a zip's
own checksums nor SQLite's check tell for certain that a text is the one that was kept.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import IO, Any

from quiz import __version__
from quiz.backup.lesson_tree import is_safe
from quiz.errors import UnusableBackup

DATABASE = "second-reading.db"
LESSONS = "lessons/"
MANIFEST = "manifest.json"
FORMAT = 1
_PROGRAM = "second-reading"
_CHUNK = 1024 * 1024
_LARGEST_MANIFEST = 4 * 1024 * 1024
_MOST_MEMBERS = 10_000
_WITHOUT_ZIP64 = 2**31
_NO_BOMB = 100 * 1024 * 1024
"""Bytes that any file may unpack to; above that, at most `_MOST_GROWTH` times the file's size."""
_MOST_GROWTH = 100


class Reason(Enum):
    """Why a backup was made."""

    START = "start"
    CLOSING = "closing"
    ASKED = "asked"
    BEFORE_RESTORE = "before-restore"
    BEFORE_UPDATE = "before-update"


@dataclass(frozen=True)
class Member:
    """One file in a backup: its SHA-256 in hexadecimal, and its size in bytes."""

    sha256: str
    size: int


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. Counts are None where it holds no marks."""

    made_at: datetime
    reason: Reason
    members: Mapping[str, Member]
    students: int | None = None
    attempts: int | None = None
    left_out: tuple[str, ...] = ()
    version: str = __version__

    @property
    def has_marks(self) -> bool:
        """Whether the database is in it."""
        return DATABASE in self.members

    @property
    def lessons(self) -> dict[str, Member]:
        """The lessons in it, by their names below the lessons folder."""
        return {
            name.removeprefix(LESSONS): member
            for name, member in self.members.items()
            if name.startswith(LESSONS)
        }


def measure(path: Path) -> Member:
    """SHA-256 and size of a file. Raises OSError."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        return Member(digest.hexdigest(), file.tell())


def write(
    target: Path, sources: Mapping[str, Path], describe: Callable[[Mapping[str, Member]], Manifest]
) -> Manifest:
    """Write the new file `target`, flush it to the disk, and read all of it back.

    `sources` gives the file for each member's name. A source that has vanished meanwhile is left
    out. Only this user may read the file. Raises OSError, or `UnusableBackup` where what was
    read back isn't what was written.
    """
    members: dict[str, Member] = {}
    handle = os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "w+b") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
            for name, source in sources.items():
                try:
                    stream = source.open("rb")
                except FileNotFoundError:
                    continue
                with stream:
                    members[name] = _pack(packed, name, stream, os.fstat(stream.fileno()).st_size)
            manifest = describe(members)
            packed.writestr(MANIFEST, _as_json(manifest))
        file.flush()
        os.fsync(file.fileno())
    if check(target) != manifest:
        raise damaged(target)
    return manifest


def glance(path: Path) -> Manifest:
    """What a backup says of itself, without reading the rest. Raises `UnusableBackup`, OSError."""
    with _opened(path) as packed:
        return _manifest(packed, path)


def check(path: Path) -> Manifest:
    """Read a backup from end to end. Raises `UnusableBackup` where anything is wrong, OSError."""
    return _read(path, lambda _: None)


def unpack(path: Path, into: Path, wanted: Callable[[str], bool]) -> Manifest:
    """Read a backup from end to end and put the members that are `wanted` below `into`.

    Raises `UnusableBackup` or OSError; then there may be some of them in `into`.
    """

    def target(name: str) -> Path | None:
        if not wanted(name):
            return None
        place = into.joinpath(*name.split("/"))
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return place

    return _read(path, target)


def _read(path: Path, target: Callable[[str], Path | None]) -> Manifest:
    with _opened(path) as packed:
        manifest = _manifest(packed, path)
        for name, member in manifest.members.items():
            place = target(name)
            with packed.open(name) as stream:
                if place is None:
                    found = _hash(stream, member.size, None)
                else:
                    with place.open("xb") as out:
                        found = _hash(stream, member.size, out)
                        out.flush()
                        os.fsync(out.fileno())
            if found != member:
                raise damaged(path)
        return manifest


def _pack(packed: zipfile.ZipFile, name: str, stream: IO[bytes], size: int) -> Member:
    digest, written = hashlib.sha256(), 0
    with packed.open(name, "w", force_zip64=size > _WITHOUT_ZIP64) as out:
        while data := stream.read(_CHUNK):
            digest.update(data)
            written += len(data)
            out.write(data)
    return Member(digest.hexdigest(), written)


def _hash(stream: IO[bytes], size: int, out: IO[bytes] | None) -> Member:
    """Read at most `size` bytes and one more, so that what is too long is seen, not unpacked."""
    digest, count = hashlib.sha256(), 0
    while data := stream.read(min(_CHUNK, size + 1 - count)):
        digest.update(data)
        count += len(data)
        if out is not None and count <= size:
            out.write(data)
    return Member(digest.hexdigest(), count)


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """A zip whose names and sizes are sound; what goes wrong with it, in plain words."""
    try:
        with zipfile.ZipFile(path) as packed:
            _refuse_tricks(packed, path)
            yield packed
    except zipfile.BadZipFile as error:
        if zipfile.is_zipfile(path) or _first_bytes(path) == b"PK\x03\x04":
            raise damaged(path) from error
        raise _foreign(path) from error
    except (zlib.error, RuntimeError, EOFError, ValueError, KeyError, OverflowError) as error:
        raise damaged(path) from error
    except OSError as error:
        # A place that the file doesn't have, from a directory that is damaged.
        if error.errno != errno.EINVAL:
            raise
        raise damaged(path) from error


def _first_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4)


def _refuse_tricks(packed: zipfile.ZipFile, path: Path) -> None:
    """Raise where unpacking would leave its folder, make links, or fill the disk."""
    infos = packed.infolist()
    names = {info.filename for info in infos}
    if MANIFEST not in names:
        raise _foreign(path)
    if len(names) < len(infos) or len(infos) > _MOST_MEMBERS:
        raise damaged(path)
    for info in infos:
        kind = stat.S_IFMT(info.external_attr >> 16)
        packing = info.compress_type in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED)
        # Bit 0: encrypted.
        if kind not in (0, stat.S_IFREG) or not packing or info.flag_bits & 1:
            raise damaged(path)
        if not _is_ours(info.filename):
            raise UnusableBackup(
                path,
                f"{path} was not made by Second Reading as it is: it holds a file that would be "
                "put elsewhere than among the lessons. Nothing was changed.",
            )
    total = sum(info.file_size for info in infos)
    if total > max(_NO_BOMB, _MOST_GROWTH * path.stat().st_size):
        raise UnusableBackup(
            path, f"{path} would fill the disk if it were unpacked. Nothing was changed."
        )


def _is_ours(name: str) -> bool:
    lesson = name.startswith(LESSONS) and is_safe(name.removeprefix(LESSONS))
    return lesson or name in (DATABASE, MANIFEST)


def _manifest(packed: zipfile.ZipFile, path: Path) -> Manifest:
    if packed.getinfo(MANIFEST).file_size > _LARGEST_MANIFEST:
        raise damaged(path)
    said = json.loads(packed.read(MANIFEST))
    if not isinstance(said, dict) or said.get("program") != _PROGRAM:
        raise _foreign(path)
    if said.get("format") != FORMAT:
        raise newer(path)
    try:
        manifest = _from_json(said)
    except (TypeError, AttributeError) as error:
        raise damaged(path) from error
    sizes = {info.filename: info.file_size for info in packed.infolist()}
    del sizes[MANIFEST]
    if sizes != {name: member.size for name, member in manifest.members.items()}:
        raise damaged(path)
    return manifest


def _as_json(manifest: Manifest) -> str:
    said = asdict(manifest) | {
        "format": FORMAT,
        "program": _PROGRAM,
        "made_at": manifest.made_at.isoformat(),
        "reason": manifest.reason.value,
    }
    return json.dumps(said, indent=1, sort_keys=True)


def _from_json(said: dict[str, Any]) -> Manifest:
    return Manifest(
        made_at=datetime.fromisoformat(said["made_at"]),
        reason=Reason(said["reason"]),
        members={name: Member(**member) for name, member in said["members"].items()},
        students=said["students"],
        attempts=said["attempts"],
        left_out=tuple(said["left_out"]),
        version=said["version"],
    )


def damaged(path: Path) -> UnusableBackup:
    """What to say of a backup that isn't as it was made."""
    return UnusableBackup(
        path,
        f"{path} is damaged: what is in it isn't what was kept. Use another backup. "
        "Nothing was changed.",
    )


def newer(path: Path) -> UnusableBackup:
    """What to say of a backup that this version can't read."""
    return UnusableBackup(
        path,
        f"{path} was made by a later version of Second Reading. Restore it with that version. "
        "Nothing was changed.",
    )


def _foreign(path: Path) -> UnusableBackup:
    return UnusableBackup(path, f"{path} is no backup of Second Reading. Nothing was changed.")
