"""How open responses were graded, as pages show it: criteria, levels and comment, beside the
student's own rating. No Flask, no SQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from quiz.model import Grading, Item, Mark, Outcome, SelfRating
from quiz.questions.open_response import OpenResponse, Rubric
from quiz.rubric_marking import carried, criteria


@dataclass(frozen=True)
class Level:
    """One level of a criterion; `text` is Markdown and may be empty."""

    points: float
    text: str


@dataclass(frozen=True)
class RatedCriterion:
    """A criterion with the levels that the instructor (`given`) and the student (`own`) chose."""

    name: str
    title: str
    levels: tuple[Level, ...]
    given: int | None
    own: int | None

    @property
    def reached(self) -> Level | None:
        return None if self.given is None else self.levels[self.given]

    @property
    def own_level(self) -> Level | None:
        return None if self.own is None else self.levels[self.own]


@dataclass(frozen=True)
class GradingView:
    """What there is to show of one open response.

    `graded` says whether a grading is shown; until then the student may rate themselves
    (`may_rate`), where there is a rubric and it is shown to them.
    """

    criteria: tuple[RatedCriterion, ...] = ()
    comment: str = ""
    graded: bool = False
    may_rate: bool = False

    @property
    def rated(self) -> bool:
        """Whether the student rated themselves."""
        return any(criterion.own is not None for criterion in self.criteria)


def grading_views(
    marks: Iterable[Mark],
    known: Mapping[str, Item],
    gradings: Mapping[str, Grading],
    own: Mapping[str, SelfRating],
) -> dict[str, GradingView]:
    """Item id -> what to show, for the open responses of a submitted attempt.

    `marks` are the ones that the same page shows; `known` holds the items of their versions,
    of the gradings' and of the student's `own` ratings, both of which are by item id.
    """
    views = {}
    for mark in marks:
        item = known[mark.version]
        if not isinstance(item.body, OpenResponse) or mark.outcome is Outcome.UNANSWERED:
            continue
        grading = gradings.get(item.id)
        views[item.id] = GradingView(
            criteria=_criteria(item, known, grading, own.get(item.id)),
            comment=grading.comment if grading else "",
            graded=grading is not None,
            may_rate=mark.outcome is Outcome.NEEDS_GRADING and rubric_of(item) is not None,
        )
    return views


def rubric_of(item: Item) -> Rubric | None:
    """The rubric of an item; None where it has none, or is of a type that needs none."""
    return item.body.rubric if isinstance(item.body, OpenResponse) else None


def levels_now(
    item: Item, known: Mapping[str, Item], rating: Grading | SelfRating | None
) -> Mapping[str, int]:
    """The levels of a rating in the rubric of `item`, as far as it has them; `known` holds the
    item that the rating was made by."""
    new, old = rubric_of(item), rubric_of(known[rating.version]) if rating else None
    return carried(new, old, rating.levels) if rating and new and old else {}


def _criteria(
    item: Item, known: Mapping[str, Item], grading: Grading | None, own: SelfRating | None
) -> tuple[RatedCriterion, ...]:
    rubric = rubric_of(item)
    if rubric is None:
        return ()
    given, rated = levels_now(item, known, grading), levels_now(item, known, own)
    return tuple(
        RatedCriterion(
            name,
            criterion.name,
            tuple(map(Level, rubric.points, criterion.levels)),
            given.get(name),
            rated.get(name),
        )
        for name, criterion in criteria(rubric).items()
    )
