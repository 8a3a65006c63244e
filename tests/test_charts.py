"""Every shape inside its box, and nobody lost on the way into it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise
from math import dist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.charts import (
    FEW,
    SHADES,
    Distribution,
    bar,
    distribution,
    place,
    shade,
    tenths,
)

FRACTIONS = st.floats(0, 1) | st.sampled_from([0.0, 0.05, 0.3, 0.5, 0.7, 1.0])
FEW_GRADES = st.lists(FRACTIONS, max_size=FEW - 1)
MANY_GRADES = st.lists(FRACTIONS, min_size=FEW, max_size=400)


@given(FEW_GRADES)
def test_few_students_are_a_dot_each_and_all_in_the_box(grades: list[float]) -> None:
    drawn = distribution(grades)
    assert len(drawn.dots) == len(grades)
    assert drawn.columns == ()
    for dot in drawn.dots:
        assert dot.radius > 1
        assert dot.radius <= dot.x <= drawn.width - dot.radius
        assert dot.radius <= dot.y <= drawn.floor - dot.radius
    _check_axis(drawn)


@given(FEW_GRADES)
def test_no_dot_hides_another(grades: list[float]) -> None:
    for one, other in combinations(distribution(grades).dots, 2):
        assert dist((one.x, one.y), (other.x, other.y)) >= one.radius + other.radius


@given(FEW_GRADES)
def test_a_dot_stands_within_half_a_step_of_its_grade(grades: list[float]) -> None:
    drawn = distribution(grades)
    step = (place(1) - place(0)) / 20
    for grade, dot in zip(sorted(grades), drawn.dots, strict=True):
        assert abs(dot.x - place(grade)) <= step / 2 + 1e-6


@given(MANY_GRADES)
def test_many_students_are_ten_columns_that_hold_them_all(grades: list[float]) -> None:
    drawn = distribution(grades)
    assert drawn.dots == ()
    assert len(drawn.columns) == 10
    assert sum(column.count for column in drawn.columns) == len(grades)
    for column in drawn.columns:
        assert column.x >= 0
        assert column.width > 0
        assert column.x + column.width <= drawn.width
        assert 0 <= column.y <= drawn.floor
        assert column.y + column.height == pytest.approx(drawn.floor)
    for left, right in pairwise(drawn.columns):
        assert left.x + left.width <= right.x
    _check_axis(drawn)


@given(MANY_GRADES)
def test_columns_are_as_high_as_their_counts(grades: list[float]) -> None:
    columns = distribution(grades).columns
    highest = max(columns, key=lambda column: column.count)
    for column in columns:
        share = column.count / highest.count
        assert column.height == pytest.approx(share * highest.height)


def _check_axis(drawn: Distribution) -> None:
    assert drawn.floor < drawn.height
    assert [tick.fraction for tick in drawn.ticks] == [0, 0.25, 0.5, 0.75, 1]
    assert all(0 <= tick.x <= drawn.width for tick in drawn.ticks)
    assert drawn.ticks[0].x == place(0)
    assert drawn.ticks[-1].x == place(1)


@given(st.lists(FRACTIONS))
def test_tenths_keep_the_sum_and_follow_each_other(fractions: list[float]) -> None:
    counted = tenths(fractions)
    assert sum(tenth.count for tenth in counted) == len(fractions)
    assert (counted[0].low, counted[-1].high) == (0, 1)
    assert all(left.high == right.low for left, right in pairwise(counted))


@pytest.mark.parametrize(
    ("fractions", "filled"),
    [
        ((0.0,), (0,)),
        ((0.1,), (1,)),
        ((0.7,), (7,)),
        ((0.29, 0.3), (2, 3)),
        ((1.0,), (9,)),
        ((3 / 10, 6 / 20), (3, 3)),
    ],
)
def test_a_fraction_on_a_border_belongs_to_the_upper_tenth(
    fractions: Sequence[float], filled: Sequence[int]
) -> None:
    counts = [tenth.count for tenth in tenths(fractions)]
    assert [i for i, count in enumerate(counts) for _ in range(count)] == list(filled)


def test_one_student_fewer_than_forty_still_is_a_dot() -> None:
    assert len(distribution([0.5] * 39).dots) == 39
    assert not distribution([0.5] * 40).dots


def test_nobody_gives_an_empty_chart() -> None:
    drawn = distribution([])
    assert drawn.dots == drawn.columns == ()
    assert drawn.floor > 0


@given(st.floats(-5, 5), st.floats(-5, 5), st.floats(-5, 5))
def test_bars_stay_in_their_box(value: float, low: float, high: float) -> None:
    drawn = bar(value, low, high)
    assert drawn.low is not None
    assert drawn.high is not None
    assert all(0 <= end <= 100 for end in (drawn.width, drawn.low, drawn.high))


@given(FRACTIONS)
def test_a_bar_is_as_long_as_its_fraction(fraction: float) -> None:
    assert bar(fraction).width == pytest.approx(fraction * 100)
    assert bar(fraction, 0.1).low is None


@given(FRACTIONS, FRACTIONS)
def test_more_is_never_shaded_lighter(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 <= shade(low) <= shade(high) < SHADES


def test_only_nothing_and_everything_have_the_outer_shades() -> None:
    assert (shade(0), shade(1)) == (0, SHADES - 1)
    assert {shade(x / 100) for x in range(1, 100)} == set(range(1, SHADES - 1))
