"""Texts of question banks -> Markdown as our lessons hold it, safe to stand where it is put."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from quiz.exchange.escaping import escaped, printable
from quiz.exchange.importing import _guarded_markdown as markdown
from quiz.exchange.importing._html import (
    MAX_HTML,
    TOO_HARD,
    Written,
    blocks_of,
    guarded,
    words_of,
    write,
)
from quiz.exchange.importing._html_writer import BREAK, START, TOP_BREAK

MAX_TEXT = 60_000
"""Characters of a text that is read; a whole question has 50,000 at most."""

MAX_WHOLE = 1_000_000
"""Characters of a text, with all its tags, of which the words are read."""

LONG_HEADING = 500
"""Characters of a first paragraph that is too long for a heading, if the question has a name."""

NO_WORDS = "The question begins with a picture, a list or a table, so its name is its heading."
LONG = "The question begins with a long text, so its name is its heading."
FORMULA = (
    "A formula stays as it was typed, with its dollar signs or backslashes: lessons don't draw "
    "formulas."
)

_WORDS = re.compile(r"(?!\d)[^\W_]++(?:(?:[,.;?!'’] ?| )[^\W_]++)*+[.?!]?")
"""Words alone, as most texts are: the same in every kind, wherever they stand."""
_TEX = re.compile(r"\\\([^\n]{1,200}?\\\)|\\\[[^\n]{1,200}?\\\]|\$\$[^\n]{1,200}?\$\$")
_PARAGRAPHS = re.compile(r'(?:<p(?: dir="(?:ltr|auto)")?>[^<>&]*</p>\s*)+')
"""What most questions are in Moodle; no library is needed to read that."""
_PARAGRAPH = re.compile(r">([^<>]+)</p>")
_PICTURE = re.compile(r"!\[[^\]]*\]\([^()\s]*\)")
_WORD = re.compile(r"\w")


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
    if len(text) <= LONG_HEADING and _WORDS.fullmatch(text):
        return Question(text, "")
    written = _written(text, kind, code=True)
    first, _, rest = written.text.lstrip("\n").partition("\n\n")
    reasons = _reasons(text, written)
    line, _, more = first.partition(TOP_BREAK)
    pictures = _PICTURE.findall(line)
    stem = guarded(" ".join(_PICTURE.sub(" ", line).split()).replace(BREAK, "<br> "))
    named = guarded(escaped(" ".join(printable(name).split())))
    if START in first or not _WORD.search(stem) or "\n" in stem:
        reasons += [NO_WORDS] if named and named != stem else []
        return Question(named or "Question", _joined(written.text), tuple(reasons))
    if len(stem) > LONG_HEADING and named:
        return Question(named, _joined(written.text), (*reasons, LONG))
    return Question(stem, _joined("\n\n".join([*pictures, more, rest])), tuple(reasons))


def as_line(text: str, kind: Kind) -> Converted:
    """Markdown for one line: an option, a side of a pair, a step, feedback."""
    if _is_words(text):
        return Converted(text)
    written = _written(text, kind, line=True)
    lines = [line.strip() for line in re.split(f"[{BREAK}{TOP_BREAK}\n]+", written.text)]
    line = guarded(" ".join("<br> ".join(filter(None, lines)).split()))
    return Converted(line, tuple(_reasons(text, written)))


def as_blocks(text: str, kind: Kind) -> Converted:
    """Markdown of any length, no line of which can be taken for a heading, a box or an entry."""
    if _is_words(text):
        return Converted(text)
    written = _written(text, kind, flat=True)
    return Converted(_joined(written.text), tuple(_reasons(text, written)))


def as_plain(text: str, kind: Kind) -> Converted:
    """Plain text on one line: an answer that is typed."""
    if kind in (Kind.PLAIN, Kind.MARKDOWN) or ("<" not in text and "&" not in text):
        return Converted(" ".join(printable(text[:MAX_TEXT]).split()))
    return Converted(words_of(text[:MAX_WHOLE])[:MAX_TEXT])


def _is_words(text: str) -> bool:
    return not text or (len(text) <= MAX_TEXT and _WORDS.fullmatch(text) is not None)


def _written(
    text: str, kind: Kind, line: bool = False, code: bool = False, flat: bool = False
) -> Written:
    if len(text) > (MAX_HTML if "<" in text else MAX_TEXT):
        words = text[:MAX_TEXT] if kind is Kind.PLAIN else words_of(text[:MAX_WHOLE])
        return Written(_plain(printable(words[:MAX_TEXT])), [TOO_HARD])
    text = printable(text).strip()
    if kind is Kind.PLAIN:
        return Written(_plain(text))
    if kind is Kind.MARKDOWN:
        return Written(*markdown.write(text, line=line, flat=flat))
    if "<" not in text and "&" not in text:
        return Written(_plain(text) if kind is not Kind.HTML else escaped(" ".join(text.split())))
    if kind is not Kind.HTML:
        text = text.replace("\n", "<br>")
    if _PARAGRAPHS.fullmatch(text):
        inner = (escaped(" ".join(words.split())) for words in _PARAGRAPH.findall(text))
        return Written("\n\n".join(filter(None, inner)))
    return write(text, line=line, code=code, flat=flat)


def _plain(text: str) -> str:
    """Words as Markdown with marks: every line is one, an empty line ends a paragraph."""
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return "\n\n".join(
        TOP_BREAK.join(escaped(" ".join(line.split())) for line in paragraph.split("\n"))
        for paragraph in paragraphs
    )


def _joined(marked: str) -> str:
    return "\n\n".join(blocks_of(marked))


def _reasons(text: str, written: Written) -> list[str]:
    formula = [FORMULA] if _TEX.search(text[:MAX_TEXT]) else []
    return list(dict.fromkeys([*formula, *written.reasons]))
