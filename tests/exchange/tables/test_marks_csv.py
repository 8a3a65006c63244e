"""What leaves as CSV reads back as it was, and runs in no spreadsheet."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.exchange.tables.cells import neutral, response_text
from quiz.exchange.tables.grades_csv import grades_csv
from quiz.exchange.tables.marks_csv import MarkedResponse, marks_csv
from quiz.grammar import Block, Line
from quiz.model import Attempt, AttemptState, Feedback, Grade, Item, Mark, Outcome, Student
from quiz.questions import types

GRADE_HEADS = ("points", "out of", "responses to mark")
STARTS = ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠"]
ONE = Student(1, "Student One", "0000 0001", "", 1, "s1")
TAKEN = Attempt(
    id="a1",
    student_id=1,
    lesson="first",
    quiz="exit",
    number=2,
    lesson_title="Lesson",
    quiz_title="Quiz",
    lang="en",
    feedback=Feedback.AFTER_SUBMIT,
    state=AttemptState.SUBMITTED,
    started_at="2026-11-22T09:00:00.000Z",
    submitted_at="2026-11-22T10:00:00.000Z",
    revision=1,
    items=(("i1", "v1"),),
    seed="",
)
GIVEN = MarkedResponse(
    class_name="My class",
    student=ONE,
    attempt=TAKEN,
    due_at="",
    question="How many?",
    mark=Mark("i1", "v1", Outcome.PARTLY_RIGHT, 2 / 3, 1.5, "comprehension", ("M1", "M2")),
    regraded=False,
    comment="",
    response="words",
)


def cells(given_: MarkedResponse) -> dict[str, str]:
    head, line = read(marks_csv([given_]))
    return dict(zip(head, line, strict=True))


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_a_response_is_one_line() -> None:
    assert cells(GIVEN) == {
        "class": "My class",
        "student": "1",
        "name": "Student One",
        "id": "s1",
        "lesson": "Lesson",
        "quiz": "Quiz",
        "lesson file": "first",
        "quiz id": "exit",
        "attempt": "2",
        "started (UTC)": "2026-11-22T09:00:00.000Z",
        "submitted (UTC)": "2026-11-22T10:00:00.000Z",
        "due (UTC)": "",
        "late": "no",
        "item": "i1",
        "question": "How many?",
        "item version": "v1",
        "outcome": "partly right",
        "fraction": "0.666667",
        "points": "1",
        "out of": "1.5",
        "strand": "comprehension",
        "misconceptions": "M1 M2",
        "marked by hand": "no",
        "regraded": "no",
        "evidence": "",
        "evidence fraction": "",
        "confidence": "",
        "comment": "",
        "response": "words",
    }


def test_what_was_done_to_a_mark_is_told() -> None:
    by_hand = replace(GIVEN.mark, graded=True)
    line = cells(replace(GIVEN, mark=by_hand, regraded=True, comment="Name the source."))
    assert (line["marked by hand"], line["regraded"]) == ("yes", "yes")
    assert line["comment"] == "Name the source."


@pytest.mark.parametrize(
    ("due", "late"),
    [("2026-11-22T09:59:59.999Z", "yes"), ("2026-11-22T10:00:00.000Z", "no")],
)
def test_late_is_after_the_due_date(due: str, late: str) -> None:
    line = cells(replace(GIVEN, due_at=due))
    assert (line["due (UTC)"], line["late"]) == (due, late)


def test_what_nobody_graded_yet_is_an_empty_cell_and_not_zero() -> None:
    mark = Mark("i1", "v1", Outcome.NEEDS_GRADING, None, 4.0)
    line = cells(replace(GIVEN, mark=mark))
    assert (line["fraction"], line["points"], line["out of"]) == ("", "", "4")


@pytest.mark.parametrize("start", STARTS)
def test_a_text_that_a_spreadsheet_would_run_is_neutralised(start: str) -> None:
    bad = f"{start}1+1"
    line = cells(
        replace(
            GIVEN,
            class_name=bad,
            student=replace(ONE, name=bad, external_id=bad),
            attempt=replace(TAKEN, lesson_title=bad, quiz_title=bad, lesson=bad, quiz=bad),
            question=bad,
            comment=bad,
            response=bad,
        )
    )
    texts = ("class", "name", "id", "lesson", "quiz", "lesson file", "quiz id", "question")
    for head in (*texts, "comment", "response"):
        assert line[head] == f"'{bad}", head


def test_numbers_stay_numbers_even_below_zero() -> None:
    assert [neutral(-1), neutral(-0.5), neutral(None)] == [-1, -0.5, None]
    line = marks_csv([replace(GIVEN, student=replace(ONE, id=-1))]).splitlines()[1]
    assert line.startswith('"My class",-1,"Student One",')


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8")))
def test_any_text_reads_back(text: str) -> None:
    told = cells(replace(GIVEN, response=text))["response"]
    assert told == neutral(text)
    assert not told.startswith(tuple(STARTS))


@pytest.mark.parametrize("text", ['x";=1+1;"y', "a; =1", "a\n=2", " =1", "\u200b=1", "−1"])
def test_no_cell_of_any_separator_begins_a_formula(text: str) -> None:
    written = marks_csv([replace(GIVEN, comment=text)])
    for separator in ",;\t":
        for line in csv.reader(io.StringIO(written), delimiter=separator):
            assert not any(cell.strip(" \u200b").startswith(("=1", "=2", "−")) for cell in line)


def test_grades_are_one_line_a_student() -> None:
    two = Student(2, "=Two", "00000002", "", 1)
    partly, none_yet = Grade(2.5, 4.0, 3.0, 1), Grade(0, 2, 0, 1)
    rows = [(ONE, [(partly, 3), (None, 0)]), (two, [(none_yet, 1), (Grade(0, 1, 1), 0)])]
    text = grades_csv(["A", "=B"], rows)
    assert read(text) == [
        ["student", "name", "id"]
        + [f"{quiz}: {what}" for quiz in ("A", "'=B") for what in GRADE_HEADS],
        ["1", "Student One", "s1", "2.5", "4", "3", "", "", ""],
        ["2", "'=Two", "", "", "2", "1", "0", "1", "0"],
    ]


def test_nobody_and_nothing_is_a_head_alone() -> None:
    assert read(grades_csv([], [])) == [["student", "name", "id"]]
    assert len(read(marks_csv([]))) == 1


def parsed(type_: str) -> Item:
    """The type's own example."""
    kind = types()[type_]
    lines = [Line(n, text) for n, text in enumerate(kind.example.splitlines(), start=1)]
    body = kind.parse(Block("x.md", 1, tuple(lines[1:])))
    assert body is not None
    return Item(id="i", type=type_, stem="?", body=body)


@pytest.mark.parametrize("type_", sorted(types()))
def test_a_response_is_told_as_its_type_tells_it(type_: str) -> None:
    item = parsed(type_)
    key = types()[type_].key(item.body) or {"text": "My own words."}
    assert response_text(item, key) == types()[type_].said(item.body, key) != ""
    assert response_text(item, {}) == ""
