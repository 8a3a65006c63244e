"""Marks and grades as CSV for a spreadsheet or another gradebook.

Student text reaches a spreadsheet here, and a spreadsheet runs cells that look like formulas. Texts
that start like one get an apostrophe in front; numbers stay numbers.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quiz.model import Given, Grade, Item, Mark, Student
from quiz.questions import types

Cell = str | int | float | None

_RUNS = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "\0",
    "＝",
    "＋",
    "－",
    "＠",
    "−",
    "﹢",
    "﹣",
    "﹦",
    "﹫",
)
_UNSEEN = " \u00a0\u00ad\u200b\u200c\u200d\u200e\u200f\u202f\u2060\ufeff"
"""Signs in front of a formula that don't keep a spreadsheet from running it."""
_LATER = re.compile(rf"([;\t\r\n])(?=[{_UNSEEN}]*[=+\-@＝＋－＠−﹢﹣﹦﹫])")
"""Where a cell begins for whoever opens the file in a country that parts cells by semicolons."""

_MARKS_HEAD = (
    "student",
    "name",
    "lesson",
    "quiz",
    "attempt",
    "submitted (UTC)",
    "item",
    "item version",
    "outcome",
    "fraction",
    "points",
    "out of",
    "strand",
    "misconceptions",
    "response",
)


@dataclass(frozen=True)
class MarkedResponse:
    """One response of a submitted attempt. `response` is what the student gave, in words."""

    student_id: int
    name: str
    lesson: str
    quiz: str
    attempt: int
    submitted_at: str
    mark: Mark
    response: str


def marks_csv(responses: Iterable[MarkedResponse]) -> str:
    """One line a response, under one line of heads; lines end as RFC 4180 says."""
    return _csv([_MARKS_HEAD, *(_mark_cells(response) for response in responses)])


def grades_csv(
    quizzes: Sequence[str], rows: Iterable[tuple[Student, Sequence[Grade | None]]]
) -> str:
    """One line a student: for each of `quizzes`, the best attempt's grade, or nothing.

    Points stay empty while all of an attempt waits to be graded: a zero would be taken for a mark.

    A row's grades come in the order of `quizzes`.
    """
    head = ["student", "name"]
    for quiz in quizzes:
        head += [f"{quiz}: points", f"{quiz}: out of", f"{quiz}: answers to grade"]
    lines: list[list[Cell]] = [list(head)]
    for student, grades in rows:
        line: list[Cell] = [student.id, student.name]
        for grade in grades:
            if grade is None:
                line += [None, None, None]
            else:
                points = _number(grade.points) if grade.graded else None
                line += [points, _number(grade.out_of), grade.needs_grading]
        lines.append(line)
    return _csv(lines)


def response_text(item: Item, given: Given) -> str:
    """What a student gave, in the words of the choices instead of their ids."""
    return types()[item.type].said(item.body, given)


def neutral(cell: Cell) -> Cell:
    """The cell as a spreadsheet can hold it without running it."""
    if not isinstance(cell, str):
        return cell
    text = _LATER.sub(r"\1'", cell)
    return f"'{text}" if text.startswith(_RUNS) or text.lstrip(_UNSEEN).startswith(_RUNS) else text


def _mark_cells(response: MarkedResponse) -> Sequence[Cell]:
    mark = response.mark
    return (
        response.student_id,
        response.name,
        response.lesson,
        response.quiz,
        response.attempt,
        response.submitted_at,
        mark.item_id,
        mark.version,
        mark.outcome.value,
        _number(mark.fraction),
        _number(mark.points),
        _number(mark.out_of),
        mark.strand,
        " ".join(mark.tags),
        response.response,
    )


def _number(value: float | None) -> float | None:
    # Whole numbers without a point, and no more digits than a person can use.
    if value is None:
        return None
    rounded = round(value, 6)
    return int(rounded) if rounded == int(rounded) else rounded


def _csv(lines: Iterable[Sequence[Cell]]) -> str:
    written = io.StringIO(newline="")
    writer = csv.writer(written, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerows([neutral(cell) for cell in line] for line in lines)
    return written.getvalue()
