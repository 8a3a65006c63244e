"""The attempt that what stands on a student's paper becomes, in the sitting of the quiz."""

from __future__ import annotations

from collections.abc import Mapping

from quiz.model import (
    Attempt,
    AttemptState,
    ClosedBy,
    Feedback,
    Paper,
    Response,
    Sitting,
    SittingState,
    Source,
    Student,
)
from quiz.papers import Entered
from quiz.storage import attempts, responses, sittings
from quiz.storage.attempts import NewAttempt
from quiz.storage.responses import Save
from quiz.web.handing_in import hand_in
from quiz.web.services import services


def is_of(attempt: Attempt, paper: Paper) -> bool:
    """Whether an attempt is being entered from this very paper."""
    return (
        attempt.source is Source.PAPER
        and attempt.state is AttemptState.IN_PROGRESS
        and (attempt.seed, attempt.items) == (paper.seed, paper.items)
    )


def at_the_quiz(student: Student, paper: Paper) -> list[Attempt]:
    """All of a student's attempts at the quiz of a paper."""
    own = attempts.of_student(services().db, student.id)
    return [one for one in own if (one.lesson, one.quiz) == (paper.lesson, paper.quiz)]


def being_entered(student: Student, paper: Paper) -> Attempt | None:
    """The attempt that is being entered from this paper, if one is."""
    return next((one for one in at_the_quiz(student, paper) if is_of(one, paper)), None)


def begin(student: Student, paper: Paper) -> Attempt | None:
    """A new attempt for the paper. What was in progress is handed in with what it has saved.

    None where another attempt was begun in the same moment: ask again.
    """
    for one in at_the_quiz(student, paper):
        hand_in(one, ClosedBy.INSTRUCTOR)
    started = attempts.start(services().db, student.id, _new_attempt(student, paper))
    return started if is_of(started, paper) else None


def as_entered(stored: Response | None) -> Entered:
    """What is stored for an item, as it would be entered."""
    return Entered(stored.given, stored.evidence) if stored else Entered()


def save(attempt: Attempt, said: Mapping[str, Entered]) -> None:
    """Keep what can be read of a paper: what changed, in the place of what was entered before."""
    stored = responses.of_attempt(services().db, attempt.id)
    saves = [
        Save(
            item_id,
            one.given,
            stored[item_id].sequence + 1 if item_id in stored else 1,
            evidence=one.evidence,
        )
        for item_id, one in said.items()
        if one != as_entered(stored.get(item_id))
    ]
    if saves:
        responses.save(services().db, attempt.id, saves)


def _new_attempt(student: Student, paper: Paper) -> NewAttempt:
    db, sitting = services().db, _sitting(student, paper)
    texts = attempts.item_texts(db, {version for _, version in paper.items})
    return NewAttempt(
        lesson=paper.lesson,
        quiz=paper.quiz,
        lesson_title=paper.lesson_title,
        quiz_title=paper.quiz_title,
        lang=paper.lang,
        feedback=sitting.rules.feedback if sitting else _own_feedback(paper),
        items=[(item_id, version, texts[version]) for item_id, version in paper.items],
        sitting_id=sitting.id if sitting else None,
        seed=paper.seed,
        source=Source.PAPER,
    )


def _sitting(student: Student, paper: Paper) -> Sitting | None:
    """The sitting that the paper was written in: the newest of the quiz that was ever open."""
    of_class = sittings.of_class(services().db, student.class_id)
    return next(
        (
            one
            for one in of_class
            if (one.lesson, one.quiz) == (paper.lesson, paper.quiz)
            and one.state is not SittingState.PLANNED
        ),
        None,
    )


def _own_feedback(paper: Paper) -> Feedback:
    """When the quiz itself gives feedback; where the course has it no more, once handed in."""
    quiz = services().folder.course().quiz(paper.lesson, paper.quiz)
    return quiz.feedback if quiz else Feedback.AFTER_SUBMIT
