"""The Markdown of lessons as HTML that stands in a package: pictures and links lead within it."""

from __future__ import annotations

import copy
import html
from collections.abc import Callable
from html.parser import HTMLParser

from quiz.content.allowed import EMPTY_TAGS, PICTURES
from quiz.content.render import is_external
from quiz.exchange.exporting import Snippets
from quiz.exchange.exporting._html import fit_for_xml, plain

Link = Callable[[str], str | None]
"""Where a link leads (`reading.md#p2`, `#part`) -> its address in the package, or None."""


class Texts:
    """Renders for one package. It remembers what the package needs, and what didn't come along.

    `address` stands before the names of pictures.
    """

    def __init__(
        self, source: Snippets, picture: Callable[[str], bytes | None], address: str, link: Link
    ) -> None:
        self._source, self._picture = source, picture
        self._address, self._link = address, link
        self.pictures: dict[str, bytes] = {}
        self.missing: set[str] = set()
        self.dropped: set[str] = set()

    def leading(self, address: str, link: Link) -> Texts:
        """The same, for texts that stand elsewhere in the package. Both remember in one place."""
        other = copy.copy(self)
        other._address, other._link = address, link
        return other

    def block(self, text: str) -> str:
        """As blocks."""
        return self.placed(self._source.block(text)) if text else ""

    def inline(self, text: str) -> str:
        """Within a line."""
        return self.placed(self._source.inline(text))

    def plain(self, text: str) -> str:
        """The Markdown as plain text on one line, for places that show no HTML."""
        return fit_for_xml(plain(self._source.inline(text)))

    def is_plain(self, text: str) -> bool:
        """Whether nothing of the Markdown is lost where it is shown as plain text."""
        return self._source.inline(text) == html.escape(plain(self._source.inline(text)), False)

    def placed(self, rendered: str) -> str:
        """Rendered HTML as it stands in the package: well-formed XHTML."""
        writer = _Writer(self._linked, self._pictured)
        writer.feed(rendered)
        writer.close()
        return "".join(writer.parts)

    def _linked(self, href: str) -> str | None:
        if is_external(href):
            return href
        address = self._link(href)
        if address is None:
            self.dropped.add(href)
        return address

    def _pictured(self, source: str) -> str | None:
        name = source.removeprefix(f"/{PICTURES}/")
        data = self.pictures.get(name) or self._picture(name)
        if data is None:
            self.missing.add(name)
            return None
        self.pictures[name] = data
        return self._address + name


class _Writer(HTMLParser):
    """Writes sanitised HTML anew: every element closed, with other addresses."""

    def __init__(self, link: Link, picture: Link) -> None:
        super().__init__(convert_charrefs=True)
        self._link, self._picture = link, picture
        self._open_links: list[bool] = []
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and not self._opens_link(given):
            return
        if tag == "img":
            address = self._picture(given.get("src", ""))
            if address is None:
                self.handle_data(given.get("alt", ""))
                return
            given["src"] = address
        written = "".join(f' {name}="{_escaped(value)}"' for name, value in given.items())
        self.parts.append(f"<{tag}{written}{'/' if tag in EMPTY_TAGS else ''}>")

    def _opens_link(self, given: dict[str, str]) -> bool:
        """Puts in where the link leads. One that leads nowhere is none, but keeps its text."""
        address = self._link(given["href"]) if given.get("href") else None
        # An empty element with an id is where other links lead.
        opens = address is not None or "id" in given
        given.pop("href", None)
        if address is not None:
            given["href"] = address
        self._open_links.append(opens)
        return opens

    def handle_endtag(self, tag: str) -> None:
        if tag in EMPTY_TAGS or (tag == "a" and not (self._open_links and self._open_links.pop())):
            return
        self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.parts.append(html.escape(fit_for_xml(data), quote=False))


def _escaped(value: str) -> str:
    return html.escape(fit_for_xml(value))
