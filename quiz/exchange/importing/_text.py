"""The bytes of a text bank -> its text, however the program that wrote it stores letters."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from quiz.exchange.importing import MAX_QUESTIONS, BankFile, Found, UnreadableBank

MAX_BYTES = 10_000_000
"""Size of a text bank: some 30,000 questions."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks; those of UTF-32 come first, because one of them starts like one of UTF-16."""

_WORD = (
    "This is a Word document, not a text file, whatever its name ends in. Open it in Word, choose "
    "“Save as”, “Plain text” and the encoding UTF-8, and bring in that file."
)
_OTHER_KINDS = (
    (b"\xd0\xcf\x11\xe0", _WORD),
    (b"{\\rtf", _WORD),
    (b"%PDF", "This is a PDF file. Export the questions as text from the program that made it."),
    (b"\x89PNG", "This is a picture, not a text file."),
    (b"\xff\xd8\xff", "This is a picture, not a text file."),
    (b"GIF87a", "This is a picture, not a text file."),
    (b"GIF89a", "This is a picture, not a text file."),
    (b"\x1f\x8b", "This is a packed file. Unpack it and bring in what is inside."),
)
_ZIP = b"PK\x03\x04"
_OFFICE = re.compile(rb"word/|\[Content_Types\]|mimetypeapplication/vnd")
_PACKED = "This is a packed file (zip). Unpack it and bring in the files inside."

_GUESSED = (
    "The file doesn't say how its letters are stored, and was read as Windows-1252, as older "
    "programs write it. See whether accented letters and quotation marks look right in all of its "
    "questions."
)
_GUESSED_16 = (
    "The file doesn't say how its letters are stored, and was read as UTF-16. See whether the "
    "letters look right in all of its questions."
)
_DAMAGED = "Some letters of the file couldn't be read; a � stands in their places."
_INVISIBLE = "Invisible control characters in the file were taken out."
_TOO_MANY = (
    "The file holds over {:,} questions, and nothing was read from here on. Split it into several "
    "files."
)

_FEW_NULS = 3
"""So few of them may have strayed into any text."""

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]|^\ufeff+", re.MULTILINE)


@dataclass(frozen=True)
class BankText:
    """A file as text: every line ends in a plain newline, and lines keep their numbers.

    `reasons` say in whole sentences what was guessed or taken out in the file as a whole.
    """

    text: str
    reasons: tuple[str, ...] = ()

    def on_first(self, questions: Iterator[Found]) -> Iterator[Found]:
        """The questions, with the file's own reasons told with the first of them."""
        reasons = self.reasons
        for found in questions:
            yield replace(found, reasons=(*reasons, *found.reasons)) if reasons else found
            reasons = ()


def read_text(file: BankFile) -> BankText:
    """The file's text. Raises `UnreadableBank` where it is none, or too long."""
    if len(file.data) > MAX_BYTES:
        raise UnreadableBank(
            file.name, "This file is over 10 MB. Split it into several files, and bring in each."
        )
    if message := _other_kind(file.data):
        raise UnreadableBank(file.name, message)
    text, reasons = _decoded(file.data)
    if "\ufffd" in text:
        reasons = (*reasons, _DAMAGED)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", " ").replace("\f", " ")
    text, taken = _CONTROL.subn("", text)
    return BankText(text, (*reasons, _INVISIBLE) if taken else reasons)


def read_questions(
    file: BankFile, found_in: Callable[[str], Iterator[Found]], nothing: str
) -> Iterator[Found]:
    """What `found_in` the file's text makes of it, up to `MAX_QUESTIONS`.

    Raises `UnreadableBank` where the file is no text, and with `nothing` for no question at all.
    """
    bank = read_text(file)
    count = 0
    for count, found in enumerate(bank.on_first(found_in(bank.text)), start=1):
        if count > MAX_QUESTIONS:
            told = (_TOO_MANY.format(MAX_QUESTIONS),)
            yield Found(found.line, found.words, None, told, found.category)
            return
        yield found
    if not count:
        raise UnreadableBank(file.name, nothing)


def is_text(file: BankFile) -> bool:
    """Whether the file is none of the other kinds that are known by their first bytes."""
    return not _other_kind(file.data)


def start_of(file: BankFile, size: int = 50_000) -> str:
    """The file's first characters, for telling formats apart."""
    return _decoded(file.data[:size])[0].replace("\r\n", "\n").replace("\r", "\n")


def _other_kind(data: bytes) -> str:
    """What to say of a file that is no text, by its first bytes; '' of one that may be."""
    if data.startswith(_ZIP):
        return _WORD if _OFFICE.search(data, 0, 2_000) else _PACKED
    return next((message for start, message in _OTHER_KINDS if data.startswith(start)), "")


def _decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            after = data[len(mark) :]
            if encoding == "utf-8":
                return _utf8(after)
            return after.decode(encoding, "replace"), ()
    if encoding := _wide(data):
        return data.decode(encoding, "replace"), (_GUESSED_16,)
    return _utf8(data)


def _wide(data: bytes) -> str:
    """`utf-16-le` or `utf-16-be` where most characters look as if they had two bytes, else ''.

    The signs that any text has (spaces, line ends, braces) hold a NUL then, always on one side.
    """
    start = data[:4_096]
    first, second = start[::2].count(0), start[1::2].count(0)
    many, few = max(first, second), min(first, second)
    if many < _FEW_NULS or many * 20 < len(start) or few * 10 > many:
        return ""
    return "utf-16-be" if first > second else "utf-16-le"


def _utf8(data: bytes) -> tuple[str, tuple[str, ...]]:
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        return data.decode("utf-8", _REST_OF_LINE), (_GUESSED,)


_STEPS = 10_000
_REST_OF_LINE = "quiz.exchange.rest-of-line-as-windows-1252"


def _rest_of_line(error: UnicodeError) -> tuple[str, int]:
    """From the first bad byte to the end of its line, read as Windows-1252.

    By lines, because files are put together from others that store letters otherwise; in a long
    file by several lines, so that there are never too many steps.
    """
    if not isinstance(error, UnicodeDecodeError):
        raise error
    data = error.object
    end = data.find(b"\n", error.start + len(data) // _STEPS)
    end = len(data) if end < 0 else end
    return data[error.start : end].decode("windows-1252", "replace"), end


codecs.register_error(_REST_OF_LINE, _rest_of_line)
