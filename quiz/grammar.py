"""The line grammar that all question types share: entries, feedback, tags and escapes.

An item's body is a list of lines. Lines before the first *entry* are more of the question's text.
An entry starts at the left margin with a marker (`- (x)`, `=`, `not=`, `1.` …), may go on in
indented lines, and may carry feedback in indented lines that start with `>`. A misconception tag
stands in braces at the end of the entry's own text: `{M3}`. `why:` and `model:` open text without
feedback or tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from quiz.model import Problem

TAG = re.compile(r"(?:^|(?<=\s))\{(?P<tag>[A-Z]+[0-9]*)\}$")

_MARKER = re.compile(
    r"""(?P<marker>
        -\ \([ xX]\) | -\ \[[ xX]\]      # a choice
      | = | or= | not= | else=           # an answer
      | order: | rubric: | _{4,}         # what opens a block
      | model: | why:                    # text for after the answer
    )(?:\s+(?P<text>.*))?$""",
    re.VERBOSE,
)
_PAIR = re.compile(r"(?P<marker>-) +(?=\S)(?P<text>.*(?<!\\)->.*)$")
_STEP = re.compile(r"(?P<marker>[0-9]{1,3}[.)]) +(?P<text>.*)$")
_ROW = re.compile(r"(?P<marker>\|)(?P<text>.*)$")
_NEAR_CHOICE = re.compile(r"[-*+] ?[(\[] ?[xX✓✔]? ?[)\]]")


class Line(NamedTuple):
    """One line of a lesson file, without its line end. `number` counts from 1."""

    number: int
    text: str


class Entry(NamedTuple):
    """One marked line of an item's body with what hangs on it.

    `marker` is normalised: lower case, one space (`- (x)`); a step's is its number (`1.`),
    a rubric row's is `|`, and four or more underscores are `____`.
    """

    line: int
    marker: str
    text: str
    tag: str = ""
    feedback: str = ""


@dataclass
class Block:
    """The body of one item as a question type reads it, and the place to report mistakes."""

    path: str
    line: int
    lines: tuple[Line, ...]
    problems: list[Problem] = field(default_factory=list)
    prose: str = ""
    prose_line: int = 0
    entries: tuple[Entry, ...] = ()
    why: str = ""

    def __post_init__(self) -> None:
        entries = tuple(self._read())
        self.entries = tuple(entry for entry in entries if entry.marker != "why:")
        explanations = [entry for entry in entries if entry.marker == "why:"]
        self.why = explanations[0].text if explanations else ""
        for entry in explanations[1:]:
            self.problem(entry.line, "This question has two explanations (`why:`). Keep one.")

    def problem(self, line: int, message: str) -> None:
        """Report a mistake; parsing goes on, so that all are reported at once."""
        self.problems.append(Problem(self.path, line, message))

    def _read(self) -> Iterator[Entry]:
        lines = list(self.lines)
        first = next((i for i, line in enumerate(lines) if _start(line.text, False)), len(lines))
        prose = lines[:first]
        self.prose = "\n".join(line.text for line in prose).strip("\n")
        self.prose_line = next((line.number for line in prose if line.text.strip()), self.line)
        for line in prose:
            self._near_miss(line)
        i, blocks = first, False
        while i < len(lines):
            start = _start(lines[i].text, blocks)
            if start is None:
                if lines[i].text.strip() and not self._near_miss(lines[i]):
                    self.problem(lines[i].number, _STRAY)
                i += 1
                continue
            hanging = i + 1
            while hanging < len(lines) and _hangs(lines, hanging):
                hanging += 1
            marker, text = start
            blocks = blocks or marker in ("order:", "rubric:")
            yield _entry(lines[i].number, marker, text, lines[i + 1 : hanging])
            i = hanging

    def _near_miss(self, line: Line) -> bool:
        if _NEAR_CHOICE.match(line.text) and not _start(line.text, False):
            self.problem(
                line.number,
                "This looks like an option but isn't one. Write `- ( ) text` or `- (x) text`, "
                "or with square brackets where several may be right, with single spaces.",
            )
            return True
        return False


_TEXT = ("why:", "model:")

_STRAY = (
    "This line belongs to nothing. Indent it by four spaces to continue the line above, or move "
    "it above the answers. To go on with the lesson after a practice question, write `---` first."
)


def starts_entry(text: str) -> bool:
    """Whether this line could only be part of a question: a marked one, but not a pair or a step,
    which ordinary lists may look like."""
    return _MARKER.match(text) is not None


def _start(text: str, blocks: bool) -> tuple[str, str] | None:
    """The marker and text of a line that starts an entry. Steps and rows only inside blocks."""
    match = _MARKER.match(text) or (_PAIR.match(text) if text.startswith("-") else None)
    if match is None and blocks:
        match = _STEP.match(text) or _ROW.match(text)
    if match is None:
        return None
    marker = match["marker"].lower()
    if marker.startswith("__"):
        marker = "____"
    return marker.replace(")", ".") if marker[0].isdigit() else marker, (
        match["text"] or ""
    ).strip()


def _hangs(lines: list[Line], i: int) -> bool:
    """Whether line `i` is an indented continuation, or a blank line inside one."""
    text = lines[i].text
    if text and not text.isspace():
        return text.startswith((" ", "\t"))
    following = next((line.text for line in islice(lines, i, None) if line.text.strip()), "")
    return following.startswith((" ", "\t"))


def _entry(number: int, marker: str, text: str, hanging: list[Line]) -> Entry:
    more, feedback = [text], list[str]()
    if marker in _TEXT:
        text = "\n".join([text, *(line.text.strip() for line in hanging)]).strip()
        return Entry(number, marker, text)
    for line in hanging:
        stripped = line.text.strip()
        if feedback or stripped.startswith(">"):
            feedback.append(stripped.removeprefix(">").removeprefix(" "))
        else:
            more.append(stripped)
    text = "\n".join(more).strip()
    tag = TAG.search(text)
    if tag:
        text = text[: tag.start()].rstrip()
    return Entry(number, marker, text, tag["tag"] if tag else "", "\n".join(feedback).strip())


def print_entry(marker: str, text: str, tag: str = "", feedback: str = "") -> str:
    """The lines that `Block` reads back as the same entry."""
    first, *rest = f"{text} {{{tag}}}".lstrip().split("\n") if tag else text.split("\n")
    indent = "  " if marker in _TEXT else "    "
    lines = [f"{marker} {first}".rstrip(), *(f"{indent}{line}".rstrip() for line in rest)]
    if feedback:
        lines += [f"    > {line}".rstrip() for line in feedback.split("\n")]
    return "\n".join(lines)


def one_line(text: str) -> str:
    """The text with every run of white space as one space."""
    return " ".join(text.split())


def split_unescaped(text: str, separator: str) -> list[str]:
    """Split at every `separator` that no backslash precedes; backslashes stay in the parts."""
    return re.split(rf"(?<!\\){re.escape(separator)}", text)


def unescape(text: str) -> str:
    """Take the backslash off brackets, braces, bars and backslashes: for plain-text answers."""
    return re.sub(r"\\([|\[\]{}\\])", r"\1", text)


def escape(text: str) -> str:
    """The reverse of `unescape`."""
    return re.sub(r"([|\[\]{}\\])", r"\\\1", text)
