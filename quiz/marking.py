"""Responses -> marks -> grades. Pure: what a mark was given for is all in its arguments."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from quiz.model import EvidenceMark, Given, Grade, Item, Mark, Outcome, Strand
from quiz.questions import is_blank, types


def mark_item(item: Item, version: str, given: Given) -> Mark:
    """The mark for one response. `given` must have come from the type's own `read`.

    A blank response earns nothing whatever the type. `tags` are the misconceptions that the
    response shows, each once.
    """
    kind = types()[item.type]
    blank = is_blank(given)
    fraction = 0 if blank else kind.mark(item.body, given)
    comments = () if blank else kind.comments(item.body, given)
    if blank:
        outcome = Outcome.UNANSWERED
    elif fraction is None:
        outcome = Outcome.NEEDS_GRADING
    elif fraction == 1:
        outcome = Outcome.RIGHT
    else:
        outcome = Outcome.PARTLY_RIGHT if fraction else Outcome.WRONG
    return Mark(
        item_id=item.id,
        version=version,
        outcome=outcome,
        fraction=None if fraction is None else float(fraction),
        out_of=item.points,
        strand=item.strand or "",
        tags=tuple(dict.fromkeys(comment.tag for comment in comments if comment.tag)),
    )


def mark_attempt(
    items: Sequence[tuple[Item, str]], responses: Mapping[str, Given]
) -> tuple[Mark, ...]:
    """A mark for every (item, version), in that order; `responses` are by item id."""
    return tuple(mark_item(item, version, responses.get(item.id, {})) for item, version in items)


def mark_evidence(
    items: Iterable[tuple[Item, str]], cited: Mapping[str, Collection[str]]
) -> tuple[EvidenceMark, ...]:
    """What was cited earns, for each (item, version) that asks for evidence, in that order.

    `cited` are anchors by item id. The fraction is (right − wrong) ÷ all right ones, never below 0:
    each right paragraph earns its share, as a right tick does in multiple choice, and each wrong
    one costs as much, as in the response mapping of IMS QTI 2.2 (1 for a key, −1 for anything
    else, 0 at least). Multiple choice itself shares that cost among all wrong options; of a long
    reading half could then be cited for half the marks.
    """
    return tuple(
        EvidenceMark(item.id, version, _evidence(set(item.evidence), set(cited.get(item.id, ()))))
        for item, version in items
        if item.evidence
    )


def _evidence(right: set[str], cited: set[str]) -> float:
    return max(0, len(cited & right) - len(cited - right)) / len(right)


def withheld(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """The marks as students see them until the release: what a person graded still waits."""
    return tuple(
        replace(mark, outcome=Outcome.NEEDS_GRADING, fraction=None) if mark.graded else mark
        for mark in marks
    )


def grade(marks: Iterable[Mark]) -> Grade:
    """The total of the marks given so far, out of all that could be earned."""
    marks = tuple(marks)
    return Grade(
        points=math.fsum(mark.points or 0 for mark in marks),
        out_of=math.fsum(mark.out_of for mark in marks),
        graded=math.fsum(mark.out_of for mark in marks if mark.fraction is not None),
        needs_grading=sum(mark.outcome is Outcome.NEEDS_GRADING for mark in marks),
    )


def share(grade: Grade) -> float | None:
    """How much of what is marked was earned, 0 to 1; None where nothing is marked."""
    return grade.points / grade.graded if grade.graded else None


def grades_by_strand(marks: Iterable[Mark]) -> dict[str, Grade]:
    """A grade for each strand that has marks, in the strands' own order."""
    marks = tuple(marks)
    strands = [strand for strand in Strand if any(mark.strand == strand for mark in marks)]
    return {
        strand.value: grade(mark for mark in marks if mark.strand == strand) for strand in strands
    }
