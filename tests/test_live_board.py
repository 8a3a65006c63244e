"""The live board: where students are, what is wrong with a question, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz import live_board
from quiz.demo.answers import answer_of, wrong_answer
from quiz.live_board import (
    AT_WORK,
    STUCK_AFTER,
    Board,
    Heard,
    Marker,
    Seat,
    Where,
    Work,
    board,
    columns_of,
    in_words,
    work_of,
)
from quiz.marking import mark_attempt, mark_item
from quiz.model import (
    Attempt,
    AttemptState,
    Confidence,
    Feedback,
    Mark,
    Outcome,
    Response,
    Source,
)
from tests.answers import key_of, quizzes
from tests.conftest import ALL_TYPES

HERE, AWAY = Heard(True, 0.0), Heard(False, 0.0)
RIGHT, PARTLY, WRONG = Outcome.RIGHT, Outcome.PARTLY_RIGHT, Outcome.WRONG
BLANK, WAITS = Outcome.UNANSWERED, Outcome.NEEDS_GRADING


def attempt(
    student: int,
    state: AttemptState = AttemptState.IN_PROGRESS,
    source: Source = Source.SCREEN,
    items: tuple[str, ...] = ("a", "b"),
) -> Attempt:
    return Attempt(
        id=f"attempt-{student}",
        student_id=student,
        lesson="one",
        quiz="exit",
        number=1,
        lesson_title="One",
        quiz_title="Exit",
        lang="en",
        feedback=Feedback.AFTER_SUBMIT,
        state=state,
        started_at="2026-11-22T09:00:00.000Z",
        submitted_at=None,
        revision=0,
        items=tuple((item, f"v-{item}") for item in items),
        seed="",
        source=source,
    )


def seat(
    student: int,
    *outcomes: Outcome,
    heard: Heard = HERE,
    done: bool = False,
    source: Source = Source.SCREEN,
    sure: tuple[tuple[Confidence, Outcome], ...] = (),
) -> Seat:
    state = AttemptState.SUBMITTED if done else AttemptState.IN_PROGRESS
    work = Work(dict(zip(("a", "b"), outcomes, strict=False)), sure)
    return Seat(student, attempt(student, state, source), work, heard)


def only(found: Seat, *, is_paused: bool = False) -> Where:
    return board(["a", "b"], [found], is_paused=is_paused).rows[0].where


@pytest.mark.parametrize(
    ("found", "is_paused", "where"),
    [
        (Seat(1), False, Where.NOT_STARTED),
        (Seat(1, heard=HERE), True, Where.NOT_STARTED),
        (Seat(1, is_excused=True), False, Where.EXCUSED),
        (seat(1, BLANK, BLANK), False, Where.WORKING),
        (seat(1, BLANK, BLANK, heard=Heard(True, STUCK_AFTER - 0.1)), False, Where.WORKING),
        (seat(1, BLANK, BLANK, heard=Heard(True, STUCK_AFTER)), False, Where.STUCK),
        (seat(1, BLANK, BLANK, heard=Heard(True, STUCK_AFTER)), True, Where.PAUSED),
        (seat(1, BLANK, BLANK, heard=Heard(False, STUCK_AFTER)), False, Where.OFFLINE),
        (seat(1, BLANK, BLANK, heard=Heard(True, None)), False, Where.WORKING),
        (seat(1, RIGHT, RIGHT, heard=AWAY), True, Where.PAUSED),
        (seat(1, RIGHT, RIGHT, heard=AWAY, done=True), False, Where.HANDED_IN),
        (seat(1, RIGHT, RIGHT, heard=AWAY, done=True), True, Where.HANDED_IN),
        (seat(1, RIGHT, BLANK, heard=AWAY, source=Source.PAPER), False, Where.WORKING),
    ],
)
def test_where_a_student_is(found: Seat, is_paused: bool, where: Where) -> None:
    assert only(found, is_paused=is_paused) is where


def test_whoever_is_excused_and_works_all_the_same_is_shown_at_work() -> None:
    busy = seat(1, RIGHT, BLANK)
    assert only(Seat(1, busy.attempt, busy.work, HERE, is_excused=True)) is Where.WORKING


def test_how_long_somebody_is_stuck_is_told_in_whole_minutes() -> None:
    stuck = board(["a"], [seat(1, BLANK, heard=Heard(True, 299.0))], is_paused=False)
    busy = board(["a"], [seat(1, BLANK, heard=Heard(True, 119.0))], is_paused=False)
    assert (stuck.rows[0].idle, busy.rows[0].idle) == (4, 0)


def test_a_column_counts_what_was_asked_answered_and_wrong() -> None:
    found = board(
        ["a", "b"],
        [seat(1, RIGHT, WAITS), seat(2, WRONG, BLANK), seat(3, PARTLY), Seat(4)],
        is_paused=False,
    )
    a, b = found.columns
    assert (a.asked, a.answered, a.judged, a.wrong, a.partly) == (3, 3, 3, 1, 1)
    assert (b.asked, b.answered, b.judged, b.wrong, b.partly) == (2, 1, 0, 0, 0)
    assert found.rows[2].cells == (PARTLY, None)
    assert found.rows[3].cells == (None, None)
    assert found.share_answered == 4 / 5


def test_a_question_is_hard_when_half_of_three_answers_are_wrong() -> None:
    def hardest(*wrong: Outcome) -> list[int]:
        seats = [seat(number, outcome) for number, outcome in enumerate(wrong)]
        return [one.number for one in board(["a"], seats, is_paused=False).hardest]

    assert hardest(WRONG, WRONG) == []
    assert hardest(WRONG, WRONG, RIGHT) == [1]
    assert hardest(WRONG, RIGHT, RIGHT) == []
    assert hardest(WRONG, WRONG, BLANK, WAITS) == []


def test_the_board_in_words() -> None:
    seats = [
        seat(1, WRONG, RIGHT, done=True),
        seat(2, WRONG, BLANK, heard=Heard(True, 400.0)),
        seat(3, RIGHT, BLANK, heard=AWAY),
        seat(4, WRONG, BLANK),
        Seat(5),
        Seat(6, is_excused=True),
    ]
    found = board(["a", "b"], seats, is_paused=False)
    assert in_words(found) == (
        "4 of 5 have started; 3 at work, 1 of them stuck, 1 of them offline; 1 handed in. "
        "62 % of their answers are in. Hardest so far: question 1, 3 of 4 wrong."
    )


@pytest.mark.parametrize(
    ("seats", "words"),
    [
        ([], ""),
        ([Seat(1, is_excused=True)], ""),
        ([Seat(1), Seat(2)], "Nobody of 2 has started yet."),
        ([seat(1, BLANK, BLANK)], "1 of 1 has started; 1 at work; 0 handed in. 0 % of their"),
        ([seat(1, RIGHT, RIGHT, done=True)], "1 of 1 has started; 1 handed in. 100 % of their"),
    ],
)
def test_the_words_at_the_edges(seats: list[Seat], words: str) -> None:
    said = in_words(board(["a", "b"], seats, is_paused=False))
    assert said.startswith(words)
    assert bool(said) == bool(words)


def test_a_class_s_confidence_is_told_beside_what_was_right() -> None:
    sure = ((Confidence.SURE, RIGHT), (Confidence.SURE, WRONG))
    found = board(["a"], [seat(1, RIGHT, sure=sure), seat(2, WRONG)], is_paused=False)
    assert found.calibration == "Students were sure of 2 answers: 1 was right."
    assert board(["a"], [seat(2, WRONG)], is_paused=False).calibration == ""


def test_columns_are_those_that_were_asked_in_the_lesson_s_order() -> None:
    taken = [attempt(1, items=("c", "gone", "a")), attempt(2, items=("a", "c"))]
    assert columns_of(["a", "new", "c"], taken) == ("a", "c", "gone")
    assert columns_of(["a", "new", "c"], []) == ("a", "new", "c")


QUIZ = quizzes(Path(ALL_TYPES))["all-types", "all"]
ITEMS = [(item, f"v{place}") for place, item in enumerate(QUIZ.items)]


@given(student=st.integers(0, 60))
def test_an_open_attempt_shows_what_it_would_earn_if_it_were_handed_in_now(student: int) -> None:
    given = {item.id: answer for item, _ in ITEMS if (answer := answer_of(student, 0.0, item))}
    responses = {id_: Response(id_, answer, 1, "") for id_, answer in given.items()}
    found = work_of(ITEMS, responses, (), Marker())
    earned = mark_attempt(ITEMS, given)
    assert found.outcomes == {mark.item_id: mark.outcome for mark in earned}
    assert found.answered == len(given)
    # Handed in, it is told from the marks, and looks the same.
    assert work_of(ITEMS, responses, earned, Marker()).outcomes == found.outcomes


def test_what_was_marked_is_told_from_the_mark_and_not_marked_anew() -> None:
    (item, version), *_ = ITEMS
    regraded = Mark(item.id, version, RIGHT, 1.0, item.points)
    wrong = {item.id: Response(item.id, wrong_answer(item, 0), 1, "", confidence=Confidence.SURE)}
    found = work_of(ITEMS[:1], wrong, [regraded], Marker())
    assert (found.outcomes[item.id], found.sure) == (RIGHT, ((Confidence.SURE, RIGHT),))


def test_the_same_answer_is_marked_once_and_the_memory_stays_small(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    marked = []

    def counted(*of: object) -> Mark:
        marked.append(of)
        return mark_item(*of)  # type: ignore[arg-type]

    monkeypatch.setattr(live_board, "mark_item", counted)
    marker, (item, _) = Marker(limit=2), ITEMS[0]
    for version in ("v1", "v1", "v2", "v2", "v3", "v3"):
        assert marker.mark(item, version, key_of(item)) == mark_item(item, version, key_of(item))
    assert len(marked) == 3
    marker.mark(item, "v1", key_of(item))
    assert len(marked) == 4


cells = st.sampled_from(list(Outcome))
seats_ = st.lists(
    st.builds(
        lambda a, b, idle, online, done: (a, b, Heard(online, idle), done),
        cells,
        cells,
        st.none() | st.floats(0, 1000),
        st.booleans(),
        st.booleans(),
    ),
    max_size=12,
)


@given(found=seats_, idle=st.integers(0, 3), is_paused=st.booleans())
def test_everybody_is_somewhere_and_the_sums_are_those_of_the_rows(
    found: list[tuple[Outcome, Outcome, Heard, bool]], idle: int, is_paused: bool
) -> None:
    seats = [
        seat(place, a, b, heard=heard, done=done) for place, (a, b, heard, done) in enumerate(found)
    ]
    seats += [Seat(100 + place) for place in range(idle)]
    made: Board = board(["a", "b"], seats, is_paused=is_paused)
    assert [row.student_id for row in made.rows] == [one.student_id for one in seats]
    counts: Mapping[Where, int] = {where: made.count(where) for where in Where}
    assert sum(counts.values()) == len(seats)
    assert made.started == len(found) == sum(counts[w] for w in (*AT_WORK, Where.HANDED_IN))
    for place, column in enumerate(made.columns):
        shown = [row.cells[place] for row in made.rows]
        assert column.answered == sum(cell not in (None, BLANK) for cell in shown)
        assert column.wrong == shown.count(WRONG)
        assert 0 <= column.wrong + column.partly <= column.judged <= column.answered
        assert column.answered <= column.asked == len(found)
    assert sum(row.answered for row in made.rows) == sum(one.answered for one in made.columns)
    assert list(made.hardest) == sorted(made.hardest, key=lambda one: -one.share_wrong)
