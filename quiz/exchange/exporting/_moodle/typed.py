"""What is typed, as Moodle compares it: `shortanswer` and `numerical`.

In a text `*` stands for anything (question/type/shortanswer/question.php:
`compare_string_with_wildcard`). A number is calculated with 14 digits, and signs that set thousands
apart are taken for a decimal sign or a unit (question/type/numerical: `apply_units`).
"""

from __future__ import annotations

DIGITS = 14
"""With how many Moodle calculates."""
THOUSANDS = 10_000
"""From here on, people set thousands apart."""

ROUNDED = f"Moodle calculates with {DIGITS} digits, so a number with more of them is rounded."
GROUPED = (
    "A comma, full stop or apostrophe that sets thousands apart can make the answer wrong in "
    "Moodle. Ask for digits without such signs."
)


def literal(text: str) -> str:
    """The text as an answer of Moodle's that stands for these signs and nothing else."""
    return text.replace("*", "\\*")
