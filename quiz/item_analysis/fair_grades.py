"""Grades that can be compared while some responses still wait for a person's mark."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from quiz.marking import grade
from quiz.model import Grade, Mark

MarksByAttempt = Mapping[str, Collection[Mark]]


def waiting_items(marks: Iterable[Collection[Mark]]) -> frozenset[str]:
    """The ids of the items at which at least one response has no mark yet."""
    return frozenset(mark.item_id for own in marks for mark in own if mark.fraction is None)


def fair_grades(marks: MarksByAttempt) -> dict[str, Grade]:
    """Attempt id -> what it earned in the items that wait in no attempt.

    A blank response has its mark at once. Were it counted while what others wrote still waits,
    whoever wrote something would rank higher for that alone.
    """
    waiting = waiting_items(marks.values())
    return {
        attempt_id: grade(mark for mark in own if mark.item_id not in waiting)
        for attempt_id, own in marks.items()
    }
