"""From the bytes of a lesson file to clean, numbered lines, and the place to report mistakes."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from quiz.grammar import Line
from quiz.model import Problem

MAX_BYTES = 1_000_000
"""Size of a lesson file, and characters of a lesson."""

MAX_LINES = 20_000
MAX_LINE = 10_000
"""Characters of one line."""

MAX_PROBLEMS = 100
"""Mistakes listed for one file; of the others only the number is told."""

_LINE_END = re.compile(r"\r\n|\r|\n")
_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
_ODD = re.compile(r"[\x00-\x08\v\f\x0e-\x1f\x7f\ud800-\udfff]")
"""What few texts have a single one of, so that their lines need no look at each."""


class Report:
    """Collects the mistakes of one file, in a teacher's words."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.found: list[Problem] = []

    def __call__(self, line: int, message: str) -> None:
        self.found.append(Problem(self.path, line, message))

    @property
    def problems(self) -> list[Problem]:
        """All mistakes by line, each once. After the first hundred only their number is told."""
        problems = sorted(set(self.found))
        if len(problems) <= MAX_PROBLEMS:
            return problems
        rest = problems[MAX_PROBLEMS:]
        message = f"There are {len(rest)} more mistakes from here on. Mend those above first."
        return [*problems[:MAX_PROBLEMS], Problem(self.path, rest[0].line, message)]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """' Did you mean …?' where a known word is near, else ''."""
    near = difflib.get_close_matches(word.lower(), list(known), n=1, cutoff=0.7)
    return f" Did you mean `{near[0]}`?" if near else ""


def decode(data: bytes, report: Report) -> str | None:
    """The text of a file, without a byte order mark; None where it can't be read as UTF-8."""
    if len(data) > MAX_BYTES:
        report(
            1,
            "This file is over 1 MB, which is too big for a lesson. Split it into several files.",
        )
        return None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        report(1, "This file is saved as UTF-16. In your editor, save it as UTF-8 instead.")
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("latin-1")
        report(
            len(_LINE_END.findall(before)) + 1,
            "This file isn't saved as UTF-8: a letter in this line can't be read. Open the file "
            "in your editor, choose “Save as” and the encoding UTF-8.",
        )
        return None


def numbered(text: str, report: Report) -> list[Line]:
    """The lines of a text. What no editor shows is reported and taken out."""
    if len(text) > MAX_BYTES:
        report(1, "This lesson is over 1,000,000 characters long. Split it into several files.")
        return []
    if not text.strip().strip("\ufeff"):
        report(1, "This file is empty. Start it with `---`, a line `title: …` and `---`.")
        return []
    lines = split_lines(text.removeprefix("\ufeff"))
    if len(lines) > MAX_LINES:
        report(MAX_LINES, f"This lesson has over {MAX_LINES:,} lines. Split it into several files.")
        lines = lines[:MAX_LINES]
    if not _ODD.search(text) and max(map(len, lines)) <= MAX_LINE:
        return [Line(n, "" if line.isspace() else line) for n, line in enumerate(lines, 1)]
    return [Line(number, _clean(number, text, report)) for number, text in enumerate(lines, 1)]


def split_lines(text: str) -> list[str]:
    """The lines of a text as editors count them, without their ends."""
    return _LINE_END.split(text)


def printed_lines(text: str) -> list[Line]:
    """The lines of a text that this program wrote itself, without limits."""
    return [Line(n, line if line.strip() else "") for n, line in enumerate(text.split("\n"), 1)]


def _clean(number: int, text: str, report: Report) -> str:
    if "\0" in text:
        report(
            number,
            "There is a NUL character here, which no text has. The file may be damaged, or saved "
            "as UTF-16: save it again as UTF-8.",
        )
    elif found := _INVISIBLE.search(text):
        report(
            number,
            f"There is an invisible control character (U+{ord(found[0]):04X}) in this line. "
            "Delete the line and type it again.",
        )
    if len(text) > MAX_LINE:
        report(number, f"This line is over {MAX_LINE:,} characters long. Break it into several.")
        text = text[:MAX_LINE]
    text = _INVISIBLE.sub("\ufffd", text).replace("\f", " ").replace("\v", " ")
    return text if text.strip() else ""
