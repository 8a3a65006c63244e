"""The Markdown of lessons as HTML that stands in a file: pictures and links lead within it."""

from __future__ import annotations

import copy
import html
from collections.abc import Callable

from quiz.content.checks import READING
from quiz.exchange.exporting import Snippets
from quiz.exchange.exporting._html import Address, fit_for_xml, placed, plain


def nowhere(link: str) -> None:
    """The address of whatever a file doesn't hold."""


class Texts:
    """Renders for one file. It remembers what the file needs, and what didn't come along.

    `address` stands before the names of pictures. `missing` are the names of pictures that the
    course doesn't have, `dropped` the links that lead nowhere.
    """

    def __init__(
        self,
        source: Snippets,
        picture: Callable[[str], bytes | None],
        address: str,
        link: Address = nowhere,
    ) -> None:
        self._source, self._picture = source, picture
        self._address, self._link = address, link
        self.pictures: dict[str, bytes] = {}
        self.missing: dict[str, None] = {}
        self.dropped: set[str] = set()

    def leading(self, address: str, link: Address) -> Texts:
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

    def paragraph(self, anchor: str) -> str:
        """The name of a paragraph of the reading, as a link where the file holds the reading."""
        address, name = self._link(f"{READING}#{anchor}"), html.escape(fit_for_xml(anchor.upper()))
        return f'<a href="{html.escape(address)}">{name}</a>' if address else name

    def placed(self, rendered: str) -> str:
        """Rendered HTML as it stands in the file: well-formed XHTML."""
        return placed(rendered, self._linked, self._pictured)

    def _linked(self, href: str) -> str | None:
        address = self._link(href)
        if address is None:
            self.dropped.add(href)
        return address

    def _pictured(self, name: str) -> str | None:
        data = self.pictures.get(name) or self._picture(name)
        if data is None:
            self.missing[name] = None
            return None
        self.pictures[name] = data
        return self._address + name
