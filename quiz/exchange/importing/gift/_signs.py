"""GIFT's own signs: which of them mean themselves, and what a text is written in.

An escaped sign (`\\=`) becomes a stand-in that no text can hold, so that texts can be cut at the
signs that count; `plain` gives it back at the end. Source: Moodle 4.5, question/format/gift, which
does the same with placeholders.
"""

from __future__ import annotations

import re

from quiz.exchange.importing._markup import Kind

_SIGNS = ":#={}~\\"
_NEWLINE = "n"
_STAND_IN = {sign: chr(0xDC00 + ord(sign)) for sign in _SIGNS + _NEWLINE}
"""Lone surrogates: text that was decoded has none."""
_PLAIN = {ord(stand_in): "\n" if sign == _NEWLINE else sign for sign, stand_in in _STAND_IN.items()}
_SHIELD = {ord(sign): _STAND_IN[sign] for sign in _SIGNS}

_ESCAPE = re.compile(r"\\([:#={}~\\n])")
_KIND = re.compile(rf"\[({'|'.join(Kind)})\]", re.IGNORECASE)
_TAG_WITH_VALUES = re.compile(
    r"""<[a-zA-Z][a-zA-Z0-9]*(?:\s+[a-zA-Z-]+=(?:"[^"<>]*"|'[^'<>]*'))+\s*/?>"""
)

BACKSLASH = _STAND_IN["\\"]
BLANK = "_____"
"""What Moodle writes where the answers stood in the middle of a text."""


def shielded(text: str) -> str:
    """The text with a stand-in for every escaped sign."""
    return _ESCAPE.sub(lambda match: _STAND_IN[match[1]], text)


def all_shielded(text: str) -> str:
    """The text with a stand-in for every sign, escaped or not."""
    return shielded(text).translate(_SHIELD)


def tags_shielded(text: str) -> str:
    """The text with stand-ins for the signs in HTML tags, which many forget to escape."""
    return _TAG_WITH_VALUES.sub(lambda match: match[0].translate(_SHIELD), text)


def plain(text: str) -> str:
    """The text with every sign for itself."""
    return text.translate(_PLAIN)


def with_kind(text: str, default: Kind) -> tuple[str, Kind]:
    """A text without its mark (`[html]`), and what it is written in."""
    text = text.strip()
    match = _KIND.match(text)
    if match is None:
        return plain(text).strip(), default
    return plain(text[match.end() :]).strip(), Kind(match[1].lower())
