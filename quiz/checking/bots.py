"""Readers who know nothing but how tests are written, and what they earn on single choice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from quiz.checking.language import Language
from quiz.checking.material import ItemText
from quiz.checking.sentences import folded, plain

MIN_LETTERS = 4
STEM_LETTERS = 5
"""Words count as the same where their first five letters are; shorter words must be equal."""


def content(text: str, words: Language) -> frozenset[str]:
    """The beginnings of the words that carry meaning."""
    return frozenset(
        word[:STEM_LETTERS]
        for word in folded(plain(text))
        if len(word) >= MIN_LETTERS and word not in words.stopwords
    )


def _length(texts: Sequence[str], item: ItemText, words: Language) -> list[int]:
    return [len(plain(text)) for text in texts]


def _shortness(texts: Sequence[str], item: ItemText, words: Language) -> list[int]:
    return [-len(plain(text)) for text in texts]


def _like_stem(texts: Sequence[str], item: ItemText, words: Language) -> list[int]:
    stem = content(f"{item.item.stem} {item.item.text}", words)
    return [len(stem & content(text, words)) for text in texts]


def _like_others(texts: Sequence[str], item: ItemText, words: Language) -> list[int]:
    sets = [content(text, words) for text in texts]
    return [
        sum(len(own & other) for j, other in enumerate(sets) if i != j)
        for i, own in enumerate(sets)
    ]


def _hedged(texts: Sequence[str], item: ItemText, words: Language) -> list[int]:
    return [
        len(words.hedges.findall(plain(text))) - len(words.absolutes.findall(plain(text)))
        for text in texts
    ]


Bot = Callable[[Sequence[str], ItemText, Language], list[int]]

BOTS: Mapping[str, Bot] = {
    "the longest": _length,
    "the shortest": _shortness,
    "most like the question": _like_stem,
    "most like the others": _like_others,
    "most hedged": _hedged,
}
"""What each bot picks -> how strongly it is drawn to each option."""


def share(bot: Bot, items: Sequence[ItemText]) -> Fraction:
    """What the bot earns on these items, 0 to 1; where options tie, it guesses among them."""
    marks = [mark for mark in (_mark(bot, item) for item in items) if mark is not None]
    return sum(marks, Fraction(0)) / len(marks) if marks else Fraction(0)


def solved(bot: Bot, items: Sequence[ItemText]) -> list[ItemText]:
    """The items that the bot gets right without guessing."""
    return [item for item in items if _mark(bot, item) == 1]


def _mark(bot: Bot, item: ItemText) -> Fraction | None:
    if item.key is None or item.language is None:
        return None
    draws = bot([option.text for option in item.options], item, item.language)
    best = [option for option, draw in zip(item.options, draws, strict=True) if draw == max(draws)]
    return Fraction(int(item.key in best), len(best))


def chance(items: Sequence[ItemText]) -> Fraction:
    """What blind guessing earns on these items."""
    shares = [Fraction(1, len(item.options)) for item in items if item.key]
    return sum(shares, Fraction(0)) / len(shares) if shares else Fraction(0)
