"""What `bench.classroom` checks at its end, and how that came out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.classroom_pages import Look, Student
from quiz.marking import grade, mark_attempt
from quiz.model import Attempt, AttemptState, ClosedBy
from quiz.storage import attempts, marks, responses
from quiz.storage.database import Database

LATE_SECONDS = 5.0
"""By so much may a student's time differ from what they have."""


@dataclass(frozen=True)
class Check:
    """One thing that was checked: how many there were, how it came out, and what was `wrong`."""

    what: str
    found: str
    wrong: tuple[str, ...] = ()

    @property
    def is_good(self) -> bool:
        return not self.wrong

    def __str__(self) -> str:
        lines = [f"{'ok   ' if self.is_good else 'WRONG'}  {self.what:<58} {self.found}"]
        return "\n".join([*lines, *(f"         {one}" for one in self.wrong[:8])])


def compare(
    data: Path,
    students: Sequence[Student],
    reviews: Mapping[str, str],
    outages: Sequence[tuple[float, float]],
    looks: Sequence[Look],
    limit: int,
) -> list[Check]:
    """Everything that must be so, looked up once the program has ended."""
    with Database(data) as db:
        found = {student.name: attempts.get(db, _id(student)) for student in students}
        return [
            _answers(db, students),
            _handed_in(db, students, found),
            _grades(db, students, reviews),
            _limits(students, found, limit),
            _times(students, found, outages, limit),
            _boards(looks),
            Check("Outages of the program, in seconds", _seconds(b - a for a, b in outages)),
            Check(
                "Errors in a page's script",
                str(sum(len(student.troubles) for student in students)),
                tuple(trouble for student in students for trouble in student.troubles),
            ),
        ]


def _id(student: Student) -> str:
    return student.attempt.rpartition("/")[2]


def _answers(db: Database, students: Sequence[Student]) -> Check:
    wrong, called, given = [], 0, 0
    for student in students:
        there = responses.of_attempt(db, _id(student))
        called += len(student.called_saved)
        given += len(student.given)
        wrong += [
            f"{student.name} {item}: called saved {answer}, stored {there.get(item)}"
            for item, answer in student.called_saved.items()
            if item not in there or there[item].given != answer
        ]
    found = f"{called} of {given} answers given; {len(wrong)} lost"
    return Check("Answers that a page called saved are stored", found, tuple(wrong))


def _handed_in(db: Database, students: Sequence[Student], found: Mapping[str, Attempt]) -> Check:
    wrong = []
    for student in students:
        attempt = found[student.name]
        if attempt.state is not AttemptState.SUBMITTED:
            wrong.append(f"{student.name}: {attempt.state}")
        elif (attempt.closed_by is ClosedBy.TIME) != student.outstays:
            wrong.append(f"{student.name}: handed in by {attempt.closed_by}")
        if len(attempts.of_student(db, attempt.student_id)) != 1:
            wrong.append(f"{student.name}: more than one attempt")
    by_time = sum(attempt.closed_by is ClosedBy.TIME for attempt in found.values())
    return Check("Handed in once, by who was meant to", f"{by_time} by time", tuple(wrong))


def _grades(db: Database, students: Sequence[Student], reviews: Mapping[str, str]) -> Check:
    wrong = []
    for student in students:
        plan = {item.id: given for item, given in student.plan if given}
        if not student.outstays and student.called_saved != plan:
            wrong.append(f"{student.name}: did not get through the plan")
        due = grade(mark_attempt([(item, "") for item, _ in student.plan], student.called_saved))
        stored = grade(marks.of_attempt(db, _id(student)))
        shown = re.search(r"([\d.]+) of ([\d.]+)", reviews[student.name])
        told = (float(shown[1]), float(shown[2])) if shown else None
        if (stored.points, stored.out_of) != (due.points, due.out_of):
            wrong.append(f"{student.name}: {due} by the plan, {stored} stored")
        if told is None or told != (round(due.points, 2), round(due.out_of, 2)):
            wrong.append(f"{student.name}: {due} by the plan, shown “{reviews[student.name]}”")
    return Check("Grades as planned, stored and shown", f"{len(students)} students", tuple(wrong))


def _limits(students: Sequence[Student], found: Mapping[str, Attempt], limit: int) -> Check:
    wrong = []
    for student in students:
        attempt = found[student.name]
        length = (attempt.ends_after or 0) - (attempt.began_after or 0)
        if abs(length - limit * student.time_factor) > 0.001:
            wrong.append(f"{student.name}: {length} s")
    return Check("Everybody was given the full time", f"{limit} s, one more", tuple(wrong))


def _times(
    students: Sequence[Student],
    found: Mapping[str, Attempt],
    outages: Sequence[tuple[float, float]],
    limit: int,
) -> Check:
    """Time at work, without the time in which the program was away, beside the limit."""
    wrong, off = [], []
    for student in students:
        away = sum(
            max(0.0, min(end, student.ended) - max(start, student.began)) for start, end in outages
        )
        end = student.ended - away - limit * student.time_factor
        least, most = end - student.began_by, end - student.began
        by_time = found[student.name].closed_by is ClosedBy.TIME
        if by_time:
            off.append(least)
        if least > LATE_SECONDS or (by_time and most < -LATE_SECONDS):
            wrong.append(f"{student.name}: {least:+.1f} to {most:+.1f} s beside the limit")
    return Check(
        "Time used, of those whose time ran out: beside the limit", _seconds(off), tuple(wrong)
    )


def _boards(looks: Sequence[Look]) -> Check:
    wrong = [f"look {number}: {one}" for number, look in enumerate(looks, 1) for one in look.wrong]
    compared = " + ".join(str(look.compared) for look in looks)
    return Check("Board said what the pages said", f"{compared} rows", tuple(wrong))


def _seconds(values: object) -> str:
    return ", ".join(f"{value:+.1f}" for value in values) or "none"  # type: ignore[attr-defined]
