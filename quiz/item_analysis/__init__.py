"""How a quiz and its items worked for a class: figures that say on what they rest.

Pure: marks and responses go in, figures come out. Which attempts count is the caller's business;
the figures are meant for each student's first submitted one. docs/item-analysis.md explains all.
"""

from __future__ import annotations

import re
from calendar import timegm
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise
from statistics import median

from quiz.distribution import said_now
from quiz.item_analysis import estimates
from quiz.item_analysis.fair_grades import fair_grades, waiting_items
from quiz.item_analysis.flagging import flags
from quiz.item_analysis.results import (
    Estimate,
    Flag,
    ItemAnalysis,
    OptionRow,
    QuizAnalysis,
    Sample,
)
from quiz.marking import share
from quiz.model import Item, ResponseClass
from quiz.questions import is_blank, types

__all__ = [
    "Estimate",
    "Flag",
    "ItemAnalysis",
    "OptionRow",
    "QuizAnalysis",
    "Sample",
    "analyse",
    "fair_grades",
    "seconds_between",
]

FEWEST_FOR_THIRDS = 12
"""Students with a grade, before the top and the bottom third are compared."""
SMALLEST_THIRD = 3
"""Students in a third: equal grades can leave fewer, and then there are no thirds."""
_DIGITS = 9
"""Decimals by which grades are compared: sums of fractions are rounded."""
_STAMP = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]+)?Z"
)

_Thirds = tuple[Collection[str], Collection[str]]
"""The ids of the attempts in the top and in the bottom third."""


def analyse(items: Sequence[Item], samples: Sequence[Sample]) -> QuizAnalysis:
    """The analysis of a quiz.

    `items` are those that the quiz has now, each worth what it is worth now. Marks of items that
    it has no more still count in the attempts' grades. Items at which responses wait for a mark
    count in no figure: all that has a mark there may be what was left blank.
    """
    waiting = waiting_items([list(sample.marks.values()) for sample in samples])
    points = {item.id: item.points for item in items if item.id not in waiting}
    rows = [
        {
            item_id: mark.fraction
            for item_id, mark in sample.marks.items()
            if item_id in points and mark.fraction is not None
        }
        for sample in samples
    ]
    grades = _grades(samples)
    alpha, is_kr20 = estimates.alpha(rows, points)
    minutes = [sample.minutes for sample in samples if sample.minutes is not None]
    analysed = []
    for item in items:
        found = _analysed(item, samples, _thirds(grades))
        if found.ungraded:
            waits = estimates.waiting(found.n - found.ungraded, found.ungraded)
            found = replace(found, facility=waits, discrimination=waits)
        else:
            figure = estimates.discrimination(item.id, rows, points)
            found = replace(found, discrimination=figure)
        analysed.append(replace(found, flags=flags(found)))
    return QuizAnalysis(
        n=len(samples),
        items=tuple(analysed),
        alpha=alpha,
        is_kr20=is_kr20,
        grades=tuple(sorted(grades.values())),
        mean=_mean(tuple(grades.values()), bool(samples)),
        median=median(grades.values()) if grades else None,
        median_minutes=median(minutes) if minutes else None,
        waiting=waiting,
    )


def seconds_between(started_at: str, responses: Iterable[tuple[str, str]]) -> dict[str, float]:
    """Item id -> seconds until its answer was changed last, counted from the change before.

    `responses` are (item id, time of the last change); times are as they are stored:
    `2026-11-22T09:30:00.000Z`. Left out is what can't be told: answers that came in one moment,
    as from a page without JavaScript, and changes before the start, after a clock was set back.
    Raises `ValueError` where a time is none.
    """
    times = [(_milliseconds(saved_at), item_id) for item_id, saved_at in responses]
    at_once = Counter(time for time, _ in times)
    begun = (_milliseconds(started_at), "")
    return {
        item_id: (time - before) / 1000
        for (before, _), (time, item_id) in pairwise(sorted([begun, *times]))
        if item_id and before >= begun[0] and at_once[time] == 1
    }


def _milliseconds(stamp: str) -> int:
    match = _STAMP.fullmatch(stamp)
    if match is None:
        raise ValueError(f"{stamp!r} is no time")
    *whole, part = match.groups(default="0")
    return timegm(tuple(map(int, whole))) * 1000 + round(float(part) * 1000)


def _grades(samples: Sequence[Sample]) -> dict[str, float]:
    """Attempt id -> what it earned of all that is marked for everybody; absent where nothing is."""
    totals = fair_grades({sample.attempt_id: tuple(sample.marks.values()) for sample in samples})
    shares = {attempt_id: share(total) for attempt_id, total in totals.items()}
    return {attempt_id: value for attempt_id, value in shares.items() if value is not None}


def _mean(grades: Sequence[float], handed_in: bool) -> Estimate:
    if grades:
        return Estimate(estimates.mean(grades), len(grades))
    nobody, unmarked = "Nobody has handed in this quiz yet.", "Every question waits for marks."
    reason = unmarked if handed_in else nobody
    return Estimate(None, 0, reason=reason)


def _thirds(grades: Mapping[str, float]) -> _Thirds:
    """The attempts with the highest and the lowest grades; none where that would be chance.

    Equal grades are never parted: a third takes in all of them or none, whichever brings it nearer
    to a third of the class. So the two have no attempt in common.
    """
    rounded = {attempt_id: round(value, _DIGITS) for attempt_id, value in grades.items()}
    top = _nearest(rounded, sorted(Counter(rounded.values()).items(), reverse=True))
    bottom = _nearest(rounded, sorted(Counter(rounded.values()).items()))
    if len(grades) < FEWEST_FOR_THIRDS or min(len(top), len(bottom)) < SMALLEST_THIRD:
        return (), ()
    return top, bottom


def _nearest(grades: Mapping[str, float], counts: list[tuple[float, int]]) -> set[str]:
    """The attempts with the first of the counted grades, as near to a third as these allow."""
    sizes = [0, *accumulate(count for _, count in counts)]
    taken = min(range(len(sizes)), key=lambda i: abs(3 * sizes[i] - len(grades)))
    wanted = {value for value, _ in counts[:taken]}
    return {attempt_id for attempt_id, value in grades.items() if value in wanted}


def _analysed(item: Item, samples: Sequence[Sample], thirds: _Thirds) -> ItemAnalysis:
    """The item's figures that need no other item."""
    asked = [sample for sample in samples if item.id in sample.marks]
    fractions = [sample.marks[item.id].fraction for sample in asked]
    graded = [fraction for fraction in fractions if fraction is not None]
    seconds = [sample.seconds[item.id] for sample in asked if item.id in sample.seconds]
    return ItemAnalysis(
        item_id=item.id,
        item=item,
        facility=estimates.facility(graded),
        discrimination=Estimate(None, 0),
        options=_options(item, asked, thirds),
        blanks=sum(is_blank(sample.given.get(item.id, {})) for sample in asked),
        ungraded=len(asked) - len(graded),
        n=len(asked),
        top_n=sum(sample.attempt_id in thirds[0] for sample in asked),
        bottom_n=sum(sample.attempt_id in thirds[1] for sample in asked),
        median_seconds=median(seconds) if seconds else None,
    )


def _options(item: Item, asked: Sequence[Sample], thirds: _Thirds) -> tuple[OptionRow, ...]:
    """What the author foresees, in that order, then what else was said, most often first."""
    foreseen = types()[item.type].possible(item.body)
    # By their words alone: what an older version called wrong is counted as what it is now.
    classes = {(said.part, said.text): said for said in foreseen}
    everyone, top, bottom = (Counter[tuple[str, str]]() for _ in range(3))
    for sample in asked:
        said = _said(item, sample)
        for key in {(each.part, each.text): each for each in said}:
            everyone[key] += 1
            top[key] += sample.attempt_id in thirds[0]
            bottom[key] += sample.attempt_id in thirds[1]
        for each in said:
            classes.setdefault((each.part, each.text), each)
    order = [(said.part, said.text) for said in foreseen]
    order += sorted(classes.keys() - set(order), key=lambda key: (-everyone[key], key))
    return tuple(OptionRow(classes[key], everyone[key], top[key], bottom[key]) for key in order)


def _said(item: Item, sample: Sample) -> tuple[ResponseClass, ...]:
    return said_now(item, sample.items.get(item.id, item), sample.given.get(item.id, {}))
