"""What to look at in an item, said softly: a figure is a reason to look, never a verdict.

Every kind is described in docs/item-analysis.md; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Iterator

from quiz.item_analysis.estimates import FEWEST
from quiz.item_analysis.results import Flag, ItemAnalysis, OptionRow
from quiz.questions import types
from quiz.report_text import shortened

KINDS = ("key doubted", "negative", "weak", "hard", "easy", "unused option", "blanks")
"""In the order of how much there may be to mend."""

HARD = 0.3
EASY = 0.9
WEAK = 0.2
"""A facility under `HARD` or over `EASY` and a discrimination under `WEAK` are flagged."""
MANY_BLANKS = 0.2
"""The part of the responses that is many where they are blank."""
FEWEST_FOR_OPTIONS = 20
"""Students, before an option that nobody chose says anything about it.

An option that one student in twenty takes is chosen by none of ten in three cases of five.
"""
FEWEST_FOR_DOUBT = 3
"""Students of the top third that must agree on something wrong."""
_LONGEST = 60


def flags(found: ItemAnalysis) -> tuple[Flag, ...]:
    """What an item's figures give reason to look at, most pressing first."""
    about_marks = (*_doubts(found), *_discrimination(found), *_facility(found))
    return (*about_marks, *_unused(found), *_blanks(found))


def _doubts(found: ItemAnalysis) -> Iterator[Flag]:
    for row in found.options:
        same_part = [other for other in found.options if other.response.part == row.response.part]
        key = max((other.top for other in same_part if other.response.right), default=0)
        if row.response.right or row.top < FEWEST_FOR_DOUBT or row.top <= key:
            continue
        wrote = "wrote" if row.response.typed else "chose"
        ask = "should that count as right?" if row.response.typed else "is the key right?"
        yield Flag(
            "key doubted",
            f"{row.top} of the {found.top_n} best students {wrote} {_quoted(row)}, and {key} what "
            f"the key says: {ask}",
        )


def _discrimination(found: ItemAnalysis) -> Iterator[Flag]:
    figure = found.discrimination
    if figure.value is None:
        return
    about = f"discrimination {_signed(figure.value)}, {_students(figure.n)}"
    if figure.low is not None and figure.high is not None:
        about += f", likely between {_signed(figure.low)} and {_signed(figure.high)}"
    if figure.value < 0:
        yield Flag(
            "negative",
            f"Students who did well elsewhere did less well here ({about}). Check the key first, "
            "then look for a second way to read the question.",
        )
    elif figure.value < WEAK and not _is_easy(found):
        yield Flag(
            "weak",
            f"Students who did well elsewhere did hardly better here ({about}). Read the question "
            "and its options once more: is one of them true as well, or is something else asked "
            "than you taught?",
        )


def _facility(found: ItemAnalysis) -> Iterator[Flag]:
    figure = found.facility
    if figure.value is None or figure.n < FEWEST:
        return
    about = f"({figure.value:.0%} of the points, {_students(figure.n)})"
    if figure.value < HARD:
        yield Flag(
            "hard",
            f"Few points were earned here {about}. If it was taught, look for a second way to read "
            "the question; if it wasn't, teach it and ask again.",
        )
    elif _is_easy(found):
        yield Flag(
            "easy",
            f"Nearly all points were earned here {about}. That is fine for a check of the basics; "
            "it can't tell you who understood more.",
        )


def _unused(found: ItemAnalysis) -> Iterator[Flag]:
    answered = found.n - found.blanks
    if not types()[found.item.type].offers or answered < FEWEST_FOR_OPTIONS or _is_easy(found):
        return
    unused = [row for row in found.options if not row.count and not row.response.right]
    if unused:
        yield Flag(
            "unused option",
            f"None of {answered} students chose {' or '.join(map(_quoted, unused))}. An option "
            "that nobody takes does no work: put a mistake there that students really make, or "
            "take it out.",
        )


def _blanks(found: ItemAnalysis) -> Iterator[Flag]:
    if found.n >= FEWEST and found.blanks >= MANY_BLANKS * found.n:
        yield Flag(
            "blanks",
            f"{found.blanks} of {found.n} students left this blank. Ask one of them whether time "
            "ran out or the question wasn't clear.",
        )


def _is_easy(found: ItemAnalysis) -> bool:
    figure = found.facility
    return figure.value is not None and figure.n >= FEWEST and figure.value > EASY


def _students(n: int) -> str:
    return "1 student" if n == 1 else f"{n} students"


def _signed(value: float) -> str:
    return f"{value:.2f}".replace("-", "−").replace("−0.00", "0.00")


def _quoted(row: OptionRow) -> str:
    where = f" at “{row.response.part}”" if row.response.part else ""
    return f"“{shortened(row.response.text, _LONGEST)}”{where}"
