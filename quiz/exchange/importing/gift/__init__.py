"""GIFT, the format in which questions are typed for Moodle.

Source of what Moodle makes of a file: Moodle 4.5, question/format/gift and question/format.php. It
is read at least as tolerantly here; the tests name what is the same and what is different.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from quiz.exchange.importing import BankFile, BankFormat, Found
from quiz.exchange.importing._text import is_text, read_questions, start_of
from quiz.exchange.importing.gift._making import find
from quiz.exchange.importing.gift._pieces import Category, pieces

_ANSWERS = re.compile(r"(?<!\\)\{[^{}<>]{0,5000}(?<!\\)\}")
_OWN_LINE = re.compile(r"^[^\S\n]*(?:::|\$CATEGORY:)", re.MULTILINE)
_OTHER = re.compile(r"\s*(?:<\?xml|<!doctype|<html|<quiz|\{\s*\"|\[\s*\{)", re.IGNORECASE)

_NOTHING = (
    "There are no questions in this file. In GIFT a question is followed by its answers in braces, "
    "such as `The sun is a star. {T}`."
)


class GiftFormat(BankFormat):
    name = "GIFT"
    endings = (".gift", ".txt")

    def recognises(self, file: BankFile) -> bool:
        """A `.txt` file that is no text at all is taken too, so that reading it says what it is."""
        if file.name.lower().endswith(".gift") or not is_text(file):
            return True
        start = start_of(file)
        if _OTHER.match(start):
            return False
        return bool(_ANSWERS.search(start) or _OWN_LINE.search(start))

    def read(self, file: BankFile) -> Iterator[Found]:
        return read_questions(file, _questions, _NOTHING)


def _questions(text: str) -> Iterator[Found]:
    category: tuple[str, ...] = ()
    for piece in pieces(text):
        if isinstance(piece, Category):
            category = piece.path
        elif found := find(piece, category):
            yield found
