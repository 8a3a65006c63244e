"""Shares of a mark as Moodle takes them, and what partly right responses earn there and here.

Moodle takes shares from a list only, and refuses the file for any other. It has equal shares for
up to 10 options and for 20 (lib/questionlib.php and question/engine/bank.php:
`match_grade_options`, `fraction_options_full`). Among 11 to 19 right options, some get 10 % and
the others 5 %.
"""

from __future__ import annotations

from fractions import Fraction

from quiz.exchange.exporting._item_sets import CannotCarry
from quiz.exchange.exporting._moodle.bank import Lose
from quiz.questions.parts.pairs import Pairs

MOST_KEYS = 20

SHARES = {
    1: "100",
    2: "50",
    3: "33.33333",
    4: "25",
    5: "20",
    6: "16.66667",
    7: "14.28571",
    8: "12.5",
    9: "11.11111",
    10: "10",
    20: "5",
}
"""Number of options -> what each of them gets of the whole, in per cent."""


def earned(keys: int, lose: Lose) -> list[str]:
    """What each right option earns, in per cent. Raises `CannotCarry` for too many."""
    if keys > MOST_KEYS:
        raise CannotCarry(
            f"Moodle can't share a mark among {keys} right options; {MOST_KEYS} are the most."
        )
    if keys in SHARES:
        return [SHARES[keys]] * keys
    lose(
        f"Moodle has no equal shares for {keys} right options: some earn 10 % there and the "
        f"others 5 %, instead of {100 / keys:.1f} % each."
    )
    tens = MOST_KEYS - keys
    return ["10"] * tens + ["5"] * (keys - tens)


def cost(others: int, lose: Lose) -> str:
    """What ticking one of so many wrong options costs, in per cent, with its sign."""
    if not others:
        return "0"
    nearest = min(SHARES, key=lambda number: abs(100 / others - float(SHARES[number])))
    if nearest != others:
        lose(f"A wrong tick costs {SHARES[nearest]} % there instead of {100 / others:.1f} %.")
    return f"-{SHARES[nearest]}"


def guessing(body: Pairs) -> str:
    """How the marks of sorting into groups differ, with one in the wrong group as the example."""
    entries, groups = len(body.pairs), len(body.rights)
    chance, there = Fraction(1, groups), Fraction(entries - 1, entries)
    here = max(Fraction(0), (there - chance) / (1 - chance))
    return (
        f"Moodle takes nothing off for guessing: with one of {entries} in the wrong group, a "
        f"student earns {float(there):.0%} there and {float(here):.0%} here, and guessing earns "
        f"about {float(chance):.0%} there."
    )
