"""The lessons folder as a course that follows every change of its files.

What is wrong with one file never touches the others. A file with a mistake of its own becomes a
`BrokenLesson`, since a part of it would be missing. Mistakes between files (a `see:` or a link that
leads nowhere, two questions that must not meet) are reported, and the lesson is shown all the same;
only an id that an earlier file has breaks the later file, because their marks would mix.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from quiz.content import checks
from quiz.content.checks import GUIDE, ORIGINAL, READING, Page
from quiz.content.files import Files, SourceFile, fallback_slug, natural_order, slug_of
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
class _Parsed:
    """What one file holds by itself. `ids` are those of its headings, None where it can't be read;
    `rendered` problems were found in showing it, some of them in texts that are `waiting` for
    another trial."""

    file: SourceFile
    lesson: Lesson | None
    title: str
    problems: tuple[Problem, ...]
    ids: tuple[str, ...] | None = None
    rendered: tuple[Problem, ...] = ()
    waiting: tuple[Key, ...] = ()


class CourseFolder:
    """A folder of lesson files. Thread-safe; `renderer` renders all texts beforehand."""

    def __init__(self, path: Path, renderer: Renderer) -> None:
        self._files = Files(path)
        self._renderer = renderer
        self._lock = threading.Lock()
        self._parsed: dict[str, _Parsed] = {}
        self._course: Course | None = None

    def course(self) -> Course:
        """The course as its files are now. Never raises for what is in them.

        While one thread reads changed files, the others get the course as it was.
        """
        last = self._course
        if last is None:
            with self._lock:
                return self._refreshed()
        if not self._lock.acquire(blocking=False):
            return last
        try:
            return self._refreshed()
        finally:
            self._lock.release()

    def _refreshed(self) -> Course:
        try:
            files = self._files.read()
        except OSError as error:
            self._parsed = {}
            self._course = _no_folder(self._files.shown, error)
            return self._course
        unchanged = self._parsed.keys() == files.keys() and all(
            self._is_current(self._parsed[name], file) for name, file in files.items()
        )
        if self._course is None or not unchanged or not files:
            self._parsed = self._parse(files)
            self._course = self._assemble()
        return self._course

    def _is_current(self, entry: _Parsed, file: SourceFile) -> bool:
        return entry.file is file and not self._renderer.can_change(entry.waiting)

    def _parse(self, files: dict[str, SourceFile]) -> dict[str, _Parsed]:
        parsed: dict[str, _Parsed] = {}
        rendering: dict[str, Future[list[Problem]]] = {}
        # While one file is rendered, by another process, the next one is parsed here.
        with ThreadPoolExecutor(1) as pool:
            for name, file in files.items():
                old = self._parsed.get(name)
                parsed[name] = old if old and old.file is file else _parse(file)
                lesson = parsed[name].lesson
                if lesson and not (old and self._is_current(old, file)):
                    rendering[name] = pool.submit(self._renderer.prepare, lesson)
        for name, future in rendering.items():
            problems, lesson = tuple(future.result()), parsed[name].lesson
            waiting = self._renderer.waiting(lesson) if lesson and problems else ()
            parsed[name] = replace(parsed[name], rendered=problems, waiting=waiting)
        return parsed

    def _assemble(self) -> Course:
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
            problems.append(Problem(self._files.shown, 1, message))
        index = self._page(INDEX, broken)
        good_index = index if isinstance(index, Lesson) else None
        intro = (
            [part.text for part in good_index.parts if isinstance(part, Prose)]
            if (good_index)
            else []
        )
        return Course(
            title=good_index.title if good_index else TITLES[INDEX],
            lang=good_index.lang if good_index else "",
            intro="\n\n".join(intro),
            lessons=self._lessons(names, broken),
            reading=self._page(READING, broken),
            original=self._page(ORIGINAL, broken),
            guide=self._page(GUIDE, broken),
            problems=tuple(sorted(set(problems))),
        )

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
                pages.append(Page(name, entry.file.text, entry.lesson))
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
        problems += checks.dead_links(every, ids, self._renderer)
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


def _parse(file: SourceFile) -> _Parsed:
    title = TITLES.get(file.name) or fallback_slug(file.name).replace("-", " ")
    if file.text is None:
        return _Parsed(file, None, title, file.problems)
    if file.name in TITLES:
        slug = file.name.removesuffix(".md")
        lesson, problems = parse_page(file.path, slug, file.text, title)
    else:
        slug = slug_of(file.name)
        lesson, problems = parse_lesson(file.path, slug, file.text)
        if message := _wrong_name(slug):
            lesson, problems = None, sorted([*problems, Problem(file.path, 1, message)])
    title = lesson.title if lesson else title_of(file.text) or title
    return _Parsed(file, lesson, title, tuple(problems), headings(file.text))


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


def _no_folder(shown: str, error: OSError) -> Course:
    if isinstance(error, FileNotFoundError):
        message = "There is no folder of this name. Say where the lessons are with `--lessons`."
    elif isinstance(error, NotADirectoryError):
        message = "This is a file. Say with `--lessons` which folder the lessons are in."
    else:
        message = f"This folder can't be read: {error.strerror or 'unknown reason'}."
    return Course(TITLES[INDEX], "", "", (), None, None, None, (Problem(shown, 1, message),))
