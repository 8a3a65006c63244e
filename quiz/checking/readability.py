"""Flesch-Kincaid grade by one small counter, the same on every machine. Pure; English only.

grade = 0.39 × words per sentence + 11.8 × syllables per word - 15.59. A name counts as one word of
one syllable, because long names say nothing about how hard a text is. The rule for syllables is
in docs/item-writing-rules.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from quiz.checking import sentences

MIN_WORDS = 4
"""Shorter sentences (labels such as “Checked: May 2025”) are left out."""

_VOWELS = re.compile("[aeiouy]+")
_NOT_LETTER = re.compile("[^a-z]")
_LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_CAPITALISED = re.compile(r"(?<=[^\s.!?…:“\"‘(\[•])(?P<space>\s+)(?P<name>[A-Z][\w'’.-]*)")
_CODE = re.compile(r"\b[A-Z]{1,2}[0-9]{1,3}\b")
_MONTHS = "January February March April May June July August September October November December"
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
_NOT_NAMES = frozenset(f"I {_MONTHS} {_DAYS}".split(" "))
_MANY = re.compile(r"\bName(?:\s+(?:of\s+)?Name)+\b")


@dataclass(frozen=True)
class Readability:
    """Counts over some sentences. `grade` and `mean` are 0 where there are none."""

    words: int
    sentences: int
    syllables: int
    longest: int

    @property
    def mean(self) -> float:
        """Words per sentence."""
        return self.words / self.sentences if self.sentences else 0.0

    @property
    def grade(self) -> float:
        if not self.words:
            return 0.0
        return 0.39 * self.mean + 11.8 * self.syllables / self.words - 15.59


@lru_cache(maxsize=20_000)
def syllables(word: str) -> int:
    """How many syllables an English word has, by its letters; at least one.

    One for each run of vowels (y is one); none for a final silent e (not -le, -ee, -ye), for -ed
    after a consonant other than d and t, or for -es after one that takes no extra sound.
    """
    word = _NOT_LETTER.sub("", word.lower())
    count = len(_VOWELS.findall(word))
    if word.endswith("e") and not word.endswith(("le", "ee", "ye")) and count > 1:
        count -= 1
    if re.search("[^aeioudt]ed$", word) and count > 1:
        count -= 1
    if re.search("[^aeioulsxzcg]es$", word) and count > 1:
        count -= 1
    return max(count, 1)


def masked(text: str, names: Sequence[str]) -> str:
    """The text with names as the word “Name”: those given, and what is capitalised inside a
    sentence; not “I”, months and days of the week. Several names in a row are one."""
    if names:
        listed = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
        text = re.sub(rf"\b(?:{listed})(?:s|['’]s?)?\b", "Name", text)
    text = _CODE.sub("Name", text)
    text = _CAPITALISED.sub(_mask, text)
    return _MANY.sub("Name", text)


def _mask(match: re.Match[str]) -> str:
    name = match["name"]
    end = name[len(name.rstrip(".")) :]
    kept = re.split("[.'’]", name)[0] in _NOT_NAMES
    return match["space"] + (name if kept else f"Name{end}")


def measure(texts: Iterable[str], names: Sequence[str] = ()) -> Readability:
    """Count the words, sentences and syllables of plain texts; each text ends its sentence."""
    total = spoken = count = longest = 0
    for text in texts:
        for _, sentence in sentences.sentences(masked(text, names)):
            found = _LETTERS.findall(sentence)
            if len(found) < MIN_WORDS:
                continue
            count += 1
            total += len(found)
            longest = max(longest, len(found))
            spoken += sum(1 if word == "Name" else syllables(word) for word in found)
    return Readability(total, count, spoken, longest)
