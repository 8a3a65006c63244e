"""What is kept of a class's polls: rounds and counts, and no choice of anybody's."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Moment(StrEnum):
    """When a poll is taken."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True)
class PollRound:
    """One vote of a class: a poll, before or after the lesson. Once closed, it stays closed.

    `title` and `choices` are Markdown as it stood when the round was opened. `counts` are the votes
    for each choice; they are exact, so nothing shows them but through `poll_results`.
    """

    class_id: int
    lesson: str
    poll: str
    moment: Moment
    open: bool
    title: str
    choices: tuple[str, ...]
    counts: tuple[int, ...]

    @property
    def voted(self) -> int:
        return sum(self.counts)
