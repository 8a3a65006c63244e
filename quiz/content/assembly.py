"""Parsed files -> a course: what each file gives, and what is wrong between them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from quiz.content import checks
from quiz.content.checks import GUIDE, ORIGINAL, READING, Page
from quiz.content.files import SourceFile, fallback_slug, natural_order, slug_of
from quiz.content.parser import headings, parse_lesson, parse_page, title_of
from quiz.content.render import Renderer
from quiz.content.render_cache import Key
from quiz.model import BrokenLesson, Course, Lesson, Problem, Prose

INDEX = "index.md"
TITLES = {
    INDEX: "Lessons",
    READING: "The reading",
    ORIGINAL: "The original text",
    GUIDE: "The instructor's guide",
}
"""The pages beside the lessons, and their titles where they give themselves none."""

RESERVED = frozenset(name.removesuffix(".md") for name in TITLES)
"""Addresses that no lesson can have."""


@dataclass(frozen=True)
class Parsed:
    """What one file holds by itself. `ids` are those of its headings, None where it can't be read;
    `rendered` problems were found in showing it, some of them in texts that are `waiting` for
    another trial; `links` and `pictures` are what it leads to and shows."""

    file: SourceFile
    lesson: Lesson | None
    title: str
    problems: tuple[Problem, ...]
    ids: tuple[str, ...] | None = None
    rendered: tuple[Problem, ...] = ()
    waiting: tuple[Key, ...] = ()
    links: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A course with the files that it was read from.

    `files` are all of them by name. `pages` are what came of them: the lessons in their order, then
    the pages beside them, index.md too.
    """

    course: Course
    files: Mapping[str, SourceFile]
    pages: Mapping[str, Lesson | BrokenLesson]

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Address -> name of the file."""
        return {page.slug: name for name, page in self.pages.items()}

    @property
    def lessons(self) -> list[str]:
        """The names of the lessons' files in order."""
        return [name for name in self.pages if name not in TITLES]


def parse_file(file: SourceFile) -> Parsed:
    """What a file holds by itself."""
    title = TITLES.get(file.name) or fallback_slug(file.name).replace("-", " ")
    if file.text is None:
        return Parsed(file, None, title, file.problems)
    if file.name in TITLES:
        slug = file.name.removesuffix(".md")
        lesson, problems = parse_page(file.path, slug, file.text, title)
    else:
        slug = slug_of(file.name)
        lesson, problems = parse_lesson(file.path, slug, file.text)
        if message := _wrong_name(slug):
            lesson, problems = None, sorted([*problems, Problem(file.path, 1, message)])
    title = lesson.title if lesson else title_of(file.text) or title
    return Parsed(file, lesson, title, tuple(problems), headings(file.text))


def rendered(entry: Parsed, renderer: Renderer) -> Parsed:
    """The same after all its texts have been rendered."""
    if entry.lesson is None:
        return entry
    found = renderer.prepare(entry.lesson)
    return replace(
        entry,
        rendered=found.problems,
        waiting=found.waiting,
        links=found.links,
        pictures=found.pictures,
    )


def _wrong_name(slug: str) -> str:
    """What is wrong with the name of a lesson file, by the address it gives; '' if nothing is."""
    if not slug:
        return (
            "This file's name can't be an address. Rename it with letters a-z, digits and hyphens, "
            "like `03-argument.md`."
        )
    if slug in RESERVED:
        return (
            f"A lesson can't be called `{slug}`, because that is the name of the page {slug}.md. "
            f"Rename this file, to `01-about-{slug}.md` for example."
        )
    return ""


def _free(slug: str, taken: set[str]) -> str:
    numbers = (f"{slug}-{number}" for number in range(2, 10_000))
    return slug if slug not in taken else next(free for free in numbers if free not in taken)


def _course(
    names: Sequence[str], pages: Mapping[str, Lesson | BrokenLesson], problems: Sequence[Problem]
) -> Course:
    index = pages.get(INDEX)
    parts = index.parts if isinstance(index, Lesson) else ()
    return Course(
        title=index.title if isinstance(index, Lesson) else TITLES[INDEX],
        lang=index.lang if isinstance(index, Lesson) else "",
        intro="\n\n".join(part.text for part in parts if isinstance(part, Prose)),
        lessons=tuple(pages[name] for name in names),
        reading=pages.get(READING),
        original=pages.get(ORIGINAL),
        guide=pages.get(GUIDE),
        problems=tuple(sorted(set(problems))),
    )


class Assembly:
    """Puts parsed files together, and checks them against each other.

    `shown` is what messages call the folder, `pictures` are the names of those that it has.
    """

    def __init__(
        self,
        parsed: Mapping[str, Parsed],
        shown: str,
        pictures: Collection[str],
    ) -> None:
        self._parsed = parsed
        self._shown = shown
        self._pictures = pictures

    def snapshot(self) -> Snapshot:
        """The course that these files make."""
        names = sorted((name for name in self._parsed if name not in TITLES), key=natural_order)
        broken = {name: self._own_problems(name) for name in self._parsed}
        self._check_slugs(names, broken)
        for problem in checks.repeated_ids(self._pages(names, broken)):
            name = next(n for n in names if self._parsed[n].file.path == problem.path)
            broken[name].append(problem)
        problems = [problem for found in broken.values() for problem in found]
        problems += self._cross_problems(names, broken)
        if not names:
            message = "There are no lessons here yet. Put a file such as `01-start.md` here."
            problems.append(Problem(self._shown, 1, message))
        beside = {name: page for name in TITLES if (page := self._page(name, broken))}
        pages = {**dict(zip(names, self._lessons(names, broken), strict=True)), **beside}
        files = {name: entry.file for name, entry in self._parsed.items()}
        return Snapshot(_course(names, pages, problems), files, pages)

    def _own_problems(self, name: str) -> list[Problem]:
        entry = self._parsed[name]
        return [*entry.problems, *entry.rendered]

    def _check_slugs(self, names: Sequence[str], broken: dict[str, list[Problem]]) -> None:
        seen: dict[str, str] = {}
        for name in names:
            slug, path = slug_of(name), self._parsed[name].file.path
            first = seen.setdefault(slug, name)
            if slug and slug not in RESERVED and first != name:
                other = self._parsed[first].file.path
                message = (
                    f"This lesson would have the address `{slug}`, which {other} has already. "
                    "Rename one of the two files."
                )
                broken[name].append(Problem(path, 1, message))

    def _pages(self, names: Sequence[str], broken: dict[str, list[Problem]]) -> list[Page]:
        """The files among these that can be shown."""
        pages = []
        for name in names:
            entry = self._parsed.get(name)
            if entry and entry.lesson and entry.file.text is not None and not broken[name]:
                page = Page(name, entry.file.text, entry.lesson, entry.links, entry.pictures)
                pages.append(page)
        return pages

    def _cross_problems(
        self, names: Sequence[str], broken: dict[str, list[Problem]]
    ) -> list[Problem]:
        """What is wrong between files that are good by themselves."""
        lessons = self._pages(names, broken)
        problems = list(checks.not_with(lessons, all_known=len(lessons) == len(names)))
        anchors = self._anchors(READING)
        if anchors is not None or READING not in self._parsed:
            problems += checks.unknown_anchors(lessons, anchors)
        for original in self._pages([ORIGINAL], broken):
            found = self._anchors(ORIGINAL)
            problems += checks.missing_in_original(original, anchors or (), found or ())
        ids = {name: entry.ids for name, entry in self._parsed.items()}
        every = [*lessons, *self._pages(tuple(TITLES), broken)]
        problems += checks.dead_links(every, ids)
        problems += checks.missing_pictures(every, self._pictures)
        return problems

    def _anchors(self, name: str) -> tuple[str, ...] | None:
        """The ids of a page's headings; None where it is missing or can't be read."""
        entry = self._parsed.get(name)
        return entry.ids if entry else None

    def _page(self, name: str, broken: dict[str, list[Problem]]) -> Lesson | BrokenLesson | None:
        entry = self._parsed.get(name)
        if entry is None:
            return None
        slug = name.removesuffix(".md")
        if entry.lesson is None or broken[name]:
            return BrokenLesson(slug, entry.file.path, entry.title, tuple(broken[name]))
        return entry.lesson

    def _lessons(
        self, names: Sequence[str], broken: dict[str, list[Problem]]
    ) -> tuple[Lesson | BrokenLesson, ...]:
        lessons: list[Lesson | BrokenLesson] = []
        taken = {*RESERVED, *(slug_of(name) for name in names)}
        for name in names:
            lesson = self._page(name, broken)
            if isinstance(lesson, BrokenLesson):
                slug = slug_of(name)
                if not slug or slug in RESERVED or any(other.slug == slug for other in lessons):
                    slug = _free(slug or fallback_slug(name), taken)
                taken.add(slug)
                lesson = replace(lesson, slug=slug)
            if lesson:
                lessons.append(lesson)
        return tuple(lessons)
