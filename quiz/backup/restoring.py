"""Putting a backup back, so that a crash at any moment leaves all of the old or all of the new.

Everything from the backup is first unpacked, checked and flushed into a folder beside the database.
Then a plan is written there, in one step: before it exists nothing was changed, and the folder is
rubbish. From then on the restore counts as done: whoever starts the program next carries out the
plan (`finish`) before anything reads the old files. Each step of a plan can be done again.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from quiz.backup import archive, lesson_tree, making
from quiz.backup.archive import DATABASE, LESSONS, Manifest, Member, Reason
from quiz.errors import DamagedDatabase, NewerDatabase, StorageError, UnusableBackup
from quiz.storage import backups, schema
from quiz.storage.backups import Counts
from quiz.storage.data_folder import DataFolder, sync_folder

_PLAN = "plan.json"


@dataclass(frozen=True)
class Ready:
    """A backup that was found sound, and what restoring it would change.

    `counts` is what the database holds now, None where there is none that can be read.
    `changed`, `added` and `removed` are names below the lessons folder.
    """

    manifest: Manifest
    marks: bool
    counts: Counts | None
    changed: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]


class Restore:
    """One backup that is being restored, while this process holds the data folder."""

    def __init__(self, files: DataFolder, lessons: Path, ready: Ready) -> None:
        self.ready = ready
        self._files = files
        self._lessons = lessons

    def carry_out(self, now: datetime) -> Path:
        """Keep what is there now as a backup, then replace it; where it is kept.

        Raises `StorageError` where that can't be kept or the plan can't be written: then
        nothing was changed. What is raised after that is mended by starting again.
        """
        kept = self._keep(now)
        plan = {
            "marks": self.ready.marks,
            "lessons": str(self._lessons.resolve()),
            "write": [*self.ready.changed, *self.ready.added],
            "remove": list(self.ready.removed),
        }
        staging = _staging(self._files)
        _sync_folders(staging)
        self._files.write_private(staging / _PLAN, json.dumps(plan).encode())
        _carry_out(self._files)
        return kept

    def _keep(self, now: datetime) -> Path:
        data = self._files.path
        try:
            return making.make(data, self._lessons, Reason.BEFORE_RESTORE, now).path
        except DamagedDatabase:
            # The very reason to restore. It is kept as it is, and what can be read of it.
            return backups.set_aside(self._files, now)


@contextmanager
def restoring(
    data: Path, lessons: Path, path: Path, *, marks: bool = True, lessons_too: bool = True
) -> Iterator[Restore]:
    """A backup that is ready to be restored, at once or, without `carry_out`, not at all.

    `marks` and `lessons_too` say what is wanted of it. Raises `UnusableBackup`,
    `DataFolderInUse` while the server runs, or another `StorageError`; nothing was changed then.
    """
    _look_through(path)
    files = DataFolder(data)
    files.acquire()
    try:
        _carry_out(files)
        staging = _staging(files)
        shutil.rmtree(staging, ignore_errors=True)
        try:
            with _in_plain_words(files):
                staging.mkdir(mode=0o700)
                yield Restore(files, lessons, _ready(files, lessons, path, (marks, lessons_too)))
        finally:
            if not (staging / _PLAN).exists():
                shutil.rmtree(staging, ignore_errors=True)
    finally:
        files.release()


def finish(data: Path) -> bool:
    """Carry out what an interrupted restore had planned; whether there was such a plan.

    Call it before anything reads the database or the lessons. Raises `StorageError`.
    """
    files = DataFolder(data)
    if not (_staging(files) / _PLAN).exists():
        return False
    files.acquire()
    try:
        _carry_out(files)
    finally:
        files.release()
    return True


def _carry_out(files: DataFolder) -> None:
    """Do what is planned, if anything is."""
    staging = _staging(files)
    try:
        plan = json.loads((staging / _PLAN).read_bytes())
    except FileNotFoundError:
        return
    try:
        if plan["marks"]:
            backups.put_in_place(files, staging / DATABASE)
        for name in plan["write"]:
            _put(staging / LESSONS / name, Path(plan["lessons"]) / name)
        for name in plan["remove"]:
            _remove(Path(plan["lessons"]), name)
        (staging / _PLAN).unlink()
        sync_folder(staging)
    except OSError as error:
        where = error.filename or files.path
        raise StorageError(
            files.path,
            f"A restore can't be completed ({where}: {error.strerror or error}). Mend that, then "
            "start the program again: it completes the restore first.",
        ) from error
    shutil.rmtree(staging, ignore_errors=True)


def _put(source: Path, target: Path) -> None:
    """Replace one lesson's file in one step, keeping who may read it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    # Hidden, so that it isn't taken for a lesson; always the same, so that none is left over.
    draft = target.with_name(f".restoring-{target.name}")
    draft.unlink(missing_ok=True)
    with draft.open("xb") as out, source.open("rb") as stream:
        shutil.copyfileobj(stream, out)
        out.flush()
        os.fsync(out.fileno())
    if target.exists():
        shutil.copymode(target, draft)
    draft.replace(target)
    sync_folder(target.parent)


def _remove(folder: Path, name: str) -> None:
    """Remove one lesson's file, and the folders that are empty without it."""
    path = folder / name
    path.unlink(missing_ok=True)
    for above in path.relative_to(folder).parents[:-1]:
        if not (folder / above).is_dir() or any((folder / above).iterdir()):
            break
        (folder / above).rmdir()


def _look_through(path: Path) -> None:
    """Raise `UnusableBackup` before the data folder is touched at all."""
    try:
        if path.suffix == ".db":
            _copy_manifest(path)
        else:
            archive.check(path)
    except OSError as error:
        raise UnusableBackup(
            path, f"{path} can't be read: {error.strerror or error}. Nothing was changed."
        ) from error


def _copy_manifest(path: Path) -> Manifest:
    """What is known of a copy of the database alone, as an update leaves it."""
    try:
        digest = backups.digest_path(path).read_text(encoding="ascii", errors="replace").split()
    except FileNotFoundError as error:
        raise UnusableBackup(
            path,
            f"{path} can be restored only with {backups.digest_path(path).name} beside it, by "
            "which it is checked. Nothing was changed.",
        ) from error
    found = archive.measure(path)
    if digest[:1] != [found.sha256]:
        raise archive.damaged(path)
    return Manifest(making.changed_at(path), Reason.BEFORE_UPDATE, {DATABASE: found})


def _ready(files: DataFolder, lessons: Path, path: Path, wanted: tuple[bool, bool]) -> Ready:
    staging = _staging(files)
    marks, lessons_too = wanted
    if path.suffix == ".db":
        manifest = _copy_manifest(path)
        shutil.copyfile(path, staging / DATABASE)
        if archive.measure(staging / DATABASE) != manifest.members[DATABASE]:
            raise archive.damaged(path)
    else:
        manifest = archive.unpack(path, staging, lambda name: name == DATABASE or lessons_too)
    marks, lessons_too = marks and manifest.has_marks, lessons_too and bool(manifest.lessons)
    if not (marks or lessons_too):
        raise UnusableBackup(path, f"{path} holds nothing of what is asked. Nothing was changed.")
    if manifest.has_marks:
        manifest = _with_counts(manifest, path, staging / DATABASE)
    changes = _changes(lessons, manifest.lessons, path) if lessons_too else ((), (), ())
    return Ready(manifest, marks, backups.counts_now(files), *changes)


def _with_counts(manifest: Manifest, path: Path, database: Path) -> Manifest:
    """The manifest with what the unpacked database really holds. Raises `UnusableBackup`."""
    files = DataFolder(database.parent)
    try:
        backups.inspect(database, lambda db: schema.pending(db, files))
        counts = backups.counts(database, database.parent)
    except NewerDatabase as error:
        raise archive.newer(path) from error
    except DamagedDatabase as error:
        raise archive.damaged(path) from error
    return replace(manifest, students=counts.students, attempts=counts.attempts)


def _changes(
    lessons: Path, kept: Mapping[str, Member], path: Path
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Names of the lessons' files that will be changed, added and removed. Raises OSError."""
    now = set(lesson_tree.look(lessons).files)
    for name in sorted(kept.keys() | now):
        if in_the_way := lesson_tree.obstacle(lessons, name):
            raise UnusableBackup(
                path,
                f"{lessons / in_the_way} is a link, or a folder in the place of a file. Move it "
                "away first. Nothing was changed.",
            )
    both = sorted(kept.keys() & now)
    return (
        tuple(name for name in both if archive.measure(lessons / name) != kept[name]),
        tuple(sorted(kept.keys() - now)),
        tuple(sorted(now - kept.keys())),
    )


def _staging(files: DataFolder) -> Path:
    return files.path / "restoring"


def _sync_folders(folder: Path) -> None:
    for path, _, _ in os.walk(folder):
        sync_folder(Path(path))


@contextmanager
def _in_plain_words(files: DataFolder) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise files.unusable(error) from error
