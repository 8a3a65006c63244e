"""What the instructor's overview shows, built from stored attempts and marks: no Flask, no SQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from quiz.marking import grade
from quiz.model import (
    Attempt,
    AttemptState,
    Course,
    Feedback,
    Grade,
    Lesson,
    Mark,
    Outcome,
    Student,
)

QuizKey = tuple[str, str]
"""(lesson, quiz)"""


@dataclass(frozen=True)
class Cell:
    """One student at one quiz. `best` is the submitted attempt with the highest grade so far."""

    best: Attempt | None = None
    grade: Grade | None = None
    submitted: int = 0
    in_progress: Attempt | None = None
    answered: int = 0


@dataclass(frozen=True)
class StudentRow:
    """One student's cells, in the order of the overview's quizzes."""

    student: Student
    cells: tuple[Cell, ...]
    shares_name: bool


@dataclass(frozen=True)
class ItemRow:
    """How the responses to one item turned out, over all submitted attempts.

    `mean` is the mean fraction; None until every response to the item has its mark.
    """

    item_id: str
    stem: str
    counts: Mapping[Outcome, int]
    mean: float | None

    @property
    def asked(self) -> int:
        return sum(self.counts.values())

    @property
    def answered(self) -> int:
        return self.asked - self.counts[Outcome.UNANSWERED]

    def of(self, outcome: str) -> int:
        """How many had this outcome, by its value."""
        return self.counts[Outcome(outcome)]


@dataclass(frozen=True)
class QuizPart:
    """One quiz with its items. `holds_back`: students see its feedback only after the release."""

    lesson: str
    quiz: str
    lesson_title: str
    quiz_title: str
    holds_back: bool
    released: bool
    submitted: int
    items: tuple[ItemRow, ...]


@dataclass(frozen=True)
class Overview:
    """The whole class at a glance. Students by name, quizzes in the course's order."""

    quizzes: tuple[QuizPart, ...]
    rows: tuple[StudentRow, ...]

    @property
    def needs_grading(self) -> int:
        """Responses in all submitted attempts that wait for the instructor."""
        return sum(
            item.counts[Outcome.NEEDS_GRADING] for quiz in self.quizzes for item in quiz.items
        )


def overview(
    course: Course,
    students: Sequence[Student],
    attempts: Sequence[Attempt],
    marks: Mapping[str, Sequence[Mark]],
    answered: Mapping[str, int],
    released: set[QuizKey],
) -> Overview:
    """Put the class together.

    `marks` and `answered` (how many items have an answer) are by attempt id. Quizzes that students
    took and that the course has lost since come last, so that no grade is ever hidden.
    """
    by_quiz: dict[QuizKey, list[Attempt]] = {}
    by_student: dict[tuple[int, QuizKey], list[Attempt]] = {}
    for attempt in attempts:
        key = (attempt.lesson, attempt.quiz)
        by_quiz.setdefault(key, []).append(attempt)
        by_student.setdefault((attempt.student_id, key), []).append(attempt)
    keys = list(dict.fromkeys([*_quiz_keys(course), *by_quiz]))
    names = Counter(student.name.casefold() for student in students)
    rows = tuple(
        StudentRow(
            student,
            tuple(cell(by_student.get((student.id, key), ()), marks, answered) for key in keys),
            names[student.name.casefold()] > 1,
        )
        for student in sorted(students, key=lambda student: (student.name.casefold(), student.id))
    )
    parts = tuple(_part(course, key, by_quiz.get(key, ()), marks, released) for key in keys)
    return Overview(parts, rows)


def cell(
    attempts: Sequence[Attempt], marks: Mapping[str, Sequence[Mark]], answered: Mapping[str, int]
) -> Cell:
    """One student's attempts at one quiz in a nutshell; the later of two equally good ones."""
    submitted = [a for a in attempts if a.state is AttemptState.SUBMITTED]
    grades = {attempt.id: grade(marks.get(attempt.id, ())) for attempt in submitted}
    best = max(
        submitted, key=lambda attempt: (_share(grades[attempt.id]), attempt.number), default=None
    )
    open_ = next((a for a in attempts if a.state is AttemptState.IN_PROGRESS), None)
    return Cell(
        best=best,
        grade=grades[best.id] if best else None,
        submitted=len(submitted),
        in_progress=open_,
        answered=answered.get(open_.id, 0) if open_ else 0,
    )


def _quiz_keys(course: Course) -> Iterable[QuizKey]:
    for lesson in course.lessons:
        if isinstance(lesson, Lesson):
            yield from ((lesson.slug, quiz.id) for quiz in lesson.quizzes)


def _share(total: Grade) -> float:
    return total.points / total.out_of if total.out_of else 0.0


def _part(
    course: Course,
    key: QuizKey,
    attempts: Sequence[Attempt],
    marks: Mapping[str, Sequence[Mark]],
    released: set[QuizKey],
) -> QuizPart:
    lesson = course.lesson(key[0])
    quiz = lesson.quiz(key[1]) if isinstance(lesson, Lesson) else None
    if isinstance(lesson, Lesson) and quiz:
        titles, stems = (lesson.title, quiz.title), {item.id: item.stem for item in quiz.items}
    else:
        titles, stems = (attempts[-1].lesson_title, attempts[-1].quiz_title), {}
    settings = {attempt.feedback for attempt in attempts} | ({quiz.feedback} if quiz else set())
    submitted = [a for a in attempts if a.state is AttemptState.SUBMITTED]
    return QuizPart(
        *key,
        *titles,
        holds_back=Feedback.AFTER_RELEASE in settings,
        released=key in released,
        submitted=len(submitted),
        items=_items(stems, [mark for attempt in submitted for mark in marks.get(attempt.id, ())]),
    )


def _items(stems: Mapping[str, str], marks: Sequence[Mark]) -> tuple[ItemRow, ...]:
    by_item: dict[str, list[Mark]] = {item_id: [] for item_id in stems}
    for mark in marks:
        by_item.setdefault(mark.item_id, []).append(mark)
    return tuple(
        _item(item_id, stems.get(item_id, ""), marks) for item_id, marks in by_item.items()
    )


def _item(item_id: str, stem: str, marks: Sequence[Mark]) -> ItemRow:
    fractions = [mark.fraction for mark in marks if mark.fraction is not None]
    return ItemRow(
        item_id,
        stem,
        Counter(mark.outcome for mark in marks),
        sum(fractions) / len(marks) if fractions and len(fractions) == len(marks) else None,
    )
