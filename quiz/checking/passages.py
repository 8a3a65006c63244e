"""A lesson file as passages: stretches of text that know their lines and what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from quiz.checking.sentences import plain, sentences, unquoted
from quiz.content.allowed import INSTRUCTOR
from quiz.content.outline import Marked
from quiz.grammar import Entry, Line
from quiz.model import Item, Problem

_LIST_ITEM = re.compile(r"\s*(?:[-*+]|[0-9]{1,3}[.)])\s+(?=\S)")
_BOX = re.compile(r'!!! (?P<kind>[A-Za-z-]+)(?: +"(?P<title>[^"]*)")?')
_FEEDBACK = re.compile(r"\s+>")
_OPENS_TEXT = re.compile(r"(?P<marker>why|model):", re.IGNORECASE)
_ENDS = re.compile(r"[.!?:…؟۔][\"”’»)\]*_]*\s*$")
_ROW = re.compile(r"\s*\|")
_QUIZ_SETTING = re.compile(r"(?:feedback|attempts):", re.IGNORECASE)


class Kind(StrEnum):
    """What a passage is."""

    HEADING = "heading"
    PROSE = "paragraph"
    LIST = "list"
    TABLE = "table"
    STEM = "question"
    TEXT = "text of a question"
    OPTION = "option"
    FEEDBACK = "feedback"
    WHY = "explanation"
    MODEL = "model answer"
    RUBRIC = "rubric"


RUNNING = frozenset({Kind.PROSE, Kind.LIST})
"""What students read from top to bottom."""


@dataclass(frozen=True)
class Passage:
    """Some lines that belong together. `box` is the kind of the box they stand in, `section`
    counts the headings of level 1 and 2 above, `entry` is the answer they belong to."""

    path: str
    kind: Kind
    lines: tuple[Line, ...]
    section: int = 0
    box: str = ""
    item: Item | None = field(default=None, compare=False)
    entry: Entry | None = field(default=None, compare=False)

    @cached_property
    def text(self) -> str:
        """The plain words; its line ends are those of `lines`."""
        return plain("\n".join(line.text for line in self.lines))

    @cached_property
    def raw(self) -> str:
        """The Markdown of all lines."""
        return "\n".join(line.text for line in self.lines)

    @cached_property
    def own(self) -> str:
        """The plain words without what stands in quotation marks."""
        return unquoted(self.text)

    @cached_property
    def sentences(self) -> tuple[tuple[int, str], ...]:
        """(place, sentence) of `own`."""
        return tuple(sentences(self.own))

    def line_at(self, place: int) -> int:
        """The line that holds this place of `text` or `own`."""
        index = self.own.count("\n", 0, place)
        return self.lines[min(index, len(self.lines) - 1)].number

    def problem(self, place: int, message: str) -> Problem:
        return Problem(self.path, self.line_at(place), message)

    @property
    def is_prose(self) -> bool:
        """Whether students read this from top to bottom: paragraphs, and list items that are
        sentences, outside boxes for the instructor."""
        sentence = self.kind is Kind.PROSE or _ENDS.search(self.raw) is not None
        return self.kind in RUNNING and self.for_students and sentence

    @property
    def for_students(self) -> bool:
        return self.box != INSTRUCTOR


def prose_passages(path: str, lines: Sequence[Marked]) -> Iterator[Passage]:
    """The passages of running Markdown. `lines` is what is left of a file without its items; each
    gap in it, like an empty line, ends a passage."""
    reader = _ProseReader(path)
    for line in lines:
        yield from reader.take(line)
    yield from reader.end()


class _ProseReader:
    def __init__(self, path: str) -> None:
        self.path = path
        self.section = 0
        self.box = ""
        self.kind = Kind.PROSE
        self.held: list[Line] = []
        self.below_quiz = False

    def take(self, line: Marked) -> Iterator[Passage]:
        """Read one line; gives the passage that it ends, if any."""
        text = line.text
        if line.heading:
            yield from self.end()
            self.section += line.heading.level <= 2
            self.box = ""
            self.below_quiz = line.heading.text.lower().startswith("quiz:")
            yield self._passage(Kind.HEADING, (Line(line.number, line.heading.text),))
            return
        if not text.strip() or line.rule or line.code:
            yield from self.end()
            return
        if self.below_quiz and _QUIZ_SETTING.match(text):
            return
        self.below_quiz = False
        if self.box and not text.startswith((" ", "\t")):
            yield from self.end()
            self.box = ""
        box = _BOX.match(text)
        if box:
            yield from self.end()
            self.box = box["kind"].lower()
            if box["title"]:
                yield self._passage(Kind.HEADING, (Line(line.number, box["title"]),))
            return
        yield from self._take_text(Line(line.number, text))

    def _take_text(self, line: Line) -> Iterator[Passage]:
        if _ROW.match(line.text):
            yield from self.end()
            if re.search(r"\w", line.text):
                yield self._passage(Kind.TABLE, (line,))
            return
        item = _LIST_ITEM.match(line.text)
        if item:
            yield from self.end()
            self.kind = Kind.LIST
            line = Line(line.number, " " * item.end() + line.text[item.end() :])
        self.held.append(line)

    def end(self) -> Iterator[Passage]:
        """The passage that was being read, if any."""
        if self.held:
            yield self._passage(self.kind, tuple(self.held))
        self.held, self.kind = [], Kind.PROSE

    def _passage(self, kind: Kind, lines: tuple[Line, ...]) -> Passage:
        return Passage(self.path, kind, lines, self.section, self.box)


def item_passages(
    item: Item, lines: Sequence[Marked], rest: Sequence[Marked], entries: Sequence[Entry]
) -> Iterator[Passage]:
    """The passages of an item. `rest` is what stands below its settings."""
    heading = lines[0].heading
    yield Passage(
        item.path, Kind.STEM, (Line(lines[0].number, heading.text if heading else ""),), item=item
    )
    starts = {entry.line: entry for entry in entries}
    kind, entry, held = Kind.TEXT, None, list[Line]()
    for line in rest:
        new_kind, new_entry = _kind(line.text, starts.get(line.number), kind, entry)
        fresh = line.number in starts or (new_kind, new_entry) != (kind, entry)
        if held and (fresh or not line.text.strip() or new_kind is Kind.RUBRIC):
            yield Passage(item.path, kind, tuple(held), item=item, entry=entry)
            held = []
        kind, entry = new_kind, new_entry
        if line.text.strip():
            held.append(Line(line.number, _content(line.text, kind, entry, fresh)))
    if held:
        yield Passage(item.path, kind, tuple(held), item=item, entry=entry)


def _kind(
    text: str, start: Entry | None, kind: Kind, entry: Entry | None
) -> tuple[Kind, Entry | None]:
    opens = _OPENS_TEXT.match(text)
    if opens:
        return (Kind.WHY if opens["marker"].lower() == "why" else Kind.MODEL), None
    if start:
        return (Kind.RUBRIC if start.marker == "|" else Kind.OPTION), start
    if kind in (Kind.OPTION, Kind.FEEDBACK) and _FEEDBACK.match(text):
        return Kind.FEEDBACK, entry
    return kind, entry


def _content(text: str, kind: Kind, entry: Entry | None, first: bool) -> str:
    """The words of a line without the marks of the item's grammar."""
    if kind is Kind.FEEDBACK:
        return text.strip().removeprefix(">").strip()
    if kind in (Kind.WHY, Kind.MODEL):
        return _OPENS_TEXT.sub("", text).strip()
    if kind is Kind.OPTION and entry and first:
        return entry.text.split("\n")[0]
    return text
