"""All that is stored about one student, as a ZIP that they or their parents can read."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from quiz.exchange.marks_csv import MarkedResponse, marks_csv

_ABOUT = """This is everything that Second Reading holds about one student.

everything.json   Every stored row, table by table, as it is in the database. Times are in UTC.
                  Left out are only the codes by which the student's browsers are known.
responses.csv     The responses that were handed in, one a line, with their marks and the comments
                  on them. It opens in any spreadsheet.

Backups that were made of the database before may hold the same data.
"""
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The same data give the same file, whenever it is made."""


def student_zip(
    tables: Mapping[str, Sequence[Mapping[str, Any]]], responses: Iterable[MarkedResponse]
) -> bytes:
    """The bytes of the ZIP. `tables` are rows by the names of their columns, as stored."""
    files = {
        "about.txt": _ABOUT,
        "everything.json": json.dumps(tables, ensure_ascii=False, indent=2),
        # The mark at the start tells Excel that this is UTF-8.
        "responses.csv": f"\ufeff{marks_csv(responses)}",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, _EARLIEST), text, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
