"""What the question types share on paper: letters before what is offered, and reading them again.

Messages here are for the instructor who enters what stands on a sheet.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase

NONE = "-"
"""Typed for a line or a box that is empty, where others beside it aren't."""
_NONE = frozenset("-–—_")
_BETWEEN = re.compile(r"[\s,;/.]+")


@dataclass(frozen=True)
class Blank:
    """One input for what stands on paper. `label` tells it from the item's others, '' if it is
    the only one; `takes` says what to type. `long`: a text of many words."""

    label: str
    takes: str
    long: bool = False


def letter(place: int) -> str:
    """The letter before the choice at a place, counted from 0: A to Z, then AA, AB and so on."""
    rest, last = divmod(place, len(ascii_uppercase))
    return (letter(rest - 1) if rest else "") + ascii_uppercase[last]


def letters(count: int) -> list[str]:
    """The letters of so many choices, in order."""
    return [letter(place) for place in range(count)]


def span(names: Sequence[str]) -> str:
    """The names from first to last: `A to D`."""
    return f"{names[0]} to {names[-1]}"


def join(names: Sequence[str]) -> str:
    """Names as they are written, one for each place: `C A - B`."""
    return " ".join(name or NONE for name in names)


def split(text: str, known: Sequence[str]) -> list[str]:
    """The names in what was typed, '' for a place that is empty.

    Case, spaces and commas don't matter. Raises `ValueError` where a name isn't `known`.
    """
    pieces = _BETWEEN.split(unicodedata.normalize("NFKC", text).upper())
    names = pieces if _long(known) else list("".join(pieces))
    return [_name(piece, known) for piece in names if piece]


def one(text: str, known: Sequence[str]) -> str:
    """The one name in what was typed, '' for none. Raises `ValueError` for several."""
    found = {name for name in split(text, known) if name}
    if len(found) > 1:
        raise ValueError(
            "Only one can count here. Type one letter, or nothing where more boxes are ticked."
        )
    return found.pop() if found else ""


def each(text: str, known: Sequence[str], places: int, what: str) -> list[str]:
    """One name, or '', for each of so many `places`; [] where nothing was typed.

    `what` names the places. Raises `ValueError` where there are too many or too few.
    """
    found = split(text, known)
    if found and len(found) != places:
        raise ValueError(
            f"That makes {len(found)} for {places} {what}. Type one for each, in order, and "
            f"{NONE} for one that is empty."
        )
    return found


def _long(known: Sequence[str]) -> bool:
    return any(len(name) > 1 for name in known)


def _name(piece: str, known: Sequence[str]) -> str:
    if piece in _NONE:
        return ""
    name = str(int(piece)) if piece.isdecimal() and len(piece) < 5 else piece
    if name not in known:
        raise ValueError(f"“{piece[:20]}” isn't one of {span(known)}.")
    return name
