"""A quiz opened for a class, with its rules and its own time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from quiz.model.course import Feedback


class SittingState(StrEnum):
    """Where a sitting stands. In a paused one nobody's time runs and no question is shown; answers
    that were under way are still kept."""

    PLANNED = "planned"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


@dataclass(frozen=True)
class SittingRules:
    """What holds in a sitting. `time_limit` is in seconds, None without one; `attempts` is how many
    there may be, None without a limit.

    `shuffle_items`, `shuffle_options`: every student gets an order of their own; otherwise all have
    the same. `confidence`: students say how sure they are.
    """

    feedback: Feedback = Feedback.AFTER_SUBMIT
    time_limit: int | None = None
    attempts: int | None = 1
    shuffle_items: bool = False
    shuffle_options: bool = False
    confidence: bool = False


@dataclass(frozen=True)
class Sitting:
    """A quiz opened for a class.

    Its own time, in seconds, runs while it isn't paused and the program serves: `ran` of it had
    passed when the classroom's clock stood at `running_since`, which is None while it stands still.
    `closes_after` is in that time. The other moments are wall-clock stamps, to be shown:
    `opens_at` and `closes_at` are what was planned, `opened_at` and `closed_at` what happened.
    """

    id: int
    class_id: int
    lesson: str
    quiz: str
    lesson_title: str
    quiz_title: str
    rules: SittingRules
    state: SittingState
    made_at: str
    opens_at: str | None = None
    closes_at: str | None = None
    opened_at: str | None = None
    closed_at: str | None = None
    closes_after: float | None = None
    ran: float = 0.0
    running_since: float | None = None


@dataclass(frozen=True)
class Allowance:
    """What one student has beyond the rules of a sitting. Excused: nothing is expected of them."""

    extra_seconds: int = 0
    extra_attempts: int = 0
    excused: bool = False
