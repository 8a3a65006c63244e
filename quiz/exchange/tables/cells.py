"""Cells of a CSV file: what a spreadsheet would run is made harmless, numbers stay numbers."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from quiz.model import Given, Item
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


def neutral(cell: Cell) -> Cell:
    """The cell as a spreadsheet can hold it without running it: such a text gets an apostrophe."""
    if not isinstance(cell, str):
        return cell
    text = _LATER.sub(r"\1'", cell)
    return f"'{text}" if text.startswith(_RUNS) or text.lstrip(_UNSEEN).startswith(_RUNS) else text


def number(value: float | None) -> float | None:
    """Whole numbers without a point, and no more digits than a person can use."""
    if value is None:
        return None
    rounded = round(value, 6)
    return int(rounded) if rounded == int(rounded) else rounded


def written(lines: Iterable[Sequence[Cell]]) -> str:
    """The lines as CSV, ending as RFC 4180 says; all texts are quoted and neutralised."""
    return _csv([neutral(cell) for cell in line] for line in lines)


def written_for_import(lines: Iterable[Sequence[Cell]], *, untouched: Sequence[str] = ()) -> str:
    """The same for another program's import, where the texts of `untouched` mean something."""
    return _csv([cell if cell in untouched else neutral(cell) for cell in line] for line in lines)


def _csv(lines: Iterable[Sequence[Cell]]) -> str:
    file = io.StringIO(newline="")
    csv.writer(file, quoting=csv.QUOTE_NONNUMERIC).writerows(lines)
    return file.getvalue()


def response_text(item: Item, given: Given) -> str:
    """What a student gave, in the words of the choices instead of their ids."""
    return types()[item.type].said(item.body, given)
