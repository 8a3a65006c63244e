"""What the database says after a rehearsal, beside what the phones were told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from quiz.model import Attempt, AttemptState
from quiz.rehearsal.phone import Phone
from quiz.storage import attempts, marks, responses
from quiz.storage.database import Database


@dataclass(frozen=True)
class Outcome:
    """`acknowledged` answers and how many of them are `stored`; `wrong` says in words what else is
    not as it must be: attempts that aren't handed in, have no marks, or are there twice."""

    acknowledged: int
    stored: int
    wrong: tuple[str, ...]

    @property
    def lost(self) -> int:
        return self.acknowledged - self.stored


def compare(data: Path, sitting: int, phones: Sequence[Phone]) -> Outcome:
    """Look up what every phone was told, once the program has ended."""
    with Database(data) as db:
        found = {attempt.id: attempt for attempt in attempts.in_sitting(db, sitting)}
        stored, wrong = 0, []
        for phone in phones:
            id_ = phone.attempt.rpartition("/")[2]
            stored += _stored(db, id_, phone)
            if problem := _problem(db, found.get(id_), phone):
                wrong.append(f"{phone.plan.name}: {problem}")
        per_student = Counter(attempt.student_id for attempt in found.values())
        wrong += [f"{count} attempts of one student" for count in per_student.values() if count > 1]
    return Outcome(sum(len(phone.acknowledged) for phone in phones), stored, tuple(wrong))


def _stored(db: Database, attempt_id: str, phone: Phone) -> int:
    """How many of a phone's acknowledged answers are there, or a later one that it had sent."""
    there = responses.of_attempt(db, attempt_id) if attempt_id else {}
    count = 0
    for item, given in phone.acknowledged.items():
        sent = phone.sent[item]
        # The last answer that was acknowledged, and whatever was sent after it.
        last = len(sent) - 1 - sent[::-1].index(given)
        count += item in there and there[item].given in sent[last:]
    return count


def _problem(db: Database, attempt: Attempt | None, phone: Phone) -> str:
    if attempt is None:
        return "no attempt" if phone.attempt else "never began"
    if attempt.state is not AttemptState.SUBMITTED:
        return "not handed in"
    marked = [mark.item_id for mark in marks.of_attempt(db, attempt.id)]
    if sorted(marked) != sorted(item for item, _ in attempt.items):
        return "not every item has one mark"
    return ""
