"""Opening, trying and saving lessons, so that nothing that anybody wrote is ever lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from threading import RLock

from quiz.checking.material import LessonTexts, Material, material_of
from quiz.checking.registry import Finding
from quiz.checking.run import check, check_lesson
from quiz.content.assembly import RESERVED, TITLES, Snapshot
from quiz.content.course import CourseFolder
from quiz.content.files import SourceFile, is_writable_name, shown_name, slug_of
from quiz.content.lesson_files import LessonFiles, normal, text_hash
from quiz.content.safe_folder import FileChanged
from quiz.errors import LessonFileError, LessonNameTaken, NotFound
from quiz.lesson_desk.results import LessonState, OpenLesson, SaveOutcome, SaveResult, Trial
from quiz.lesson_texts import Kept, LessonVersion
from quiz.model import BrokenLesson, Lesson, Problem
from quiz.storage import lesson_versions
from quiz.storage.database import Database


class Editing:
    """The part of the desk that concerns the texts. Thread-safe.

    One lock is held by whoever changes files or their history, and the course is looked at anew
    under it: what was read before may be what another thread has just replaced.
    """

    def __init__(self, db: Database, folder: CourseFolder) -> None:
        self._db = db
        self._folder = folder
        self._files = LessonFiles(folder.path)
        self._lock = RLock()
        self._texts = LessonTexts()
        self._followed: Snapshot | None = None
        self._checked: tuple[Snapshot, date, tuple[Finding, ...]] | None = None

    def open(self, slug: str) -> OpenLesson:
        """A lesson or page for editing. Raises `NotFound`."""
        snapshot = self._followed_snapshot()
        name = _name(snapshot, slug)
        file, held = snapshot.files[name], _hash(snapshot.files[name])
        draft = lesson_versions.draft(self._db, name)
        return OpenLesson(
            slug=slug,
            file=name,
            title=snapshot.pages[name].title,
            text=None if file.text is None else normal(file.text),
            hash=held,
            problems=_problems_of(snapshot, name),
            warnings=tuple(_by_path(self._findings(snapshot)).get(file.path, ())),
            draft=draft if draft and draft.hash != held else None,
            is_page=name in TITLES,
        )

    def states(self) -> list[LessonState]:
        """The lessons in order, then the pages beside them; not the archived ones."""
        snapshot = self._followed_snapshot()
        findings = _by_path(self._findings(snapshot))
        newest = lesson_versions.newest_of_all(self._db)
        drafts = lesson_versions.drafts(self._db)
        return [
            LessonState(
                slug=page.slug,
                file=shown_name(name),
                title=page.title,
                broken=isinstance(page, BrokenLesson),
                problems=_problems_of(snapshot, name),
                warnings=tuple(findings.get(snapshot.files[name].path, ())),
                has_draft=name in drafts and drafts[name].hash != _hash(snapshot.files[name]),
                archived=False,
                is_page=name in TITLES,
                changed_at=newest[name].kept_at if name in newest else "",
            )
            for name, page in snapshot.pages.items()
        ]

    def trial(self, slug: str, text: str) -> Trial:
        """The course with this text in the file. Raises `NotFound`."""
        now = self._folder.snapshot()
        name = _name(now, slug)
        return self._trial_of(now, self._folder.trial(name, normal(text)), slug, name)

    def save(self, slug: str, text: str, based_on: str, *, how: Kept = Kept.SAVED) -> SaveResult:
        """Put a text into the file, if students can see it and the file is still `based_on`.

        `based_on` is the hash that `open` or the last save gave, '' where there was no file. Raises
        `LessonFileError` where the file can't be written (the text is then kept as a draft), and
        `NotFound` where there never was such a lesson. `how` says in the history where an accepted
        text came from: `RESTORED` for that of an older version.
        """
        text = normal(text)
        with self._lock:
            now = self._folder.snapshot()
            slug, name = self._place(now, slug, based_on)
            theirs = self._noted(name, now.files.get(name))
            if theirs and theirs.hash == text_hash(text):
                lesson_versions.set_drafts_aside(self._db, name)
                return SaveResult(SaveOutcome.UNCHANGED, slug, theirs.hash, theirs)
            if _hash(now.files.get(name)) != based_on:
                version = self._keep(name, text, Kept.SET_ASIDE)
                return self._conflict(slug, name, version)
            then = self._folder.trial(name, text)
            problems = _made_problems(now, then, name)
            version = self._keep(name, text, Kept.DRAFT)
            if not is_acceptable(now, then, name):
                return SaveResult(SaveOutcome.DRAFT, slug, based_on, version, problems)
            try:
                self._write(name, text, based_on)
            except (FileChanged, LessonNameTaken):
                lesson_versions.mark(self._db, version.id, Kept.SET_ASIDE)
                return self._conflict(slug, name, version)
            lesson_versions.mark(self._db, version.id, how)
            return SaveResult(SaveOutcome.SAVED, slug, version.hash, version, problems)

    def keep_draft(self, slug: str, text: str) -> LessonVersion:
        """Keep a text without putting it into the file. Raises `NotFound`."""
        text = normal(text)
        with self._lock:
            now = self._folder.snapshot()
            name = _name(now, slug)
            theirs = self._noted(name, now.files[name])
            if theirs and theirs.hash == text_hash(text):
                lesson_versions.set_drafts_aside(self._db, name)
                return theirs
            draft = lesson_versions.draft(self._db, name)
            if draft and draft.hash == text_hash(text):
                return draft
            return self._keep(name, text, Kept.DRAFT)

    def discard_draft(self, slug: str) -> None:
        """Set the draft aside; it stays in the history. Raises `NotFound`."""
        with self._lock:
            lesson_versions.set_drafts_aside(self._db, _name(self._folder.snapshot(), slug))

    def history(self, slug: str) -> list[LessonVersion]:
        """All versions, newest first, without their texts. Raises `NotFound`."""
        return lesson_versions.history(self._db, _name(self._followed_snapshot(), slug))

    def version(self, slug: str, version_id: int) -> LessonVersion:
        """One version of this lesson with its text. Raises `NotFound`."""
        found = lesson_versions.get(self._db, version_id)
        if found.file != _name(self._folder.snapshot(), slug):
            raise NotFound("version", version_id)
        return found

    def follow(self) -> None:
        """Note in the history every file whose text is not the newest there.

        Cheap where the course hasn't changed since the last time. While another thread edits,
        nothing happens: it is done the next time.
        """
        if self._folder.last is not None and self._folder.last is self._followed:
            return
        if self._lock.acquire(blocking=False):
            try:
                self._followed_snapshot()
            finally:
                self._lock.release()

    def _followed_snapshot(self) -> Snapshot:
        """The course as it is now, with all its texts in the history."""
        with self._lock:
            snapshot = self._folder.snapshot()
            if snapshot is not self._followed:
                newest = lesson_versions.newest_of_all(self._db)
                for name, file in snapshot.files.items():
                    if not is_writable_name(name):
                        continue
                    if name not in newest or newest[name].hash != _hash(file):
                        self._noted(name, file)
                self._followed = snapshot
            return snapshot

    def _noted(self, name: str, file: SourceFile | None) -> LessonVersion | None:
        """The version that stands in a file, noted if it is new; None where there is no text."""
        if file is None or file.text is None:
            return None
        newest = lesson_versions.newest(self._db, name)
        if newest and newest.hash == _hash(file):
            return newest
        return self._keep(name, normal(file.text), Kept.FOUND)

    def _trial_of(self, now: Snapshot, then: Snapshot, slug: str, name: str) -> Trial:
        """What a trial says: the course as it is, and as it would be with that text in the file."""
        page = then.pages[name]
        return Trial(
            slug=slug,
            file=name,
            lesson=page if isinstance(page, Lesson) else None,
            problems=_made_problems(now, then, name),
            warnings=check_lesson(self._material(then), name),
            accepted=is_acceptable(now, then, name),
        )

    def _keep(self, name: str, text: str, how: Kept) -> LessonVersion:
        return lesson_versions.add(self._db, name, text, text_hash(text), how)

    def _write(self, name: str, text: str, based_on: str) -> None:
        if not based_on:
            self._files.create(name, text)
        elif found := self._files.replace(name, text, based_on):
            self._keep(name, normal(found), Kept.SET_ASIDE)

    def _conflict(self, slug: str, name: str, version: LessonVersion) -> SaveResult:
        file = self._folder.snapshot().files.get(name)
        theirs = self._noted(name, file)
        return SaveResult(SaveOutcome.CONFLICT, slug, _hash(file), version, theirs=theirs)

    def _place(self, now: Snapshot, slug: str, based_on: str) -> tuple[str, str]:
        """Address and file that a save is meant for, also where the file was moved meanwhile."""
        if slug in now.names:
            return slug, now.names[slug]
        based = lesson_versions.of_hash(self._db, based_on) if based_on else None
        if based and based.file in now.pages:
            return now.pages[based.file].slug, based.file
        known = [based.file] if based else lesson_versions.files(self._db)
        names = [file.rpartition("/")[2] for file in reversed(known)]
        name = next((name for name in names if slug_of(name) == slug), None)
        if name is None and slug in RESERVED:
            name = f"{slug}.md"
        if name is None:
            raise NotFound("lesson", slug)
        return slug, name

    def _material(self, snapshot: Snapshot) -> Material:
        return material_of(snapshot, self._today, self._texts)

    def _findings(self, snapshot: Snapshot) -> tuple[Finding, ...]:
        """What the check says of the course; worked out once for each state of it."""
        checked = self._checked
        if checked is None or checked[:2] != (snapshot, self._today):
            findings = check(self._material(snapshot)).findings
            checked = self._checked = (snapshot, self._today, findings)
        return checked[2]

    @property
    def _today(self) -> date:
        return self._db.now().astimezone().date()


def _name(snapshot: Snapshot, slug: str) -> str:
    if slug not in snapshot.names:
        raise NotFound("lesson", slug)
    name = snapshot.names[slug]
    if not is_writable_name(name):
        raise LessonFileError(name, "Rename this file with letters a-z, digits and hyphens first.")
    return name


def _hash(file: SourceFile | None) -> str:
    """The hash of what a file holds; '' where there is none.

    One that can't be read has a hash that no text has, so that nothing is put in its place.
    """
    if file is None:
        return ""
    return "unreadable" if file.text is None else text_hash(file.text)


def _problems_of(snapshot: Snapshot, name: str) -> tuple[Problem, ...]:
    path = snapshot.files[name].path
    return tuple(problem for problem in snapshot.course.problems if problem.path == path)


def _by_path(findings: Iterable[Finding]) -> Mapping[str, Sequence[Finding]]:
    """The findings by their files; of a large course there are ten thousands."""
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.problem.path, []).append(finding)
    return found


def _made_problems(now: Snapshot, then: Snapshot, name: str) -> tuple[Problem, ...]:
    """The problems of a new text in its own file, and those that it makes in others."""
    path, before = then.files[name].path, frozenset(now.course.problems)
    return tuple(
        problem for problem in then.course.problems if problem.path == path or problem not in before
    )


def is_acceptable(now: Snapshot, then: Snapshot, name: str) -> bool:
    """Whether students can see this file, and every other that they see now."""
    return not (_broken(then) - (_broken(now) - {name}))


def _broken(snapshot: Snapshot) -> set[str]:
    return {name for name, page in snapshot.pages.items() if isinstance(page, BrokenLesson)}
