"""The gradebook of a class: what each cell says, sorting, narrowing, and sums that hold."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.gradebook import (
    Cell,
    ClassWork,
    Gradebook,
    Show,
    gradebook,
    narrowed,
    only_quiz,
    sorted_by,
)
from quiz.marking import share
from quiz.model import (
    Attempt,
    AttemptState,
    Course,
    Feedback,
    Lesson,
    Mark,
    Outcome,
    Quiz,
    Student,
)

NOW = "2026-11-22T12:00:00.000Z"
EARLIER, LATER = "2026-11-22T09:00:00.000Z", "2026-11-22T15:00:00.000Z"
KEYS = (("one", "exit"), ("one", "written"), ("two", "exit"))


def course() -> Course:
    lessons = tuple(
        Lesson(
            slug,
            f"lessons/{slug}.md",
            f"Lesson {slug}",
            tuple(Quiz(quiz, f"Quiz {quiz}", ()) for lesson, quiz in KEYS if lesson == slug),
        )
        for slug in ("one", "two")
    )
    return Course("Course", "en", "", lessons, None, None, None, ())


def student(number: int, name: str = "") -> Student:
    return Student(number, name or f"Student {number}", "0000 0000", EARLIER, 1)


def attempt(
    student_id: int,
    key: tuple[str, str] = KEYS[0],
    *,
    number: int = 1,
    submitted_at: str | None = EARLIER,
    feedback: Feedback = Feedback.AFTER_SUBMIT,
) -> Attempt:
    return Attempt(
        id=f"{student_id}-{'-'.join(key)}-{number}",
        student_id=student_id,
        lesson=key[0],
        quiz=key[1],
        number=number,
        lesson_title=f"Lesson {key[0]} then",
        quiz_title=f"Quiz {key[1]} then",
        lang="en",
        feedback=feedback,
        state=AttemptState.SUBMITTED if submitted_at else AttemptState.IN_PROGRESS,
        started_at=EARLIER,
        submitted_at=submitted_at,
        revision=1,
        items=(("i1", "v1"), ("i2", "v2")),
        seed="",
    )


def mark(fraction: float | None, out_of: float = 2, strand: str = "comprehension") -> Mark:
    outcome = Outcome.NEEDS_GRADING if fraction is None else Outcome.PARTLY_RIGHT
    return Mark("i1", "v1", outcome, fraction, out_of, strand)


def book(
    students: Sequence[Student],
    work: dict[Attempt, list[Mark]],
    *,
    due: dict[tuple[str, str], str] | None = None,
    released: set[tuple[str, str]] | None = None,
    excused: set[tuple[int, tuple[str, str]]] | None = None,
) -> Gradebook:
    return gradebook(
        course(),
        ClassWork(
            students,
            list(work),
            {taken.id: marks for taken, marks in work.items()},
            {taken.id: 1 for taken in work},
            released or set(),
            due or {},
            NOW,
            excused or set(),
        ),
    )


def only_cell(*args: object, **options: object) -> Cell:
    return book(*args, **options).rows[0].cells[0]  # type: ignore[arg-type]


def test_a_class_without_work_has_a_row_a_student_and_a_column_a_quiz() -> None:
    found = book([student(2, "zoe"), student(1, "Amir")], {})
    assert [column.key for column in found.columns] == list(KEYS)
    assert [row.student.name for row in found.rows] == ["Amir", "zoe"]
    assert all(cell.not_started for row in found.rows for cell in row.cells)
    assert [(row.total, row.strands) for row in found.rows] == [(None, {}), (None, {})]
    assert found.to_mark == 0


def test_nobody_and_no_quizzes_is_an_empty_gradebook() -> None:
    empty = Course("Course", "en", "", (), None, None, None, ())
    found = gradebook(empty, ClassWork([], [], {}, {}, set(), {}, NOW))
    assert (found.columns, found.rows) == ((), ())


def test_the_best_attempt_counts_and_of_equals_the_later() -> None:
    first, second, third = (attempt(1, number=number) for number in (1, 2, 3))
    found = only_cell([student(1)], {first: [mark(1)], second: [mark(1)], third: [mark(0.5)]})
    assert found.best == second
    assert found.grade is not None
    assert (found.grade.points, found.grade.out_of, found.submitted) == (2, 2, 3)


def test_an_attempt_in_progress_stands_beside_the_best_one() -> None:
    done, open_ = attempt(1), attempt(1, number=2, submitted_at=None)
    found = only_cell([student(1)], {done: [mark(1)], open_: []})
    assert (found.best, found.in_progress, found.answered) == (done, open_, 1)
    assert not found.not_started


def test_what_waits_for_a_person_is_counted_and_not_taken_for_zero() -> None:
    taken = attempt(1)
    found = book([student(1)], {taken: [mark(0.5), mark(None, 4), mark(None, 4)]})
    [row] = found.rows
    assert row.cells[0].to_mark == 2
    assert found.to_mark == found.columns[0].to_mark == 2
    assert row.total is not None
    assert share(row.total) == 0.5


def test_what_waits_in_another_attempt_is_counted_and_keeps_the_grade_from_being_final() -> None:
    old, new, open_ = (
        attempt(1),
        attempt(1, number=2),
        attempt(1, number=3, submitted_at=None),
    )
    # Of all points the old attempt is ahead for now; with its essay the new one may pass it.
    work = {old: [mark(0.5), mark(0.5)], new: [mark(0.75), mark(None)], open_: [mark(None)]}
    found = book([student(1)], work)
    [row] = found.rows
    cell = row.cells[0]
    assert (cell.best, cell.to_mark, cell.final) == (old, 1, None)
    assert (row.to_mark, found.to_mark) == (1, 1)
    assert cell.matches(Show.TO_MARK)
    work[new] = [mark(0.75), mark(1)]
    cell = only_cell([student(1)], work)
    assert (cell.best, cell.to_mark, cell.final) == (new, 0, cell.grade)
    assert cell.grade is not None


@pytest.mark.parametrize(
    ("submitted_at", "due", "late", "missing"),
    [
        (EARLIER, None, False, False),
        (EARLIER, EARLIER, False, False),
        (LATER, EARLIER, True, False),
        (EARLIER, LATER, False, False),
        (None, EARLIER, False, True),
        (None, LATER, False, False),
    ],
)
def test_late_is_after_the_due_date_and_missing_is_not_at_all(
    submitted_at: str | None, due: str | None, late: bool, missing: bool
) -> None:
    taken = attempt(1, submitted_at=submitted_at)
    found = only_cell([student(1)], {taken: [mark(1)]}, due={KEYS[0]: due} if due else {})
    assert (found.late, found.missing) == (late, missing)


def test_whoever_never_began_is_missing_too_once_it_was_due() -> None:
    assert only_cell([student(1)], {}, due={KEYS[0]: EARLIER}).missing
    assert not only_cell([student(1)], {}, due={KEYS[1]: EARLIER}).missing


def test_of_whoever_is_excused_nothing_is_missing_and_what_they_did_still_counts() -> None:
    done, due = attempt(2), dict.fromkeys(KEYS, EARLIER)
    excused = {(1, KEYS[0]), (2, KEYS[0])}
    found = book([student(1), student(2)], {done: [mark(1)]}, due=due, excused=excused)
    absent, present = (row.cells for row in found.rows)
    assert (absent[0].excused, absent[0].missing, absent[0].not_started) == (True, False, False)
    assert (absent[1].excused, absent[1].missing, absent[1].not_started) == (False, True, True)
    assert (present[0].excused, present[0].best) == (True, done)
    assert present[0].grade is not None
    assert present[0].grade.points == 2
    assert [row.student.id for row in narrowed(found, Show.EXCUSED).rows] == [1, 2]
    first = only_quiz(found, KEYS[0])
    assert narrowed(first, Show.NOT_STARTED).rows == narrowed(first, Show.LATE).rows == ()


def test_a_quiz_that_left_the_course_comes_last_with_its_old_title() -> None:
    found = book([student(1)], {attempt(1, ("gone", "exit")): [mark(1)]})
    assert [column.key for column in found.columns] == [*KEYS, ("gone", "exit")]
    assert found.columns[-1].quiz_title == "Quiz exit then"
    assert found.columns[-1].points is None
    assert found.rows[0].total is not None


def test_a_column_says_what_was_handed_in_and_what_students_see() -> None:
    held = attempt(1, feedback=Feedback.AFTER_RELEASE)
    found = book(
        [student(1), student(2)],
        {held: [mark(1)], attempt(2, submitted_at=None): [], attempt(1, KEYS[1]): [mark(None)]},
        released={KEYS[0]},
        due={KEYS[0]: LATER},
    )
    first, second, third = found.columns
    assert (first.submitted, first.in_progress, first.holds_back) == (1, 1, True)
    assert (first.released, first.due_at, first.graded_by_hand) == (True, LATER, False)
    assert (second.graded_by_hand, second.holds_back, second.released) == (True, False, False)
    assert (third.submitted, third.in_progress) == (0, 0)


def test_strands_are_told_apart_over_all_quizzes_and_for_one() -> None:
    one, two = attempt(1), attempt(1, KEYS[2])
    found = book(
        [student(1)],
        {
            one: [mark(1, 3), mark(0, 1, "critical thinking")],
            two: [mark(0.5, 2), mark(1, 5, "")],
        },
    )
    strands = found.rows[0].strands
    assert (strands["comprehension"].points, strands["comprehension"].out_of) == (4, 5)
    assert (strands["critical thinking"].points, strands["critical thinking"].out_of) == (0, 1)
    alone = only_quiz(found, KEYS[2])
    assert [column.key for column in alone.columns] == [KEYS[2]]
    assert list(alone.rows[0].strands) == ["comprehension"]
    assert alone.rows[0].total is not None
    assert alone.rows[0].total.out_of == 7
    assert only_quiz(found, ("no", "such")) == found


def test_two_of_one_name_are_noticed() -> None:
    found = book([student(1, "Same Name"), student(2, "same name"), student(3, "Other")], {})
    assert [row.shares_name for row in found.rows] == [False, True, True]


def names(found: Gradebook) -> list[str]:
    return [row.student.name for row in found.rows]


@pytest.fixture
def three() -> Gradebook:
    return book(
        [student(1, "Amir"), student(2, "Bea"), student(3, "Cem")],
        {
            attempt(1): [mark(0.5), mark(1, 1, "critical thinking")],
            attempt(2, submitted_at=LATER): [mark(1), mark(None)],
            attempt(3, KEYS[1], submitted_at=None): [],
        },
        due={KEYS[0]: EARLIER},
    )


@pytest.mark.parametrize(
    ("column", "rising", "falling"),
    [
        ("name", ["Amir", "Bea", "Cem"], ["Cem", "Bea", "Amir"]),
        ("total", ["Amir", "Bea", "Cem"], ["Bea", "Amir", "Cem"]),
        ("comprehension", ["Amir", "Bea", "Cem"], ["Bea", "Amir", "Cem"]),
        ("critical thinking", ["Amir", "Bea", "Cem"], ["Amir", "Bea", "Cem"]),
        ("one/exit", ["Amir", "Bea", "Cem"], ["Bea", "Amir", "Cem"]),
        ("one/written", ["Amir", "Bea", "Cem"], ["Amir", "Bea", "Cem"]),
        ("no/such", ["Amir", "Bea", "Cem"], ["Cem", "Bea", "Amir"]),
        ("", ["Amir", "Bea", "Cem"], ["Cem", "Bea", "Amir"]),
    ],
)
def test_it_is_sorted_by_any_column_with_nothing_last(
    three: Gradebook, column: str, rising: list[str], falling: list[str]
) -> None:
    assert names(sorted_by(three, column)) == rising
    assert names(sorted_by(three, column, falling=True)) == falling


@pytest.mark.parametrize(
    ("show", "name", "expected"),
    [
        (Show.ALL, "", ["Amir", "Bea", "Cem"]),
        (Show.TO_MARK, "", ["Bea"]),
        (Show.LATE, "", ["Bea", "Cem"]),
        (Show.NOT_STARTED, "", ["Amir", "Bea", "Cem"]),
        (Show.ALL, "E", ["Bea", "Cem"]),
        (Show.LATE, "cem", ["Cem"]),
        (Show.ALL, "m a", ["Amir"]),
        (Show.ALL, "nobody", []),
    ],
)
def test_it_is_narrowed_to_who_is_meant(
    three: Gradebook, show: Show, name: str, expected: list[str]
) -> None:
    assert names(narrowed(three, show, name)) == expected


def test_of_one_quiz_only_its_own_cells_count(three: Gradebook) -> None:
    assert names(narrowed(only_quiz(three, KEYS[1]), Show.NOT_STARTED)) == ["Amir", "Bea"]
    assert names(narrowed(only_quiz(three, KEYS[2]), Show.LATE)) == []


marks = st.lists(
    st.builds(
        mark,
        st.one_of(st.none(), st.floats(0, 1)),
        st.floats(0, 10),
        st.sampled_from(["comprehension", "critical thinking", ""]),
    ),
    max_size=4,
)
attempts = st.builds(
    attempt,
    st.integers(1, 4),
    st.sampled_from([*KEYS, ("gone", "exit")]),
    number=st.integers(1, 3),
    submitted_at=st.sampled_from([EARLIER, LATER, None]),
)
books = st.builds(
    book,
    st.just([student(number, name) for number, name in enumerate("bAca", start=1)]),
    st.dictionaries(attempts, marks, max_size=12),
    due=st.dictionaries(st.sampled_from(KEYS), st.sampled_from([EARLIER, LATER])),
)


@settings(deadline=None)
@given(books)
def test_sums_are_those_of_the_cells_and_shares_are_shares(found: Gradebook) -> None:
    for row in found.rows:
        grades = [cell.grade for cell in row.cells if cell.grade]
        assert (row.total is None) == (not grades)
        if row.total:
            assert math.isclose(row.total.points, math.fsum(g.points for g in grades))
            assert row.total.needs_grading <= row.to_mark
            assert 0 <= (share(row.total) or 0) <= 1 + 1e-9
        for strand in row.strands.values():
            assert strand.out_of <= (row.total.out_of if row.total else 0) + 1e-9
        for cell in row.cells:
            assert not (cell.late and cell.missing)
            assert not (cell.missing and cell.best)


@settings(deadline=None)
@given(books, st.text(max_size=12), st.booleans(), st.sampled_from(list(Show)), st.text(max_size=3))
def test_sorting_loses_nobody_and_narrowing_adds_nobody(
    found: Gradebook, column: str, falling: bool, show: Show, name: str
) -> None:
    for by in (column, "total", "comprehension", "one/exit"):
        ordered = sorted_by(found, by, falling=falling)
        assert sorted(names(ordered)) == sorted(names(found))
        assert ordered.columns == found.columns
    assert set(names(narrowed(found, show, name))) <= set(names(found))
    assert narrowed(found, Show.ALL) == found
