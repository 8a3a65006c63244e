"""Which entries of a class may be one student who joined twice. Pure; it only points them out."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, product

from quiz.model import Student

SHORTEST = 4
"""Letters of a word from which one that is wrong is more likely a slip than another name."""
_OTHER_KEYBOARD = str.maketrans("يىكةۀ", "ییکهه")
"""Arabic letters that a Persian or Urdu keyboard writes differently."""


@dataclass(frozen=True, eq=False)
class _Name:
    """A name as it is compared. `place` is its student's in the list; `words` are sorted."""

    place: int
    joined: str
    words: tuple[str, ...]
    distinct: frozenset[str]


_Pairs = Iterator[tuple[_Name, _Name]]


def look_alikes(students: Sequence[Student]) -> list[tuple[Student, Student]]:
    """Pairs whose names could be one person's, the earlier entry first, in the order given.

    Names are alike where they say the same but for case, accents, signs, spaces and the order of
    words, where one has all the words of the other, or where one letter of a longer word is wrong,
    missing or too many. Different digits or initials tell students apart.
    """
    by_digits: defaultdict[str, list[_Name]] = defaultdict(list)
    for place, student in enumerate(students):
        if words := _words(student.name):
            name = _Name(place, "".join(words), tuple(sorted(words)), frozenset(words))
            by_digits[_digits(name.words)].append(name)
    found = {
        (min(one.place, other.place), max(one.place, other.place))
        for names in by_digits.values()
        for alike in (_same_letters, _all_words, _one_word_slipped)
        for one, other in alike(names)
    }
    return [(students[one], students[other]) for one, other in sorted(found)]


def same_name(one: str, other: str) -> bool:
    """Whether two names say the same but for case, accents, signs, spaces and the order of words.

    Narrower than `look_alikes`: "Sam" and "Sam B" are two people who told themselves apart.
    """
    return not spellings(one).isdisjoint(spellings(other))


@lru_cache(maxsize=5_000)
def spellings(name: str) -> frozenset[str]:
    """What two names have in common that are the `same_name`: one or two short texts."""
    words = _words(name) or [name.casefold()]
    return frozenset({"".join(words), " ".join(sorted(words))})


def _words(name: str) -> list[str]:
    """The words of a name without what people leave out or type differently."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_OTHER_KEYBOARD))
    letters = "".join(
        sign if sign.isalnum() else " "
        for sign in plain
        if unicodedata.category(sign) not in ("Mn", "Cf", "Lm")
    )
    return letters.split()


def _digits(words: Sequence[str]) -> str:
    """Of sorted words, so that their order makes no difference."""
    return "".join(sign for word in words for sign in word if sign.isdigit())


# Each of these looks names up by what they share, because a class has too many pairs to try all.


def _same_letters(names: Sequence[_Name]) -> _Pairs:
    """Those that differ in spaces only."""
    by_letters: defaultdict[str, list[_Name]] = defaultdict(list)
    for name in names:
        by_letters[name.joined].append(name)
    for same in by_letters.values():
        yield from combinations(same, 2)


def _all_words(names: Sequence[_Name]) -> _Pairs:
    """Those of which one has all the words of the other."""
    holders: defaultdict[str, list[_Name]] = defaultdict(list)
    for name in names:
        for word in name.distinct:
            holders[word].append(name)
    for name in names:
        rarest = min((holders[word] for word in name.distinct), key=len)
        for other in rarest:
            if other is not name and name.distinct <= other.distinct:
                yield name, other


def _one_word_slipped(names: Sequence[_Name]) -> _Pairs:
    """Those whose words are the same but for one letter of one longer word."""
    by_words: defaultdict[tuple[str, ...], list[_Name]] = defaultdict(list)
    for name in names:
        by_words[name.words].append(name)
    # Two words that a slip apart makes equal are equal without one letter of each, or of one.
    near: defaultdict[tuple[tuple[str, ...], str], set[tuple[tuple[str, ...], str]]]
    near = defaultdict(set)
    for words in by_words:
        for word in {word for word in words if len(word) >= SHORTEST}:
            at = words.index(word)
            others = words[:at] + words[at + 1 :]
            for left in {word, *(word[:n] + word[n + 1 :] for n in range(len(word)))}:
                near[others, left].add((words, word))
    for candidates in near.values():
        for (one, first), (other, second) in combinations(candidates, 2):
            if _one_slip(first, second):
                yield from product(by_words[one], by_words[other])


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
