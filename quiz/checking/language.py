"""Word lists by language: one TOML file each in `languages`. A language without one is not judged
by its words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

Patterns = re.Pattern[str]


@dataclass(frozen=True)
class Language:
    """The lists of one language as patterns; see the comments in its file."""

    attribution: Patterns
    instruction: Patterns
    absolutes: Patterns
    hedges: Patterns
    sweeping: Patterns
    forbidden_options: Patterns
    negative_stems: tuple[Patterns, ...]
    empty_stems: Patterns
    article_before: Patterns
    article_an: Patterns
    first_words: Mapping[str, Patterns]
    person: Patterns
    verdict: Patterns
    opinion: Patterns
    near_peoples: Patterns
    accusation: Patterns
    reply: Patterns
    before_object: Patterns
    search: Patterns
    search_where: Patterns
    never_search: Patterns
    confidence: Patterns
    checked: Patterns
    months: tuple[str, ...]
    citation: Patterns
    stopwords: frozenset[str]


def any_of(patterns: Sequence[str]) -> Patterns:
    """One pattern for a list of patterns."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


def any_word(words: Sequence[str], *, plural: bool = False, case: bool = False) -> Patterns:
    """One pattern for a list of whole words or phrases; of none, one that never matches."""
    if not words:
        return re.compile(r"(?!)")
    longest_first = sorted(words, key=len, reverse=True)
    listed = "|".join(r"\s+".join(map(re.escape, word.split())) for word in longest_first)
    end = "s?" if plural else ""
    return re.compile(rf"(?<!\w)(?:{listed}){end}(?!\w)", 0 if case else re.IGNORECASE)


def language(tag: str) -> Language | None:
    """The lists for a language tag such as `en` or `en-GB`; None where there are none."""
    return _named(tag.lower().partition("-")[0])


@cache
def _named(name: str) -> Language | None:
    file = resources.files("quiz.checking") / "languages" / f"{name}.toml"
    if not re.fullmatch("[a-z]{2,3}", name) or not file.is_file():
        return None
    return _language(tomllib.loads(file.read_text(encoding="utf-8")))


def _language(data: dict[str, Any]) -> Language:
    one = {key: data[key] for key in ("article_before", "article_an")}
    one["verdict"] = data["feedback"]["verdict"]
    one |= {
        key: value
        for table in ("fair", "facts")
        for key, value in data[table].items()
        if isinstance(value, str)
    }
    lists = {key: data[key] for key in ("attribution", "instruction", "forbidden_options")}
    lists |= {"empty_stems": data["empty_stems"], "person": data["feedback"]["person"]}
    lists |= {"opinion": data["open"]["opinion"]}
    whole = {key: data[key] for key in ("absolutes", "hedges", "sweeping")}
    near = rf"(?<!\w)(?:{'|'.join(data['fair']['near_peoples'])})(?!\w)"
    return Language(
        negative_stems=tuple(map(_pattern, data["negative_stems"])),
        first_words={key: _pattern(value) for key, value in data["first_words"].items()},
        near_peoples=_pattern(near),
        months=tuple(data["facts"]["months"]),
        stopwords=frozenset(data["other"]["stopwords"]),
        **{key: _pattern(value) for key, value in one.items()},
        **{key: any_of(value) for key, value in lists.items()},
        **{key: any_word(value) for key, value in whole.items()},
    )


def _pattern(pattern: str) -> Patterns:
    return re.compile(pattern, re.IGNORECASE)
