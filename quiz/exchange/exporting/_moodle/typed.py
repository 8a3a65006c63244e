"""What is typed, as Moodle compares it: `shortanswer` and `numerical`.

In a text `*` stands for anything (question/type/shortanswer/question.php:
`compare_string_with_wildcard`). A number is calculated with 14 digits, and signs that set thousands
apart are taken for a decimal sign or a unit (question/type/numerical: `apply_units`).
"""

from __future__ import annotations

from collections.abc import Iterator

from quiz.questions.numeric import Numeric
from quiz.questions.parts.numbers import digits, span

_DIGITS = 14
"""With how many Moodle calculates."""
_THOUSANDS = 10_000
"""From here on, people set thousands apart."""

_ROUNDED = f"Moodle calculates with {_DIGITS} digits, so a number with more of them is rounded."
_GROUPED = (
    "A comma, full stop or apostrophe that sets thousands apart can make the answer wrong in "
    "Moodle. Ask for digits without such signs."
)


def literal(text: str) -> str:
    """The text as an answer of Moodle's that stands for these signs and nothing else."""
    return text.replace("*", "\\*")


def typing_losses(body: Numeric) -> Iterator[str]:
    """What is different about the numbers of a question, as they are kept and as they are typed."""
    answers = [span(answer.text) for answer in (body.answer, *body.wrong)]
    if any(digits(one.middle) > _DIGITS or digits(one.half) > _DIGITS for one in answers):
        yield _ROUNDED
    if max(abs(answers[0].low), abs(answers[0].high)) >= _THOUSANDS:
        yield _GROUPED
