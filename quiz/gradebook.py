"""The gradebook of a class: students x quizzes, with strands and totals, sorted and filtered.

Pure: made from stored attempts and marks and from the time it is. Grades are sums of stored marks.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from enum import StrEnum

from quiz.marking import grade, grades_by_strand, share
from quiz.model import (
    Attempt,
    AttemptState,
    Course,
    Feedback,
    Grade,
    Mark,
    Quiz,
    Strand,
    Student,
)
from quiz.questions import types

QuizKey = tuple[str, str]
"""(lesson, quiz)"""
MarksByAttempt = Mapping[str, Sequence[Mark]]


class Show(StrEnum):
    """Which students a gradebook is narrowed to: those with such a cell among those shown."""

    ALL = "all"
    TO_MARK = "to-mark"
    LATE = "late"
    NOT_STARTED = "not-started"
    EXCUSED = "excused"


@dataclass(frozen=True)
class Cell:
    """One student at one quiz. `best` is the submitted attempt with the highest grade so far.

    `to_mark` counts the responses in all submitted attempts that wait for a person: another of
    them may turn out to be the best one. `late`: `best` was submitted after the due date.
    `missing`: that date has passed and nothing was submitted. `excused`: nothing is expected here,
    so nothing is missing; what was done all the same counts. `answered` is of the attempt in
    progress.
    """

    best: Attempt | None = None
    grade: Grade | None = None
    strands: Mapping[str, Grade] = field(default_factory=dict)
    submitted: int = 0
    to_mark: int = 0
    in_progress: Attempt | None = None
    answered: int = 0
    late: bool = False
    missing: bool = False
    excused: bool = False

    @property
    def not_started(self) -> bool:
        return self.best is None and self.in_progress is None and not self.excused

    @property
    def final(self) -> Grade | None:
        """The grade that can go to another gradebook; None while a response waits."""
        return None if self.to_mark else self.grade

    def matches(self, show: Show) -> bool:
        """Whether the cell is of the kind that is asked for."""
        return {
            Show.ALL: True,
            Show.TO_MARK: self.to_mark > 0,
            Show.LATE: self.late or self.missing,
            Show.NOT_STARTED: self.not_started,
            Show.EXCUSED: self.excused,
        }[show]


@dataclass(frozen=True)
class QuizColumn:
    """One quiz. `points` is what it is out of now, None where the course no longer has it.

    `holds_back`: students see all of its feedback only after the release. `graded_by_hand`: so are
    some of its responses, and students see that after the release. `to_mark` counts the responses
    in all submitted attempts that wait.
    """

    lesson: str
    quiz: str
    lesson_title: str
    quiz_title: str
    points: float | None
    due_at: str | None
    holds_back: bool
    graded_by_hand: bool
    released: bool
    submitted: int
    in_progress: int
    to_mark: int

    @property
    def key(self) -> QuizKey:
        return self.lesson, self.quiz


@dataclass(frozen=True)
class StudentRow:
    """One student's cells in the order of the columns, and what their best attempts come to."""

    student: Student
    cells: tuple[Cell, ...]
    total: Grade | None
    strands: Mapping[str, Grade]
    shares_name: bool

    @property
    def to_mark(self) -> int:
        """Responses in the submitted attempts of these cells that wait for a person."""
        return sum(cell.to_mark for cell in self.cells)


@dataclass(frozen=True)
class Gradebook:
    """Students by name and quizzes in the course's order, unless it was sorted or narrowed."""

    columns: tuple[QuizColumn, ...]
    rows: tuple[StudentRow, ...]

    @property
    def to_mark(self) -> int:
        """Responses in all submitted attempts that wait for a person."""
        return sum(column.to_mark for column in self.columns)

    def place(self, key: QuizKey) -> int | None:
        """Which of the columns a quiz is, if it is there."""
        keys = [column.key for column in self.columns]
        return keys.index(key) if key in keys else None


@dataclass(frozen=True)
class ClassWork:
    """What is stored of a class. `marks` and `answered` (items with an answer) are by attempt id;
    `due` and `now` are moments as they are stored. `excused` are (student, quiz)."""

    students: Sequence[Student]
    attempts: Sequence[Attempt]
    marks: MarksByAttempt
    answered: Mapping[str, int]
    released: set[QuizKey]
    due: Mapping[QuizKey, str]
    now: str
    excused: Set[tuple[int, QuizKey]] = frozenset()


def gradebook(course: Course, work: ClassWork) -> Gradebook:
    """Put a class's gradebook together.

    Quizzes that students took and that the course has lost since come last, so that no grade is
    ever hidden.
    """
    by_quiz: dict[QuizKey, list[Attempt]] = {}
    by_student: dict[tuple[int, QuizKey], list[Attempt]] = {}
    for attempt in work.attempts:
        key = (attempt.lesson, attempt.quiz)
        by_quiz.setdefault(key, []).append(attempt)
        by_student.setdefault((attempt.student_id, key), []).append(attempt)
    of_course = [(lesson.slug, quiz.id) for lesson, quiz in course.quizzes()]
    keys = list(dict.fromkeys([*of_course, *by_quiz]))
    names = Counter(student.name.casefold() for student in work.students)
    rows = (
        _row(
            student,
            [_cell(student, by_student.get((student.id, key), ()), key, work) for key in keys],
            names[student.name.casefold()] > 1,
        )
        for student in work.students
    )
    columns = tuple(_column(course, key, by_quiz.get(key, ()), work) for key in keys)
    return Gradebook(columns, tuple(sorted(rows, key=_by_name)))


def only_quiz(book: Gradebook, key: QuizKey) -> Gradebook:
    """The same class at one quiz alone: totals and strands are of that quiz. Nothing is lost where
    there is no such quiz: then it is the gradebook as it was."""
    place = book.place(key)
    if place is None:
        return book
    rows = tuple(_row(row.student, [row.cells[place]], row.shares_name) for row in book.rows)
    return Gradebook((book.columns[place],), rows)


def narrowed(book: Gradebook, show: Show, name: str = "") -> Gradebook:
    """Only the students with such a cell, and whose name has all the words of `name` in it."""
    words = name.casefold().split()
    rows = tuple(
        row
        for row in book.rows
        if (show is Show.ALL or any(cell.matches(show) for cell in row.cells))
        and all(word in row.student.name.casefold() for word in words)
    )
    return replace(book, rows=rows)


def sorted_by(book: Gradebook, column: str, *, falling: bool = False) -> Gradebook:
    """Sorted by `name`, `total`, a strand's name, or `lesson/quiz`; anything else is the name.

    Grades are compared by their share of what is marked. Whoever has none comes last either way,
    and equals come by name.
    """
    value = _value_of(book, column)
    rows = sorted(book.rows, key=_by_name)
    if value is None:
        return replace(book, rows=tuple(reversed(rows) if falling else rows))
    with_value = [row for row in rows if value(row) is not None]
    without = [row for row in rows if value(row) is None]
    # A stable sort keeps equals by name in both directions.
    with_value.sort(key=lambda row: value(row) or 0.0, reverse=falling)
    return replace(book, rows=(*with_value, *without))


def _share(total: Grade | None) -> float | None:
    return share(total) if total else None


def _value_of(book: Gradebook, column: str) -> Callable[[StudentRow], float | None] | None:
    if column == "total":
        return lambda row: _share(row.total)
    if column in [strand.value for strand in Strand]:
        return lambda row: _share(row.strands.get(column))
    lesson, _, quiz = column.partition("/")
    place = book.place((lesson, quiz))
    return None if place is None else lambda row: _share(row.cells[place].grade)


def _by_name(row: StudentRow) -> tuple[str, int]:
    return row.student.name.casefold(), row.student.id


def _row(student: Student, cells: Sequence[Cell], shares_name: bool) -> StudentRow:
    strands = {
        strand.value: total
        for strand in Strand
        if (total := _sum(cell.strands.get(strand.value) for cell in cells))
    }
    total = _sum(cell.grade for cell in cells)
    return StudentRow(student, tuple(cells), total, strands, shares_name)


def _sum(grades: Iterable[Grade | None]) -> Grade | None:
    found = [grade for grade in grades if grade is not None]
    if not found:
        return None
    return Grade(
        points=math.fsum(grade.points for grade in found),
        out_of=math.fsum(grade.out_of for grade in found),
        graded=math.fsum(grade.graded for grade in found),
        needs_grading=sum(grade.needs_grading for grade in found),
    )


def _cell(student: Student, attempts: Sequence[Attempt], key: QuizKey, work: ClassWork) -> Cell:
    submitted = [a for a in attempts if a.state is AttemptState.SUBMITTED]
    grades = {attempt.id: grade(work.marks.get(attempt.id, ())) for attempt in submitted}
    # The later of two that are equally good.
    best = max(submitted, key=lambda a: (_of_all(grades[a.id]), a.number), default=None)
    open_ = next((a for a in attempts if a.state is AttemptState.IN_PROGRESS), None)
    due, excused = work.due.get(key), (student.id, key) in work.excused
    return Cell(
        best=best,
        grade=grades[best.id] if best else None,
        strands=grades_by_strand(work.marks.get(best.id, ())) if best else {},
        submitted=len(submitted),
        to_mark=sum(total.needs_grading for total in grades.values()),
        in_progress=open_,
        answered=work.answered.get(open_.id, 0) if open_ else 0,
        late=bool(due and best and (best.submitted_at or "") > due),
        missing=bool(due and not best and work.now > due and not excused),
        excused=excused,
    )


def _of_all(total: Grade) -> float:
    return total.points / total.out_of if total.out_of else 0.0


def _column(
    course: Course, key: QuizKey, attempts: Sequence[Attempt], work: ClassWork
) -> QuizColumn:
    lesson, quiz = course.lesson(key[0]), course.quiz(*key)
    titles = (
        (lesson.title, quiz.title)
        if lesson and quiz
        else (attempts[-1].lesson_title, attempts[-1].quiz_title)
    )
    settings = {attempt.feedback for attempt in attempts} | ({quiz.feedback} if quiz else set())
    submitted = [a for a in attempts if a.state is AttemptState.SUBMITTED]
    marks = [mark for attempt in submitted for mark in work.marks.get(attempt.id, ())]
    return QuizColumn(
        *key,
        *titles,
        points=quiz.points if quiz else None,
        due_at=work.due.get(key),
        holds_back=Feedback.AFTER_RELEASE in settings,
        graded_by_hand=any(_by_hand(mark) for mark in marks) or _asks_for_hand(quiz),
        released=key in work.released,
        submitted=len(submitted),
        in_progress=len(attempts) - len(submitted),
        to_mark=sum(mark.fraction is None for mark in marks),
    )


def _by_hand(mark: Mark) -> bool:
    return mark.graded or mark.fraction is None


def _asks_for_hand(quiz: Quiz | None) -> bool:
    items = quiz.items if quiz else ()
    return any(types()[item.type].key(item.body) is None for item in items)
