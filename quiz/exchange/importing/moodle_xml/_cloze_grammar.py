"""The gaps that stand in a Moodle text: `{1:SHORTANSWER:=Paris#Yes~%50%paris~*#No}`.

Source: Moodle 4.5, question/type/multianswer/questiontype.php
(`qtype_multianswer_extract_question` and the patterns above it).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

MAX_GAPS = 100
MAX_GAP = 20_000
"""Characters of one gap."""


class GapKind(Enum):
    """What a gap asks for."""

    TYPED = "typed"
    TYPED_EXACTLY = "typed, capital letters too"
    NUMBER = "number"
    MENU = "menu"
    SEVERAL = "several of a list"


_NAMES = {
    GapKind.TYPED: "SHORTANSWER SA MW",
    GapKind.TYPED_EXACTLY: "SHORTANSWER_C SAC MWC",
    GapKind.NUMBER: "NUMERICAL NM",
    GapKind.MENU: "MULTICHOICE MC MULTICHOICE_V MCV MULTICHOICE_H MCH MULTICHOICE_S MCS "
    "MULTICHOICE_VS MCVS MULTICHOICE_HS MCHS",
    GapKind.SEVERAL: "MULTIRESPONSE MR MULTIRESPONSE_H MRH MULTIRESPONSE_S MRS MULTIRESPONSE_HS "
    "MRHS",
}
_KIND_OF = {name: kind for kind, names in _NAMES.items() for name in names.split()}
_START = re.compile(rf"\{{(?P<weight>[0-9]{{0,4}}):(?P<name>{'|'.join(_KIND_OF)}):")
_SIGN = re.compile(r"\\.|&amp;#|&#|[~#}]", re.DOTALL)
_SHARE = re.compile(r"=|%(?P<percent>-?[0-9]{1,3}(?:[.,][0-9]{1,7})?)%")
_ESCAPED = re.compile(r"\\([~#}\"/])")


@dataclass(frozen=True)
class Alternative:
    """One foreseen answer: HTML, its share from -1 to 1, and HTML to say to it."""

    text: str
    fraction: float
    feedback: str


@dataclass(frozen=True)
class EmbeddedGap:
    """A gap as it stands in the text."""

    kind: GapKind
    weight: int
    alternatives: tuple[Alternative, ...]


class TooManyGaps(ValueError):
    """More gaps than a text can have."""


def parse(text: str) -> tuple[list[str], list[EmbeddedGap]]:
    """The pieces of the text and the gaps between them; what only looks like a gap stays text.

    Raises `TooManyGaps`.
    """
    pieces, gaps, start, at, tried = list[str](), list[EmbeddedGap](), 0, 0, 0
    while match := _START.search(text, at):
        tried += 1
        if tried > MAX_GAPS:
            raise TooManyGaps
        alternatives, end = _alternatives(text, match.end())
        at = end or match.end()
        if end:
            pieces.append(text[start : match.start()])
            weight = int(match["weight"] or 1) or 1
            gaps.append(EmbeddedGap(_KIND_OF[match["name"]], weight, alternatives))
            start = end
    return [*pieces, text[start:]], gaps


def _alternatives(text: str, at: int) -> tuple[tuple[Alternative, ...], int]:
    """The alternatives that start here, and where the gap ends; 0 where it never does."""
    parts: list[tuple[str, str]] = []
    begin, answer = at, ""
    in_feedback = False
    for sign, place in _signs(text, at):
        if sign == "#":
            if not in_feedback:
                answer, begin, in_feedback = text[begin:place], place + 1, True
            continue
        parts.append((answer, text[begin:place]) if in_feedback else (text[begin:place], ""))
        begin, in_feedback = place + 1, False
        if sign == "}":
            return tuple(map(_alternative, parts)), place + 1
    return (), 0


def _signs(text: str, at: int) -> Iterator[tuple[str, int]]:
    for match in _SIGN.finditer(text, at, min(len(text), at + MAX_GAP)):
        if len(match[0]) == 1:
            yield match[0], match.start()


def _alternative(part: tuple[str, str]) -> Alternative:
    answer, feedback = part
    answer = answer.strip()
    share = _SHARE.match(answer)
    fraction = 0.0
    if share:
        answer = answer[share.end() :]
        percent = share["percent"]
        fraction = float(percent.replace(",", ".")) / 100 if percent else 1.0
    return Alternative(_unescaped(answer.strip()), fraction, _unescaped(feedback.strip()))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)
