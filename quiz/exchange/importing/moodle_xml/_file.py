"""The bytes of a Moodle XML file -> its questions, each by itself, so that none can hurt another.

The file is cut at `<question …>` and `</question>`, outside CDATA and comments. Only a piece of it
is ever decoded or parsed, so that a large file needs little memory. Encoded pictures are taken out
before that.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from quiz.exchange.importing import BankFile, UnreadableBank

MAX_BYTES = 50_000_000
MAX_MARKS = 1_200_000
"""Beginnings and ends of questions, texts and comments in a file."""
MAX_PICTURES = 500
"""Pictures of one question."""
MAX_TEXT = 1_000_000
"""Bytes of one question without its pictures."""

WINDOWS = (
    "Some letters were not stored as the file says, and were read as Windows-1252. See whether "
    "accented letters and quotation marks look right."
)

_MARKS = re.compile(
    rb"<!\[CDATA\[|<!--|<question(?=[\s>/])(?P<head>[^<>]*)>|</question\s*>|<!DOCTYPE|<!ENTITY",
    re.IGNORECASE,
)
_DECLARATION = re.compile(rb"<\?xml[^<>]*?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"'][^<>]*>")
_ENCODED = re.compile(
    rb"(?P<before><file\b[^<>]*>|<image_base64\b[^<>]*>)(?:\s*<!\[CDATA\[)?"
    rb"(?P<data>[A-Za-z0-9+/=\s]{64,})(?:\]\]>\s*)?(?=</)"
    rb"|(?P<uri>data:image/[a-z.+-]{1,20};base64,)(?P<inline>[A-Za-z0-9+/=]{64,})"
)
_XML = re.compile(rb"\s*(?:<\?xml|<!--|<quiz\b|<question\b)", re.IGNORECASE)
_REFUSED = (
    "This file defines names of its own (DTD or entities), which no question bank needs and which "
    "can be used to harm the program that reads it. Export the questions from Moodle again."
)
_TOO_BIG = (
    "This file is over 50 MB. In Moodle, export the categories one by one, and bring in each file."
)
_TOO_MANY = (
    "This file has more parts than 20,000 questions can have, so something is wrong with it. "
    "Export the questions from Moodle again."
)


@dataclass(frozen=True)
class Piece:
    """One question as it stands in the file. `line` is where it starts, `text` is the XML with a
    number in place of each of the `encoded` pictures. `whole` is False where its end is missing;
    `long` where it isn't read for its length."""

    line: int
    text: str
    encoded: tuple[bytes, ...] = ()
    whole: bool = True
    long: bool = False
    reasons: tuple[str, ...] = ()


def is_moodle(data: bytes) -> bool:
    """Whether a file looks like Moodle XML by its start."""
    start = _as_utf8(data[:20_000])
    return bool(
        _XML.match(start.removeprefix(codecs.BOM_UTF8))
        and re.search(rb"<quiz\b|<question\s[^<>]*\btype\s*=", start, re.IGNORECASE)
    )


def pieces(file: BankFile) -> Iterator[Piece]:
    """The questions of the file in order. Raises `UnreadableBank`."""
    if len(file.data) > MAX_BYTES:
        raise UnreadableBank(file.name, _TOO_BIG)
    data = _as_utf8(file.data)
    encoding = _encoding(data) if data is file.data else "utf-8"
    line, seen = 1, 0
    end_of_line = b"\n" if b"\n" in data[:100_000] else b"\r"
    for start, end, whole in _cut(file.name, data):
        line += data.count(end_of_line, seen, start)
        seen = start
        yield _piece(data[start:end], line, whole, encoding)


def _cut(name: str, data: bytes) -> Iterator[tuple[int, int, bool]]:
    """(start, end, whether it has an end) of every question."""
    at, start, first = 0, -1, True
    signs = (b"]]>", b"-->", b"</subquestions>")
    after_cdata, after_comment, after_parts = (_Ahead(data, sign) for sign in signs)
    for _ in range(MAX_MARKS):
        mark = _MARKS.search(data, at)
        if mark is None:
            break
        at, sign = mark.end(), mark[0][:9].lower()
        if sign.startswith(b"<![cdata["):
            at = after_cdata(at, but_before=b"<![CDATA[")
        elif sign.startswith(b"<!--"):
            at = after_comment(at)
        elif sign.startswith((b"<!doctype", b"<!entity")):
            if first:
                raise UnreadableBank(name, _REFUSED)
        elif sign.startswith(b"</"):
            if start >= 0:
                yield start, at, True
            start = -1
        else:
            if start >= 0 and data.find(b"<subquestions", start, at) >= 0:
                # The parts of a question that is made of questions.
                at = after_parts(at)
                if at > mark.end():
                    continue
            if start >= 0:
                yield start, mark.start(), False
            start, first = mark.start(), False
            if (mark["head"] or b"").rstrip().endswith(b"/"):
                yield start, at, True
                start = -1
    else:
        raise UnreadableBank(name, _TOO_MANY)
    if start >= 0:
        yield start, len(data), False


class _Ahead:
    """Where a sign comes next. Each part of the data is looked at once, however often it is asked
    for: files can be hostile."""

    def __init__(self, data: bytes, sign: bytes) -> None:
        self._data, self._sign, self._next = data, sign, 0

    def __call__(self, at: int, but_before: bytes = b"") -> int:
        """The place after the next sign; `at` itself where there is none, or where another comes
        first that it can't belong to."""
        if 0 <= self._next < at:
            self._next = self._data.find(self._sign, at)
        if self._next < at:
            return at
        if but_before and self._data.find(but_before, at, self._next) >= 0:
            return at
        return self._next + len(self._sign)


def _piece(data: bytes, line: int, whole: bool, encoding: str) -> Piece:
    encoded: list[bytes] = []

    def taken(match: re.Match[bytes]) -> bytes:
        encoded.append(match["data"] or match["inline"])
        number = b"%d" % (len(encoded) - 1)
        return match["before"] + number if match["before"] else b"data:picture," + number

    pictures = sum(map(data.count, (b"<file", b"<image_base64", b"data:image")))
    small = _ENCODED.sub(taken, data) if 0 < pictures <= MAX_PICTURES else data
    long = len(small) > MAX_TEXT
    text, reasons = _decoded(small[:MAX_TEXT] if long else small, encoding)
    return Piece(line, text, tuple(encoded), whole, long, reasons)


def _as_utf8(data: bytes) -> bytes:
    """The data without its mark; UTF-16 and UTF-32 as UTF-8. What isn't changed is the same."""
    for mark, encoding in (
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return _transcoded(data[len(mark) :], encoding)
    if data[:2] == b"<\0":
        return _transcoded(data, "utf-16-le")
    if data[:2] == b"\0<":
        return _transcoded(data, "utf-16-be")
    return data


def _transcoded(data: bytes, encoding: str) -> bytes:
    return data.decode(encoding, "replace").encode("utf-8", "replace")


def _encoding(data: bytes) -> str:
    """What the file says about its letters, if that can be and is no form of UTF."""
    match = _DECLARATION.search(data[:1_000])
    name = match[1].decode("ascii").lower() if match else "utf-8"
    try:
        known = codecs.lookup(name)
        ascii_inside = b"<question>".decode(name) == "<question>"
    except (LookupError, ValueError, TypeError, AttributeError):
        return "utf-8"
    return known.name if ascii_inside and not name.startswith("utf") else "utf-8"


def _decoded(data: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    for one in dict.fromkeys(("utf-8" if encoding == "ascii" else encoding, "utf-8")):
        try:
            return data.decode(one), ()
        except UnicodeDecodeError:
            continue
    lines = data.split(b"\n")
    return "\n".join(map(_line, lines)), (WINDOWS,)


def _line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("windows-1252", "replace")
