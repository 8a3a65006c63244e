"""Compare lessons with an original text: what is copied, and what is quoted at length.

Of the original, no more is ever shown than the run of words that a lesson shares with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quiz.checking.material import LessonText, Material, all_passages
from quiz.checking.passages import Kind, Passage
from quiz.checking.sentences import folded, quotations, shown
from quiz.model import Problem

MAX_RUN = 7
MAX_QUOTED = 6
MAX_SHARE = 0.02
MIN_SHARED = 3
"""A quotation is taken for one of the original's from this many words in a row on."""
MIN_LONG_SHARED = 5
"""The same for long quotations, since lessons invent some of their own."""

_STRETCH = re.compile(r"[^“”\"«»…]+")


@dataclass(frozen=True)
class Comparison:
    """What lessons and original share. `longest` is the longest run, where it stands, in words."""

    longest: int
    place: Problem | None
    problems: tuple[Problem, ...]
    quoted: int
    words: int

    @property
    def share(self) -> float:
        """Words quoted from the original ÷ words of the lessons."""
        return self.quoted / self.words if self.words else 0.0


def compare(material: Material, original: str) -> Comparison:
    """Compare all pages with the words of an original."""
    source, title = _Runs(folded(original)), _Runs(folded(_title(original)))
    problems: list[Problem] = []
    longest, place, quoted, total = 0, None, 0, 0
    for passage in _passages(material):
        total += len(folded(passage.text))
        for start, stretch in _stretches(passage):
            length, words = source.longest(folded(stretch))
            if length > longest:
                run = f"“{' '.join(words)}” ({length} words)"
                longest, place = length, passage.problem(start, run)
            if length > MAX_RUN:
                problems.append(_copied(passage, start, words))
        for start, text in quotations(passage.text):
            words = folded(text)
            shared, _ = source.longest(words)
            if shared >= min(MIN_SHARED, len(words)):
                quoted += len(words)
            named = title.longest(words)[0] == len(words)
            if len(words) > MAX_QUOTED and shared >= MIN_LONG_SHARED and not named:
                problems.append(_quoted(passage, start, text))
    return Comparison(longest, place, tuple(sorted(set(problems))), quoted, total)


def _title(original: str) -> str:
    """The first line of the original: its title, which may be named in full."""
    return next((line for line in original.splitlines() if line.strip()), "")


def _copied(passage: Passage, start: int, words: Sequence[str]) -> Problem:
    return passage.problem(
        start,
        f"{len(words)} words in a row are the original's: “{' '.join(words)}”. Say it in words of "
        f"your own ({MAX_RUN} are the limit).",
    )


def _quoted(passage: Passage, start: int, text: str) -> Problem:
    return passage.problem(
        start,
        f"The quotation “{shown(text, 40)}” has {len(folded(text))} words; {MAX_QUOTED} are the "
        "limit. Quote less.",
    )


def _passages(material: Material) -> Iterator[Passage]:
    for page in material.pages:
        yield from all_passages(page)
        yield from _front_matter(page)


def _front_matter(page: LessonText) -> Iterator[Passage]:
    """Objectives and meanings of terms, whose words students read too."""
    texts = (*page.lesson.objectives, *(meaning for _, meaning in page.lesson.terms))
    for text in texts:
        line = next((line for line in page.lines if text[:30] in line.text), None)
        if line:
            yield Passage(page.path, Kind.PROSE, (line,))


def _stretches(passage: Passage) -> Iterator[tuple[int, str]]:
    """What stands outside quotation marks, piece by piece."""
    for match in _STRETCH.finditer(passage.own):
        yield match.start(), match[0]


class _Runs:
    """The runs of words of one text."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = list(words)
        self.places: dict[str, list[int]] = {}
        for i, word in enumerate(words):
            self.places.setdefault(word, []).append(i)

    def longest(self, words: Sequence[str]) -> tuple[int, Sequence[str]]:
        """The longest run of `words` that stands in the text: its length and its words."""
        best, start = 0, 0
        for i, word in enumerate(words):
            for place in self.places.get(word, ()):
                length = self._length(words, i, place)
                if length > best:
                    best, start = length, i
        return best, words[start : start + best]

    def _length(self, words: Sequence[str], i: int, place: int) -> int:
        length = 0
        while (
            i + length < len(words)
            and place + length < len(self.words)
            and words[i + length] == self.words[place + length]
        ):
            length += 1
        return length
