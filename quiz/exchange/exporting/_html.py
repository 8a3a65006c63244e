"""What formats do with the HTML that lessons are rendered to, which is sanitised and well-formed.

Pictures stand at `/pictures/NAME`, and links within the course keep the names of its files
(`reading.md#p2`). Elsewhere neither is there: pictures get another address, such links become
their text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection
from html.parser import HTMLParser

from quiz.content.allowed import BLOCK_TAGS, INLINE_TAGS, PICTURE_NAME, PICTURES
from quiz.content.render import is_external
from quiz.grammar import one_line

_PICTURE = re.compile(rf'(?P<before><img(?: [a-z]+="[^"]*")*? src=")/{PICTURES}/({PICTURE_NAME})"')
_IMAGE = re.compile(r'<img(?: [a-z]+="[^"]*")*>')
_ALT = re.compile(r' alt="([^"]*)"')
_LINK = re.compile(r"<a(?P<attributes>(?: [a-z]+=\"[^\"]*\")*)>(?P<text>.*?)</a>", re.DOTALL)
_HREF = re.compile(r" href=\"(?P<href>[^\"]*)\"")
_PLANES = range(0, 0x110000, 0x10000)
_NO_CHARACTERS = "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in _PLANES)
_NOT_XML = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef"
    rf"{_NO_CHARACTERS}]"
)
_BLOCKS = BLOCK_TAGS - INLINE_TAGS | {"br"}


def pictures_in(rendered: str) -> tuple[str, ...]:
    """The names of the course's pictures that are shown, each once, in order."""
    return tuple(dict.fromkeys(match[2] for match in _PICTURE.finditer(rendered)))


def with_pictures(rendered: str, address_of: Callable[[str], str]) -> str:
    """The HTML with each picture at `address_of` its name, which is escaped here."""
    return _PICTURE.sub(
        lambda match: f'{match["before"]}{html.escape(address_of(match[2]))}"', rendered
    )


def with_descriptions(rendered: str, names: Collection[str] | None = None) -> str:
    """The HTML with what a picture shows in its place: for the pictures `names`, or for all."""
    return _IMAGE.sub(
        lambda match: (
            (_ALT.search(match[0]) or [""] * 2)[1]
            if names is None or set(pictures_in(match[0])) & set(names)
            else match[0]
        ),
        rendered,
    )


def course_links(rendered: str) -> tuple[str, ...]:
    """Where the links lead that don't leave the course, each once: `reading.md#p2`, `#part`."""
    found = (_within(match["attributes"]) for match in _LINK.finditer(rendered))
    return tuple(dict.fromkeys(href for href in found if href))


def without_course_links(rendered: str) -> str:
    """The HTML with the text of each link that doesn't leave the course in its place."""
    return _LINK.sub(
        lambda match: match["text"] if _within(match["attributes"]) is not None else match[0],
        rendered,
    )


def _within(attributes: str) -> str | None:
    """Where a link within the course leads, '' for nowhere; None for one to another site."""
    found = _HREF.search(attributes)
    href = html.unescape(found["href"]) if found else ""
    return None if is_external(href) else href


def plain(rendered: str) -> str:
    """The text on one line, with a space between blocks and pictures by what they show."""
    reader = _Reader()
    reader.feed(rendered)
    reader.close()
    return one_line("".join(reader.parts))


def fit_for_xml(text: str) -> str:
    """The text without the characters that an XML file can't or shouldn't hold: most control
    characters, and what Unicode says is no character."""
    return _NOT_XML.sub("", text)


class _Reader(HTMLParser):
    """Collects text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.parts.append(" ")
        if tag == "img":
            self.parts.append(dict(attrs).get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
