"""Figures for items and quizzes, beside published ones and an exact second calculation."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from statistics import correlation, mean, median, variance

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.choices import choice_id
from quiz.item_analysis import (
    FEWEST_FOR_THIRDS,
    SMALLEST_THIRD,
    Estimate,
    OptionRow,
    QuizAnalysis,
    Sample,
    analyse,
    estimates,
    flagging,
    seconds_between,
)
from quiz.marking import mark_item
from quiz.model import Given, Item, Mark, Outcome
from quiz.questions import types
from tests.questions.bodies import parse

# https://core.ecu.edu/wuenschk/StatHelp/KR20.txt (K. L. Wuensch, The Kuder-Richardson 20):
# ten students, ten items, with p, q and the variance of the totals worked out.
WUENSCH = """
    1 1 1 1 1 1 0 1 1 0
    1 0 1 1 0 1 1 1 0 1
    1 1 1 1 0 1 1 0 0 1
    0 0 1 0 0 0 1 0 0 0
    0 0 0 0 0 1 0 0 1 0
    1 1 1 0 1 1 1 1 1 1
    1 1 0 1 1 1 0 1 1 1
    1 1 1 1 1 1 1 1 0 1
    0 1 0 1 1 1 1 1 0 1
    1 1 0 1 1 0 1 1 1 0
"""
WUENSCH_P = (0.7, 0.7, 0.6, 0.7, 0.6, 0.8, 0.7, 0.7, 0.5, 0.6)
WUENSCH_SUM_PQ = Fraction("2.18")
WUENSCH_VARIANCE = Fraction("5.84")

# An invented class: an essay of eight points, four items with partial marks, eight without.
CLASS = """
    4.5 0.9 0.9 0.3 0.9 0 1 1 0 0 1 1 0
    7.5 1   0.9 0.9 0.9 1 1 1 1 1 1 1 1
    3   1   0.3 1   0.9 0 0 1 1 1 0 0 1
    6.5 1   1   1   0.9 1 1 0 1 1 1 1 1
    7.5 0.9 1   1   1   0 1 0 1 1 1 1 1
    5   1   1   1   0.3 0 0 1 1 1 0 0 1
    1.5 0.9 0.9 1   0.3 0 1 0 0 0 0 0 0
    7.5 1   1   1   0.9 0 1 1 1 1 1 1 0
    6   1   0.3 1   1   0 1 1 1 1 1 1 0
    2   1   0.9 0.3 0.9 0 1 0 1 0 0 0 0
    4   0.3 0.3 0.3 0.3 1 0 0 1 1 1 1 0
    2.5 1   0.3 0.9 1   1 1 1 0 0 1 1 1
    0.5 0.3 0.3 0.3 1   1 0 0 0 0 1 1 0
    0.5 0.3 0.3 0.3 0.3 0 0 0 1 0 1 0 0
    1   0.3 0.9 0.9 0.9 0 0 0 0 1 0 0 0
    5.5 0.9 0.9 0.3 0.9 0 1 1 1 1 1 1 1
    4.5 0.9 0.9 0.9 0.3 0 1 0 0 0 0 1 0
    0.5 0.3 0.3 0.3 0.3 1 0 0 0 1 1 1 1
    4.5 0.3 0.3 1   0.9 0 1 0 0 0 0 0 1
    5   1   1   1   1   1 1 1 0 0 1 0 0
    7.5 0.9 0.9 1   1   1 1 1 1 1 1 0 1
    7.5 0.9 0.9 1   0.3 1 0 1 1 1 0 0 1
"""
CLASS_POINTS = (8, *[1] * 12)

CHOICE = parse("single choice", "- ( ) a\n- (x) b\n- ( ) c\n- ( ) *d*")
WORD = parse("short text", "= Hazaras\nor= the Hazara people\nnot= Pashtuns {M1}")
ESSAY = parse("open response", "____")

Cell = Fraction | None | str
"""A mark's fraction; None where it isn't graded; "" where the attempt lacks the item."""


def table(text: str, points: Sequence[int] = ()) -> list[list[Cell]]:
    rows = [[Fraction(mark) for mark in line.split()] for line in text.strip().split("\n")]
    return [
        [mark / p for mark, p in zip(row, points or [1] * len(row), strict=True)] for row in rows
    ]


def items(count: int, points: Sequence[float] = ()) -> list[Item]:
    worth = points or [1.0] * count
    return [Item(f"q{i}", "open response", "Stem", ESSAY, points=worth[i]) for i in range(count)]


def samples(asked: Sequence[Item], rows: Sequence[Sequence[Cell]]) -> list[Sample]:
    made = []
    for number, row in enumerate(rows):
        marks = {}
        for item, cell in zip(asked, row, strict=True):
            if not isinstance(cell, str):
                outcome = Outcome.NEEDS_GRADING if cell is None else Outcome.PARTLY_RIGHT
                fraction = None if cell is None else float(cell)
                marks[item.id] = Mark(item.id, "v", outcome, fraction, item.points)
        made.append(Sample(f"a{number}", marks, {item_id: {"text": "x"} for item_id in marks}))
    return made


def of(rows: Sequence[Sequence[Cell]], points: Sequence[float] = ()) -> QuizAnalysis:
    asked = items(len(rows[0]) if rows else 3, points)
    return analyse(asked, samples(asked, rows))


def answering(item: Item, responses: Sequence[tuple[float, Given]]) -> list[Sample]:
    """Attempts at a quiz of `item` and one other, which earned the first of each pair."""
    made = []
    for number, (other, response) in enumerate(responses):
        marks = {item.id: mark_item(item, "v", response)}
        marks["other"] = Mark("other", "v", Outcome.PARTLY_RIGHT, other, 100.0)
        made.append(Sample(f"a{number}", marks, {item.id: response}))
    return made


def chosen(letter: str) -> Given:
    view = types()["single choice"].ask(CHOICE, "")
    return {"choice": next(c.id for c in view.choices if c.text == letter)} if letter else {}


def choosing(letters: str) -> QuizAnalysis:
    """A class that chose these letters, "-" for blank, the best student first."""
    item = Item("q", "single choice", "Stem", CHOICE)
    best = [
        (1 - i / len(letters), chosen(letter.strip("-").replace("d", "*d*")))
        for i, letter in enumerate(letters)
    ]
    return analyse([item], answering(item, best))


def digits(value: float | None, expected: float | Fraction) -> None:
    """Equal to 10 digits."""
    assert value == pytest.approx(float(expected), rel=1e-10, abs=1e-12)


# The second calculation: exact fractions, formulas in another form, lists with what is missing.


def exact_discrimination(rows: Sequence[Sequence[Cell]], i: int, points: Sequence[float]) -> float:
    columns = [j for j in range(len(points)) if j != i and all(row[j] is not None for row in rows)]
    asked = [row for row in rows if isinstance(row[i], Fraction)]
    columns = [
        j for j in columns if 5 * sum(isinstance(r[j], Fraction) for r in asked) >= 4 * len(asked)
    ]
    full = [row for row in asked if all(isinstance(row[j], Fraction) for j in columns)]
    x = [row[i] for row in full]
    y = [sum(row[j] * Fraction(points[j]) for j in columns) for row in full]
    n = len(x)
    s = n * sum(a * b for a, b in zip(x, y, strict=True)) - sum(x) * sum(y)
    sx = n * sum(a * a for a in x) - sum(x) ** 2
    sy = n * sum(b * b for b in y) - sum(y) ** 2
    return math.copysign(math.sqrt(s * s / (sx * sy)), s)


def exact_alpha(rows: Sequence[Sequence[Cell]], points: Sequence[float]) -> Fraction:
    marks = [[c * Fraction(p) for c, p in zip(row, points, strict=True)] for row in rows]
    k = len(points)
    between = variance([sum(row) for row in marks])
    return Fraction(k, k - 1) * (1 - sum(map(variance, zip(*marks, strict=True))) / between)


def check_all(rows: Sequence[Sequence[Cell]], points: Sequence[float]) -> QuizAnalysis:
    found = of(rows, points)
    for i, item in enumerate(found.items):
        if any(row[i] is None for row in rows):
            assert item.facility.value is item.discrimination.value is None
            continue
        column = [row[i] for row in rows if isinstance(row[i], Fraction)]
        digits(item.facility.value, mean(column))
        digits(item.discrimination.value, exact_discrimination(rows, i, points))
    return found


def test_partial_marks_and_a_long_item() -> None:
    rows = table(CLASS, CLASS_POINTS)
    found = check_all(rows, CLASS_POINTS)
    assert {item.n for item in found.items} == {22}
    digits(found.alpha.value, exact_alpha(rows, CLASS_POINTS))
    assert not found.is_kr20
    assert found.mean.value == pytest.approx(mean(found.grades))
    assert found.grades == tuple(sorted(found.grades))


def test_a_published_kr20() -> None:
    rows = table(WUENSCH)
    found = check_all(rows, [1] * 10)
    assert [item.facility.value for item in found.items] == pytest.approx(WUENSCH_P, rel=1e-15)
    digits(found.alpha.value, Fraction(10, 9) * (1 - WUENSCH_SUM_PQ / WUENSCH_VARIANCE))
    digits(found.alpha.value, exact_alpha(rows, [1] * 10))
    assert found.is_kr20


def test_the_discrimination_is_the_correlation_of_the_standard_library() -> None:
    rows = table(WUENSCH)
    for i, item in enumerate(of(rows).items):
        rest = [float(sum(row) - row[i]) for row in rows]
        digits(item.discrimination.value, correlation([float(row[i]) for row in rows], rest))


@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    # R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, score method.
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilsons_interval_as_published(right: int, n: int, low: float, high: float) -> None:
    found = estimates.facility([1.0] * right + [0.0] * (n - right))
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)
    mirrored = estimates.facility([0.0] * right + [1.0] * (n - right))
    assert (mirrored.low, mirrored.high) == pytest.approx((1 - high, 1 - low), abs=5e-5)


def test_fishers_interval() -> None:
    # In the other form: z is half the logarithm of (1 + r) / (1 - r).
    found = of(table(CLASS, CLASS_POINTS), CLASS_POINTS).items[0].discrimination
    assert found.value is not None
    middle = math.log((1 + found.value) / (1 - found.value)) / 2
    for limit, sign in ((found.low, -1), (found.high, 1)):
        z = middle + sign * 1.959963985 / math.sqrt(19)
        assert limit == pytest.approx((math.exp(2 * z) - 1) / (math.exp(2 * z) + 1), rel=1e-8)


def test_bonetts_interval_lies_by_feldts() -> None:
    # Seven items, 89 persons, alpha 0.85: ci.cronbach of D. G. Bonett's R package statpsych gives
    # 0.7971 to 0.8931 by Feldt's (1965) F distribution, which Bonett's formula approximates.
    half = 1.959963985 * math.sqrt(14 / (6 * 87))
    limits = (1 - 0.15 * math.exp(half), 1 - 0.15 * math.exp(-half))
    assert limits == pytest.approx((0.7971254, 0.8931436), abs=0.005)
    rows = table(CLASS, CLASS_POINTS)
    found = of(rows, CLASS_POINTS).alpha
    half = 1.959963985 * math.sqrt(26 / (12 * 20))
    left = 1 - float(exact_alpha(rows, CLASS_POINTS))
    assert (found.low, found.high) == pytest.approx(
        (1 - left * math.exp(half), 1 - left * math.exp(-half)), rel=1e-8
    )


def test_marks_that_are_missing_are_left_out_and_counted() -> None:
    rows = table(CLASS, CLASS_POINTS)
    rows[3][0] = rows[5][0] = None  # an essay that isn't marked for two
    rows[4][2] = ""  # asked before this item was there
    for row in rows[:11]:
        row[12] = ""  # an item that came in when half had handed in
    found = check_all(rows, CLASS_POINTS)
    assert [item.n for item in found.items] == [22, 22, 21, *[22] * 9, 11]
    assert [item.ungraded for item in found.items] == [2, *[0] * 12]
    assert [item.facility.n for item in found.items] == [20, 22, 21, *[22] * 9, 11]
    # The essay and the late item count in no comparison; whoever lacks one that counts is left out.
    assert found.items[1].discrimination.n == 21
    assert found.items[12].discrimination.n == 11
    assert found.alpha.n == 21
    full = [row[1:12] for row in rows if all(isinstance(cell, Fraction) for cell in row[1:12])]
    digits(found.alpha.value, exact_alpha(full, CLASS_POINTS[1:12]))


def test_a_grade_is_of_what_is_marked_for_everybody() -> None:
    one, half = Fraction(1), Fraction(1, 2)
    found = of([[half, None, ""], [one, one, Fraction(0)], ["", one, ""]])
    assert (found.n, found.waiting) == (3, {"q1"})
    assert found.grades == pytest.approx((0.5, 0.5))
    assert (found.mean.n, found.median, found.mean.value) == (2, 0.5, 0.5)


def test_blanks_alone_say_nothing_of_a_question_that_waits() -> None:
    essays: list[Cell] = [Fraction(0)] * 12 + [None] * 18
    found = of([[mark, Fraction(i % 3, 2)] for i, mark in enumerate(essays)])
    [essay, other] = found.items
    waits = Estimate(None, 12, reason="18 responses wait for your mark.")
    assert essay.facility == essay.discrimination == waits
    assert (essay.n, essay.ungraded, essay.flags) == (30, 18, ())
    assert other.discrimination.reason == ALONE
    # Nobody ranks lower for having left it blank.
    assert found.grades == tuple(sorted(i % 3 / 2 for i in range(30)))
    assert found.alpha.value is None
    one = of([[None if i == 4 else Fraction(0)] for i in range(30)]).items[0]
    assert one.facility == Estimate(None, 29, reason="1 response waits for your mark.")


def test_the_thirds_leave_out_what_waits() -> None:
    item = Item("q", "single choice", "Stem", CHOICE)
    given_in = choosing_with_essay(item)
    found = analyse([item, *items(1)], given_in).items[0]
    # Those who wrote would all be in the top third, those who left it blank in the bottom one.
    assert counts(found.options)[:2] == [("a", 6, 0, 6), ("b", 6, 6, 0)]


def choosing_with_essay(item: Item) -> list[Sample]:
    """Six students with the key who left the essay blank, and six without who wrote one."""
    made = []
    for i in range(12):
        response = chosen("b" if i < 6 else "a")
        essay = Mark("q0", "v", Outcome.UNANSWERED, 0.0, 9.0) if i < 6 else None
        essay = essay or Mark("q0", "v", Outcome.NEEDS_GRADING, None, 9.0)
        other = Mark("other", "v", Outcome.PARTLY_RIGHT, 0.5, 1.0)
        marks = {item.id: mark_item(item, "v", response), "q0": essay, "other": other}
        made.append(Sample(f"a{i}", marks, {item.id: response}))
    return made


NOBODY = "Nobody was asked this question yet."
ALONE = "There is no other question to compare this one with."


@pytest.mark.parametrize("n", [10, 11, 40])
@pytest.mark.parametrize("fraction", [Fraction(0), Fraction(1, 3), Fraction(1)])
def test_a_class_whose_marks_are_all_the_same(n: int, fraction: Fraction) -> None:
    found = of([[fraction] * 3] * n)
    for item in found.items:
        digits(item.facility.value, fraction)
        assert item.discrimination == Estimate(
            None, n, reason=f"All {n} students earned the same here."
        )
    assert found.alpha == Estimate(None, n, reason=f"All {n} students have the same grade.")
    assert found.grades == (pytest.approx(float(fraction)),) * n
    digits(found.mean.value, fraction)


def test_an_item_beside_a_rest_that_is_all_the_same() -> None:
    rows = [[Fraction(i % 2), Fraction(1, 10), Fraction(2, 10)] for i in range(12)]
    first, second, _ = of(rows).items
    reason = "All 12 students earned the same in the rest of the quiz."
    assert first.discrimination == Estimate(None, 12, reason=reason)
    assert second.discrimination.reason == "All 12 students earned the same here."


def test_sums_that_only_rounding_tells_apart_are_the_same() -> None:
    tenths = [Fraction(1, 10), Fraction(2, 10), Fraction(3, 10), Fraction(0)]
    rows = [[Fraction(i % 3, 3), *tenths[i % 2 * 2 :][:2]] for i in range(12)]
    assert 0.1 + 0.2 != 0.3
    assert of(rows).items[0].discrimination.value is None


def test_one_student() -> None:
    found = of([[Fraction(1), Fraction(1, 4), Fraction(0)]])
    assert [item.facility.value for item in found.items] == [1.0, 0.25, 0.0]
    few = "With one student this figure would be chance. It is shown from 10 students on."
    assert {item.discrimination for item in found.items} == {Estimate(None, 1, reason=few)}
    assert found.alpha == Estimate(None, 1, reason=few)
    assert (found.n, found.median) == (1, pytest.approx(5 / 12))
    assert all(not item.flags and item.top_n == item.bottom_n == 0 for item in found.items)


def test_nobody() -> None:
    found = of([])
    assert (found.n, found.grades, found.median, found.median_minutes) == (0, (), None, None)
    assert found.mean == Estimate(None, 0, reason="Nobody has handed in this quiz yet.")
    assert found.alpha.value is None
    for item in found.items:
        assert item.facility == Estimate(None, 0, reason=NOBODY)
        assert item.discrimination == Estimate(
            None, 0, reason="No student has the marks for this yet."
        )
        assert (item.n, item.blanks, item.ungraded, item.median_seconds) == (0, 0, 0, None)
    assert analyse([], []).items == ()


def few_of(n: int) -> str:
    return f"With {n} students this figure would be chance. It is shown from 10 students on."


def test_nothing_is_graded() -> None:
    found = of([[None, None]] * 15)
    assert found.mean == Estimate(None, 0, reason="Every question waits for marks.")
    waits = "15 responses wait for your mark."
    assert [(item.ungraded, item.facility.reason) for item in found.items] == [(15, waits)] * 2
    assert found.alpha.value is None
    assert found.grades == ()


def test_everything_is_blank() -> None:
    asked = [Item(f"q{i}", "single choice", "Stem", CHOICE) for i in range(3)]
    marks = {item.id: mark_item(item, "v", {}) for item in asked}
    found = analyse(asked, [Sample(f"a{i}", marks, {}) for i in range(24)])
    for item in found.items:
        assert (item.n, item.blanks, item.ungraded) == (24, 24, 0)
        assert (item.facility.value, item.facility.low) == (0.0, 0.0)
        assert item.discrimination.reason == "All 24 students earned the same here."
        assert [row.count for row in item.options] == [0, 0, 0, 0]
        assert {flag.kind for flag in item.flags} == {"hard", "blanks"}
    assert found.alpha.reason == "All 24 students have the same grade."
    assert found.grades == (0.0,) * 24


def test_a_quiz_of_one_item() -> None:
    found = of([[Fraction(i % 2)] for i in range(12)])
    assert found.items[0].discrimination == Estimate(None, 12, reason=ALONE)
    assert found.alpha == Estimate(None, 12, reason="This needs at least two questions with marks.")


@pytest.mark.parametrize(("n", "shown"), [(9, False), (10, True)])
def test_comparisons_need_ten_students(n: int, shown: bool) -> None:
    found = of(table(WUENSCH)[:n])
    assert (found.alpha.value is not None) is shown
    assert (found.items[0].discrimination.value is not None) is shown
    assert found.alpha.reason == ("" if shown else few_of(9))


def test_perfect_agreement_has_no_interval() -> None:
    found = of([[Fraction(i, 12), Fraction(i, 12)] for i in range(12)])
    assert found.items[0].discrimination == Estimate(pytest.approx(1.0), 12)
    assert found.alpha == Estimate(pytest.approx(1.0), 12)
    against = of([[Fraction(i, 12), Fraction(12 - i, 12), Fraction(i, 120)] for i in range(12)])
    assert against.items[1].discrimination == Estimate(pytest.approx(-1.0), 12)


FRACTION = st.fractions(0, 1, max_denominator=12)
CELLS = st.one_of(FRACTION, FRACTION, FRACTION, st.sampled_from([None, ""]))


@st.composite
def classes(draw: st.DrawFn) -> tuple[list[list[Cell]], list[float]]:
    width = draw(st.integers(1, 5))
    row = st.lists(CELLS, min_size=width, max_size=width)
    points = st.sampled_from([0.5, 1.0, 2.0, 3.0])
    return draw(st.lists(row, max_size=25)), draw(st.lists(points, min_size=width, max_size=width))


def figures(found: QuizAnalysis) -> list[Estimate]:
    return [
        found.mean,
        found.alpha,
        *(item.facility for item in found.items),
        *(item.discrimination for item in found.items),
    ]


@pytest.mark.slow
@given(classes())
@settings(deadline=None)
def test_figures_stay_in_their_ranges(made: tuple[list[list[Cell]], list[float]]) -> None:
    rows, points = made
    asked = items(len(points), points)
    found = analyse(asked, samples(asked, rows))
    for figure in figures(found):
        assert (figure.value is None) == bool(figure.reason)
        assert 0 <= figure.n <= len(rows)
        if figure.value is not None and figure.low is not None and figure.high is not None:
            assert figure.low <= figure.value <= figure.high
    for item in found.items:
        for figure, least in ((item.facility, 0.0), (item.discrimination, -1.0)):
            for value in (figure.low, figure.value, figure.high):
                assert value is None or least <= value <= 1
        assert item.facility.n + item.ungraded == item.n
        assert item.top_n + item.bottom_n <= item.n
    assert found.alpha.value is None or found.alpha.value <= 1
    assert all(0 <= grade <= 1 for grade in found.grades)


@pytest.mark.slow
@given(classes(), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_neither_order_nor_names_change_a_digit(
    made: tuple[list[list[Cell]], list[float]], chance: object
) -> None:
    rows, points = made
    asked = items(len(points), points)
    given_in = samples(asked, rows)
    found = analyse(asked, given_in)
    shuffled = list(given_in)
    chance.shuffle(shuffled)
    assert analyse(asked, shuffled) == found
    renamed = [replace(item, id=f"other {item.id}") for item in asked]
    others = [
        replace(
            sample,
            attempt_id=f"other {sample.attempt_id}",
            marks={
                f"other {id_}": replace(mark, item_id=f"other {id_}")
                for id_, mark in sample.marks.items()
            },
            given={},
        )
        for sample in given_in
    ]
    assert figures(analyse(renamed, others)) == figures(found)
    backwards = analyse(asked[::-1], given_in)
    assert [item.facility for item in backwards.items[::-1]] == [i.facility for i in found.items]
    for one, two in zip(backwards.items[::-1], found.items, strict=True):
        assert one.discrimination.value == pytest.approx(two.discrimination.value, abs=1e-9)


@pytest.mark.slow
@given(
    st.lists(st.lists(FRACTION, min_size=3, max_size=3), min_size=10, max_size=25),
    FRACTION.filter(bool),
    FRACTION,
)
@settings(deadline=None, max_examples=40)
def test_a_constant_and_a_scale_leave_correlations_alone(
    rows: list[list[Fraction]], scale: Fraction, shift: Fraction
) -> None:
    first = of(rows).items
    squeezed = [[row[0] * scale * (1 - shift) + shift, *row[1:]] for row in rows]
    second = of(squeezed).items
    if shift == 1:
        assert second[0].discrimination.value is None
        return
    assert second[0].discrimination.value == pytest.approx(first[0].discrimination.value, abs=1e-6)
    moved = [[*row[:2], (row[2] + shift) / 2] for row in rows]
    half = [[*row[:2], row[2] / 2] for row in rows]
    for one, two in zip(of(moved).items, of(half).items, strict=True):
        assert two.discrimination.value == pytest.approx(one.discrimination.value, abs=1e-6)
    assert of(moved).alpha.value == pytest.approx(of(half).alpha.value, abs=1e-6)


@pytest.mark.parametrize("turn", range(1, 22))
def test_the_order_of_students_changes_no_digit(turn: int) -> None:
    rows = table(CLASS, CLASS_POINTS)
    assert figures(of(rows[turn:] + rows[:turn], CLASS_POINTS)) == figures(of(rows, CLASS_POINTS))


# Options and thirds


def counts(rows: Sequence[OptionRow]) -> list[tuple[str, int, int, int]]:
    return [(row.response.text, row.count, row.top, row.bottom) for row in rows]


def test_options_are_counted_in_all_and_by_thirds() -> None:
    item = choosing("bbbb" + "ab-a" + "aac-").items[0]
    assert counts(item.options) == [
        ("a", 4, 0, 2),
        ("b", 5, 4, 0),
        ("c", 1, 0, 1),
        ("*d*", 0, 0, 0),
    ]
    assert [row.response.right for row in item.options] == [False, True, False, False]
    assert (item.n, item.blanks, item.top_n, item.bottom_n) == (12, 2, 4, 4)


def test_there_are_no_thirds_of_a_small_class() -> None:
    item = choosing("bbbbabcaaac").items[0]
    assert (item.n, item.top_n, item.bottom_n) == (11, 0, 0)
    assert {(row.top, row.bottom) for row in item.options} == {(0, 0)}
    assert sum(row.count for row in item.options) == 11


@pytest.mark.parametrize(
    ("grades", "top", "bottom"),
    [
        ([10] * 4 + [5] * 4 + [0] * 4, 4, 4),
        ([10] * 3 + [9] * 1 + [5] * 4 + [0] * 4, 4, 4),
        ([10] * 3 + [9] * 2 + [5] * 3 + [0] * 4, 3, 4),  # three and five are as near to four
        ([10] * 1 + [9] * 4 + [5] * 3 + [0] * 4, 5, 4),
        ([10] * 3 + [9] * 4 + [5] * 2 + [0] * 3, 3, 3),
        ([10] * 12, 0, 0),
        ([10] * 2 + [5] * 8 + [0] * 2, 0, 0),  # two are no third
        ([10] * 10 + [0] * 2, 0, 0),
        ([10 - i / 10 for i in range(30)], 10, 10),
        ([10 - i / 10 for i in range(31)], 10, 10),
        ([10 - i / 10 for i in range(32)], 11, 11),
    ],
)
def test_equal_grades_are_never_parted(grades: list[float], top: int, bottom: int) -> None:
    found = of([[Fraction(grade).limit_denominator(100) / 10] for grade in grades]).items[0]
    assert (found.top_n, found.bottom_n) == (top, bottom)


def test_grades_that_only_rounding_tells_apart_are_equal() -> None:
    same = [[Fraction(3, 10), Fraction(0)], [Fraction(1, 10), Fraction(2, 10)]]
    assert 0.1 + 0.2 > 0.3
    # Parted, one of the four would fill the top third up to four.
    high, low = [[Fraction(1), Fraction(1)]] * 3, [[Fraction(0), Fraction(0)]] * 5
    assert of([*high, *same[:1] * 3, *same[1:], *low]).items[0].top_n == 3


@given(st.lists(st.integers(0, 6), min_size=12, max_size=40))
@settings(deadline=None)
def test_thirds_are_fair_whatever_the_grades(marks: list[int]) -> None:
    asked = [Item("q", "short text", "Stem", WORD)]
    given_in = [
        Sample(
            f"a{i}",
            {"q": Mark("q", "v", Outcome.PARTLY_RIGHT, mark / 6, 1.0)},
            {"q": {"text": f"said {mark}"}},
        )
        for i, mark in enumerate(marks)
    ]
    item = analyse(asked, given_in).items[0]
    said = [row for row in item.options if row.count]
    assert sum(row.top for row in said) == item.top_n
    assert sum(row.bottom for row in said) == item.bottom_n
    in_top = {row.response.text for row in said if row.top}
    in_bottom = {row.response.text for row in said if row.bottom}
    assert not in_top & in_bottom
    assert all(row.top in (0, row.count) and row.bottom in (0, row.count) for row in said)
    assert (item.top_n == 0) == (item.bottom_n == 0)
    if in_top and in_bottom:
        assert min(in_top) > max(in_bottom)


def test_what_was_typed_is_counted_as_it_is_compared() -> None:
    item = Item("q", "short text", "Stem", WORD)
    typed = [
        "hazaras",
        " Hazaras. ",
        "PASHTUNS",
        "Tajiks",
        "uzbeks!",
        "Uzbeks",
        "the hazara people",
    ]
    found = analyse([item], answering(item, [(0.5, {"text": text}) for text in typed])).items[0]
    assert [(row.response.text, row.response.right, row.count) for row in found.options] == [
        ("Hazaras", True, 2),
        ("the Hazara people", True, 1),
        ("Pashtuns", False, 1),
        ("uzbeks", False, 2),
        ("tajiks", False, 1),
    ]
    assert [row.response.typed for row in found.options] == [False] * 3 + [True] * 2


def test_what_was_said_to_an_older_version_is_counted_with_the_new_one() -> None:
    now = Item("q", "single choice", "Stem", CHOICE)
    old = replace(now, body=parse("single choice", "- (x) a\n- ( ) b\n- ( ) gone"))
    given_in = answering(now, [(0.5, chosen("a")), (0.5, chosen("b"))])
    before = types()["single choice"].key(old.body)
    gone = {"choice": types()["single choice"].ask(old.body, "").choices[2].id}
    given_in += [
        replace(sample, attempt_id=f"old {sample.attempt_id}", items={"q": old})
        for sample in answering(old, [(0.5, before), (0.5, gone)])
    ]
    rows = analyse([now], given_in).items[0].options
    assert [(row.response.text, row.response.right, row.count) for row in rows] == [
        ("a", False, 2),
        ("b", True, 1),
        ("c", False, 0),
        ("*d*", False, 0),
        ("gone", False, 1),
    ]


def test_a_reworded_option_is_one_row() -> None:
    now = Item(
        "q", "single choice", "Stem", parse("single choice", "- (x) It came out of IS\n- ( ) b")
    )
    old = replace(now, body=parse("single choice", "- (x) It grew out of IS\n- ( ) b"))
    (sample,) = answering(old, [(1, types()["single choice"].key(old.body))])
    rows = analyse([now], [replace(sample, items={"q": old})]).items[0].options
    assert [(row.response.text, row.response.right, row.count) for row in rows] == [
        ("It came out of IS", True, 1),
        ("b", False, 0),
    ]


def test_an_item_that_changed_its_type_is_counted_too() -> None:
    now, old = Item("q", "single choice", "Stem", CHOICE), Item("q", "short text", "Stem", WORD)
    (sample,) = answering(old, [(0.5, {"text": "Tajiks"})])
    (row,) = analyse([now], [replace(sample, items={"q": old})]).items[0].options[4:]
    assert (row.response.text, row.count) == ("tajiks", 1)


# Flags


def kinds(found: QuizAnalysis) -> list[str]:
    return [flag.kind for flag in found.items[0].flags]


def message(found: QuizAnalysis, kind: str) -> str:
    return next(flag.message for flag in found.items[0].flags if flag.kind == kind)


def test_the_best_students_doubt_the_key() -> None:
    found = choosing("aaaaaaabbb" + "bbbbbbbbcd" + "bbbccccddd")
    assert kinds(found)[0] == "key doubted"
    assert message(found, "key doubted") == (
        "7 of the 10 best students chose “a”, and 3 what the key says: is the key right?"
    )
    assert "key doubted" not in kinds(choosing("aaaaabbbbb" + "bbbbbbbbcd" + "bbbccccddd"))


def test_two_students_are_not_enough_to_doubt_the_key() -> None:
    assert "key doubted" in kinds(choosing("aaab" + "bbbb" + "bbbb"))
    assert "key doubted" not in kinds(choosing("aabc" + "bbbb" + "bbbb"))


def test_a_typed_answer_of_the_best_may_be_right() -> None:
    item = Item("q", "short text", "Stem", WORD)
    said = ["hazara people"] * 3 + ["Hazaras"] + ["Pashtuns"] * 8
    best = [(1 - i / 12, {"text": text}) for i, text in enumerate(said)]
    assert message(analyse([item], answering(item, best)), "key doubted") == (
        "3 of the 4 best students wrote “hazara people”, and 1 what the key says: should that "
        "count as right?"
    )


def test_a_doubted_part_is_named() -> None:
    body = parse("matching", "- horse -> foal\n- sheep -> lamb")
    item = Item("q", "matching", "Stem", body)
    kind = types()["matching"]
    key = kind.key(body)
    assert key is not None
    crossed = dict(zip(key, reversed(key.values()), strict=True))
    best = [(1 - i / 12, crossed if i < 4 else key) for i in range(12)]
    doubts = [f.message for f in analyse([item], answering(item, best)).items[0].flags][:2]
    assert "4 of the 4 best students chose “lamb” at “horse”, and 0 what" in doubts[0]
    assert "“foal” at “sheep”" in doubts[1]


def test_each_part_has_its_own_key() -> None:
    body = parse("matching", "- horse -> foal\n- sheep -> lamb\n- goat -> kid\n- _ -> calf")
    item = Item("q", "matching", "Stem", body)
    key = types()["matching"].key(body)
    assert key is not None
    wrong = {**key, choice_id("horse"): choice_id("calf")}
    best = [(1 - i / 12, wrong if i < 3 else key) for i in range(12)]
    found = analyse([item], answering(item, best))
    assert message(found, "key doubted").startswith(
        "3 of the 4 best students chose “calf” at “horse”, and 1 what the key says"
    )


def against_the_rest(*marks: Fraction) -> QuizAnalysis:
    return of([[mark, Fraction(i, len(marks))] for i, mark in enumerate(marks)])


def test_an_item_that_runs_against_the_rest() -> None:
    found = against_the_rest(*[Fraction(1)] * 6, *[Fraction(0)] * 6)
    assert kinds(found) == ["negative"]
    assert "discrimination −0.87, 12 students, likely between −0.96 and −0.59" in message(
        found, "negative"
    )


def test_an_item_that_hardly_tells_students_apart() -> None:
    marks = [Fraction(i % 2) for i in range(12)]
    found = against_the_rest(*marks)
    assert found.items[0].discrimination.value == pytest.approx(0.1448, abs=1e-4)
    assert kinds(found) == ["weak"]
    assert "0.14, 12 students" in message(found, "weak")
    assert kinds(against_the_rest(*[Fraction(i > 5) for i in range(12)])) == []


@pytest.mark.parametrize(
    ("right", "kind"), [(5, "hard"), (6, None), (18, None), (19, "easy"), (20, "easy")]
)
def test_items_that_are_hard_or_easy(right: int, kind: str | None) -> None:
    found = against_the_rest(*[Fraction(0)] * (20 - right), *[Fraction(1)] * right)
    assert kinds(found) == ([kind] if kind else [])
    if kind:
        assert f"({right / 20:.0%} of the points, 20 students)" in message(found, kind)


def test_an_easy_item_need_not_tell_students_apart() -> None:
    found = against_the_rest(*[Fraction(i != 9) for i in range(20)])
    assert found.items[0].discrimination.value == pytest.approx(0.0199, abs=1e-4)
    assert kinds(found) == ["easy"]
    assert kinds(against_the_rest(*[Fraction(i != 10) for i in range(20)])) == ["negative", "easy"]


def test_few_students_raise_no_flag() -> None:
    assert kinds(against_the_rest(*[Fraction(0)] * 9)) == []
    assert kinds(against_the_rest(*[Fraction(0)] * 10)) == ["hard"]


def test_an_option_that_nobody_chose() -> None:
    found = choosing("bbbbbbbbbbbb" + "aaaaaaaa")
    assert kinds(found) == ["unused option"]
    assert message(found, "unused option").startswith("None of 20 students chose “c” or “*d*”.")
    assert "unused option" not in kinds(choosing("bbbbbbbbbbbb" + "aaaaaaa-"))
    assert "unused option" not in kinds(choosing("b" * 19 + "a"))
    assert "unused option" not in kinds(choosing("bbbbbbbbbbbb" + "aaaacccd"))


def test_a_key_that_nobody_chose_is_no_unused_option() -> None:
    found = choosing("acdacdacdacd" + "aaaaaaaaaa")
    assert [row.count for row in found.items[0].options] == [14, 0, 4, 4]
    assert "unused option" not in kinds(found)


def test_a_foreseen_mistake_that_nobody_typed_is_no_unused_option() -> None:
    item = Item("q", "short text", "Stem", WORD)
    said = [(i / 24, {"text": "Hazaras" if i > 9 else "Tajiks"}) for i in range(24)]
    assert "unused option" not in kinds(analyse([item], answering(item, said)))


def test_many_blanks() -> None:
    assert message(choosing("bbbbbbba--"), "blanks").startswith("2 of 10 students left this blank.")
    assert "blanks" not in kinds(choosing("bbbbbbbaa-"))
    assert "blanks" not in kinds(choosing("bbbbbbb--"))


def test_flags_come_most_pressing_first() -> None:
    found = choosing("aaaaaa-----" + "b" + "bb----------")
    assert kinds(found) == sorted(kinds(found), key=flagging.KINDS.index)
    assert kinds(found) == ["key doubted", "hard", "blanks"]


def test_a_long_option_is_cut_in_a_message() -> None:
    body = parse("single choice", f"- ( ) {'word ' * 30}\n- (x) b\n- ( ) c")
    item = Item("q", "single choice", "Stem", body)
    key = types()["single choice"].key(body)
    other = {"choice": types()["single choice"].ask(body, "").choices[2].id}
    best = [(1 - i / 20, key if i < 12 else other) for i in range(20)]
    assert "word word…” at" not in message(analyse([item], answering(item, best)), "unused option")
    assert "word…”" in message(analyse([item], answering(item, best)), "unused option")


# Time

START = "2026-11-22T09:30:00.000Z"


@pytest.mark.parametrize(
    ("responses", "seconds"),
    [
        ([], {}),
        ([("a", "2026-11-22T09:30:12.500Z")], {"a": 12.5}),
        # In the order of time, not of the quiz.
        ([("b", "2026-11-22T09:31:00.000Z"), ("a", "2026-11-22T09:30:45Z")], {"a": 45, "b": 15}),
        # Over midnight and a month's end.
        ([("a", "2026-12-01T00:00:00.000Z")], {"a": 8.6 * 86400 - 0.6 * 86400 + 14.5 * 3600}),
        # All in one moment: nobody knows which took how long.
        ([("a", "2026-11-22T09:40:00.000Z"), ("b", "2026-11-22T09:40:00.000Z")], {}),
        # The clock was set back.
        ([("a", "2026-11-22T09:20:00.000Z"), ("b", "2026-11-22T09:21:00.000Z")], {}),
        ([("a", "2026-11-22T09:20:00.000Z"), ("b", "2026-11-22T09:31:00.000Z")], {"b": 60}),
    ],
)
def test_seconds_from_one_change_to_the_next(
    responses: list[tuple[str, str]], seconds: Mapping[str, float]
) -> None:
    assert seconds_between(START, responses) == pytest.approx(seconds)


def test_what_is_no_time_is_refused() -> None:
    with pytest.raises(ValueError, match="'yesterday' is no time"):
        seconds_between(START, [("a", "yesterday")])


def test_median_times() -> None:
    asked = items(2)
    given_in = [
        replace(sample, seconds={"q0": seconds}, minutes=seconds)
        for sample, seconds in zip(
            samples(asked, [[Fraction(1), Fraction(1)]] * 4), [10.0, 20.0, 400.0, 40.0], strict=True
        )
    ]
    given_in.append(replace(given_in[0], attempt_id="unknown", seconds={}, minutes=None))
    found = analyse(asked, given_in)
    assert found.items[0].median_seconds == found.median_minutes == median([10, 20, 400, 40])
    assert found.items[1].median_seconds is None


# The page for instructors

PAGE = (Path(__file__).parents[1] / "docs" / "item-analysis.md").read_text(encoding="utf-8")


def column(heading: str, text: str = PAGE) -> list[str]:
    """The first cells of the table below a heading."""
    section = text.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"^\| ([^|]+?) \|", section, re.MULTILINE)[1:]


def test_the_page_has_every_flag_in_its_order_and_no_other() -> None:
    assert tuple(column("Flags")) == flagging.KINDS
    assert column("Flags", PAGE.replace("| blanks |", "| blank |"))[-1] == "blank"


def test_the_page_gives_every_reason_and_no_other() -> None:
    one, half, late = Fraction(1), Fraction(1, 2), [Fraction(i % 3, 2) for i in range(12)]
    quizzes = [
        of([]),
        of([[None]] * 12),
        of([[one], [half]]),
        of([[one, half], [half, one]] * 3 + [[one, one]]),
        of([[one, half]] * 12),
        of([[mark, half] for mark in late]),
    ]
    reasons = {figure.reason for found in quizzes for figure in figures(found) if figure.reason}
    assert {re.sub("[0-9]+", "N", reason) for reason in reasons} == {
        re.sub("[0-9]+", "N", reason) for reason in column("When there is no figure")
    }


def test_the_page_names_the_limits_of_the_code() -> None:
    words = " ".join(PAGE.split())
    for sentence in (
        f"facility under {flagging.HARD:.2f} | {estimates.FEWEST} students",
        f"facility over {flagging.EASY:.2f} | {estimates.FEWEST} students",
        f"discrimination under {flagging.WEAK:.2f}, in a question that is not easy",
        f"at least {flagging.FEWEST_FOR_DOUBT} of the top third",
        f"{flagging.FEWEST_FOR_OPTIONS} students who answered",
        f"{flagging.MANY_BLANKS:.0%} or more left it blank | {estimates.FEWEST} students",
        f"It is shown from {estimates.FEWEST} students on.",
        f"There are thirds from {FEWEST_FOR_THIRDS} students on.",
        f"fewer than {SMALLEST_THIRD} students in a third",
    ):
        assert sentence in words
    assert estimates.ENOUGH == 4 / 5
    assert "at least four in five of them" in words
