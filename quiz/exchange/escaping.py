"""Words -> Markdown that shows just these words, wherever in a lesson it is put.

What Markdown or the lesson format would take for a sign of its own gets a backslash, or is written
as a character reference (`&#61;`) where no backslash would do.
"""

from __future__ import annotations

import re

from quiz.content.settings import ITEM_KEYS

_SPACE = re.compile(r"[^\S\n]")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

# U+E000 begins a gap while its text is converted (`importing/moodle_xml/_gapped.py`).
_SIGN = re.compile(
    r"""
    (?P<sign> \\(?=[\\`*_{}\[\]()>\#+\-.!|\s\ue000]|<[\s0-9=]|$)
      | [`*\[] | (?<![^\W_])_ | _(?![^\W_]) | -(?=>) | (?:(?<=\s)|^)\{(?=[A-Z]+[0-9]*\}))
  | (?P<less> <(?![\s0-9=]))
  | (?P<amp> &(?=\#|\w+;|$))
  | (?P<anchor> \{\#)
    """,
    re.VERBOSE,
)
_HREF = re.compile(r"h[\W_]*r[\W_]*e[\W_]*f", re.IGNORECASE)
_STARTS = (
    (re.compile(r"([0-9]+)\.(?=\s|$)"), r"\1\\."),
    (re.compile(r"([-+])(?=[\s([+:|-]|$)"), r"\\\1"),
    (re.compile(r"\*(?=\s|$)"), r"\\*"),
    (re.compile(r"([#>])"), r"\\\1"),
    (re.compile(r"(\*?)\((?=\s?[xX✓✔]?\s?[)\]])"), r"\1\\("),
    (re.compile(r"(or|not|else)?="), r"\1&#61;"),
    (re.compile(rf"((?:why|model|order|rubric|{'|'.join(ITEM_KEYS)})\s*):"), r"\1&#58;"),
    (re.compile(r":(?=[\s:|-]|$)"), "&#58;"),
    (re.compile(r"~(?=~~)"), "&#126;"),
    (re.compile(r"\|"), "&#124;"),
    (re.compile(r"\?(?=\?\?)"), "&#63;"),
    (re.compile(r"([\s>*+.)0-9-]*)!(?!\[)"), r"\1\\!"),
)


def printable(text: str) -> str:
    """The text without control characters and halves of characters; white space of every kind is a
    space, line ends stay."""
    text = _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = text.replace("\t", "    ")
    return _SPACE.sub(" ", text)


def escaped(text: str) -> str:
    """Words within a line as Markdown."""
    text = _SIGN.sub(_escape, text)
    if "]" in text and ":" in text:
        text = text.replace("(", "\\(")
    if "=" in text and _HREF.search(text):
        text = text.replace("=", "&#61;")
    return text


def _escape(match: re.Match[str]) -> str:
    match match.lastgroup:
        case "less":
            return "&lt;"
        case "amp":
            return "&amp;"
        case "anchor":
            return "{\\#"
        case _:
            return f"\\{match[0]}"


def at_start(markdown: str) -> str:
    """Markdown that begins a line, so that nothing is taken for a list, a heading, an answer, a
    setting or a box."""
    for pattern, instead in _STARTS:
        if pattern.match(markdown):
            return pattern.sub(instead, markdown, count=1)
    return markdown


def as_words(text: str) -> str:
    """Plain text on one line as Markdown."""
    return at_start(escaped(" ".join(printable(text).split())))
