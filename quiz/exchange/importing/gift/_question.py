"""One question of a bank cut into its parts, which are not yet converted."""

from __future__ import annotations

import re
from dataclasses import dataclass

from quiz.content.items import MAX_ENTRIES
from quiz.exchange.importing._markup import Kind
from quiz.exchange.importing.gift._braces import Braces, answer_braces
from quiz.exchange.importing.gift._pieces import Piece
from quiz.exchange.importing.gift._signs import BLANK, plain, with_kind

_ID = re.compile(r"\[id:((?:\\\]|[^\]\x00-\x1f])+)\]")
_TAG = re.compile(r"\[tag:((?:\\\]|[^\]<>`\x00-\x1f])+)\]")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_BLANK_LINES = re.compile(r"\n\n+")
_WRAPPED = re.compile(r"(?<=[\w,])\n(?=[^\W\d_A-Z])")
"""A line end within a sentence. Moodle shows it as one; most people only meant to wrap the line."""
_GENERAL = "####"

_JOINED = (
    "Blank lines stood between its braces, where Moodle would have cut it; they were taken out."
)
_UNCLOSED_TITLE = "Its title has no second `::`, so it was read as the beginning of the text."


class Unfit(Exception):
    """A question that can't be an item; the message says why, in whole sentences."""


def at_most(count: int) -> None:
    """Raises `Unfit` for so many answers that no lesson takes them."""
    if count > MAX_ENTRIES:
        raise Unfit(f"It has over {MAX_ENTRIES} answers. Shorten it.")


@dataclass(frozen=True)
class Raw:
    """The parts of a question. `answers` still have their shielded signs; None where there are no
    braces at all. `before` and `after` are the text around them, in `kind`."""

    title: str
    id: str
    tags: tuple[str, ...]
    before: str
    after: str
    kind: Kind
    answers: str | None
    general: tuple[str, Kind]
    reasons: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The whole text, with a blank where answers stood in its middle, as Moodle shows it."""
        return f"{self.before}{BLANK}{self.after}" if self.after else self.before


def start_of(piece: Piece) -> tuple[int, str]:
    """The line where the question itself starts, and what it starts with; (0, '') for comments."""
    for number, match in enumerate(_LINE.finditer(piece.text), piece.line):
        line = match[0].strip()
        if line and not _is_comment(line):
            return number, plain(line)
    return 0, ""


def take_apart(piece: Piece) -> Raw:
    """The parts of a question. Raises `Unfit` where its braces are no pair."""
    lines = piece.text.split("\n")
    comments = plain("\n".join(line for line in lines if _is_comment(line)))
    text = "\n".join(line.strip() for line in lines if not _is_comment(line)).strip()
    title, text, reasons = _title(text)
    if _BLANK_LINES.search(text):
        text = _BLANK_LINES.sub("\n", text)
        reasons.append(_JOINED)
    braces = _answers_at(text)
    found = _ID.search(comments)
    before, inside, after = text, None, ""
    if braces:
        inside = text[braces.start + 1 : braces.end].strip()
        before, after = text[: braces.start], text[braces.end + 1 :]
    inside, general = _general(inside)
    # The mark of the kind stands before all of the text, wherever the answers are.
    start, kind = with_kind(before, Kind.MOODLE)
    if kind is Kind.MOODLE:
        start, after = _WRAPPED.sub(" ", start), _WRAPPED.sub(" ", after)
    return Raw(
        title=title,
        id=found[1].replace("\\]", "]").strip() if found else "",
        tags=tuple(tag.replace("\\]", "]").strip() for tag in _TAG.findall(comments)),
        before=start + _space_at_end(plain(before)) if after.strip() else start,
        after=plain(after).rstrip(),
        kind=kind,
        answers=inside,
        general=with_kind(general, kind),
        reasons=tuple(reasons),
    )


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("//")


def _title(text: str) -> tuple[str, str, list[str]]:
    if not text.startswith("::"):
        return "", text, []
    end = text.find("::", 2)
    if end < 0:
        return "", text[2:].strip(), [_UNCLOSED_TITLE]
    return plain(text[2:end]).strip(), text[end + 2 :].strip(), []


def _answers_at(text: str) -> Braces | None:
    """The one pair of braces with the answers, None where the text has no braces."""
    braces = answer_braces(text)
    if not braces:
        return None
    if any(pair.start < 0 for pair in braces):
        raise Unfit("A closing brace } has no opening one {. Write \\} for a brace that is text.")
    if braces[-1].end < 0:
        raise Unfit("An opening brace { has no closing one }. Write \\{ for a brace that is text.")
    if len(braces) > 1:
        raise Unfit(
            "It has several pairs of braces, and Moodle would read the first of them alone. Make "
            "each a question of its own, or write a text with gaps here: `[[answer]]`."
        )
    return braces[0]


def _general(inside: str | None) -> tuple[str | None, str]:
    """The answers without the feedback for all, and that feedback."""
    if inside is None or _GENERAL not in inside:
        return inside, ""
    answers, _, general = inside.rpartition(_GENERAL)
    return answers.strip(), general


def _space_at_end(text: str) -> str:
    return text[len(text.rstrip()) :]
