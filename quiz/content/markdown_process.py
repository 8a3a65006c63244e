"""The Markdown process: `python -m quiz.content.markdown_process`, spoken to in frames.

It turns Markdown into sanitised HTML. Both take far too long for some texts, and a thread can't be
stopped, so it happens in a process of its own that the program kills when it gets stuck.

It receives lists of documents `[inline, instructor, text]` and answers each document, in turn, with
`["html", …]` or `["error", reason]`; a first message `["ready", ""]` says that it has started.
"""

from __future__ import annotations

import faulthandler
import os
import re
import signal
import sys
import zlib
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import nh3
from markdown import Markdown
from markdown.blockprocessors import ParagraphProcessor
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.tables import TableExtension
from markdown.preprocessors import NormalizeWhitespace
from markdown.treeprocessors import Treeprocessor
from markdown.util import Registry

from quiz.content.allowed import (
    ATTRIBUTES,
    BLOCK_TAGS,
    EMPTY_TAGS,
    INLINE_TAGS,
    INSTRUCTOR,
    PICTURE_NAME,
    PICTURES,
    SCHEMES,
)
from quiz.own_process import receive, send

MAX_HTML = 4_000_000
MAX_OPEN_TAGS = 60
"""HTML elements open at once. More can make the sanitiser, and browsers, very slow."""

LAST_RESORT_SECONDS = 10
"""After this long for one document the process ends itself, in case nobody is there to kill it."""

_HEADING_ID = re.compile(r"\s*\{#(?P<id>[a-z0-9][a-z0-9-]{0,63})\}\s*$")
_BOX_LINE = re.compile(rf"^[\s>*+.)0-9-]*!!!\s*{INSTRUCTOR}\b", re.IGNORECASE | re.MULTILINE)
_BOX_LEFT = re.compile(rf"!!!\s*{INSTRUCTOR}\b", re.IGNORECASE)
_CODE = re.compile(r"^(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?<=\n)(?P=fence)[ ]*$", re.M | re.S)
_STAND_IN = re.compile(r"part[0-9a-f]{16}n\d+x")
"""What the renderer puts where a question stands: it is another word at each start."""
_REFERENCE = re.compile(r"\[\^([^\]]*)\]")
_IMAGE = re.compile(r'<img(?: [a-z-]+="[^"]*")*>')
_ATTRIBUTE = re.compile(r' (?P<name>[a-z]+)="(?P<value>[^"]*)"')
_OWN_PICTURE = re.compile(rf"{PICTURES}/{PICTURE_NAME}")
_WITHOUT_END = EMPTY_TAGS | {"input", "meta", "link"}


class Unshowable(Exception):
    """A document that must not, or can't, be shown; the text is the reason's name."""


class _Structure(Treeprocessor):
    """Before inline Markdown is read: ids of headings, alignment, and boxes for the instructor."""

    instructor = False
    footnotes: FootnoteExtension | None = None
    boxes = 0

    def run(self, root: ElementTree.Element) -> None:
        for element in root.iter():
            if re.fullmatch("h[1-6]", element.tag):
                _take_id(element)
            elif element.tag in ("th", "td"):
                _align(element)
        self.boxes = _remove_boxes(root, keep=self.instructor)
        if not self.instructor and self.footnotes:
            _drop_footnotes(root, self.footnotes.footnotes)


class _LateBoxes(Treeprocessor):
    """After footnotes were put in: a box inside one would reach students."""

    instructor = False

    def run(self, root: ElementTree.Element) -> None:
        if not self.instructor and _remove_boxes(root, keep=True):
            raise Unshowable("boxes")


class Converter:
    """Markdown to HTML with our own settings; `inline` reads no blocks at all."""

    def __init__(self, inline: bool) -> None:
        self.cleaner = nh3.Cleaner(
            tags=set(INLINE_TAGS if inline else BLOCK_TAGS),
            attributes=ATTRIBUTES,
            url_schemes=set(SCHEMES),
            link_rel=None,
        )
        self.structure, self.late = _Structure(), _LateBoxes()
        self.markdown = Markdown(output_format="html")
        # As everywhere but in Python-Markdown, a backslash makes this sign a plain one.
        self.markdown.ESCAPED_CHARS.append("<")
        if inline:
            _only_inline(self.markdown)
            return
        footnotes = FootnoteExtension(UNIQUE_IDS=True)
        self.structure.footnotes = footnotes
        self.markdown.registerExtensions(
            [
                footnotes,
                TableExtension(use_align_attribute=True),
                "admonition",
                "def_list",
                "fenced_code",
                "sane_lists",
            ],
            {},
        )
        self.markdown.treeprocessors.register(self.structure, "structure", 100)
        self.markdown.treeprocessors.register(self.late, "late-boxes", 45)

    def convert(self, text: str, instructor: bool) -> str:
        """The sanitised HTML of a document. Raises Unshowable."""
        self.markdown.reset()
        self.structure.instructor = self.late.instructor = instructor
        self.structure.boxes = 0
        if self.structure.footnotes:
            # Footnotes of two documents on one page must not share their ids, and those of one text
            # have the same from one start of the program to the next.
            own = _STAND_IN.sub("", text).encode()
            self.structure.footnotes.unique_prefix = zlib.crc32(own)
        html = self.markdown.convert(text)
        if not instructor:
            expected = len(_BOX_LINE.findall(_CODE.sub("", text))) if "!!!" in text else 0
            if self.structure.boxes < expected or _BOX_LEFT.search(html):
                raise Unshowable("boxes")
        if _Depth.of(html) > MAX_OPEN_TAGS:
            raise Unshowable("deep")
        html = _IMAGE.sub(_picture, self.cleaner.clean(html))
        if len(html) > MAX_HTML:
            raise Unshowable("large")
        return html


def _picture(image: re.Match[str]) -> str:
    """An image of sanitised HTML as it is shown: one of the course's own, described; else none."""
    attributes = dict(_ATTRIBUTE.findall(image[0]))
    source, alt = attributes.get("src", ""), attributes.get("alt", "")
    if not _OWN_PICTURE.fullmatch(source) or not alt.strip():
        return ""
    return f'<img src="/{source}" alt="{alt}" loading="lazy">'


class _Depth(HTMLParser):
    """Counts how many elements are open at once, as far as tags tell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.now = self.most = 0

    @classmethod
    def of(cls, html: str) -> int:
        counter = cls()
        counter.feed(html)
        return counter.most

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in _WITHOUT_END:
            self.now += 1
            self.most = max(self.most, self.now)

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.now = max(self.now - 1, 0)


def _only_inline(markdown: Markdown) -> None:
    """Leave it nothing but paragraphs, and what stands within their lines."""
    markdown.preprocessors = Registry()
    markdown.preprocessors.register(NormalizeWhitespace(markdown), "normalize_whitespace", 30)
    markdown.parser.blockprocessors = Registry()
    markdown.parser.blockprocessors.register(ParagraphProcessor(markdown.parser), "paragraph", 10)


def _take_id(heading: ElementTree.Element) -> None:
    match = _HEADING_ID.search(heading.text or "")
    if match:
        heading.set("id", match["id"])
        heading.text = (heading.text or "")[: match.start()]


def _align(cell: ElementTree.Element) -> None:
    """Alignment as a class, because style attributes are not allowed; headers say of what."""
    align = cell.attrib.pop("align", "")
    if align:
        cell.set("class", f"align-{align}")
    if cell.tag == "th":
        cell.set("scope", "col")


def _remove_boxes(root: ElementTree.Element, keep: bool) -> int:
    """Count the boxes for the instructor, and take them out unless told to `keep` them."""
    count = 0
    for parent in list(root.iter()):
        for child in list(parent):
            classes = child.get("class", "").split()
            if child.tag == "div" and "admonition" in classes and INSTRUCTOR in classes:
                count += 1
                if not keep:
                    parent.remove(child)
    return count


def _drop_footnotes(root: ElementTree.Element, footnotes: dict[str, str]) -> None:
    """Forget footnotes that only boxes for the instructor referred to."""
    used: set[str] = set()
    found = set(_REFERENCE.findall("\n".join(root.itertext())))
    while found - used:
        used |= found
        found = {name for key in found for name in _REFERENCE.findall(footnotes.get(key, ""))}
    for name in footnotes.keys() - used:
        del footnotes[name]


def answer(document: list[object], converters: dict[bool, Converter]) -> list[str]:
    """Convert one document, whatever happens."""
    inline, instructor, text = bool(document[0]), bool(document[1]), str(document[2])
    try:
        converter = converters.get(inline) or converters.setdefault(inline, Converter(inline))
        return ["html", converter.convert(text, instructor)]
    except Unshowable as error:
        return ["error", str(error)]
    except RecursionError:
        reason = "deep"
    except Exception:
        reason = "failed"
    converters.pop(inline, None)  # its state may be half of the document that failed
    return ["error", reason]


def main() -> None:
    """Answer until the program that started this process closes the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    converters = {False: Converter(False), True: Converter(True)}
    send(stdout, ["ready", ""])
    with Path(os.devnull).open("w") as nowhere:
        while (documents := receive(stdin)) is not None:
            for document in documents:
                faulthandler.dump_traceback_later(LAST_RESORT_SECONDS, exit=True, file=nowhere)
                send(stdout, answer(document, converters))
            faulthandler.cancel_dump_traceback_later()


if __name__ == "__main__":
    main()
