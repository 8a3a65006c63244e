"""What formats do with the HTML that lessons are rendered to, which is sanitised and well-formed.

Pictures stand at `/pictures/NAME`, and links within the course keep the names of its files
(`reading.md#p2`). Elsewhere neither is there: both get another address, or words in their place.
(HTML that others made is read in `importing`, by a library that makes it well-formed first.)
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from html.parser import HTMLParser

from quiz.content.allowed import BLOCK_TAGS, EMPTY_TAGS, INLINE_TAGS, PICTURE_NAME, PICTURES
from quiz.content.render import is_external
from quiz.grammar import one_line

Address = Callable[[str], str | None]
"""A link within the course (`reading.md#p2`, `#part`), or a picture's name -> its address in a
file, or None where it has none."""

_PICTURE = re.compile(rf'(?P<before><img(?: [a-z]+="[^"]*")*? src=")/{PICTURES}/({PICTURE_NAME})"')
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


def placed(rendered: str, link: Address, picture: Address) -> str:
    """The HTML as well-formed XHTML, with links and pictures where they are now.

    A link within the course that leads nowhere becomes its text, a picture that is nowhere what it
    shows.
    """
    writer = _Writer(link, picture)
    writer.feed(fit_for_xml(rendered))
    writer.close()
    return "".join(writer.parts)


def described(rendered: str) -> str:
    """The HTML with what they show in place of all pictures."""
    return placed(rendered, lambda link: link, lambda picture: None)


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


class _Writer(HTMLParser):
    """Writes sanitised HTML anew: every element closed, with other addresses."""

    def __init__(self, link: Address, picture: Address) -> None:
        super().__init__(convert_charrefs=True)
        self._link, self._picture = link, picture
        self._open_links: list[bool] = []
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and not self._opens_link(given):
            return
        if tag == "img":
            address = self._picture(given.get("src", "").removeprefix(f"/{PICTURES}/"))
            if address is None:
                self.handle_data(given.get("alt", ""))
                return
            given["src"] = address
        written = "".join(f' {name}="{html.escape(value)}"' for name, value in given.items())
        self.parts.append(f"<{tag}{written}{'/' if tag in EMPTY_TAGS else ''}>")

    def _opens_link(self, given: dict[str, str]) -> bool:
        """Puts in where the link leads. One that leads nowhere is none, but keeps its text."""
        href = given.get("href", "")
        address = href if is_external(href) else self._link(href) if href else None
        if address is not None:
            given["href"] = address
        else:
            given.pop("href", None)
        # An empty element with an id is where other links lead.
        opens = address is not None or "id" in given
        self._open_links.append(opens)
        return opens

    def handle_endtag(self, tag: str) -> None:
        if tag in EMPTY_TAGS or (tag == "a" and not (self._open_links and self._open_links.pop())):
            return
        self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.parts.append(html.escape(data, quote=False))


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
