"""What students do: attempts and responses."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from quiz.model.course import Feedback, Given


class AttemptState(StrEnum):
    """As in Moodle, without its overdue states: when time is up, what was saved is handed in."""

    IN_PROGRESS = "in progress"
    SUBMITTED = "submitted"


class ClosedBy(StrEnum):
    """Who handed an attempt in."""

    STUDENT = "student"
    TIME = "time"
    INSTRUCTOR = "instructor"


class Source(StrEnum):
    """Where the responses of an attempt were given."""

    SCREEN = "screen"
    PAPER = "paper"


class Confidence(StrEnum):
    """How sure a student says they are. It never changes a mark."""

    SURE = "sure"
    FAIRLY_SURE = "fairly sure"
    GUESSING = "guessing"


class Way(StrEnum):
    """How a late answer came."""

    PHONE = "phone"
    FILE = "file"


@dataclass(frozen=True)
class Attempt:
    """One student taking one quiz once, with the item versions it was started with.

    `items` holds (item id, version) in the order asked. `revision` grows with every save;
    `lang` is the language of the lesson. `seed` keeps the order of choices as it was first shown.
    `began_after` and `ends_after` are in the time of its sitting, in seconds; `ends_after` is None
    without a time limit. `confidence`: the student is asked how sure they are. `mixed`: choices
    that stand in the author's order are in an order of the student's own.
    """

    id: str
    student_id: int
    lesson: str
    quiz: str
    number: int
    lesson_title: str
    quiz_title: str
    lang: str
    feedback: Feedback
    state: AttemptState
    started_at: str
    submitted_at: str | None
    revision: int
    items: tuple[tuple[str, str], ...]
    seed: str
    sitting_id: int | None = None
    began_after: float | None = None
    ends_after: float | None = None
    closed_by: ClosedBy | None = None
    source: Source = Source.SCREEN
    confidence: bool = False
    mixed: bool = False


@dataclass(frozen=True)
class Response:
    """What is stored for one item of an attempt. `checked` responses are final.

    `evidence` are the anchors of the paragraphs that the student cites for it.
    """

    item_id: str
    given: Given
    sequence: int
    saved_at: str
    checked: bool = False
    evidence: tuple[str, ...] = ()
    confidence: Confidence | None = None


@dataclass(frozen=True)
class LateAnswer:
    """What came for an item when its attempt took no answers any more, at `came_at`.

    It counts for nothing until the instructor takes it: `taken` is None until they have said.
    """

    id: int
    attempt_id: str
    item_id: str
    given: Given
    evidence: tuple[str, ...]
    confidence: Confidence | None
    came_at: str
    way: Way
    taken: bool | None = None
