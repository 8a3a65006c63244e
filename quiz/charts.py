"""Where the parts of a chart stand: numbers -> shapes in a box of SVG units. Pure geometry.

Fractions run from 0 to 1; what lies outside is drawn at the nearer end. `y` grows downwards, as it
does in SVG.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

FEW = 40
"""From this many students on, dots are too many to look at, and a histogram is drawn instead."""
SHADES = 5
"""Steps of grey in a heat map: more can't be told apart in print."""

_WIDTH = 480.0
_SIDE = 24.0
"""Room for half a dot, and for half of the words below the ends of the axis."""
_TOP = 20.0
_AXIS = 28.0
_TALLEST = 170.0
_STEPS = 20
"""A dot stands at the nearest twentieth, so that equal grades pile up."""
_BINS = 10


@dataclass(frozen=True)
class Dot:
    """One student, as a circle."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class Column:
    """How many grades lie within one tenth, as a standing bar."""

    x: float
    y: float
    width: float
    height: float
    count: int


@dataclass(frozen=True)
class Tick:
    """A place on the axis and the fraction that it stands for."""

    x: float
    fraction: float


@dataclass(frozen=True)
class Distribution:
    """Fractions along an axis from 0 to 1: dots or columns, never both. `floor` is where they
    stand."""

    width: float
    height: float
    floor: float
    ticks: tuple[Tick, ...]
    dots: tuple[Dot, ...] = ()
    columns: tuple[Column, ...] = ()


@dataclass(frozen=True)
class Tenth:
    """How many fractions lie from `low` up to `high`, which belongs to the next; 1 to the last."""

    low: float
    high: float
    count: int


@dataclass(frozen=True)
class Bar:
    """A lying bar in a box 100 units wide, with the ends of its interval where it has one."""

    width: float
    low: float | None = None
    high: float | None = None


def distribution(fractions: Sequence[float]) -> Distribution:
    """A dot for each fraction, or a histogram of tenths where there are `FEW` or more."""
    return _dots(fractions) if len(fractions) < FEW else _columns(tenths(fractions))


def tenths(fractions: Sequence[float]) -> tuple[Tenth, ...]:
    """The ten tenths with how many fractions lie in each."""
    # Rounded, because 0.7 * 10 is a little less than 7.
    places = (math.floor(round(_inside(value) * _BINS, 9)) for value in fractions)
    counts = Counter(min(_BINS - 1, place) for place in places)
    return tuple(Tenth(i / _BINS, (i + 1) / _BINS, counts[i]) for i in range(_BINS))


def place(fraction: float) -> float:
    """How far along the axis of a `Distribution` a fraction stands."""
    return _SIDE + _inside(fraction) * (_WIDTH - 2 * _SIDE)


def bar(fraction: float, low: float | None = None, high: float | None = None) -> Bar:
    """A fraction as a lying bar, with the interval from `low` to `high` where both are given."""
    if low is None or high is None:
        return Bar(_inside(fraction) * 100)
    return Bar(_inside(fraction) * 100, _inside(low) * 100, _inside(high) * 100)


def shade(fraction: float) -> int:
    """The step of grey for a fraction: 0 for nothing, `SHADES` - 1 for everything and only then."""
    inside = _inside(fraction)
    if inside == 1:
        return SHADES - 1
    return math.ceil(inside * (SHADES - 2)) if inside > 0 else 0


def _inside(fraction: float) -> float:
    return min(1.0, max(0.0, fraction))


def _dots(fractions: Sequence[float]) -> Distribution:
    places = [math.floor(_inside(value) * _STEPS + 0.5) for value in fractions]
    tallest = max(Counter(places).values(), default=1)
    step = min((_WIDTH - 2 * _SIDE) / _STEPS, _TALLEST / tallest)
    floor = _TOP + max(step * tallest, 3 * step)
    piled: Counter[int] = Counter()
    dots = []
    for at in sorted(places):
        dots.append(Dot(place(at / _STEPS), floor - (piled[at] + 0.5) * step, step * 0.42))
        piled[at] += 1
    return Distribution(_WIDTH, floor + _AXIS, floor, _ticks(), dots=tuple(dots))


def _columns(counted: Sequence[Tenth]) -> Distribution:
    most = max(tenth.count for tenth in counted) or 1
    floor = _TOP + _TALLEST
    columns = []
    for tenth in counted:
        start, height = place(tenth.low), _TALLEST * tenth.count / most
        width = place(tenth.high) - start - 2
        columns.append(Column(start + 1, floor - height, width, height, tenth.count))
    return Distribution(_WIDTH, floor + _AXIS, floor, _ticks(), columns=tuple(columns))


def _ticks() -> tuple[Tick, ...]:
    return tuple(Tick(place(quarter / 4), quarter / 4) for quarter in range(5))
