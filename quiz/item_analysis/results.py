"""What goes into an item analysis and what comes out of it. Fractions are 0 to 1 throughout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from quiz.model import Given, Item, Mark, ResponseClass


@dataclass(frozen=True)
class Sample:
    """One first submitted attempt.

    `marks`, `given` and `items` are by item id; `items` are the versions that were asked, where
    they differ from those of today. `seconds` is as `seconds_between` gives it; `minutes` is how
    long the whole attempt took, None where that is unknown.
    """

    attempt_id: str
    marks: Mapping[str, Mark]
    given: Mapping[str, Given]
    seconds: Mapping[str, float] = field(default_factory=dict)
    minutes: float | None = None
    items: Mapping[str, Item] = field(default_factory=dict)


@dataclass(frozen=True)
class Estimate:
    """A figure from `n` students, with its 95 % interval where there is one.

    `value` is None where it would be a false figure; then `reason` says why, to a teacher.
    """

    value: float | None
    n: int
    low: float | None = None
    high: float | None = None
    reason: str = ""


@dataclass(frozen=True)
class OptionRow:
    """How many responses said one thing: all, and those of the top and the bottom third."""

    response: ResponseClass
    count: int
    top: int
    bottom: int


@dataclass(frozen=True)
class Flag:
    """Something to look at, in soft words with the next step. Plain text, as its quotes are.

    `kind` is one of `flagging.KINDS`.
    """

    kind: str
    message: str


@dataclass(frozen=True)
class ItemAnalysis:
    """One item. `n` students were asked it; `blanks` and `ungraded` count among them.

    `top_n` and `bottom_n` are how many of them belong to the top and the bottom third; both are 0
    where there are no thirds. `median_seconds` is None where no time is known.
    """

    item_id: str
    item: Item
    facility: Estimate
    discrimination: Estimate
    options: tuple[OptionRow, ...]
    blanks: int
    ungraded: int
    n: int
    top_n: int
    bottom_n: int
    median_seconds: float | None
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True)
class QuizAnalysis:
    """A quiz that `n` students have handed in, and its items in their order.

    `waiting` are the ids of the items at which responses wait for a person's mark. `grades` are
    what each attempt earned of all others that have marks, lowest first; `mean` and `median` are
    theirs. `is_kr20` says that `alpha` is KR-20.
    """

    n: int
    items: tuple[ItemAnalysis, ...]
    alpha: Estimate
    is_kr20: bool
    grades: tuple[float, ...]
    mean: Estimate
    median: float | None
    median_minutes: float | None
    waiting: frozenset[str]
