"""Typed answers for programs that compare more strictly than we do.

All of them take no notice of capital letters. What else we take no notice of, and students are
likely to type, becomes further answers.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from quiz.exchange.exporting._html import fit_for_xml
from quiz.exchange.exporting._item_sets import CannotCarry
from quiz.grammar import one_line
from quiz.questions.parts.answers import APOSTROPHES, FINAL_SIGNS, fold

MAX_DOUBLED = 5
"""Spaces in an answer up to which each may be typed twice."""


UNFIT = "Characters of right answers that no file of this kind can hold are left out of it."
_NOTHING_LEFT = "No right answer is left without the characters that no file of this kind can hold."


def right_spellings(answers: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """The spellings of each right answer, for a file of XML: () where it can't hold the answer.

    Raises `CannotCarry` where that is so of all of them.
    """
    found = tuple(spellings(fit_for_xml(answer)) for answer in answers)
    if not any(found):
        raise CannotCarry(_NOTHING_LEFT)
    return found


def unfit(answers: Iterable[str]) -> tuple[str, ...]:
    """The loss of characters of typed answers, if there is any."""
    return (UNFIT,) if any(fit_for_xml(answer) != answer for answer in answers) else ()


def spellings(text: str) -> tuple[str, ...]:
    """The answer as its author wrote it, then as students may type it too; each once.

    () where there is nothing that can be seen.
    """
    written = one_line(text)
    if not written:
        return ()
    plain = unicodedata.normalize("NFKC", written.translate(APOSTROPHES))
    plain = one_line("".join(c for c in plain if unicodedata.category(c) != "Cf"))
    if not plain:
        return ()
    bare = plain.rstrip(FINAL_SIGNS + " ") or plain
    forms = [written, bare, f"{bare}."]
    if "'" in bare:
        curly = bare.replace("'", "’")
        forms += [curly, f"{curly}."]
    if bare.casefold() != bare.lower():
        forms.append(bare.casefold())
    words = bare.split(" ")
    if 1 < len(words) <= MAX_DOUBLED + 1:
        forms += [f"{' '.join(words[:i])}  {' '.join(words[i:])}" for i in range(1, len(words))]
    return tuple(form for form in dict.fromkeys(forms) if fold(form) == fold(written))
