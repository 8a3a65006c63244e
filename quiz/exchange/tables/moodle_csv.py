"""Grades in the shape of Moodle's "Import > CSV file" of grades.

Moodle finds a student by one column (ID number, e-mail address or username) and refuses the whole
file where it doesn't know one of them; a line without an ID would change the student of the line
before. It takes "-" for no grade (an empty cell becomes a zero in a new column) and numbers with a
point, none above 100. A column that is new to Moodle is out of 100. Sources: Moodle's documentation
"Grade import", and grade/import/csv/classes/load_data.php of Moodle 4.5.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from quiz.exchange.tables.cells import Cell, number, written_for_import
from quiz.model import Grade, Student

NO_GRADE = "-"
MOST = 100
"""What a new column in Moodle's gradebook is out of."""


def moodle_csv(
    quizzes: Sequence[str],
    rows: Iterable[tuple[Student, Sequence[Grade | None]]],
    *,
    of_hundred: bool,
) -> str:
    """One line for each student who has an ID; a row's grades come in the order of `quizzes`.

    Grades are points, or, with `of_hundred`, their share of 100. A grade that still waits for a
    person is left out, since it would be taken for the final one.
    """
    known = [(student, grades) for student, grades in rows if student.external_id]
    emails = bool(known) and all("@" in student.external_id for student, _ in known)
    head: list[Cell] = ["Email address" if emails else "ID number", "Name"]
    head += [f"{quiz} (of {MOST})" if of_hundred else quiz for quiz in quizzes]
    lines: list[list[Cell]] = [head]
    for student, grades in known:
        cells = [_cell(grade, of_hundred) for grade in grades]
        lines.append([student.external_id, student.name, *cells])
    return written_for_import(lines, untouched=[NO_GRADE])


def _cell(grade: Grade | None, of_hundred: bool) -> Cell:
    if grade is None or grade.needs_grading or not grade.out_of:
        return NO_GRADE
    return number(grade.points / grade.out_of * MOST if of_hundred else grade.points)
