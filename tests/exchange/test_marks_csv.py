"""What leaves as CSV reads back as it was, and runs in no spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.exchange.marks_csv import (
    MarkedResponse,
    grades_csv,
    marks_csv,
    neutral,
    response_text,
)
from quiz.grammar import Block, Line
from quiz.model import Grade, Item, Mark, Outcome, Student
from quiz.questions import types

GRADE_HEADS = ("points", "out of", "answers to grade")
STARTS = ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠"]


def response(**changes: object) -> MarkedResponse:
    values: dict[str, object] = {
        "student_id": 1,
        "name": "Student One",
        "lesson": "Lesson",
        "quiz": "Quiz",
        "attempt": 1,
        "submitted_at": "2026-11-22T10:00:00.000Z",
        "mark": Mark("i1", "v1", Outcome.PARTLY_RIGHT, 2 / 3, 1.5, "comprehension", ("M1", "M2")),
        "response": "words",
    }
    return MarkedResponse(**{**values, **changes})  # type: ignore[arg-type]


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_a_response_is_one_line() -> None:
    head, line = read(marks_csv([response()]))
    assert dict(zip(head, line, strict=True)) == {
        "student": "1",
        "name": "Student One",
        "lesson": "Lesson",
        "quiz": "Quiz",
        "attempt": "1",
        "submitted (UTC)": "2026-11-22T10:00:00.000Z",
        "item": "i1",
        "item version": "v1",
        "outcome": "partly right",
        "fraction": "0.666667",
        "points": "1",
        "out of": "1.5",
        "strand": "comprehension",
        "misconceptions": "M1 M2",
        "response": "words",
    }


def test_what_nobody_graded_yet_is_an_empty_cell_and_not_zero() -> None:
    mark = Mark("i1", "v1", Outcome.NEEDS_GRADING, None, 4.0)
    head, line = read(marks_csv([response(mark=mark)]))
    cells = dict(zip(head, line, strict=True))
    assert (cells["fraction"], cells["points"], cells["out of"]) == ("", "", "4")


@pytest.mark.parametrize("start", STARTS)
def test_a_text_that_a_spreadsheet_would_run_is_neutralised(start: str) -> None:
    bad = f"{start}1+1"
    _, line = read(marks_csv([response(name=bad, response=bad, lesson=bad, quiz=bad)]))
    assert [line[1], line[2], line[3], line[14]] == [f"'{bad}"] * 4


def test_numbers_stay_numbers_even_below_zero() -> None:
    assert [neutral(-1), neutral(-0.5), neutral(None)] == [-1, -0.5, None]
    assert marks_csv([response(student_id=-1)]).splitlines()[1].startswith('-1,"Student One",')


@given(st.text(st.characters(codec="utf-8")))
def test_any_text_reads_back(text: str) -> None:
    _, line = read(marks_csv([response(response=text)]))
    assert line[14] == neutral(text)
    assert not line[14].startswith(tuple(STARTS))


@pytest.mark.parametrize("text", ['x";=1+1;"y', "a; =1", "a\n=2", " =1", "\u200b=1", "−1"])
def test_no_cell_of_any_separator_begins_a_formula(text: str) -> None:
    for separator in ",;\t":
        for line in csv.reader(io.StringIO(marks_csv([response(name=text)])), delimiter=separator):
            assert not any(cell.strip(" \u200b").startswith(("=1", "=2", "−")) for cell in line)


def test_grades_are_one_line_a_student() -> None:
    one = Student(1, "Student One", "00000001", "", 1)
    two = Student(2, "=Two", "00000002", "", 1)
    partly, none_yet = Grade(2.5, 4.0, 3.0, 1), Grade(0, 2, 0, 1)
    text = grades_csv(["A", "=B"], [(one, [partly, None]), (two, [none_yet, Grade(0, 1, 1)])])
    assert read(text) == [
        ["student", "name"] + [f"{quiz}: {what}" for quiz in ("A", "'=B") for what in GRADE_HEADS],
        ["1", "Student One", "2.5", "4", "1", "", "", ""],
        ["2", "'=Two", "", "2", "1", "0", "1", "0"],
    ]


def test_nobody_and_nothing_is_a_head_alone() -> None:
    assert read(grades_csv([], [])) == [["student", "name"]]
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
