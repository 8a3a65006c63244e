"""The form by which a response is marked: what it offers, what was chosen, what that comes to."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from quiz.errors import GradedMeanwhile
from quiz.model import Grading, Item
from quiz.rubric_marking import Group, criteria, fraction, graded_mark
from quiz.storage.gradings import NewGrading
from quiz.web.grading_views import Level, levels_now, rubric_of

MAX_COMMENT = 2_000
"""Characters of a comment on a response."""


@dataclass(frozen=True)
class Offer:
    """One level to choose: its place, 0 the highest, and the number key that chooses it, or ''."""

    place: int
    level: Level
    key: str


@dataclass(frozen=True)
class Criterion:
    """A criterion with its levels. `field` is the name of its inputs."""

    field: str
    name: str
    title: str
    offers: tuple[Offer, ...]


@dataclass(frozen=True)
class Choice:
    """What is chosen for a response: levels, or points as typed where there is no rubric.

    `seen` is the id of the newest grading that the page knew of. `problem` says why the choice
    can't be kept as it is.
    """

    levels: Mapping[str, int] = field(default_factory=dict)
    points: str = ""
    comment: str = ""
    seen: int = 0
    problem: str = ""
    meanwhile: bool = False

    def with_comment(self, picked: str) -> Choice:
        """The choice with a comment from the bank added to what stands there, once."""
        if not picked or picked in self.comment:
            return replace(self, problem="")
        return replace(self, comment="\n".join(filter(None, (self.comment, picked))), problem="")

    def gradings(self, group: Group, current: Mapping[str, Grading]) -> list[NewGrading]:
        """What has to be kept for each response of a group; those that have just this are left out.

        `current` are the gradings that count, by attempt. Raises `GradedMeanwhile` where they are
        not those that the page knew of.
        """
        item = group.first.item
        share = _share(item, self)
        new = []
        for response in group.responses:
            before, after = response.mark, graded_mark(item, response.mark.version, share)
            old = current.get(response.attempt_id)
            said = (old.version, dict(old.levels), old.comment) if old else None
            if before == after and said == (after.version, dict(self.levels), self.comment):
                continue
            new.append(
                NewGrading(
                    response.attempt_id,
                    self.levels,
                    self.comment,
                    before,
                    after,
                    old.id if old else None,
                )
            )
        newest = _newest(group, current)
        if new and (newest.id if newest else 0) != self.seen:
            raise GradedMeanwhile(group.first.attempt_id, item.id)
        return new


def form_of(item: Item) -> tuple[Criterion, ...]:
    """The criteria of an item's rubric as the form offers them; none without a rubric."""
    rubric = rubric_of(item)
    if rubric is None:
        return ()
    keys = level_keys(rubric.points)
    return tuple(
        Criterion(
            f"level.{number}",
            name,
            criterion.name,
            tuple(
                Offer(place, Level(points, text), keys[place])
                for place, (points, text) in enumerate(
                    zip(rubric.points, criterion.levels, strict=True)
                )
            ),
        )
        for number, (name, criterion) in enumerate(criteria(rubric).items())
    )


def level_keys(points: tuple[float, ...]) -> tuple[str, ...]:
    """The number key for each level: its points where they are single figures, else its place.

    Counted from 1; '' where ten keys are not enough.
    """
    if all(value < 10 and value == int(value) for value in points):
        return tuple(f"{value:g}" for value in points)
    return tuple(str(place) if place < 10 else "" for place in range(1, len(points) + 1))


def stored_choice(
    group: Group, current: Mapping[str, Grading], items: Mapping[str, Item]
) -> Choice:
    """What was last chosen for a group, as far as the rubric of now has it; blank at first.

    `items` holds the versions that the gradings were made by.
    """
    newest = _newest(group, current)
    if newest is None:
        return Choice()
    item = group.first.item
    return Choice(
        levels_now(item, items, newest),
        "" if rubric_of(item) else f"{round(newest.fraction * item.points, 2):g}",
        newest.comment,
        newest.id,
    )


def sent_choice(item: Item, form: Mapping[str, str]) -> Choice:
    """What a form sent for an item, with a `problem` where it can't be kept."""
    levels = {}
    for criterion in form_of(item):
        place = form.get(criterion.field, "")
        if place in {str(offer.place) for offer in criterion.offers}:
            levels[criterion.name] = int(place)
    comment = "\n".join(form.get("comment", "").split("\r\n")).strip()
    seen = form.get("seen", "")
    chosen = Choice(
        levels,
        form.get("points", "").strip(),
        comment,
        int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 16 else 0,
    )
    return replace(chosen, problem=_problem(item, chosen))


def _problem(item: Item, chosen: Choice) -> str:
    if len(chosen.comment) > MAX_COMMENT:
        return f"The comment has {len(chosen.comment):,} characters; there is room for 2,000."
    if "\0" in chosen.comment:
        return "The comment holds a character that can't be stored. Write it anew."
    missing = [c.title for c in form_of(item) if c.name not in chosen.levels]
    if missing:
        return "Choose a level for every criterion. Still open: " + ", ".join(missing) + "."
    if not rubric_of(item) and _points(item, chosen.points) is None:
        return f"Write the points as a number from 0 to {item.points:g}."
    return ""


def _share(item: Item, chosen: Choice) -> float:
    """The fraction that a choice without a `problem` comes to, 0 to 1."""
    rubric = rubric_of(item)
    if rubric:
        return fraction(rubric, chosen.levels)
    points = _points(item, chosen.points) or 0.0
    return points / item.points if item.points else 0.0


def _points(item: Item, typed: str) -> float | None:
    """Points as typed, with a comma or a point; None for what is not 0 to the item's points."""
    try:
        points = float(typed.replace(",", "."))
    except ValueError:
        return None
    return points if math.isfinite(points) and 0 <= points <= item.points else None


def _newest(group: Group, current: Mapping[str, Grading]) -> Grading | None:
    ids = [response.attempt_id for response in group.responses]
    found = [current[attempt_id] for attempt_id in ids if attempt_id in current]
    return max(found, key=lambda grading: grading.id, default=None)
