"""What has changed of a page since somebody last looked, part by part, by a version number."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Changes:
    """The HTML of the parts that have changed, by key; `order` is all keys, None where the same
    parts follow each other as before. `version` is what to ask with next time."""

    version: str
    parts: Mapping[str, str]
    order: tuple[str, ...] | None


@dataclass(frozen=True)
class _Part:
    content: object
    html: str
    changed_in: int


class PageVersions:
    """The parts of one page as they were last drawn. Used by one thread at a time.

    A version is a number and, in front of it, a word that is another in each process: whoever comes
    with a version from before a restart gets everything anew.
    """

    def __init__(self) -> None:
        self._epoch = secrets.token_hex(4)
        self._number = 0
        self._parts: dict[str, _Part] = {}
        self._reordered_in = 0

    def update(self, contents: Mapping[str, object], draw: Callable[[str, object], str]) -> None:
        """Take in what the page is made of now, in its order; draw only what isn't as before.

        Contents are compared with `==`; their keys are the parts' own.
        """
        number, parts = self._number + 1, {}
        for key, content in contents.items():
            known = self._parts.get(key)
            same = known is not None and known.content == content
            parts[key] = known if known and same else _Part(content, draw(key, content), number)
        reordered = list(parts) != list(self._parts)
        if reordered:
            self._reordered_in = number
        if reordered or any(part.changed_in == number for part in parts.values()):
            self._number = number
        self._parts = parts

    def since(self, version: str) -> Changes:
        """What has changed since that version; everything, where it is none of this page's."""
        seen = self._seen(version)
        return Changes(
            f"{self._epoch}-{self._number}",
            {key: part.html for key, part in self._parts.items() if part.changed_in > seen},
            tuple(self._parts) if self._reordered_in > seen else None,
        )

    def _seen(self, version: str) -> int:
        epoch, _, number = version.partition("-")
        known = epoch == self._epoch and number.isascii() and number.isdecimal()
        seen = int(number) if known and len(number) < 10 else -1
        return seen if seen <= self._number else -1
