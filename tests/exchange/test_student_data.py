from __future__ import annotations

import csv
import io
import json
import zipfile

from quiz.exchange.student_data import student_zip
from tests.exchange.test_marks_csv import GIVEN

TABLES = {"students": [{"id": 1, "name": "آزمایشی"}], "sessions": []}


def test_a_students_data_can_be_read_without_this_program() -> None:
    with zipfile.ZipFile(io.BytesIO(student_zip(TABLES, [GIVEN]))) as archive:
        assert archive.namelist() == ["about.txt", "everything.json", "responses.csv"]
        assert "everything" in archive.read("about.txt").decode()
        assert json.loads(archive.read("everything.json")) == TABLES
        assert "آزمایشی" in archive.read("everything.json").decode()
        responses = archive.read("responses.csv").decode("utf-8-sig")
    [line] = csv.DictReader(io.StringIO(responses, newline=""))
    assert (line["name"], line["response"]) == ("Student One", "words")


def test_the_same_data_give_the_same_bytes() -> None:
    assert student_zip(TABLES, [GIVEN]) == student_zip(TABLES, [GIVEN])
