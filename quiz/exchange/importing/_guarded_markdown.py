"""Markdown of question banks -> Markdown as our lessons hold it.

It is read by lines. Emphasis, links, code, lists and quotations stay; headings become bold lines;
what would be a sign of the lesson format gets a backslash.
"""

from __future__ import annotations

import re

from quiz.content.allowed import PICTURE_NAME, PICTURES
from quiz.exchange.escaping import escaped
from quiz.exchange.importing._html import LOST, words_of
from quiz.exchange.importing._html_tags import KEPT
from quiz.exchange.importing._html_writer import (
    BREAK,
    FLATTENED,
    NESTED,
    START,
    described,
    lost_picture,
)

_FENCE = re.compile(r"\s{0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r"#{1,6}\s+(?P<text>.*?)\s*#*$")
_UNDERLINE = re.compile(r"(?:=+|-{2,})\s*$")
_RULE = re.compile(r"(?:[-*_]\s*){3,}$")
_ENTRY = re.compile(r"(?P<indent>\s*)(?:[-*+]|(?P<number>[0-9]{1,4})[.)])\s+(?P<text>\S.*)$")
_QUOTE = re.compile(r"\s{0,3}>\s?(?P<text>.*)$")
_PICTURE = re.compile(r"!\[(?P<alt>[^\]\n]{0,300})\]\((?P<src>[^()\s]{0,500})[^()\n]{0,200}\)")
_OWN = re.compile(rf"{PICTURES}/{PICTURE_NAME}")
_LINK = re.compile(r"(?<!!)\[(?P<text>[^\]\n]{1,300})\]\((?P<href>[^()\s]{1,500})[^()\n]{0,200}\)")
_CODE = re.compile(r"(?P<ticks>`{1,3})(?P<code>[^`\n]{1,500})(?P=ticks)(?!`)")
_TAG = re.compile(r"</?(?P<name>[A-Za-z][A-Za-z0-9]{0,20})(?P<more>[^<>]{0,300})>")
_PLAIN_TAGS = KEPT | {"b", "i", "em", "strong", "code"}
_EMPHASIS = re.compile(r"(?<![*\w\\])(\*{1,2})(?=[^\s*])([^*\n]{0,300}[^\s*\\])\1(?![*\w])")
_UNDERSCORES = re.compile(r"(?<![_\w\\])(_{1,2})(?=[^\s_])([^_\n]{0,300}[^\s_\\])\1(?![_\w])")
_ESCAPE = re.compile(r"\\(?P<sign>[\\`*_{}\[\]()#+\-.!|<>~])")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6}|[A-Za-z]{1,30});")
_ADDRESS = re.compile(r"(?:https?://|mailto:)[A-Za-z0-9/:?#@!$&'+,=%~._-]+", re.IGNORECASE)
_SIGNS = {"\\<": "&lt;", "\\~": "~"}
"""What a backslash takes the meaning off, but not in our Markdown."""
_HELD = re.compile("\ufdd5([0-9]+)\ufdd6")


def write(text: str, *, line: bool, flat: bool) -> tuple[str, list[str]]:
    """The Markdown with marks (see `_html_writer`), as one `line` or as blocks, and what is told.
    Blocks that are `flat` hold no lists in lists."""
    reader = _Reader(line, flat)
    reader.reasons += [reason for pattern, reason in LOST if pattern.search(text)]
    for one in text.split("\n"):
        reader.take(one)
    return reader.marked(), list(dict.fromkeys(reader.reasons))


class _Reader:
    """Goes down the lines; `done` is what was made of them, '' where a block ends."""

    def __init__(self, line: bool, flat: bool) -> None:
        self.line, self.flat = line, flat
        self.fence = ""
        self.was_text = False
        self.done: list[str] = []
        self.reasons: list[str] = []
        self.held: list[str] = []

    def marked(self) -> str:
        text = "\n".join(self.done)
        text = re.sub(f"{BREAK}(?=\n\n|$)", "", text)
        return re.sub("\n{3,}", "\n\n", text).strip("\n")

    def take(self, text: str) -> None:
        was_text, self.was_text = self.was_text, False
        fence = _FENCE.match(text)
        if self.fence:
            ended = text.strip() == self.fence
            self.fence = "" if ended else self.fence
            self._add("" if ended else _code(text))
        elif fence:
            self.fence = fence[1]
            self.done.append("")
        elif not text.strip() or (_RULE.match(text.strip()) and not was_text):
            self.done.append("")
        elif was_text and _UNDERLINE.match(text):
            self.done[-1:] = ["", f"**{self.done[-1].rstrip(BREAK)}**", ""]
        elif heading := _HEADING.match(text):
            self.done += ["", f"**{self.inline(heading['text'])}**", ""]
        elif entry := _ENTRY.match(text):
            self._entry(entry)
        elif quoted := _QUOTE.match(text):
            self.done.append(f"{'' if self.line else '> '}{START}{self.inline(quoted['text'])}")
        else:
            self.was_text = True
            end = BREAK if text.endswith("  ") else ""
            self.done.append(self.inline(text.strip()) + end)

    def _add(self, line: str) -> None:
        self.done.append(line + BREAK if line else "")

    def _entry(self, entry: re.Match[str]) -> None:
        words = self.inline(entry["text"])
        if self.line:
            self.reasons.append(FLATTENED)
            self.done.append(f"{words};")
            return
        if self.done and self.done[-1] and START not in self.done[-1]:
            self.done.append("")
        depth = min((len(entry["indent"]) + 2) // 4, 4)
        if depth and self.flat:
            self.reasons.append(NESTED)
            depth = 0
        bullet = f"{entry['number']}." if entry["number"] else "-"
        self.done.append(f"{'    ' * depth}{bullet} {START}{words}")

    def inline(self, text: str) -> str:
        """What stands within a line. What stays as it is, is held aside while the rest is
        escaped."""
        text = _CODE.sub(lambda match: self._hold(_code(match["code"].strip())), text)
        text = _ESCAPE.sub(lambda match: self._hold(_SIGNS.get(match[0], match[0])), text)
        text = _PICTURE.sub(self._picture, text)
        text = _LINK.sub(self._link, text)
        text = _TAG.sub(self._tag, text)
        text = _ENTITY.sub(lambda match: self._hold(escaped(words_of(match[0])) or " "), text)
        for pattern in (_EMPHASIS, _UNDERSCORES):
            text = pattern.sub(self._emphasis, text)
        text = escaped(text)
        while _HELD.search(text):
            text = _HELD.sub(lambda match: self.held[int(match[1])], text)
        return text

    def _hold(self, markdown: str) -> str:
        self.held.append(markdown)
        return f"\ufdd5{len(self.held) - 1}\ufdd6"

    def _emphasis(self, match: re.Match[str]) -> str:
        sign = self._hold("*" * len(match[1]))
        return f"{sign}{match[2]}{sign}"

    def _picture(self, match: re.Match[str]) -> str:
        alt = described(match["alt"])
        if _OWN.fullmatch(match["src"]) and alt:
            return self._hold(f"![{alt}]({match['src']})")
        self.reasons.append(lost_picture(match["src"], alt, ""))
        return self._hold(escaped(f"[{alt}]")) if alt else ""

    def _link(self, match: re.Match[str]) -> str:
        if _ADDRESS.fullmatch(match["href"]):
            return self._hold("[") + match["text"] + self._hold(f"]({match['href']})")
        self.reasons.append(f"A link to “{match['href']}” is plain words now.")
        return match["text"]

    def _tag(self, match: re.Match[str]) -> str:
        name = match["name"].lower()
        if name == "br":
            return BREAK
        end = "/" if match[0].startswith("</") else ""
        return self._hold(f"<{end}{name}>") if name in _PLAIN_TAGS else " "


def _code(text: str) -> str:
    spaced = re.sub("^ +|  +", lambda match: "&nbsp;" * len(match[0]), escaped(text))
    return f"<code>{spaced}</code>" if text.strip() else ""
