"""Renaming, ordering and archiving lessons, with all that is stored about them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from quiz.content.assembly import TITLES, Snapshot
from quiz.content.files import fallback_slug, slug_of
from quiz.content.lesson_files import ARCHIVE, ArchivedFile
from quiz.content.lesson_names import (
    check_slug,
    check_title,
    moved,
    relinked,
    with_slug,
    with_title,
)
from quiz.content.parser import title_of
from quiz.errors import LessonFileError, LessonNameTaken, NotFound
from quiz.lesson_desk.making import Making
from quiz.lesson_desk.results import LessonState, SaveOutcome
from quiz.lesson_texts import LessonVersion
from quiz.model import BrokenLesson, Lesson
from quiz.storage import lesson_renames, lesson_versions
from quiz.storage.database import stamp


class LessonDesk(Making):
    """Opens, tries, saves and arranges lessons. Thread-safe."""

    def rename(self, slug: str, title: str, new_slug: str) -> str:
        """Give a lesson another title and address; its slug.

        Attempts, releases, due dates and links from other lessons follow. Raises `NotFound`, and
        `LessonFileError` where the address is unusable or taken or a file can't be written.
        """
        title = check_title(title)
        with self._lock:
            now, name = self._lesson(slug)
            if new_slug != slug:
                self._check_free(now, new_slug, lesson_renames.former(self._db, slug))
            if title != now.pages[name].title:
                self._retitle(now, name, title)
            if new_slug != slug:
                new_name = with_slug(name, new_slug)
                self._readdress(slug, new_slug, name, new_name)
                self._relink({name: new_name})
            return new_slug

    def move(self, slug: str, by: int) -> None:
        """Let a lesson change places with the one before it (-1) or after it (+1).

        Files are renumbered as far as needed. Nothing happens at the end of the list. Raises
        `NotFound` and `LessonFileError`.
        """
        with self._lock:
            now, name = self._lesson(slug)
            done: dict[str, str] = {}
            try:
                for old, new in moved(now.lessons, name, by).items():
                    self._files.rename(old, new)
                    done[old] = new
            finally:
                if done:
                    lesson_versions.rename(self._db, done)
                    self._relink(done)

    def archive(self, slug: str) -> None:
        """Move a lesson to `lessons/archive/`. Raises `NotFound` and `LessonFileError`."""
        with self._lock:
            _, name = self._lesson(slug)
            there = self._files.archive(name)
            lesson_versions.rename(self._db, {name: f"{ARCHIVE}/{there}"})

    def unarchive(self, file: str) -> str:
        """Bring an archived file back into the course; its slug.

        Raises `NotFound`, and `LessonFileError` where the course has its address by now.
        """
        with self._lock:
            if file not in {found.name for found in self._files.archived()}:
                raise NotFound("lesson", file)
            now, slug = self._followed_snapshot(), slug_of(file)
            if slug in now.names:
                raise LessonNameTaken(
                    file,
                    f"The course has another lesson at the address `{slug}` now. Rename that one "
                    "first.",
                )
            self._files.unarchive(file, file)
            lesson_versions.rename(self._db, {f"{ARCHIVE}/{file}": file})
            return self._folder.snapshot().pages[file].slug

    def archived(self) -> list[LessonState]:
        """The lessons in `lessons/archive/`, by name."""
        drafts = lesson_versions.drafts(self._db)
        newest = lesson_versions.newest_of_all(self._db)
        return [
            _archived_state(file, f"{ARCHIVE}/{file.name}" in drafts, _kept_at(newest, file))
            for file in self._files.archived()
        ]

    def _lesson(self, slug: str) -> tuple[Snapshot, str]:
        """The course and the file of a lesson in it that may be renamed or moved."""
        now = self._followed_snapshot()
        name = now.names.get(slug)
        if name is None:
            raise NotFound("lesson", slug)
        if name in TITLES:
            raise LessonFileError(
                name, f"`{name}` has a meaning of its own, so it can't be renamed or moved."
            )
        return now, name

    def _readdress(self, slug: str, new_slug: str, name: str, new_name: str) -> None:
        """Rename the file and all that is stored about it, or neither."""
        moved = False

        def move() -> None:
            nonlocal moved
            self._files.rename(name, new_name)
            moved = True

        try:
            lesson_renames.rename(self._db, slug, new_slug, name, new_name, move)
        except BaseException:
            # The file was the last step, so it is only ahead where the commit itself failed.
            if moved:
                self._files.rename(new_name, name)
            raise

    def _check_free(self, now: Snapshot, slug: str, own: Collection[str]) -> None:
        """Raise LessonFileError where a lesson that had the addresses `own` can't have this one."""
        check_slug(slug)
        if slug in now.names or slug in {slug_of(name) for name in now.lessons}:
            raise LessonNameTaken(slug, f"Another lesson has the address `{slug}` already.")
        if slug not in own and slug in lesson_renames.in_use(self._db):
            raise LessonNameTaken(
                slug,
                f"There are answers to an earlier lesson at the address `{slug}`. Choose another, "
                "so that the two are not mixed.",
            )

    def _retitle(self, now: Snapshot, name: str, title: str) -> None:
        page, text = now.pages[name], now.files[name].text
        if isinstance(page, BrokenLesson) or text is None:
            raise LessonFileError(name, "Mend the mistakes in this lesson before you rename it.")
        self._put(now, name, with_title(name, text, title))

    def _relink(self, renames: Mapping[str, str]) -> None:
        """Let the links of all files that can be shown follow renamed ones."""
        now = self._followed_snapshot()
        for name, page in now.pages.items():
            text = now.files[name].text
            if isinstance(page, Lesson) and text is not None and relinked(text, renames) != text:
                self._put(now, name, relinked(text, renames))

    def _put(self, now: Snapshot, name: str, text: str) -> None:
        version = self._noted(name, now.files[name])
        based_on = version.hash if version else ""
        result = self.save(now.pages[name].slug, text, based_on)
        if result.outcome not in (SaveOutcome.SAVED, SaveOutcome.UNCHANGED):
            raise LessonFileError(name, f"`{name}` could not be changed. Open it and look at it.")


def _archived_state(file: ArchivedFile, has_draft: bool, changed_at: str) -> LessonState:
    title = title_of(file.text) if file.text else ""
    return LessonState(
        slug=slug_of(file.name),
        file=file.name,
        title=title or fallback_slug(file.name).replace("-", " "),
        broken=False,
        problems=(),
        warnings=(),
        has_draft=has_draft,
        archived=True,
        is_page=False,
        changed_at=changed_at,
    )


def _kept_at(newest: Mapping[str, LessonVersion], file: ArchivedFile) -> str:
    known = newest.get(f"{ARCHIVE}/{file.name}")
    return known.kept_at if known else stamp(datetime.fromtimestamp(file.changed_at, UTC))
