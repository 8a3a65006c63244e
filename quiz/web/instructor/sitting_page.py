"""What the page of a sitting shows: its time, and where each student of the class is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from quiz.model import Allowance, Attempt, AttemptState, Sitting, Student
from quiz.sitting_time import elapsed, in_words, is_over, left
from quiz.storage import attempts, responses, sittings, students
from quiz.storage.served_time import outages_since
from quiz.web.services import services


@dataclass(frozen=True)
class StudentRow:
    """One student in a sitting: the newest attempt there, and what they have beyond the rules."""

    student: Student
    attempt: Attempt | None
    answered: int
    left: float | None
    allowance: Allowance
    online: bool

    @property
    def working(self) -> bool:
        return self.attempt is not None and self.attempt.state is AttemptState.IN_PROGRESS

    @property
    def done(self) -> bool:
        return self.attempt is not None and self.attempt.state is AttemptState.SUBMITTED

    @property
    def left_words(self) -> str:
        return "" if self.left is None else in_words(self.left)


def sitting_view(found: Sitting) -> dict[str, Any]:
    """What the template of a sitting needs."""
    db = services().db
    reading = db.clock.now()
    rows = student_rows(found, reading)
    closes = found.closes_after
    return {
        "sitting": found,
        "rows": rows,
        "over": is_over(found, reading),
        "closes_in": None if closes is None else in_words(closes - elapsed(found, reading)),
        "outages": outages_since(db, found.opened_at) if found.opened_at else [],
        "working": sum(row.working for row in rows),
        "done": sum(row.done for row in rows),
    }


def student_rows(found: Sitting, reading: float) -> list[StudentRow]:
    """Everyone of the class, by name, as the sitting stands at `reading`."""
    db, presence = services().db, services().presence
    newest = {attempt.student_id: attempt for attempt in attempts.in_sitting(db, found.id)}
    answered = responses.answered(db, found.class_id)
    allowed = sittings.allowances(db, found.id)
    return [
        StudentRow(
            student,
            attempt,
            answered.get(attempt.id, 0) if attempt else 0,
            left(found, attempt, reading) if attempt else None,
            allowed.get(student.id, Allowance()),
            presence.is_online(student.id),
        )
        for student in sorted(
            students.in_class(db, found.class_id), key=lambda one: (one.name.casefold(), one.id)
        )
        for attempt in [newest.get(student.id)]
    ]
