"""What the course page says of each lesson and quiz: where one student stands, what is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from quiz.marking import grade
from quiz.model import (
    Allowance,
    Attempt,
    AttemptState,
    BrokenLesson,
    Course,
    Feedback,
    Grade,
    Lesson,
    Mark,
    Quiz,
    Sitting,
    SittingState,
    Source,
)
from quiz.sitting_time import full_time
from quiz.web.pages import feedback_due


@dataclass(frozen=True)
class OwnWork:
    """What one student has done, as far as they may see it, and the sittings of their class.

    `marks` are by attempt id; `released` are (lesson, quiz); `sittings` are those whose rules hold.
    `allowances` are by sitting. `self_paced`: a quiz without a sitting may be taken at any time.
    """

    attempts: Sequence[Attempt] = ()
    marks: Mapping[str, Sequence[Mark]] = field(default_factory=dict)
    released: set[tuple[str, str]] = field(default_factory=set)
    sittings: Mapping[tuple[str, str], Sitting] = field(default_factory=dict)
    allowances: Mapping[int, Allowance] = field(default_factory=dict)
    self_paced: bool = True
    extra_time: float = 1.0


@dataclass(frozen=True)
class QuizRow:
    """One quiz on the course page. `grade` is the best of the attempts whose feedback is due.

    `sitting` is the one whose rules hold, None where the lesson's own do; `is_open` says whether an
    attempt can be begun by it. `released` says that withheld answers were shown to all, so that the
    quiz can't be begun again. `seconds` is the time that this student has for an attempt.
    """

    lesson: str
    quiz: Quiz
    attempts: tuple[Attempt, ...]
    grade: Grade | None
    released: bool = False
    sitting: Sitting | None = None
    is_open: bool = True
    allowed: int | None = None
    seconds: float | None = None
    excused: bool = False

    @property
    def in_progress(self) -> Attempt | None:
        """The attempt to go on with, if any; what is being entered from paper is none."""
        open_ = [a for a in self.attempts if a.state is AttemptState.IN_PROGRESS]
        return next((a for a in open_ if a.source is Source.SCREEN), None)

    @property
    def submitted(self) -> tuple[Attempt, ...]:
        return tuple(a for a in self.attempts if a.state is AttemptState.SUBMITTED)

    @property
    def feedback(self) -> Feedback:
        return self.sitting.rules.feedback if self.sitting else self.quiz.feedback

    @property
    def attempts_left(self) -> int | None:
        """How often the quiz may still be begun; None without a limit."""
        if self.released or not self.is_open:
            return 0
        if self.allowed is None:
            return None
        sitting_id = self.sitting.id if self.sitting else None
        counted = [a for a in self.attempts if sitting_id in (None, a.sitting_id)]
        return max(0, self.allowed - len(counted))


@dataclass(frozen=True)
class LessonRow:
    """One lesson on the course page. `done` once every quiz of it was submitted.

    `attempts` are the student's at a lesson that can't be shown just now.
    """

    lesson: Lesson | BrokenLesson
    quizzes: tuple[QuizRow, ...]
    attempts: tuple[Attempt, ...] = ()

    @property
    def broken(self) -> bool:
        return isinstance(self.lesson, BrokenLesson)

    @property
    def done(self) -> bool:
        return bool(self.quizzes) and all(row.submitted for row in self.quizzes)


def course_rows(course: Course, work: OwnWork) -> tuple[LessonRow, ...]:
    """The course page's lessons."""
    rows = []
    for lesson in course.lessons:
        if isinstance(lesson, BrokenLesson):
            taken = tuple(a for a in work.attempts if a.lesson == lesson.slug)
            rows.append(LessonRow(lesson, (), taken))
            continue
        quizzes = (quiz_row(lesson.slug, quiz, work) for quiz in lesson.quizzes)
        rows.append(LessonRow(lesson, tuple(quizzes)))
    return tuple(rows)


def elsewhere(rows: Sequence[LessonRow], work: OwnWork) -> tuple[Attempt, ...]:
    """The attempts to which none of the rows leads: the course has lost their lesson or quiz."""
    in_rows = {attempt.id for row in rows for attempt in row.attempts}
    in_rows |= {attempt.id for row in rows for quiz in row.quizzes for attempt in quiz.attempts}
    return tuple(
        attempt
        for attempt in work.attempts
        if attempt.id not in in_rows
        and (attempt.source is Source.SCREEN or attempt.state is AttemptState.SUBMITTED)
    )


def open_now(rows: Sequence[LessonRow]) -> tuple[tuple[Lesson, QuizRow], ...]:
    """The quizzes open in class that the student can begin or go on with, each with its lesson."""
    return tuple(
        (row.lesson, quiz)
        for row in rows
        if isinstance(row.lesson, Lesson)
        for quiz in row.quizzes
        if quiz.sitting is not None
        and not quiz.excused
        and (quiz.in_progress or (quiz.is_open and quiz.attempts_left != 0))
    )


def quiz_row(lesson: str, quiz: Quiz, work: OwnWork) -> QuizRow:
    """One quiz with this student's attempts at it, by the rules that hold for it now."""
    key, marks = (lesson, quiz.id), work.marks
    own = tuple(a for a in work.attempts if (a.lesson, a.quiz) == key)
    grades = [grade(marks[a.id]) for a in own if feedback_due(a, work.released) and a.id in marks]
    best = max(grades, key=lambda g: g.points / g.out_of if g.out_of else 0.0, default=None)
    sitting = work.sittings.get(key)
    if sitting is None:
        shown = quiz.feedback is Feedback.AFTER_RELEASE and key in work.released
        return QuizRow(
            lesson, quiz, own, best, shown, is_open=work.self_paced, allowed=quiz.attempts
        )
    rules = sitting.rules
    allowance = work.allowances.get(sitting.id, Allowance())
    return QuizRow(
        lesson,
        quiz,
        own,
        best,
        rules.feedback is Feedback.AFTER_RELEASE and key in work.released,
        sitting,
        sitting.state is SittingState.OPEN,
        None if rules.attempts is None else rules.attempts + allowance.extra_attempts,
        full_time(rules.time_limit, work.extra_time, allowance.extra_seconds),
        allowance.excused,
    )
