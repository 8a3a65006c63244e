"""Grades in the shape of the file that Canvas's gradebook exports and imports.

Canvas finds a student by its own ID (which nobody here knows), then by SIS User ID, then by SIS
Login ID; one ID stands in both, since a school uses the one or the other. The second line says
what each column is out of. An empty cell is no grade. Source: Canvas's instructor guide, "How do I
import grades in the Gradebook?", and the file that it exports.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quiz.exchange.tables.cells import Cell, number, written_for_import
from quiz.model import Grade, Student

_HEAD = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
_POINTS_POSSIBLE = "    Points Possible"
_ID_OF_CANVAS = re.compile(r"\s\((\d+)\)\Z")
_NOT_AN_ASSIGNMENT = re.compile(r"(Current|Final|Override) (Score|Points|Grade|Status)")


@dataclass(frozen=True)
class Assignment:
    """One quiz as a column. `key` tells it from another of the same title; `points` is what it is
    out of."""

    title: str
    key: str
    points: float


def canvas_csv(
    assignments: Sequence[Assignment],
    section: str,
    rows: Iterable[tuple[Student, Sequence[Grade | None]]],
) -> str:
    """One line for each student who has an ID; a row's grades come in the order of `assignments`.

    A grade is brought to its column's points where it was out of others. One that still waits for
    a person is left out, since it would be taken for the final one.
    """
    points = [number(assignment.points) for assignment in assignments]
    lines: list[list[Cell]] = [
        [*_HEAD, *_titles(assignments)],
        [_POINTS_POSSIBLE, "", "", "", "", *points],
    ]
    for student, grades in rows:
        if student.external_id:
            own = student.external_id
            cells = [_cell(*pair) for pair in zip(grades, assignments, strict=True)]
            lines.append([_name(student), "", own, own, section, *cells])
    return written_for_import(lines)


def _titles(assignments: Sequence[Assignment]) -> list[str]:
    """Titles that Canvas takes for an assignment's, each once."""
    found: list[str] = []
    for assignment in assignments:
        # A number in brackets at the end would be an assignment of Canvas's own.
        title = _ID_OF_CANVAS.sub(r" [\1]", assignment.title)
        title = _NOT_AN_ASSIGNMENT.sub(r"\1-\2", title)
        found.append(f"{title} [{assignment.key}]" if title in found else title)
    return found


def _name(student: Student) -> str:
    # The line of a student of such a name would be taken for that of the points.
    return student.external_id if "Points Possible" in student.name else student.name


def _cell(grade: Grade | None, assignment: Assignment) -> Cell:
    if grade is None or grade.needs_grading or not grade.out_of:
        return None
    return number(grade.points / grade.out_of * assignment.points)
