"""Texts of question banks -> Markdown as our lessons hold it, safe to stand where it is put."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a bank's text is written in. Moodle's own kind is HTML in which line ends count."""

    HTML = "html"
    MARKDOWN = "markdown"
    PLAIN = "plain"
    MOODLE = "moodle"


@dataclass(frozen=True)
class Converted:
    """The text, and in whole sentences what of it was changed or lost."""

    text: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """A question's heading (one line) and the rest of its text, both Markdown."""

    stem: str
    text: str
    reasons: tuple[str, ...] = ()


def as_question(text: str, kind: Kind, name: str = "") -> Question:
    """The text of a question. `name` is what the bank calls it, for where the text begins with no
    words, such as a picture or a table."""
    first, _, rest = as_blocks(text, kind).text.partition("\n\n")
    return Question(first or name, rest)


def as_line(text: str, kind: Kind) -> Converted:
    """Markdown for one line: an option, a side of a pair, a step, feedback."""
    return Converted(" ".join(text.split()))


def as_blocks(text: str, kind: Kind) -> Converted:
    """Markdown of any length, no line of which can be taken for a heading, a box or an entry."""
    return Converted(text.strip())


def as_plain(text: str, kind: Kind) -> Converted:
    """Plain text on one line: an answer that is typed."""
    return Converted(" ".join(text.split()))
