"""Putting in order: Moodle's own type `ordering`, part of Moodle from 4.4 on.

It has nine ways of marking (question/type/ordering/question.php: `grade_response`), none of which
is ours: 2 × pairs of steps in order ÷ all pairs, less 1, never below 0. All give full marks for
the key. Here stands the one that is nearest for two neighbouring steps exchanged: for two steps all
agree; steps in their own place ÷ steps agrees for three; the longest run of steps in order ÷ steps
comes nearest for four to six and agrees for five; from seven on it is the pairs in order ÷ all
pairs, without the rest of our rule. Of six steps, two neighbours exchanged earn 13/15 here, 5/6
there, and 14/15 or at most 2/3 in the other ways. The importer breaks off without `shownumcorrect`.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache
from itertools import permutations

from quiz.exchange.exporting._moodle import UNTOUCHED, distinct
from quiz.exchange.exporting._shares import two_exchanged
from quiz.exchange.exporting.moodle_xml._parts import write_feedback
from quiz.exchange.exporting.moodle_xml._question import Question
from quiz.exchange.part_feedback import before
from quiz.questions.ordering import Ordering

_OWN_PLACE = "ABSOLUTE_POSITION"
_LONGEST_RUN = "LONGEST_ORDERED_SUBSET"
_PAIRS = "RELATIVE_ALL_PREVIOUS_AND_NEXT"

_COUNTED = {
    _OWN_PLACE: "how many steps have their own place",
    _LONGEST_RUN: "how many steps stand in the right order among each other",
    _PAIRS: "how many pairs of steps stand in the right order",
}


def write(body: Ordering, question: Question) -> None:
    steps = len(body.steps)
    grading = grading_type(steps)
    question.kind = "ordering"
    question.add("layouttype", "VERTICAL")
    question.add("selecttype", "ALL")
    question.add("selectcount", str(steps))
    question.add("gradingtype", grading)
    question.add("showgrading", "SHOW")
    question.add("numberingstyle", "none")
    question.add("shownumcorrect")
    shown = distinct([question.visible(step).strip() for step in body.steps])
    for number, step in enumerate(shown, start=1):
        question.add_html("answer", step, fraction=str(number))
    write_feedback(question, _swaps(body, shown), "wrong orders")
    question.lose(_difference(steps))


def _swaps(body: Ordering, shown: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """(key, name, feedback) of each wrong order. `shown` are the steps as HTML."""
    for swap in body.swaps:
        about = before(shown[swap.later - 1], shown[swap.earlier - 1])
        yield f"{swap.later}-{swap.earlier}", about, swap.feedback


def _difference(steps: int) -> str:
    """How marks differ, with two neighbouring steps exchanged as the example."""
    if steps == 2:
        return UNTOUCHED
    there, here = exchanged(steps)
    earned = f"{float(there):.0%} there and {float(here):.0%} here"
    if there == here:
        earned = f"{float(here):.0%} there too"
    return (
        f"Moodle counts {_COUNTED[grading_type(steps)]}: two neighbouring steps exchanged earn "
        f"{earned}, but other orders earn more or less than here. {_luck(steps)} {UNTOUCHED}"
    )


def _luck(steps: int) -> str:
    there, here = by_chance(steps)
    return f"An order by chance earns about {float(there):.0%} there and {float(here):.0%} here."


def grading_type(steps: int) -> str:
    """The way of marking that is nearest to ours for two neighbouring steps exchanged."""
    if steps < 4:
        return _OWN_PLACE
    return _LONGEST_RUN if steps < 7 else _PAIRS


def exchanged(steps: int) -> tuple[Fraction, Fraction]:
    """What two neighbouring steps exchanged earn there, and here."""
    pairs = Fraction(steps * (steps - 1), 2)
    there = {
        _OWN_PLACE: Fraction(steps - 2, steps),
        _LONGEST_RUN: Fraction(steps - 1, steps),
        _PAIRS: (pairs - 1) / pairs,
    }
    return there[grading_type(steps)], two_exchanged(steps)


@cache
def by_chance(steps: int) -> tuple[Fraction, Fraction]:
    """What any order of at least three steps earns on average there, and here."""
    there = Fraction(1, 2)
    if steps < 4:
        there = Fraction(1, steps)
    elif steps < 7:
        runs = [_longest_run(order) for order in permutations(range(steps))]
        there = Fraction(sum(run for run in runs if run > 1), steps * len(runs))
    orders = _orders_by_swaps(steps)
    pairs = len(orders) - 1
    earned = sum(many * max(0, pairs - 2 * swaps) for swaps, many in enumerate(orders))
    return there, Fraction(earned, pairs * sum(orders))


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
