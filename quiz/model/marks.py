"""What responses earn, and everything that becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """How a response to one item turned out. Unanswered earns nothing, yet is not wrong."""

    RIGHT = "right"
    PARTLY_RIGHT = "partly right"
    WRONG = "wrong"
    UNANSWERED = "unanswered"
    NEEDS_GRADING = "needs grading"


@dataclass(frozen=True)
class Comment:
    """Feedback that a response earned, with the misconception tag it shows, if any."""

    feedback: str
    tag: str = ""
    about: str = ""


@dataclass(frozen=True)
class ResponseClass:
    """One thing that a response can say in one part of an item.

    `part` is '' where the item has one part only. Both texts are Markdown, but what a student
    `typed` and the author didn't foresee is plain text on one line.
    """

    part: str
    text: str
    right: bool
    typed: bool = False


@dataclass(frozen=True)
class Mark:
    """What one response earned. `fraction` is 0 to 1, or None until an instructor grades it.

    `graded` says that a person gave it, by the rubric.
    """

    item_id: str
    version: str
    outcome: Outcome
    fraction: float | None
    out_of: float
    strand: str = ""
    tags: tuple[str, ...] = ()
    graded: bool = False

    @property
    def points(self) -> float | None:
        return None if self.fraction is None else self.fraction * self.out_of


@dataclass(frozen=True)
class EvidenceMark:
    """What the paragraphs cited for one item earned, 0 to 1. It is in no mark and no grade."""

    item_id: str
    version: str
    fraction: float


@dataclass(frozen=True)
class Grade:
    """An attempt's total so far; `needs_grading` items still add to it.

    `graded` is the part of `out_of` that has marks: with none, `points` says nothing yet.
    """

    points: float
    out_of: float
    graded: float
    needs_grading: int = 0


class RegradeKind(StrEnum):
    """How a regrade gives marks: by the question as it is now, or all points to everybody."""

    NEW_KEY = "new key"
    FULL_MARKS = "full marks"


@dataclass(frozen=True)
class Regrade:
    """The instructor's decision to mark the responses to one item anew, and why.

    `version` is that of the item by which they were marked. It holds until `undone_at`.
    """

    id: int
    lesson: str
    quiz: str
    item_id: str
    kind: RegradeKind
    version: str
    reason: str
    made_at: str
    undone_at: str | None = None


class ChangeKind(StrEnum):
    """What replaced a mark: a person's grading, a regrade, or the undoing of one of them."""

    GRADED = "graded"
    REGRADED = "regraded"
    UNDONE = "undone"


@dataclass(frozen=True)
class MarkChange:
    """One mark that took the place of another. Nothing of this is ever overwritten.

    It names the regrade or the grading that made it, or that was undone by it.
    """

    attempt_id: str
    item_id: str
    changed_at: str
    kind: ChangeKind
    before: Mark
    after: Mark
    regrade_id: int | None = None
    grading_id: int | None = None


@dataclass(frozen=True)
class Grading:
    """How a person graded an open response.

    `levels`: criterion -> the place of its level in the rubric of `version`, 0 the highest; empty
    where the item has no rubric. `fraction` is what that came to, 0 to 1.
    """

    id: int
    attempt_id: str
    item_id: str
    version: str
    levels: Mapping[str, int]
    fraction: float
    comment: str
    graded_at: str


@dataclass(frozen=True)
class SelfRating:
    """A student's own levels: criterion -> the place of its level in the rubric of `version`.

    Criteria that the student left out are absent.
    """

    version: str
    levels: Mapping[str, int]
