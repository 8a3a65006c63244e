"""Ids for questions that come from elsewhere: unique over the whole course."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from quiz.content.values import ID

MAX_WORDS = 6
MAX_MADE = 40
"""Letters of an id that is made from a text."""
_MAX_CUT = 56
"""Letters of an id that are left in front of a number."""

_NOT_ID = re.compile(r"[^a-z0-9]+")


def id_from(text: str, fallback: str) -> str:
    """An id made from the first words of a text; `fallback` where it has no letters for one."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = [word for word in _NOT_ID.split(plain.replace("'", "")) if word]
    return "-".join(words[:MAX_WORDS])[:MAX_MADE].strip("-") or fallback


class Ids:
    """Gives each question an id that nothing else has. `taken` are those in use."""

    def __init__(self, taken: Collection[str]) -> None:
        self._taken = set(taken)
        self._last: dict[str, int] = {}

    def free(self, wanted: str) -> str:
        """The id itself, or with a number where it is in use; from now on that one is, too."""
        wanted = wanted if ID.match(wanted) else id_from(wanted, "question")
        found, number = wanted, self._last.get(wanted, 1)
        while found in self._taken:
            number += 1
            found = f"{wanted[:_MAX_CUT].strip('-')}-{number}"
        self._last[wanted] = number
        self._taken.add(found)
        return found
