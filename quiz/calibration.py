"""Whether students know what they know: how sure they said they were, beside what was right.

Pure. A mark never depends on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from quiz.model import Confidence, Mark, Outcome, Response

_JUDGED = (Outcome.RIGHT, Outcome.PARTLY_RIGHT, Outcome.WRONG)
"""What says whether a student was right; blank and unmarked responses say nothing."""


@dataclass(frozen=True)
class Judged:
    """Of `n` responses given with one degree of confidence, `right` were wholly right."""

    n: int
    right: int


def judged(
    responses: Mapping[str, Response], marks: Iterable[Mark]
) -> list[tuple[Confidence, Outcome]]:
    """How sure a student was of each response of one attempt, and how it turned out.

    `responses` are by item id. Left out is what was blank, isn't marked yet, or was given without
    a word on confidence.
    """
    return [
        (confidence, mark.outcome)
        for mark in marks
        if mark.outcome in _JUDGED and mark.item_id in responses
        for confidence in [responses[mark.item_id].confidence]
        if confidence
    ]


def calibration(pairs: Iterable[tuple[Confidence, Outcome]]) -> dict[Confidence, Judged]:
    """The figures of one attempt or, with the pairs of many, of a class: surest first.

    A degree that nobody chose is absent. What is partly right doesn't count as right.
    """
    outcomes: dict[Confidence, list[Outcome]] = {confidence: [] for confidence in Confidence}
    for confidence, outcome in pairs:
        outcomes[confidence].append(outcome)
    return {
        confidence: Judged(len(found), found.count(Outcome.RIGHT))
        for confidence, found in outcomes.items()
        if found
    }


def in_words(figures: Mapping[Confidence, Judged], who: str = "You were") -> str:
    """The figures as sentences; '' where there are none.

    `who` begins them: "You were" to the student, "Students were" about a class.
    """
    said = []
    for confidence, one in figures.items():
        right = f"{one.right} {'was' if one.right == 1 else 'were'} right."
        if confidence is Confidence.GUESSING:
            said.append(f"Of {one.n} {'guess' if one.n == 1 else 'guesses'}, {right}")
        else:
            answers = f"{one.n} {'answer' if one.n == 1 else 'answers'}"
            said.append(f"{who} {confidence} of {answers}: {right}")
    return " ".join(said)
