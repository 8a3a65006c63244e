"""All that is stored about one student, as a ZIP that they or their parents can read."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from quiz.exchange.tables.cells import written
from quiz.exchange.tables.marks_csv import MarkedResponse, marks_csv
from quiz.model import Item

_ABOUT = """This is everything that Second Reading holds about one student.

everything.json   Every stored row, table by table, as it is in the database. Times are in UTC.
                  Left out are only the codes by which the student's browsers are known, and the
                  right answers, which others may still be asked for.
questions.csv     Every question that the student was asked, in the words in which it was asked.
                  "version" is what the other files know it by.
responses.csv     The responses that were handed in, one a line, with their marks and the comments
                  on them. Both lists open in any spreadsheet.

Backups that were made of the database before may hold the same data.
"""
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The same data give the same file, whenever it is made."""


def student_zip(
    tables: Mapping[str, Sequence[Mapping[str, Any]]],
    questions: Mapping[str, Item],
    responses: Iterable[MarkedResponse],
) -> bytes:
    """The bytes of the ZIP. `tables` are rows by the names of their columns, as stored.

    `questions` are by version. No key of theirs goes into it.
    """
    files = {
        "about.txt": _ABOUT,
        "everything.json": json.dumps(tables, ensure_ascii=False, indent=2),
        # The mark at the start tells Excel that this is UTF-8.
        "questions.csv": f"\ufeff{_questions_csv(questions)}",
        "responses.csv": f"\ufeff{marks_csv(responses)}",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, _EARLIEST), text, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _questions_csv(questions: Mapping[str, Item]) -> str:
    rows = sorted((item.id, version, item.stem) for version, item in questions.items())
    return written([("item", "version", "question"), *rows])
