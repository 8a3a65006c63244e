"""HTML of question banks -> Markdown, through nh3 and markdownify.

nh3 takes out what could do harm and makes the rest well-formed; only then anything else looks at
it. What is too long or too deep for that is read as plain words.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass, field

import nh3

from quiz.content.allowed import SCHEMES
from quiz.exchange.escaping import at_start, escaped, printable
from quiz.exchange.importing._html_tags import ATTRIBUTES, DROPPED, NEVER_INSIDE_THEMSELVES, TAGS
from quiz.exchange.importing._html_writer import BREAK, START, TOP_BREAK, Writer

MAX_HTML = 100_000
MAX_TAGS = 4_000
MAX_DEPTH = 60
MAX_TAG = 20_000
"""Characters of one HTML tag with its attributes."""

TOO_HARD = "It is too long, or its formatting too deeply nested, so only its words are kept."
_ANY_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9:-]{0,40})|<[^<>]*>")
_NO_CHARACTER = re.compile(r"&#(?:[0-9]{20,}|[xX][0-9A-Fa-f]{20,});?")
"""Python refuses to read numbers of thousands of digits."""
_LINES = re.compile(rf"\n|(?<=[{BREAK}{TOP_BREAK}])")
_FALSE_LINK = re.compile(
    rf"\]((?:\\.)*)\((?=\s*<?(?!(?:{'|'.join(sorted(SCHEMES))}):)[a-z][a-z0-9+.-]*:)", re.IGNORECASE
)
"""A bracket and a parenthesis that came together from two elements, and look like a link."""
_WHOLE_TAG = re.compile(r"<[A-Za-z/!?][^<>]*>")
_TELLING_SPAN = re.compile(r"<span[^<>]*\b(?:lang|dir)\b", re.IGNORECASE)


def _cleaner(tags: Set[str]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(tags),
        attributes=ATTRIBUTES,
        url_schemes=set(SCHEMES),
        clean_content_tags=set(DROPPED),
        link_rel=None,
    )


_WITH_SPANS, _WITHOUT_SPANS = _cleaner(TAGS), _cleaner(TAGS - {"span"})

LOST = (
    (
        re.compile(r"<(?:video|audio|iframe|object|embed|canvas|applet)\b", re.IGNORECASE),
        "A video, a sound or a page that stands in its text is left out. Put a link in its place "
        "if students need it.",
    ),
    (
        re.compile(r"<svg\b", re.IGNORECASE),
        "A drawing (SVG) in its text is left out. Save it as a PNG picture and put it in.",
    ),
    (
        re.compile(r"<math\b", re.IGNORECASE),
        "A formula in its text is written as plain signs now. Look whether it still reads well.",
    ),
    (
        re.compile(r"<(?:input|select|textarea|button)\b", re.IGNORECASE),
        "A field to fill in or a button stands in its text and is left out.",
    ),
)


@dataclass
class Written:
    """Markdown with marks in it: see `START`, `BREAK` and `TOP_BREAK`."""

    text: str
    reasons: list[str] = field(default_factory=list)


def write(text: str, *, line: bool = False, code: bool = False, flat: bool = False) -> Written:
    """HTML as Markdown: as one `line`, or as blocks, which may hold blocks of `code` and, unless
    they are `flat`, lists inside lists."""
    reasons = [reason for pattern, reason in LOST if pattern.search(text)]
    if not is_simple(text):
        return Written(escaped(words_of(text)), [*reasons, TOO_HARD])
    cleaner = _WITH_SPANS if _TELLING_SPAN.search(text) else _WITHOUT_SPANS
    clean = printable(cleaner.clean(text).replace("&nbsp;", " "))
    if "<" not in clean:
        words = characters(clean)
        return Written(escaped(" ".join(words.split())), reasons)
    writer = Writer(line=line, code=code, flat=flat)
    markdown = writer.convert(clean)
    return Written(markdown, [*reasons, *dict.fromkeys(writer.reasons)])


def is_simple(text: str) -> bool:
    """Whether the HTML is short and flat enough to be read without a thought for time."""
    if len(text) > MAX_HTML or text.count("<") > 2 * MAX_TAGS:
        return False
    if any(len(part) > MAX_TAG for part in text.split("<") if ">" not in part[:MAX_TAG]):
        return False
    opened: Counter[str] = Counter()
    depth = tags = 0
    for match in _ANY_TAG.finditer(text):
        name = (match["name"] or "").lower()
        if not name or name in NEVER_INSIDE_THEMSELVES:
            continue
        tags += 1
        if not match["end"]:
            opened[name] += 1
            depth += 1
        elif opened[name]:
            opened[name] -= 1
            depth -= 1
        if depth > MAX_DEPTH or tags > MAX_TAGS:
            return False
    return True


def words_of(text: str) -> str:
    """The words of any HTML on one line, whatever its tags are."""
    return " ".join(printable(characters(_WHOLE_TAG.sub(" ", text))).split())


def characters(text: str) -> str:
    """A text with what stands for characters (`&uuml;`, `&#252;`) as these characters."""
    return html.unescape(_NO_CHARACTER.sub("\ufffd", text))


def blocks_of(marked: str) -> Iterator[str]:
    """The blocks of what `write` gave, each guarded line by line."""
    for block in re.split(r"\n{2,}", marked):
        if block.strip():
            yield guarded(block)


def guarded(block: str) -> str:
    """A block's Markdown without marks, no line of which is taken for what it isn't."""
    return "\n".join(_guarded_line(line) for line in _LINES.split(block)).rstrip()


def _guarded_line(line: str) -> str:
    line = line.replace(BREAK, "<br>").replace(TOP_BREAK, "<br>")
    structure, _, rest = line.rpartition(START)
    words = rest.lstrip()
    indent = " " * (4 * ((len(rest) - len(words)) // 4))
    words = at_start(_FALSE_LINK.sub(r"]\1\\(", words))
    return (structure.replace(START, "") + indent + words).rstrip()
