"""The best grade of every student at every quiz, as CSV for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from quiz.exchange.tables.cells import Cell, number, written
from quiz.model import Grade, Student


def grades_csv(
    quizzes: Sequence[str], rows: Iterable[tuple[Student, Sequence[tuple[Grade | None, int]]]]
) -> str:
    """One line a student: for each of `quizzes`, the best attempt's grade, or nothing.

    With each grade comes the number of responses, in all submitted attempts, that wait to be
    marked. Points stay empty while all of the attempt does: a zero would be taken for a mark. A
    row's grades come in the order of `quizzes`.
    """
    head = ["student", "name", "id"]
    for quiz in quizzes:
        head += [f"{quiz}: points", f"{quiz}: out of", f"{quiz}: responses to mark"]
    lines: list[list[Cell]] = [list(head)]
    for student, grades in rows:
        line: list[Cell] = [student.id, student.name, student.external_id]
        for grade, to_mark in grades:
            if grade is None:
                line += [None, None, None]
            else:
                points = number(grade.points) if grade.graded else None
                line += [points, number(grade.out_of), to_mark]
        lines.append(line)
    return written(lines)
