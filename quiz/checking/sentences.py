"""Plain words, sentences and quotations of Markdown text.

Every function keeps line ends where they are, so that a place in the result has the same line as
in the lesson.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from quiz.report_text import shortened

_LINK = re.compile(r"!?\[([^\[\]]{1,300})\]\([^()\s]{0,300}\)")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG = re.compile(r"</?[a-z][^<>]{0,200}>", re.IGNORECASE)
_MARKS = re.compile(r"\\([^\w\s])|[*`]|(?<!\w)_|_(?!\w)|\{#[a-z0-9-]+\}|\[\^[^\]]{1,60}\]:?")
_ANY_MARK = re.compile(r"[\\*`_{\[<]")
"""What begins every link, comment, tag and mark; most texts have none of it."""
_QUOTATION = re.compile(r"“[^“”]{0,1000}”|«[^«»]{0,1000}»|„[^„“”]{0,1000}[“”]|\"[^\"]{0,1000}\"")
_END = re.compile(r"(?<=[.!?…؟۔])[\"”’»)\]]*\s+(?=[\"“‘«(\[]?[^\Wa-z_])")
_WORD = re.compile(r"[^\W_]+(?:['’.,-]?[^\W_]+)*")


def plain(text: str) -> str:
    """The words of inline Markdown: no links' addresses, emphasis, comments or tags."""
    if not _ANY_MARK.search(text):
        return text
    text = _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
    return _MARKS.sub(lambda match: match[1] or "", _TAG.sub("", _LINK.sub(r"\1", text)))


def quotations(text: str) -> Iterator[tuple[int, str]]:
    """(place, words) of everything in quotation marks; the marks are off."""
    for match in _QUOTATION.finditer(text):
        yield match.start() + 1, match[0][1:-1]


def unquoted(text: str) -> str:
    """The text with every quotation emptied, so that only the writer's own words are left."""
    return _QUOTATION.sub(
        lambda match: match[0][0] + "…" + "\n" * match[0].count("\n") + match[0][-1], text
    )


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """(place, sentence) of running text. A sentence ends at a full stop, question or exclamation
    mark before a capital letter, a digit or an opening mark."""
    start = 0
    for match in _END.finditer(text):
        yield start, text[start : match.start()]
        start = match.end()
    if text[start:].strip():
        yield start, text[start:]


def words(text: str) -> list[str]:
    """The words as they are written. Hyphens and apostrophes join; so do marks in a number."""
    return _WORD.findall(text)


def folded(text: str) -> list[str]:
    """The words for comparison: small letters, hyphenated words as two, one kind of apostrophe."""
    text = text.casefold().replace("’", "'").replace("-", " ").replace("–", " ")
    return [word.removesuffix("'s").replace("'", "") for word in _WORD.findall(text)]


def shown(text: str, limit: int = 60) -> str:
    """The beginning of a text in one line, for messages."""
    return shortened(text, limit)
