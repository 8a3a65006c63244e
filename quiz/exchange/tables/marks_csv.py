"""Every response of a class with its mark, as CSV for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quiz.exchange.tables.cells import Cell, number, written
from quiz.model import Attempt, Confidence, EvidenceMark, Mark, Student

HEAD = (
    "class",
    "student",
    "name",
    "id",
    "lesson",
    "quiz",
    "lesson file",
    "quiz id",
    "attempt",
    "started (UTC)",
    "submitted (UTC)",
    "due (UTC)",
    "late",
    "item",
    "question",
    "item version",
    "outcome",
    "fraction",
    "points",
    "out of",
    "strand",
    "misconceptions",
    "marked by hand",
    "regraded",
    "evidence",
    "evidence fraction",
    "confidence",
    "comment",
    "response",
)


@dataclass(frozen=True)
class MarkedResponse:
    """One response of a submitted attempt, with the mark that holds now.

    `question` is its stem as it was asked, `response` what the student gave, in words. `comment`
    is what was written to the student; `regraded` says that the mark was given anew. `due_at` is
    '' where the quiz has no due date. `cited` are the anchors that the student cited; `evidence` is
    None where the item didn't ask for any.
    """

    class_name: str
    student: Student
    attempt: Attempt
    due_at: str
    question: str
    mark: Mark
    regraded: bool
    comment: str
    response: str
    cited: Sequence[str] = ()
    evidence: EvidenceMark | None = None
    confidence: Confidence | None = None


def marks_csv(responses: Iterable[MarkedResponse]) -> str:
    """One line a response, under one line of heads."""
    return written([HEAD, *(_cells(response) for response in responses)])


def _cells(response: MarkedResponse) -> Sequence[Cell]:
    attempt, mark, student = response.attempt, response.mark, response.student
    submitted_at = attempt.submitted_at or ""
    return (
        response.class_name,
        student.id,
        student.name,
        student.external_id,
        attempt.lesson_title,
        attempt.quiz_title,
        attempt.lesson,
        attempt.quiz,
        attempt.number,
        attempt.started_at,
        submitted_at,
        response.due_at,
        _yes(bool(response.due_at) and submitted_at > response.due_at),
        mark.item_id,
        response.question,
        mark.version,
        mark.outcome.value,
        number(mark.fraction),
        number(mark.points),
        number(mark.out_of),
        mark.strand,
        " ".join(mark.tags),
        _yes(mark.graded),
        _yes(response.regraded),
        " ".join(anchor.upper() for anchor in response.cited),
        number(response.evidence.fraction) if response.evidence else "",
        response.confidence or "",
        response.comment,
        response.response,
    )


def _yes(value: bool) -> str:
    return "yes" if value else "no"
