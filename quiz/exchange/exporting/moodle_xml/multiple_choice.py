"""Multiple choice: `multichoice` with several answers, whose shares add up and stop at 0.

Moodle takes shares from a list only, and refuses the file for any other. It has equal shares for
up to 10 options and for 20 (lib/questionlib.php and question/engine/bank.php:
`match_grade_options`, `fraction_options_full`). Among 11 to 19 right options, some get 10 % and
the others 5 %.
"""

from __future__ import annotations

from collections.abc import Iterator

from quiz.exchange.exporting.moodle_xml._options import write_options
from quiz.exchange.exporting.moodle_xml._question import CannotCarry, Question
from quiz.questions.multiple_choice import MultipleChoice

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


def write(body: MultipleChoice, question: Question) -> None:
    keys = sum(option.right for option in body.options)
    earned = iter(_earned(keys, question))
    cost = _cost(len(body.options) - keys, question)
    percents = [next(earned) if option.right else cost for option in body.options]
    write_options(question, body.options, percents, single=False)


def _earned(keys: int, question: Question) -> Iterator[str]:
    """The shares of the right options."""
    if keys > MOST_KEYS:
        raise CannotCarry(
            f"Moodle can't share a mark among {keys} right options; {MOST_KEYS} are the most."
        )
    if keys in SHARES:
        return iter([SHARES[keys]] * keys)
    question.lose(
        f"Moodle has no equal shares for {keys} right options: some earn 10 % there and the "
        f"others 5 %, instead of {100 / keys:.1f} % each."
    )
    tens = MOST_KEYS - keys
    return iter(["10"] * tens + ["5"] * (keys - tens))


def _cost(others: int, question: Question) -> str:
    """What ticking a wrong option costs."""
    if not others:
        return "0"
    nearest = min(SHARES, key=lambda number: abs(100 / others - float(SHARES[number])))
    if nearest != others:
        question.lose(
            f"A wrong tick costs {SHARES[nearest]} % there instead of {100 / others:.1f} %."
        )
    return f"-{SHARES[nearest]}"
