"""The work of the current class, read from storage in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from quiz.errors import NotFound
from quiz.exchange.tables.cells import response_text
from quiz.exchange.tables.marks_csv import MarkedResponse
from quiz.gradebook import ClassWork, Gradebook, gradebook
from quiz.model import Attempt, AttemptState, Class, Mark, Student
from quiz.storage import (
    attempts,
    due_dates,
    evidence_marks,
    gradings,
    marks,
    regraded,
    releases,
    responses,
    sittings,
    students,
)
from quiz.web.instructor.blueprint import current_class
from quiz.web.sent import as_sent
from quiz.web.services import services


def class_gradebook() -> Gradebook:
    """The gradebook of the current class, whole and by name."""
    db, class_id = services().db, current_class().id
    work = ClassWork(
        students.in_class(db, class_id),
        attempts.in_class(db, class_id),
        marks.in_class(db, class_id),
        responses.answered(db, class_id),
        releases.released(db, class_id),
        due_dates.of_class(db, class_id),
        now=db.stamp(),
        excused=sittings.excused(db, class_id),
    )
    return gradebook(services().folder.course(), work)


def quiz_title(lesson: str, quiz: str) -> str:
    """The title of a quiz of the course, or of one that was taken and is in it no longer.

    Raises `NotFound`.
    """
    found = services().folder.course().quiz(lesson, quiz)
    if found:
        return found.title
    for attempt in attempts.at_quiz(services().db, current_class().id, lesson, quiz):
        return attempt.quiz_title
    raise NotFound("quiz", (lesson, quiz))


def marked_responses_of_class() -> list[MarkedResponse]:
    """Every response of the current class's submitted attempts, oldest attempt first."""
    db, own = services().db, current_class()
    return _marked_responses(
        own,
        {student.id: student for student in students.in_class(db, own.id)},
        attempts.in_class(db, own.id),
        marks.in_class(db, own.id),
    )


def marked_responses_of_student(student: Student, own: Class) -> list[MarkedResponse]:
    """Every response of one student's submitted attempts, oldest attempt first."""
    db = services().db
    found = attempts.of_student(db, student.id)
    return _marked_responses(own, {student.id: student}, found, marks.of_student(db, student.id))


def _marked_responses(
    own: Class,
    owners: Mapping[int, Student],
    found: Sequence[Attempt],
    earned: Mapping[str, Sequence[Mark]],
) -> list[MarkedResponse]:
    db = services().db
    submitted = [attempt for attempt in found if attempt.state is AttemptState.SUBMITTED]
    ids = [attempt.id for attempt in submitted]
    due, anew = due_dates.of_class(db, own.id), regraded.of_attempts(db, ids)
    comments, evidence = gradings.current(db, ids), evidence_marks.of_attempts(db, ids)
    stored = responses.of_attempts(db, ids)
    anchors = [paragraph.anchor for paragraph in services().paragraphs]
    return [
        MarkedResponse(
            class_name=own.name,
            student=owners[attempt.student_id],
            attempt=attempt,
            due_at=due.get((attempt.lesson, attempt.quiz), ""),
            question=items[mark.item_id].stem,
            mark=mark,
            regraded=(attempt.id, mark.item_id) in anew,
            comment=comments[key].comment
            if (key := (attempt.id, mark.item_id)) in comments
            else "",
            response=response_text(items[mark.item_id], said.given),
            cited=_in_order(said.evidence, anchors),
            evidence=evidence.get(attempt.id, {}).get(mark.item_id),
            confidence=said.confidence,
        )
        for attempt in submitted
        for items in [{item.id: item for item, _ in services().frozen.of(attempt)}]
        for mark in earned.get(attempt.id, ())
        for said in [as_sent(stored.get(attempt.id, {}).get(mark.item_id))]
    ]


def _in_order(cited: Sequence[str], anchors: Sequence[str]) -> list[str]:
    """Anchors as they follow each other in the reading; those that it has no longer are last."""
    return sorted(cited, key=lambda one: anchors.index(one) if one in anchors else len(anchors))
