from __future__ import annotations

import csv
import io
import json
import zipfile

from quiz.exchange.student_data import student_zip
from quiz.model import Item
from tests.exchange.tables.test_marks_csv import GIVEN
from tests.questions.bodies import parse

TABLES = {"students": [{"id": 1, "name": "آزمایشی"}], "sessions": []}
CHOICE = parse("single choice", "- ( ) On Monday\n- (x) On Tuesday\n    > The key.\n- ( ) Never")
QUESTIONS = {"v1": Item("i1", "single choice", "=When?", CHOICE, why="Because it was Tuesday.")}


def test_a_students_data_can_be_read_without_this_program() -> None:
    with zipfile.ZipFile(io.BytesIO(student_zip(TABLES, QUESTIONS, [GIVEN]))) as archive:
        assert archive.namelist() == [
            "about.txt",
            "everything.json",
            "questions.csv",
            "responses.csv",
        ]
        assert "everything" in archive.read("about.txt").decode()
        assert json.loads(archive.read("everything.json")) == TABLES
        assert "آزمایشی" in archive.read("everything.json").decode()
        questions = archive.read("questions.csv").decode("utf-8-sig")
        responses = archive.read("responses.csv").decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(questions, newline=""))) == [
        ["item", "version", "question"],
        ["i1", "v1", "'=When?"],
    ]
    [line] = csv.DictReader(io.StringIO(responses, newline=""))
    assert (line["name"], line["response"]) == ("Student One", "words")


def test_the_same_data_give_the_same_bytes() -> None:
    assert student_zip(TABLES, QUESTIONS, [GIVEN]) == student_zip(TABLES, QUESTIONS, [GIVEN])
