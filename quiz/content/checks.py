"""Checks across the files of a course: ids, anchors, links, questions that give each other away."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from quiz.content.allowed import PICTURES as FOLDER
from quiz.content.render import link_target
from quiz.content.source import did_you_mean, split_lines
from quiz.model import Item, Lesson, Problem

READING = "reading.md"
ORIGINAL = "original.md"
GUIDE = "guide.md"

_LINK_START = r"(?:\]\(\s*<?|\]:\s*<?|\bhref\s*=\s*[\"']?)"


@dataclass(frozen=True)
class Page:
    """A file that could be read: its name, its text, and the lesson in it with its links and
    pictures, each once."""

    name: str
    text: str
    lesson: Lesson
    links: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()

    def line_of(self, start: str, after: int = 1) -> int:
        """The first line from `after` on that begins so, in any case; `after` where none does."""
        lines = split_lines(self.text)
        numbers = range(after, len(lines) + 1)
        return next((n for n in numbers if lines[n - 1].lower().startswith(start)), after)

    def line_linking(self, href: str) -> int:
        """The first line with a link to just this; 1 where none is found."""
        whole = rf"{re.escape(href)}(?=[\s)>\"']|$)"
        # A link may go on in the next line, and escapes may hide it: what is near is better than
        # nothing.
        for pattern in (_LINK_START + whole, rf"(?<![^\s(<\"'=]){whole}", re.escape(href)):
            for number, line in enumerate(split_lines(self.text), 1):
                if re.search(pattern, line):
                    return number
        return 1


def repeated_ids(pages: Sequence[Page]) -> list[Problem]:
    """Items whose id an earlier file has. The later file can't be used: marks would mix."""
    seen: dict[str, Item] = {}
    problems = []
    for page in pages:
        for item in page.lesson.items:
            first = seen.setdefault(item.id, item)
            if first is not item:
                problems.append(
                    Problem(
                        page.lesson.path,
                        item.line,
                        f"The id `{item.id}` is taken already, by the question in {first.path}, "
                        f"line {first.line}. Write another one here.",
                    )
                )
    return problems


def unknown_anchors(pages: Sequence[Page], anchors: Sequence[str] | None) -> Iterator[Problem]:
    """`see:`, `evidence:` and `reading:` that name no anchor of the reading; None where there is no
    reading."""
    for page in pages:
        for anchor in _unknown(page.lesson.reading, anchors):
            yield _no_anchor(page, page.line_of("reading"), anchor, anchors)
        for item in page.lesson.items:
            for key, named in (("see", item.see), ("evidence", item.evidence)):
                for anchor in _unknown(named, anchors):
                    yield _no_anchor(page, page.line_of(key, item.line), anchor, anchors)


def _unknown(named: Sequence[str], anchors: Sequence[str] | None) -> list[str]:
    return [anchor for anchor in named if anchor not in (anchors or ())]


def _no_anchor(page: Page, line: int, anchor: str, anchors: Sequence[str] | None) -> Problem:
    if anchors is None:
        message = (
            f"`{anchor.upper()}` is a place in the reading, but this course has no {READING}. "
            "Write that file, or take the place out."
        )
    else:
        message = (
            f"The reading has no anchor `{anchor.upper()}`. Write `{{#{anchor}}}` at the end of "
            f"its heading in {READING}, or name another one here.{did_you_mean(anchor, anchors)}"
        )
    return Problem(page.lesson.path, line, message)


def not_with(pages: Sequence[Page], all_known: bool) -> Iterator[Problem]:
    """`not-with:` that names no item, or an item of the same quiz.

    Unknown ids are reported only where `all_known`: they may stand in a file that can't be read.
    """
    known = {item.id for page in pages for item in page.lesson.items}
    for page in pages:
        quizzes = {item.id: quiz for quiz in page.lesson.quizzes for item in quiz.items}
        for item in page.lesson.items:
            for other in item.not_with:
                if other not in known and all_known:
                    hint = did_you_mean(other, known)
                    message = f"`not-with`: there is no question `{other}` in this course.{hint}"
                elif other == item.id:
                    message = "`not-with` names this question itself. Name the other one."
                elif (quiz := quizzes.get(item.id)) and quizzes.get(other) is quiz:
                    message = (
                        f"This question and `{other}` must not stand in one quiz, but both are in "
                        f"“{quiz.title}”. Move one of them."
                    )
                else:
                    continue
                yield Problem(page.lesson.path, page.line_of("not-with", item.line), message)


def dead_links(pages: Sequence[Page], ids: Mapping[str, Sequence[str] | None]) -> Iterator[Problem]:
    """Links to files or anchors that the course doesn't have. `ids` holds the anchors of all files
    by name, or None for those that can't be read."""
    for page in pages:
        for href in page.links:
            file, fragment = link_target(href)
            if href.startswith("#"):
                file = page.name
            if not file or file not in ids:
                # The original may be missing from a copy of the course: only some may have it.
                if file == ORIGINAL:
                    continue
                hint = did_you_mean(file, ids) if file else ""
                message = f"This link leads to `{href}`, which is no file of this course.{hint}"
                yield Problem(page.lesson.path, page.line_linking(href), message)
            elif fragment and (anchors := ids[file]) is not None and fragment not in anchors:
                message = (
                    f"This link leads to `#{fragment}`, which no heading of {file} has as its id."
                    f"{did_you_mean(fragment, anchors)}"
                )
                yield Problem(page.lesson.path, page.line_linking(href), message)


def missing_pictures(pages: Sequence[Page], known: Collection[str]) -> Iterator[Problem]:
    """Pictures that the course's folder of pictures, which holds those `known`, doesn't have."""
    for page in pages:
        for name in page.pictures:
            if name not in known:
                yield Problem(
                    page.lesson.path,
                    page.line_linking(f"{FOLDER}/{name}"),
                    f"There is no picture `{name}` in the folder {FOLDER}. Put it there, or take "
                    f"the picture out here.{did_you_mean(name, known)}",
                )


def missing_in_original(
    original: Page, reading: Sequence[str], anchors: Sequence[str]
) -> Iterator[Problem]:
    """Anchors of the reading that the original lacks: links to them would lead nowhere."""
    missing = [anchor.upper() for anchor in reading if anchor not in anchors]
    if missing:
        yield Problem(
            original.lesson.path,
            1,
            f"The reading has headings with the ids {', '.join(missing)}, and this file hasn't. "
            "Give it the same ones.",
        )
