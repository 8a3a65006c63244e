"""Ids that nothing else has yet: of questions over the whole course, of pictures in a file."""

from __future__ import annotations

from collections.abc import Collection

from quiz.content.values import ID, id_from

_MAX_CUT = 56
"""Letters of an id that are left in front of a number."""


def id_of(text: str, fallback: str) -> str:
    """An id made from the first words of a text; `fallback` where it has no letters for one."""
    return id_from(text, words=6, most=40) or fallback


class FreeIds:
    """Gives each thing an id of its own. `taken` are those in use."""

    def __init__(self, taken: Collection[str] = ()) -> None:
        self._taken = set(taken)
        self._last: dict[str, int] = {}

    def free(self, wanted: str) -> str:
        """The id itself, or with a number where it is in use; from now on that one is, too."""
        wanted = wanted if ID.match(wanted) else id_of(wanted, "question")
        found, number = wanted, self._last.get(wanted, 1)
        while found in self._taken:
            number += 1
            found = f"{wanted[:_MAX_CUT].strip('-')}-{number}"
        self._last[wanted] = number
        self._taken.add(found)
        return found
