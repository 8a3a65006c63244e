"""The figures of an item analysis, their 95 % intervals, and when there is none.

Sums are exact (`math.fsum`), so that the order of students changes no digit. What each figure
means to an instructor is in docs/item-analysis.md.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from quiz.item_analysis.results import Estimate

FEWEST = 10
"""Students for a correlation, for alpha and for most flags.

With fewer, the 95 % interval of a discrimination of 0 is wider than from -0.63 to 0.63.
"""
ENOUGH = 0.8
"""The part of the students that must have a mark for an item before it counts in a comparison."""
_Z = 1.959963984540054
"""The 97.5 % quantile of the normal distribution."""
_SAME = 1e-9
"""Marks that differ by less are equal: sums of fractions are rounded."""

Row = Mapping[str, float]
"""One student's marks by item id; what isn't graded is left out."""


def facility(fractions: Sequence[float]) -> Estimate:
    """The mean fraction of the points, 0 to 1.

    The interval is Wilson's (1927). It is made for marks of 0 and 1; partial marks scatter less,
    so that for them it is wider than it need be.
    """
    n = len(fractions)
    if n == 0:
        return Estimate(None, 0, reason="Nobody was asked this question yet.")
    value = mean(fractions)
    middle = (value + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z * math.sqrt(value * (1 - value) / n + _Z**2 / (4 * n**2)) / (1 + _Z**2 / n)
    # At 0 and 1 the interval ends there, but for the rounding.
    low, high = min(value, middle - half), max(value, middle + half)
    return Estimate(value, n, max(0.0, low), min(1.0, high))


def waiting(n: int, ungraded: int) -> Estimate:
    """No figure while `ungraded` responses have no mark, beside `n` that have one.

    The marked ones are no sample of all: a blank has its mark at once, and a person marks in an
    order.
    """
    wait = "1 response waits" if ungraded == 1 else f"{ungraded} responses wait"
    return Estimate(None, n, reason=f"{wait} for your mark.")


def discrimination(item_id: str, rows: Sequence[Row], points: Mapping[str, float]) -> Estimate:
    """How an item's marks go with those of the rest of the quiz, -1 to 1.

    Moodle's discrimination index: the covariance of the item's mark with the marks of the rest,
    divided by the square root of the product of their variances. `rows` hold fractions, `points`
    what each item is worth. Students are compared over the same items (`comparable`). The
    interval is Fisher's (1921), through the inverse hyperbolic tangent.
    """
    asked = [row for row in rows if item_id in row]
    others, rows = comparable(asked, [other for other in points if other != item_id])
    n = len(rows)
    if asked and not others:
        return Estimate(None, n, reason="There is no other question to compare this one with.")
    if n < FEWEST:
        return Estimate(None, n, reason=_too_few(n))
    marks = [row[item_id] for row in rows]
    rest = [math.fsum(row[other] * points[other] for other in others) for row in rows]
    if _constant(marks):
        return Estimate(None, n, reason=f"All {n} students earned the same here.")
    if _constant(rest):
        return Estimate(
            None, n, reason=f"All {n} students earned the same in the rest of the quiz."
        )
    value = _covariance(marks, rest) / math.sqrt(variance(marks)) / math.sqrt(variance(rest))
    value = max(-1.0, min(1.0, value))
    if 1 - abs(value) < _SAME:
        return Estimate(value, n)
    middle, half = math.atanh(value), _Z / math.sqrt(n - 3)
    return Estimate(value, n, math.tanh(middle - half), math.tanh(middle + half))


def alpha(rows: Sequence[Row], points: Mapping[str, float]) -> tuple[Estimate, bool]:
    """Cronbach's alpha (1951) of the quiz, at most 1; and whether it is KR-20.

    It is the Kuder-Richardson formula 20 (1937) where all marks are 0 or 1. The interval is
    Bonett's (2002), from the logarithm of 1 - alpha.
    """
    items, rows = comparable(rows, list(points))
    n, k = len(rows), len(items)
    if rows and k < 2:
        return Estimate(None, n, reason="This needs at least two questions with marks."), False
    if n < FEWEST:
        return Estimate(None, n, reason=_too_few(n)), False
    marks = {item: [row[item] * points[item] for row in rows] for item in items}
    totals = [math.fsum(column) for column in zip(*marks.values(), strict=True)]
    if _constant(totals):
        return Estimate(None, n, reason=f"All {n} students have the same grade."), False
    within = math.fsum(variance(column) for column in marks.values())
    value = k / (k - 1) * (1 - within / variance(totals))
    is_kr20 = all(mark in (0, 1) for column in marks.values() for mark in column)
    if 1 - value < _SAME:
        return Estimate(min(1.0, value), n), is_kr20
    half = _Z * math.sqrt(2 * k / ((k - 1) * (n - 2)))
    low, high = 1 - (1 - value) * math.exp(half), 1 - (1 - value) * math.exp(-half)
    return Estimate(value, n, low, high), is_kr20


def comparable(
    rows: Sequence[Row], wanted: Iterable[str]
) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """The items that nearly all `rows` have a mark for, and the rows that have them all.

    An item that was added later would otherwise make the totals of the others look low.
    """
    items = tuple(
        item for item in wanted if rows and sum(item in row for row in rows) >= ENOUGH * len(rows)
    )
    return items, tuple(row for row in rows if all(item in row for item in items))


def mean(values: Sequence[float]) -> float:
    """The arithmetic mean of at least one value."""
    return math.fsum(values) / len(values)


def variance(values: Sequence[float]) -> float:
    """The sample variance (divided by n - 1) of at least two values."""
    return _covariance(values, values)


def _covariance(first: Sequence[float], second: Sequence[float]) -> float:
    one, two = mean(first), mean(second)
    products = ((a - one) * (b - two) for a, b in zip(first, second, strict=True))
    return math.fsum(products) / (len(first) - 1)


def _constant(values: Sequence[float]) -> bool:
    return max(values) - min(values) < _SAME


def _too_few(n: int) -> str:
    if n == 0:
        return "No student has the marks for this yet."
    have = "one student" if n == 1 else f"{n} students"
    return f"With {have} this figure would be chance. It is shown from {FEWEST} students on."
