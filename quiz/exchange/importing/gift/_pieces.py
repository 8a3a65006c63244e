"""A bank's text -> the pieces that hold one question each, and the categories between them.

Moodle 4.5 (question/format.php) cuts at blank lines alone: a blank line between braces costs the
question, and with it the whole import; where a blank line is missing, the second question becomes
a part of the first. Here the braces decide: what they hold belongs together, and what follows them
on a new line is another question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from quiz.exchange.importing.gift._braces import Braces, answer_braces, first_brace
from quiz.exchange.importing.gift._signs import all_shielded, plain, shielded

_CHUNK = re.compile(r"(?:^[^\n]*\S[^\n]*(?:\n|\Z))++", re.MULTILINE)
"""Lines with something on them, up to a blank one."""
_COMMENT = re.compile(r"^[^\S\n]*//[^\n]*", re.MULTILINE)
_CATEGORY = re.compile(r"^[^\S\n]*\$CATEGORY:(?P<path>[^\n]*)\n?", re.MULTILINE | re.IGNORECASE)
_TITLE = re.compile(r"^[^\S\n]*::", re.MULTILINE)
_SENTENCE_END = ".,;:!?…。！？۔؟\"'”’»)"

_LEVEL = re.compile(r"(?<!/)/(?!/)")
_CONTEXT = re.compile(r"\$[a-z]+[0-9]*\$\Z", re.IGNORECASE)

MAX_OPEN = 60_000
"""Characters within which the brace that closes a question is looked for."""
MAX_SIGNS = 20_000
"""Braces and marks of titles in a text without blank lines."""


@dataclass(frozen=True)
class Category:
    """The path of the bank's folders that the questions below stand in."""

    path: tuple[str, ...]


@dataclass(frozen=True)
class Piece:
    """The text of one question with its escaped signs shielded. `line` is that of its first
    character."""

    line: int
    text: str


def pieces(text: str) -> Iterator[Piece | Category]:
    """The questions and categories of a bank in their order."""
    for chunk in _joined(_chunks(text)):
        line, start = chunk.line, 0
        for match in _CATEGORY.finditer(chunk.text):
            yield from _questions(line, chunk.text[start : match.start()])
            yield Category(category_path(plain(match["path"])))
            line += chunk.text.count("\n", start, match.end())
            start = match.end()
        yield from _questions(line, chunk.text[start:])


def category_path(path: str) -> tuple[str, ...]:
    """The folders of a path, the outermost first; `//` is a slash in a name.

    Moodle's own words for places (`$course$`, `top`) are no names that a teacher gave.
    """
    names = [part.replace("//", "/").strip() for part in _LEVEL.split(path)]
    if _CONTEXT.match(names[0]):
        names = names[1:]
    if names and names[0].lower() == "top":
        names = names[1:]
    return tuple(name for name in names if name)


def _chunks(text: str) -> Iterator[Piece]:
    """What stands between blank lines. Signs in comments mean nothing."""
    line, at = 1, 0
    for match in _CHUNK.finditer(text):
        line += text.count("\n", at, match.start())
        at = match.start()
        chunk = _COMMENT.sub(lambda comment: all_shielded(comment[0]), match[0])
        yield Piece(line, shielded(chunk))


def _joined(chunks: Iterator[Piece]) -> Iterator[Piece]:
    """The chunks, those put together whose braces a blank line parts."""
    held: list[Piece] = []
    size = 0
    for chunk in chunks:
        brace = first_brace(chunk.text)
        size += len(chunk.text)
        closes = brace >= 0 and chunk.text[brace] == "}"
        if held and size <= MAX_OPEN and (closes or brace < 0) and not _CATEGORY.search(chunk.text):
            held.append(chunk)
            if closes and not _is_open(chunk.text[brace + 1 :]):
                yield _together(held)
                held = []
            continue
        yield from held
        held, size = [], len(chunk.text)
        if brace >= 0 and _is_open(chunk.text):
            held = [chunk]
        else:
            yield chunk
    yield from held


def _is_open(text: str) -> bool:
    if _too_many(text):
        return False
    braces = answer_braces(text)
    return bool(braces) and braces[-1].end < 0


def _together(chunks: list[Piece]) -> Piece:
    """One piece, with as many blank lines as there were."""
    texts = [chunks[0].text]
    for before, chunk in pairwise(chunks):
        blank = chunk.line - before.line - before.text.count("\n")
        texts.append("\n" * blank + chunk.text)
    return Piece(chunks[0].line, "".join(texts))


def _questions(line: int, text: str) -> Iterator[Piece]:
    """The questions that stand in a text without blank lines between them."""
    for start, end in pairwise([0, *_starts(text), len(text)]):
        one = text[start:end]
        if one.strip():
            yield Piece(line, one)
        line += one.count("\n")


def _too_many(text: str) -> bool:
    """Whether nobody can have typed so many questions without a blank line."""
    return sum(map(text.count, ("{", "}", "::"))) > MAX_SIGNS


def _starts(text: str) -> list[int]:
    """Where further questions start in a piece: at a title, or on the line after the answers of
    one question where the answers of another one follow."""
    if _too_many(text):
        return []
    braces = answer_braces(text)
    found = list[int]()
    last, done = 0, 0
    for at, titled in sorted([*_after_answers(text, braces), *_titles(text, braces)]):
        start = _above_comments(text, at)
        if start <= last:
            continue
        ended = done
        while ended < len(braces) and braces[ended].end < start:
            ended += 1
        marks = text.count("::", last, start)
        if marks % 2 == 0 and (ended > done or (titled and marks)):
            found.append(start)
            last, done = start, ended
    return found


def _after_answers(text: str, braces: list[Braces]) -> Iterator[tuple[int, bool]]:
    """The lines after answers that end theirs, where further answers follow."""
    for pair, following in pairwise(braces):
        end = text.find("\n", pair.end)
        if 0 <= end < following.start and not text[pair.end + 1 : end].strip(_SENTENCE_END + " \t"):
            yield end + 1, False


def _titles(text: str, braces: list[Braces]) -> Iterator[tuple[int, bool]]:
    """The lines that start with the mark of a title, apart from those among answers."""
    left = iter(braces)
    pair = next(left, None)
    for match in _TITLE.finditer(text):
        while pair and 0 <= pair.end < match.start():
            pair = next(left, None)
        if match.start() and not (pair and pair.start < match.start()):
            yield match.start(), True


def _above_comments(text: str, at: int) -> int:
    """The start of the comment lines that stand directly above."""
    while at > 0:
        above = text.rfind("\n", 0, at - 1) + 1
        if not text[above:at].lstrip().startswith("//"):
            break
        at = above
    return at
