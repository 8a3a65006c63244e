"""The outline of a lesson: which lines are headings, rules and code. Everything that looks like one
of these and isn't is reported, because Markdown would show it, or hide it, without a word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from quiz.content import values
from quiz.content.source import Report
from quiz.grammar import Line

_HEADING = re.compile(r"(?P<marks>#{1,6})(?:[ \t]+(?P<text>.*))?$")
_NEAR_HEADING = re.compile(r"#{1,6}[^#\s]")
_INDENTED_ITEM = re.compile(r"[\s>]+#{2,3}\s.*\{#")
_FENCE = re.compile(r"(?P<fence>`{3,}|~{3,})[ ]*[\w#.+-]*[ ]*$")
_NEAR_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_COMMENT = re.compile(r"\s*<!--(?:(?!-->).)*-->\s*$")
_UNDERLINE = re.compile(r"(=+|-{2,})\s*$")


@dataclass(frozen=True)
class Heading:
    """A heading at the left margin. `id` is None where it has none, '' where it has a bad one."""

    level: int
    text: str
    id: str | None


class Marked(NamedTuple):
    """A line and what it is: a heading, a rule (`---`), part of a code block, or none of these."""

    number: int
    text: str
    heading: Heading | None = None
    rule: bool = False
    code: bool = False

    def ends(self, level: int) -> bool:
        """Whether a part that a heading of this level opened ends here."""
        return self.rule or (self.heading is not None and self.heading.level <= level)


def outline(lines: Sequence[Line], report: Report) -> list[Marked]:
    """Mark up the lines of a lesson's body.

    Lines that are a comment (`<!-- … -->`) are left out, so that they can stand anywhere and reach
    nobody; so is a comment for the check (`<!-- check off: … -->`) at the end of a line.
    """
    marked = _without_code(lines, report)
    return [
        line if line.code else _mark(_without_silence(line), report)
        for line in marked
        if line.code or "<!--" not in line.text or not _COMMENT.match(line.text)
    ]


def _without_silence(line: Marked) -> Marked:
    """A line without a comment for the check at its end. One look: lines can be hostile."""
    text = line.text
    start = text.rfind("<!--")
    silence = start >= 0 and text[start + 4 :].lstrip().startswith("check off:")
    if silence and text.rstrip().endswith("-->"):
        return line._replace(text=text[:start].rstrip())
    return line


def underlined(lines: Sequence[Marked], report: Report) -> None:
    """Report lines of `=` or `-` that would turn the line above into a heading."""
    for before, line in pairwise(lines):
        plain = before.text.strip() and not before.heading and not before.code and not line.code
        if plain and _UNDERLINE.match(line.text):
            report(
                line.number,
                "This line would turn the one above into a heading. Leave an empty line above "
                "`---`, and write headings with `#` signs.",
            )


def _without_code(lines: Sequence[Line], report: Report) -> list[Marked]:
    marked = [Marked(line.number, line.text) for line in lines]
    if not any("```" in line.text or "~~~" in line.text for line in lines):
        return marked
    i = 0
    while i < len(marked):
        end = _code_end(marked, i, report)
        marked[i:end] = [line._replace(code=True) for line in marked[i:end]]
        i = max(end, i + 1)
    return marked


def _code_end(lines: list[Marked], i: int, report: Report) -> int:
    """The index after the code block that opens at `i`; `i` itself where none does."""
    if not _NEAR_FENCE.match(lines[i].text):
        return i
    fence = _FENCE.match(lines[i].text)
    if fence is None:
        if lines[i].text.count("`") < 6:  # not ```code``` within one line
            report(
                lines[i].number,
                "A code block opens with ``` at the left margin and one word after it at most.",
            )
        return i
    for end in range(i + 1, len(lines)):
        if lines[end].text.rstrip(" ") == fence["fence"]:
            return end + 1
    report(
        lines[i].number,
        f"This code block never ends. Write `{fence['fence']}` alone in the line below it.",
    )
    return i


def _mark(line: Marked, report: Report) -> Marked:
    text = line.text
    if text.startswith("---") and text.rstrip() == "---":
        return line._replace(rule=True)
    if "#" not in text:
        return line
    match = _HEADING.match(text)
    if match:
        return line._replace(heading=_heading(line.number, match, report))
    if _NEAR_HEADING.match(text):
        report(line.number, "Write a space after the `#` signs of a heading, or `\\#` for a sign.")
    elif _INDENTED_ITEM.match(text):
        report(
            line.number,
            "A question or a heading with an id starts at the left margin. Take away what stands "
            "before the `#`.",
        )
    return line


def _heading(number: int, match: re.Match[str], report: Report) -> Heading:
    text = (match["text"] or "").strip()
    anchor: str | None = None
    start = text.rfind("{#")
    if start >= 0 and text.endswith("}"):
        try:
            anchor = values.identifier(text[start + 2 : -1])
        except ValueError as error:
            report(number, str(error))
            anchor = ""
        text = text[:start].rstrip()
    elif start >= 0:
        report(number, "The id must be the last thing in a heading: `## Title {#id}`.")
        anchor = ""
    if not text:
        report(number, "This heading has no text. Write it after the `#` signs.")
    return Heading(len(match["marks"]), text, anchor)
