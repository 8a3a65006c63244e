"""Which entries of a class may be one student who joined twice. Pure; it only points them out."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import combinations

from quiz.model import Student

SHORTEST = 4
"""Letters of a word from which one that is wrong is more likely a slip than another name."""
_OTHER_KEYBOARD = str.maketrans("يىكةۀ", "ییکهه")
"""Arabic letters that a Persian or Urdu keyboard writes differently."""


def look_alikes(students: Sequence[Student]) -> list[tuple[Student, Student]]:
    """Pairs whose names could be one person's, the earlier entry first, in the order given.

    Names are alike where they say the same but for case, accents, signs, spaces and the order of
    words, where one has all the words of the other, or where one letter of a longer word is wrong,
    missing or too many. Different digits or initials tell students apart.
    """
    known = [(student, _words(student.name)) for student in students]
    return [
        (one, other)
        for (one, words), (other, others) in combinations(known, 2)
        if _alike(words, others)
    ]


def _words(name: str) -> list[str]:
    """The words of a name without what people leave out or type differently."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_OTHER_KEYBOARD))
    letters = "".join(
        sign if sign.isalnum() else " "
        for sign in plain
        if unicodedata.category(sign) not in ("Mn", "Cf", "Lm")
    )
    return letters.split()


def _alike(one: Sequence[str], other: Sequence[str]) -> bool:
    if not one or not other or _digits(one) != _digits(other):
        return False
    if "".join(one) == "".join(other) or set(one) <= set(other) or set(other) <= set(one):
        return True
    mine, theirs = Counter(one) - Counter(other), Counter(other) - Counter(one)
    if mine.total() != 1 or theirs.total() != 1:
        return False
    [first], [second] = mine, theirs
    return min(len(first), len(second)) >= SHORTEST and _one_slip(first, second)


def _digits(words: Sequence[str]) -> str:
    return "".join(sign for word in sorted(words) for sign in word if sign.isdigit())


def _one_slip(one: str, other: str) -> bool:
    """Whether one letter changed, added or gone, or two neighbours swapped, make them equal."""
    short, long = sorted((one, other), key=len)
    start = 0
    while start < len(short) and short[start] == long[start]:
        start += 1
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    swapped = short[start + 1 : start + 2] + short[start : start + 1]
    return short[start + 1 :] == long[start + 1 :] or swapped + short[start + 2 :] == long[start:]
