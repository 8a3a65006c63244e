"""Making lessons: from a title alone, and from a text that is there already."""

from __future__ import annotations

from collections.abc import Callable, Collection

from quiz.checking.material import Material
from quiz.content.assembly import RESERVED, Snapshot
from quiz.content.checks import READING
from quiz.content.files import slug_of
from quiz.content.lesson_files import ARCHIVE, normal
from quiz.content.lesson_names import after_last, check_title, slug_from, starter
from quiz.content.parser import headings, title_of
from quiz.errors import LessonFileError
from quiz.lesson_desk.editing import Editing, is_acceptable
from quiz.lesson_desk.results import Trial
from quiz.lesson_texts import Kept
from quiz.model import Lesson, Prose
from quiz.storage import lesson_renames


class Making(Editing):
    """The part of the desk that concerns lessons which aren't there yet. Thread-safe."""

    def new(self, title: str) -> str:
        """Make a lesson with a short starter text after the last one; its slug.

        Raises `LessonFileError` where the title is unusable or the file can't be written.
        """
        title = check_title(title)
        with self._lock:
            now = self._followed_snapshot()
            slug, name = self._free_place(now, title)
            text = starter(title, _free_id(now, slug), _opening(self._material(now)), _anchor(now))
            self._create(name, text)
            return slug

    def try_new(self, text: str, pictures: Collection[str] = ()) -> Trial:
        """The course with another lesson of this text, and with other pictures of these names."""
        now = self._folder.snapshot()
        slug, name = self._free_place(now, title_of(text))
        then = self._folder.trial(name, normal(text), pictures)
        return self._trial_of(now, then, slug, name)

    def take_in(
        self,
        text: str,
        pictures: Collection[str] = (),
        finish: Callable[[str], str] = lambda text: text,
    ) -> str:
        """Put a text into the course as another lesson after the last one; its slug.

        `pictures` are names of those that come with it. Where students can see the lesson, `finish`
        keeps them and puts the names that they got into the text. Raises `LessonFileError` where
        students can't, or where the file can't be written.
        """
        text = normal(text)
        with self._lock:
            now = self._followed_snapshot()
            slug, name = self._free_place(now, title_of(text))
            if not is_acceptable(now, self._folder.trial(name, text, pictures), name):
                raise LessonFileError(
                    name, "It has mistakes, so that students could not see it. Correct them first."
                )
            self._create(name, normal(finish(text)))
            return slug

    def standing(self, text: str, *, archive: bool = False) -> str | None:
        """The address of the lesson that has just this text, or its file in the `archive`; None
        where there is none. So it is known whether a lesson went although noting it failed."""
        text = normal(text)
        if archive:
            return next((file.name for file in self._files.archived() if file.text == text), None)
        now = self._folder.snapshot()
        names = (name for name in now.lessons if now.files[name].text == text)
        return next((now.pages[name].slug for name in names), None)

    def put_aside(self, text: str) -> str:
        """Put a text into the archive as another lesson, mistakes and all; its file there.

        Raises `LessonFileError` where the file can't be written.
        """
        text = normal(text)
        with self._lock:
            _, name = self._free_place(self._followed_snapshot(), title_of(text), archive=True)
            self._files.create_archived(name, text)
            self._keep(f"{ARCHIVE}/{name}", text, Kept.SAVED)
            return name

    def _free_place(self, now: Snapshot, title: str, *, archive: bool = False) -> tuple[str, str]:
        """Address and file for another lesson: after the last one, or in the `archive` after all.

        Those put away count there, so that several that come back stand in their order.
        """
        away = [file.name for file in self._files.archived()]
        taken = {*now.names, *RESERVED, *lesson_renames.in_use(self._db), *map(slug_of, away)}
        slug = slug_from(title, taken)
        return slug, after_last([*now.lessons, *away] if archive else now.lessons, slug)

    def _create(self, name: str, text: str) -> None:
        self._files.create(name, text)
        self._keep(name, text, Kept.SAVED)


def _free_id(now: Snapshot, slug: str) -> str:
    """An id for the starter's question that no other one has."""
    pages = [page for page in now.pages.values() if isinstance(page, Lesson)]
    taken = {item.id for page in pages for item in page.items}
    ids = (f"{slug}-{number}" for number in range(1, 10_000))
    return next(free for free in ids if free not in taken)


def _anchor(now: Snapshot) -> str:
    """The first paragraph of the reading, where there is one."""
    file = now.files.get(READING)
    ids = headings(file.text) if file and file.text else ()
    return next((anchor for anchor in ids if anchor[-1].isdecimal()), ids[0] if ids else "")


def _opening(material: Material) -> str:
    """What every lesson of this course starts with, if its check asks for that."""
    wanted = [words.casefold() for words in material.settings["opening"]]
    for text in material.lessons if wanted else ():
        prose = next((part.text for part in text.lesson.parts if isinstance(part, Prose)), "")
        paragraph = prose.split("\n\n")[0]
        if all(words in paragraph.casefold() for words in wanted):
            return paragraph
    return ""
