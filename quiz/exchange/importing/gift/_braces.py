"""The pairs of braces in a text that hold answers, told from those of formulas.

Moodle 4.5 takes the first `{` and the first `}`, so that `\\frac{1}{2}` becomes a question whose
answer is 1. Here the braces of a formula are left alone where others can hold the answers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from quiz.exchange.importing.gift._signs import BACKSLASH

_BRACE = re.compile(r"[{}]")
_FORMULA = re.compile(rf"(?:[\\{BACKSLASH}][A-Za-z]+(?:\[[^\]\n]*\])?|[\^_])\Z")
"""What stands before a brace of a formula: `\\frac{`, `\\sqrt[3]{`, `x^{`."""
_REACH = 30


@dataclass(frozen=True)
class Braces:
    """Where a pair stands in a text; `start` or `end` is -1 where that brace is missing."""

    start: int
    end: int


def answer_braces(text: str) -> list[Braces]:
    """The pairs that hold answers, in their order. Escaped braces must be shielded."""
    found, formulas, whole = _told_apart(text)
    if not whole:
        return _as_moodle(text)
    return found or formulas


def first_brace(text: str) -> int:
    """Where the first brace of any kind stands, -1 for nowhere."""
    match = _BRACE.search(text)
    return match.start() if match else -1


def _told_apart(text: str) -> tuple[list[Braces], list[Braces], bool]:
    """The pairs that hold answers, those of formulas outside of them, and whether all are pairs."""
    answers, formulas = list[Braces](), list[Braces]()
    opened: list[tuple[int, bool]] = []
    closed_formula = -1
    for match in _BRACE.finditer(text):
        at = match.start()
        if match[0] == "{":
            formula = closed_formula == at - 1 >= 0 or _is_formula(text, at)
            if formula or not opened:
                opened.append((at, formula))
        elif not opened:
            return answers, formulas, False
        else:
            start, formula = opened.pop()
            closed_formula = at if formula else closed_formula
            if not opened:
                (formulas if formula else answers).append(Braces(start, at))
    return answers, formulas, not opened


def _is_formula(text: str, at: int) -> bool:
    return _FORMULA.search(text, max(0, at - _REACH), at) is not None


def _as_moodle(text: str) -> list[Braces]:
    """Pairs of a `{` and the next `}`, with what is left over."""
    found = list[Braces]()
    start = -1
    for match in _BRACE.finditer(text):
        if match[0] == "{":
            start = match.start() if start < 0 else start
        else:
            found.append(Braces(start, match.start()))
            start = -1
    return found if start < 0 else [*found, Braces(start, -1)]
