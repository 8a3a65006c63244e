"""The files that Moodle's and Canvas's gradebooks import: read back as those programs read them."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.exchange.tables.canvas_csv import Assignment, canvas_csv
from quiz.exchange.tables.moodle_csv import moodle_csv
from quiz.model import Grade, Student

PARTLY, NONE_YET, OVER = Grade(2.5, 4, 4), Grade(0, 4, 0, 1), Grade(1, 3, 3)


def student(number: int, external_id: str = "", name: str = "") -> Student:
    return Student(number, name or f"Student {number}", "0000 0000", "", 1, external_id)


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


# Moodle


class RefusedFile(Exception):
    """Moodle takes nothing of the file."""


def taken_by_moodle(text: str, known: set[str]) -> dict[str, list[float | None]]:
    """What Moodle's importer makes of the file, by the rules of its load_data.php: the whole file
    is refused for an ID that it doesn't know, a grade that is no number with a point, or one above
    100; a line without an ID is taken for the student before."""
    found: dict[str, list[float | None]] = {}
    student = ""
    for line in read(text)[1:]:
        if line[0].strip() not in ("", "0"):
            student = line[0].strip()
        if student not in known:
            raise RefusedFile(f"the user {student!r}")
        grades = [None if cell.strip() == "-" else _grade(cell) for cell in line[2:]]
        if student in found:
            raise RefusedFile(f"{student} gets the grades of another one")
        found[student] = grades
    return found


def _grade(cell: str) -> float:
    if not re.fullmatch(r"\d+(\.\d+)?(e-\d+)?", cell.strip(), re.ASCII) or float(cell) > 100:
        raise RefusedFile(f"the grade {cell!r}")
    return float(cell)


def test_moodle_takes_the_grades_of_all_whom_it_knows() -> None:
    rows = [
        (student(1, "s1"), [PARTLY, OVER]),
        (student(2), [OVER, OVER]),
        (student(3, "s3"), [None, PARTLY]),
    ]
    for of_hundred, half in ((True, 62.5), (False, 2.5)):
        text = moodle_csv(["Exit", "Written"], rows, of_hundred=of_hundred)
        taken = taken_by_moodle(text, {"s1", "s3"})
        assert [taken[name][0] for name in ("s1", "s3")] == [half, None]
        with pytest.raises(RefusedFile, match="the user 's3'"):
            taken_by_moodle(text, {"s1"})


def test_moodle_gets_a_line_for_each_student_whom_it_can_know() -> None:
    rows = [(student(1, "s1"), [PARTLY, None]), (student(2), [PARTLY, PARTLY])]
    assert read(moodle_csv(["Exit", "Written"], rows, of_hundred=False)) == [
        ["ID number", "Name", "Exit", "Written"],
        ["s1", "Student 1", "2.5", "-"],
    ]


def test_moodle_gets_no_line_without_an_id_for_it_would_change_the_student_before() -> None:
    lines = read(moodle_csv(["Exit"], [(student(2), [PARTLY])], of_hundred=True))
    assert lines == [["ID number", "Name", "Exit (of 100)"]]


def test_moodle_gets_the_share_of_a_hundred_for_its_new_columns() -> None:
    rows = [(student(1, "one@school.example"), [PARTLY, OVER])]
    head, line = read(moodle_csv(["Exit", "Written"], rows, of_hundred=True))
    assert head == ["Email address", "Name", "Exit (of 100)", "Written (of 100)"]
    assert line[2:] == ["62.5", "33.333333"]


def test_a_grade_that_still_waits_is_no_grade_in_either() -> None:
    rows = [(student(1, "s1"), [NONE_YET, Grade(0, 0, 0)])]
    assert read(moodle_csv(["Exit", "Empty"], rows, of_hundred=True))[1][2:] == ["-", "-"]
    columns = [Assignment("Exit", "a/b", 4), Assignment("Empty", "a/c", 0)]
    assert read(canvas_csv(columns, "Class", rows))[2][5:] == ["", ""]


def test_a_mixed_list_of_ids_is_not_called_a_list_of_addresses() -> None:
    rows = [(student(1, "one@school.example"), []), (student(2, "s2"), [])]
    assert read(moodle_csv([], rows, of_hundred=True))[0] == ["ID number", "Name"]


# Canvas


def test_canvas_gets_its_heads_and_the_line_of_points() -> None:
    columns = [Assignment("Exit", "one/exit", 4), Assignment("Written", "one/written", 2.5)]
    text = canvas_csv(columns, "My class", [(student(1, "s1"), [PARTLY, None])])
    assert read(text) == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Exit", "Written"],
        ["    Points Possible", "", "", "", "", "4", "2.5"],
        ["Student 1", "", "s1", "s1", "My class", "2.5", ""],
    ]
    assert text.startswith('"Student","ID"'), "Canvas refuses a mark before the first quote"


def test_canvas_gets_no_line_without_an_id() -> None:
    assert len(read(canvas_csv([], "Class", [(student(1), [])]))) == 2


def test_a_grade_out_of_others_is_brought_to_the_points_of_its_column() -> None:
    rows = [(student(1, "s1"), [OVER])]
    assert read(canvas_csv([Assignment("Exit", "a/b", 6)], "Class", rows))[2][5] == "2"


def test_two_quizzes_of_one_title_stay_two_assignments() -> None:
    columns = [Assignment("Exit", "a/exit", 1), Assignment("Exit", "b/exit", 1)]
    assert read(canvas_csv(columns, "Class", []))[0][5:] == ["Exit", "Exit [b/exit]"]


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Exit quiz (2)", "Exit quiz [2]"),
        ("Exit (2) quiz", "Exit (2) quiz"),
        ("Final Grade of all", "Final-Grade of all"),
    ],
)
def test_a_title_that_means_something_to_canvas_is_told_otherwise(title: str, shown: str) -> None:
    assert read(canvas_csv([Assignment(title, "a/b", 1)], "Class", []))[0][5] == shown


def test_a_student_cannot_pass_for_the_line_of_points() -> None:
    rows = [(student(1, "s1", "Points Possible"), [PARTLY])]
    assert read(canvas_csv([Assignment("Exit", "a/b", 4)], "Class", rows))[2][0] == "s1"


# Both

grades = st.one_of(
    st.none(),
    st.builds(
        lambda share, out_of, waits: Grade(share * out_of, out_of, out_of, waits),
        st.floats(0, 1),
        st.floats(0, 1e6),
        st.integers(0, 2),
    ),
)
texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)


@settings(deadline=None)
@given(st.lists(st.tuples(texts, grades), max_size=5), texts, st.booleans())
def test_every_grade_is_a_number_with_a_point_or_none_and_no_text_runs(
    entries: list[tuple[str, Grade | None]], title: str, of_hundred: bool
) -> None:
    rows = [(student(n, f"s{n}", name), [grade]) for n, (name, grade) in enumerate(entries)]
    moodle = read(moodle_csv([title], rows, of_hundred=of_hundred))
    canvas = read(canvas_csv([Assignment(title, "a/b", 10)], "Class", rows))
    assert len(moodle) == len(rows) + 1
    if of_hundred:
        taken = taken_by_moodle(
            moodle_csv([title], rows, of_hundred=True), {s[0].external_id for s in rows}
        )
        assert len(taken) == len(rows)
    assert len(canvas) == len(rows) + 2
    number = re.compile(r"\d+(\.\d+)?(e-\d+)?\Z")
    for line in moodle[1:]:
        assert line[2] == "-" or number.match(line[2])
    for line in canvas[2:]:
        assert line[5] == "" or number.match(line[5])
    for line in (*moodle, *canvas):
        for text in line:
            assert text == "-" or not text.startswith(("=", "+", "-", "@", "\t", "\r"))
