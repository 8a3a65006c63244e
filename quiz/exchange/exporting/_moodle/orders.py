"""Putting in order: Moodle's own type `ordering`, part of Moodle from 4.4 on.

It has nine ways of marking (question/type/ordering/question.php: `grade_response`), none of which
is ours: 2 × pairs of steps in order ÷ all pairs, less 1, never below 0. All give full marks for
the key. Here are those among which, for any number of steps, is the one that comes nearest for two
neighbouring steps exchanged. Of six steps they earn 13/15 here, 5/6 there, and 14/15 or at most
2/3 in the other ways.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable
from enum import StrEnum
from fractions import Fraction
from functools import cache
from itertools import permutations


class Counted(StrEnum):
    """What is counted; the share of that is what an order earns. Of equally near ones the first
    is taken."""

    OWN_PLACES = "ABSOLUTE_POSITION"
    PAIRS = "RELATIVE_ALL_PREVIOUS_AND_NEXT"
    LONGEST_RUN = "LONGEST_ORDERED_SUBSET"


_SAID = {
    Counted.OWN_PLACES: "how many steps have their own place",
    Counted.PAIRS: "how many pairs of steps stand in the right order",
    Counted.LONGEST_RUN: "how many steps stand in the right order among each other",
}
_UNTOUCHED = "Whoever moves nothing is marked there for the order that was shown first."


def nearest(steps: int) -> Counted:
    """The way of marking that is nearest to ours."""

    def off(counted: Counted) -> Fraction:
        there, here = exchanged(steps, counted)
        return abs(there - here)

    return min(Counted, key=off)


def difference(steps: int, counted: Counted) -> str:
    """How marks differ, with two neighbouring steps exchanged as the example."""
    if steps == 2:
        return _UNTOUCHED
    there, here = (f"{float(share):.0%}" for share in exchanged(steps, counted))
    earned = f"{here} there too" if there == here else f"{there} there and {here} here"
    lucky, luck = (f"{float(share):.0%}" for share in by_chance(steps, counted))
    return (
        f"Moodle counts {_SAID[counted]}: two neighbouring steps exchanged earn {earned}, but "
        f"other orders earn more or less than here. An order by chance earns about {lucky} there "
        f"and {luck} here. {_UNTOUCHED}"
    )


def exchanged(steps: int, counted: Counted) -> tuple[Fraction, Fraction]:
    """What two neighbouring steps exchanged earn there, and here."""
    pairs = Fraction(steps * (steps - 1), 2)
    there = {
        Counted.OWN_PLACES: Fraction(steps - 2, steps),
        Counted.PAIRS: (pairs - 1) / pairs,
        Counted.LONGEST_RUN: Fraction(steps - 1 if steps > 2 else 0, steps),
    }
    return there[counted], max(Fraction(0), 2 * (pairs - 1) / pairs - 1)


@cache
def by_chance(steps: int, counted: Counted) -> tuple[Fraction, Fraction]:
    """What any order of at least three steps earns on average there, and here."""
    there = {Counted.OWN_PLACES: Fraction(1, steps), Counted.PAIRS: Fraction(1, 2)}.get(counted)
    orders = _orders_by_swaps(steps)
    pairs = len(orders) - 1
    earned = sum(many * max(0, pairs - 2 * swaps) for swaps, many in enumerate(orders))
    return there or _run_by_chance(steps), Fraction(earned, pairs * sum(orders))


def _run_by_chance(steps: int) -> Fraction:
    """The longest run of any order on average. All orders are looked at, so for few steps only."""
    runs = [_longest_run(order) for order in permutations(range(steps))]
    return Fraction(sum(run for run in runs if run > 1), steps * len(runs))


def _longest_run(order: tuple[int, ...]) -> int:
    """How many steps stand in the right order among each other; a single one is no run there."""
    ends: list[int] = []
    for step in order:
        place = bisect(ends, step)
        ends[place : place + 1] = [step]
    return len(ends)


def _orders_by_swaps(steps: int) -> list[int]:
    """In how many orders 0, 1, 2 … pairs of steps stand the wrong way round."""
    orders = [1]
    for step in range(1, steps):
        orders = [
            sum(orders[max(0, swaps - step) : swaps + 1]) for swaps in range(len(orders) + step)
        ]
    return orders


def distinct(steps: Iterable[str]) -> list[str]:
    """The steps, those of which look alike kept apart by a mark that can't be seen: Moodle knows
    a step by its HTML."""
    seen: dict[str, int] = {}
    found = []
    for step in steps:
        seen[step] = seen.get(step, -1) + 1
        found.append(step + "<wbr>" * seen[step])
    return found
