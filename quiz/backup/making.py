"""Making backups, keeping the last ones, and listing what there is."""

from __future__ import annotations

import contextlib
import errno
import itertools
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from quiz.backup import archive, lesson_tree
from quiz.backup.archive import DATABASE, LESSONS, Manifest, Member, Reason
from quiz.errors import StorageError, UnusableBackup
from quiz.storage import backups
from quiz.storage.backups import Counts
from quiz.storage.data_folder import DataFolder, sync_folder

MOST_AUTOMATIC = 20
"""How many of the backups are kept that nobody asked for."""
AUTOMATIC = frozenset({Reason.START, Reason.CLOSING})
RESERVE = 32 * 1024 * 1024
"""Bytes that a backup leaves free on the disk, so that students' answers can still be saved."""
_LONGEST_WAIT = 300
_NAME = re.compile(r"(?P<reason>[a-z-]+)-\d{8}T\d{6}Z(?:-\d+)?\.zip")
_DRAFT = ".making-"


@dataclass(frozen=True)
class Kept:
    """A backup that is kept: its file, its size in bytes, and what it says of itself.

    `manifest` is None where the file can't be read; `made_at` is then when it was last changed.
    """

    path: Path
    size: int
    made_at: datetime
    manifest: Manifest | None

    @property
    def automatic(self) -> bool:
        """Whether it gives way to newer ones. Renamed by hand, it doesn't."""
        named = _NAME.fullmatch(self.path.name)
        return bool(
            named
            and self.manifest
            and self.manifest.reason in AUTOMATIC
            and self.manifest.reason.value == named["reason"]
        )


def make(
    data: Path, lessons: Path, reason: Reason, now: datetime, target: Path | None = None
) -> Kept:
    """Make a backup of the database in `data` and of the files in `lessons`.

    It is put into the folder of backups, or is the new file `target`. Works beside a running
    server and beside others that do the same. Raises `StorageError` (`DamagedDatabase` where the
    database can't be read), saying why there is none now; nothing else was changed.
    """
    files = DataFolder(data)
    with _in_plain_words(files), _alone(files):
        place = target or _free_name(files.backups, reason, now)
        with _gathered(files, lessons, place.parent) as contents:
            return _keep(place, contents, reason, now)


def make_if_changed(data: Path, lessons: Path, reason: Reason, now: datetime) -> Kept | None:
    """Make an automatic backup, as `make` does, unless the newest one holds the same: then None.

    It takes the place of the oldest automatic one where there are `MOST_AUTOMATIC`.
    """
    files = DataFolder(data)
    with _in_plain_words(files), _alone(files), _gathered(files, lessons, files.backups) as found:
        if _is_known(files.backups, found.sources):
            return None
        kept = _keep(_free_name(files.backups, reason, now), found, reason, now)
        _prune(files.backups)
        return kept


def every(data: Path) -> list[Kept]:
    """All backups in the data folder, newest first. Raises `StorageError`."""
    files = DataFolder(data)
    try:
        return _every(files.backups)
    except OSError as error:
        raise files.unusable(error) from error


@dataclass(frozen=True)
class _Contents:
    """What goes into a backup: the file for each member's name, and what is said of them."""

    sources: Mapping[str, Path]
    counts: Counts | None
    left_out: tuple[str, ...]


@contextmanager
def _gathered(files: DataFolder, lessons: Path, place: Path) -> Iterator[_Contents]:
    """A copy of the database as of now, and the lessons where they lie."""
    with _draft_folder(files.backups) as draft:
        tree = lesson_tree.look(lessons)
        sources = {f"{LESSONS}{name}": lessons / name for name in tree.files}
        _need_space(files, sources.values(), place)
        counts = backups.copy(files, draft / DATABASE)
        if counts:
            sources[DATABASE] = draft / DATABASE
        yield _Contents(sources, counts, tree.left_out)


def _keep(place: Path, contents: _Contents, reason: Reason, now: datetime) -> Kept:
    def describe(members: Mapping[str, Member]) -> Manifest:
        counts = contents.counts
        return Manifest(
            now.astimezone(UTC),
            reason,
            members,
            counts.students if counts else None,
            counts.attempts if counts else None,
            contents.left_out,
        )

    if place.exists():
        raise StorageError(place, f"{place} exists already. Give the backup another name.")
    # On the disk where it is to stay, so that it can be renamed once it is sound.
    with _draft_folder(place.parent) as draft:
        manifest = archive.write(draft / place.name, contents.sources, describe)
        (draft / place.name).replace(place)
    sync_folder(place.parent)
    return _kept(place, manifest)


def changed_at(path: Path) -> datetime:
    """When a file was last changed. Raises OSError."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _every(folder: Path) -> list[Kept]:
    found = [_kept(path) for path in folder.glob("*.zip")]
    found += [_copy_kept(path) for path in folder.glob("*.db")]
    return sorted(found, key=lambda kept: (kept.made_at, changed_at(kept.path)), reverse=True)


def _kept(path: Path, manifest: Manifest | None = None) -> Kept:
    if manifest is None:
        with contextlib.suppress(UnusableBackup, OSError):
            manifest = archive.glance(path)
    made_at = manifest.made_at if manifest else changed_at(path)
    return Kept(path, path.stat().st_size, made_at, manifest)


def _copy_kept(path: Path) -> Kept:
    """A copy of the database alone, as it is made before an update changes it."""
    manifest = None
    if backups.digest_path(path).exists():
        with contextlib.suppress(StorageError):
            counts = backups.counts(path, path.parent)
            manifest = Manifest(
                changed_at(path), Reason.BEFORE_UPDATE, {}, counts.students, counts.attempts
            )
    return Kept(path, path.stat().st_size, changed_at(path), manifest)


def _is_known(folder: Path, sources: Mapping[str, Path]) -> bool:
    """Whether the newest backup holds exactly these files."""
    newest = next((kept for kept in _every(folder) if kept.path.suffix == ".zip"), None)
    if newest is None or newest.manifest is None:
        return False
    return dict(newest.manifest.members) == {
        name: archive.measure(source) for name, source in sources.items()
    }


def _prune(folder: Path) -> None:
    for kept in [kept for kept in _every(folder) if kept.automatic][MOST_AUTOMATIC:]:
        kept.path.unlink(missing_ok=True)
    sync_folder(folder)


def _free_name(folder: Path, reason: Reason, now: datetime) -> Path:
    stem = f"{reason.value}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    names = itertools.chain([stem], (f"{stem}-{number}" for number in itertools.count(2)))
    return next(path for name in names if not (path := folder / f"{name}.zip").exists())


def _need_space(files: DataFolder, lessons: Iterable[Path], place: Path) -> None:
    """Raise where the backup would leave too little room for the answers that are yet to come."""
    parts = [files.database, Path(f"{files.database}-wal"), *lessons]
    # The copy of the database, and the backup itself, which may be no smaller than what is in it.
    needed = 2 * sum(part.stat().st_size for part in parts if part.exists()) + RESERVE
    if min(shutil.disk_usage(folder).free for folder in (place, files.path)) < needed:
        raise OSError(errno.ENOSPC, "too little space for a backup")


@contextmanager
def _alone(files: DataFolder) -> Iterator[None]:
    """One backup at a time, whichever process makes it, and what a killed one left is removed."""
    files.prepare()
    files.backups.mkdir(mode=0o700, exist_ok=True)
    lock = FileLock(files.backups / ".lock", thread_local=False)
    try:
        lock.acquire(timeout=_LONGEST_WAIT)
    except Timeout:
        raise StorageError(
            files.path, "Another backup is still being made. Try again later."
        ) from None
    try:
        for left in files.backups.glob(f"{_DRAFT}*"):
            shutil.rmtree(left)
        yield
    finally:
        lock.release()


@contextmanager
def _draft_folder(folder: Path) -> Iterator[Path]:
    """A folder, for this user alone, that is gone at the end."""
    with tempfile.TemporaryDirectory(dir=folder, prefix=_DRAFT) as name:
        yield Path(name)


@contextmanager
def _in_plain_words(files: DataFolder) -> Iterator[None]:
    """Say that there is no backup, and why; what was saved is not at stake."""
    try:
        yield
    except (OSError, UnusableBackup, StorageError) as error:
        raise _not_made(files, error) from error


def _not_made(files: DataFolder, error: OSError | UnusableBackup | StorageError) -> StorageError:
    if isinstance(error, UnusableBackup):
        words = "What was written could not be read back. Check the disk"
    elif isinstance(error, StorageError):
        words = error.message
    elif error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        words = "There is too little space on the disk. Make space, then try again."
    else:
        words = f"{error.filename or files.path}: {error.strerror or error}."
    kind = type(error) if isinstance(error, StorageError) else StorageError
    return kind(files.path, f"The backup was not made. {words}")
