"""Writing into one folder: nothing leaves it, nothing is half written, nothing is lost.

Where the system can, the folder is held open and every name is looked up in it alone, so that a
folder or a link put in its place meanwhile changes nothing. No link is ever followed.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self

from quiz.errors import LessonFileError, LessonNameTaken

_HOLDS_FOLDERS = {os.open, os.link, os.rename, os.unlink, os.stat, os.mkdir} <= os.supports_dir_fd
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_BINARY = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
# A pipe of that name would otherwise hold up whoever opens it.
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)
_FOLDER = getattr(os, "O_DIRECTORY", 0)
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}
_NOT_PLAIN = re.compile(r'[/\\:*?"<>|\x00-\x1f\x7f\ud800-\udfff]')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
_MAX_NAME = 200
"""Bytes of a file's name; file systems take 255."""

_READ_ONLY = {errno.EACCES, errno.EPERM, errno.EROFS}
_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}


class FileChanged(Exception):
    """The file isn't what it was expected to be; it was left alone."""


def is_device(name: str) -> bool:
    """Whether Windows takes this name for a device, so that no file can have it."""
    return bool(_DEVICE.fullmatch(name))


def check_name(name: str) -> None:
    """Raise LessonFileError where a name is none that a file within a folder can have anywhere."""
    plain = name.strip(" ") == name and not name.endswith(".") and not _NOT_PLAIN.search(name)
    if not name or not plain or is_device(name) or len(name.encode()) > _MAX_NAME:
        raise LessonFileError(
            name, "A file can't have this name. Use small letters a-z, digits and hyphens."
        )


class SafeFolder:
    """A folder that is held open; use `with`. Everything raises `LessonFileError`."""

    def __init__(self, path: Path, above: SafeFolder | None = None) -> None:
        """Open a folder; one that lies in the folder `above` may not be a link."""
        self._path = path
        self._fd: int | None = None
        with in_words(path.name):
            if not _HOLDS_FOLDERS:
                if above and path.resolve() != path.parent.resolve() / path.name:
                    raise OSError(errno.ELOOP, "link")
                path.stat()
            elif above:
                flags = os.O_RDONLY | _FOLDER | _NO_FOLLOW
                self._fd = os.open(path.name, flags, dir_fd=above._fd)
            else:
                self._fd = os.open(path, os.O_RDONLY | _FOLDER)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None

    def below(self, name: str, *, make: bool = False) -> SafeFolder:
        """The folder of this name in this one, made if asked for. It may not be a link."""
        check_name(name)
        if make:
            with in_words(name), contextlib.suppress(FileExistsError):
                os.mkdir(self._at(name), dir_fd=self._fd)
                self._sync()
        return SafeFolder(self._path / name, above=self)

    def names(self) -> list[str]:
        """The names of the ordinary files in it."""
        with (
            in_words(self._path.name),
            os.scandir(self._path if self._fd is None else self._fd) as found,
        ):
            return sorted(entry.name for entry in found if entry.is_file(follow_symlinks=False))

    def read(self, name: str, limit: int) -> bytes:
        """The first `limit` bytes of an ordinary file."""
        check_name(name)
        with in_words(name):
            return self._read(name, limit)

    def changed_at(self, name: str) -> float:
        """When a file was last written, in seconds since 1970."""
        check_name(name)
        with in_words(name):
            return os.stat(self._at(name), dir_fd=self._fd, follow_symlinks=False).st_mtime

    def create(self, name: str, data: bytes) -> None:
        """Write a new file; it is there as a whole, or not at all. Never replaces another."""
        check_name(name)
        with in_words(name):
            written = self._write(data, 0o666)
            try:
                self._put(written, self, name)
            except BaseException:
                self._remove(written)
                raise

    def replace(self, name: str, data: bytes, is_expected: Callable[[bytes], bool]) -> bytes | None:
        """Give a file other contents, if it still holds what `is_expected`; else FileChanged.

        What is replaced is held by a second name meanwhile. If another program wrote into it in
        the last instant, what it wrote is returned; otherwise None.
        """
        check_name(name)
        with in_words(name):
            mode = os.stat(self._at(name), dir_fd=self._fd, follow_symlinks=False).st_mode
            written = self._write(data, stat.S_IMODE(mode))
            held = ""
            try:
                held = self._hold(name)
                if not is_expected(self._read(held or name)):
                    raise FileChanged
                os.replace(
                    self._at(written), self._at(name), src_dir_fd=self._fd, dst_dir_fd=self._fd
                )
                written = ""
                self._sync()
                found = self._read(held) if held else b""
                return None if not held or is_expected(found) else found
            finally:
                for left in filter(None, (written, held)):
                    self._remove(left)

    def move(self, name: str, to: SafeFolder, new_name: str) -> None:
        """Move a file, within this folder or to another. Never replaces another."""
        check_name(name)
        check_name(new_name)
        with in_words(name):
            self._read(name, 0)
            with in_words(new_name):
                self._put(name, to, new_name)
            self._sync()

    def _at(self, name: str) -> str:
        return name if self._fd is not None else str(self._path / name)

    def _open(self, name: str, flags: int, mode: int = 0) -> int:
        if not _NO_FOLLOW and Path(self._at(name)).is_symlink():
            raise OSError(errno.ELOOP, "link")
        return os.open(self._at(name), flags | _NO_FOLLOW | _BINARY, mode, dir_fd=self._fd)

    def _read(self, name: str, limit: int = -1) -> bytes:
        with os.fdopen(self._open(name, os.O_RDONLY | _NO_WAIT), "rb") as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise OSError(errno.ELOOP, "not an ordinary file")
            return stream.read(limit)

    def _write(self, data: bytes, mode: int) -> str:
        """A new file under a name that the course ignores, safely on the disk; its name."""
        name = _own_name()
        with os.fdopen(
            self._open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb"
        ) as stream:
            try:
                stream.write(data)
                stream.flush()
                if hasattr(os, "fchmod") and mode != 0o666:
                    os.fchmod(stream.fileno(), mode)
                os.fsync(stream.fileno())
            except BaseException:
                self._remove(name)
                raise
        return name

    def _hold(self, name: str) -> str:
        """A second name for a file; '' where the file system has no such thing."""
        held = _own_name()
        try:
            self._link(name, self, held)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            return ""
        return held

    def _put(self, name: str, to: SafeFolder, new_name: str) -> None:
        """Rename a file. Raises FileExistsError where the new name is taken."""
        try:
            self._link(name, to, new_name)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            if new_name in to.names():
                raise FileExistsError(errno.EEXIST, "taken") from None
            os.rename(self._at(name), to._at(new_name), src_dir_fd=self._fd, dst_dir_fd=to._fd)
        else:
            os.unlink(self._at(name), dir_fd=self._fd)
        to._sync()

    def _link(self, name: str, to: SafeFolder, new_name: str) -> None:
        os.link(
            self._at(name),
            to._at(new_name),
            src_dir_fd=self._fd,
            dst_dir_fd=to._fd,
            follow_symlinks=False,
        )

    def _remove(self, name: str) -> None:
        with contextlib.suppress(OSError):
            os.unlink(self._at(name), dir_fd=self._fd)

    def _sync(self) -> None:
        """Bring new names to the disk. Not every system can, and then it does so by itself."""
        if self._fd is not None:
            with contextlib.suppress(OSError):
                os.fsync(self._fd)


def taken(name: str) -> LessonNameTaken:
    """The error for a name that another file has."""
    return LessonNameTaken(name, f"There is a file `{name}` already. Choose another name.")


@contextlib.contextmanager
def in_words(name: str) -> Iterator[None]:
    """Say what the system refuses in a teacher's words. FileChanged passes."""
    try:
        yield
    except FileExistsError as error:
        raise taken(name) from error
    except OSError as error:
        raise LessonFileError(name, _words(name, error)) from error


def _words(name: str, error: OSError) -> str:
    if error.errno in _READ_ONLY:
        return (
            f"`{name}` can't be written. The file or its folder is read-only, or another program "
            "holds it open. Change its permissions or close that program, then try again."
        )
    if error.errno in _FULL:
        return f"`{name}` was not written: the laptop's disk is full. Make space, then try again."
    if error.errno == errno.ENOENT:
        return f"`{name}` isn't there any more. Another program moved or deleted it."
    if error.errno in (errno.ELOOP, errno.ENOTDIR):
        return f"`{name}` is a link, or nothing ordinary. Put the file or folder itself there."
    return f"`{name}` can't be written: {error.strerror or 'unknown reason'}."


def _own_name() -> str:
    return f".second-reading-{secrets.token_hex(8)}.tmp"
