"""The values that settings can have. Each function reads one, or raises ValueError with what a
teacher should write instead."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import TypeVar

from quiz.content.source import did_you_mean
from quiz.grammar import one_line
from quiz.model import Feedback, Outside

ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}\Z")
ID_RULE = "An id is made of small letters a-z, digits and hyphens, at most 64 of them."

MAX_RANGE = 200
"""Anchors that one range such as `P1-P11` may stand for."""

_POINTS = re.compile(r"[0-9]{1,4}(\.[0-9]{1,2})?\Z")
_RANGE = re.compile(r"(?P<a>[a-z]*)(?P<from>[0-9]{1,4})\s*[-–]\s*(?P<b>[a-z]*)(?P<to>[0-9]{1,4})\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_NOT_ID = re.compile(r"[^a-z0-9]+")
_APOSTROPHES = str.maketrans("", "", "'’")
_READ = 1_000
"""Characters of a text that an id is made from."""
_LANG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}\Z")

E = TypeVar("E", bound=StrEnum)


def identifier(text: str) -> str:
    """An id as it stands in `{#id}`."""
    if not ID.match(text):
        raise ValueError(f"`{text}` can't be an id. {ID_RULE}")
    return text


def id_from(text: str, *, words: int | None = None, most: int = 64) -> str:
    """An id made from the first `words` of a text, all of them if None, with `most` so many
    characters; '' where they have no letter or digit for one.

    Accents are taken off, and letters that have no place in an id left out.
    """
    plain = unicodedata.normalize("NFKD", text[:_READ].translate(_APOSTROPHES)).lower()
    if not plain.isascii():
        marked = (c for c in plain if c.isascii() or not (c.isalnum() or unicodedata.combining(c)))
        plain = "".join(marked)
    found = [word for word in _NOT_ID.split(plain) if word]
    return "-".join(found[:words])[:most].strip("-")


def suggested_id(text: str) -> str:
    """An id for what stands in a heading."""
    return id_from(text, words=3, most=40) or "some-id"


def identifiers(text: str) -> tuple[str, ...]:
    """Ids with commas between them; repeated ones once."""
    return tuple(dict.fromkeys(identifier(part) for part in _parts(text)))


def one_of(kind: type[E], text: str) -> E:
    """A member of an enumeration by its value, in any case."""
    words = [str(member) for member in kind]
    word = one_line(text).lower()
    if word not in words:
        listed = ", ".join(f"`{word}`" for word in words)
        raise ValueError(f"`{text}` isn't one of {listed}.{did_you_mean(word, words)}")
    return kind(word)


def feedback(text: str) -> Feedback:
    """When feedback shows."""
    return one_of(Feedback, text)


def attempts(text: str) -> int | None:
    """How often a quiz can be taken, 1 to 99; None for `unlimited`."""
    if text.lower() == "unlimited":
        return None
    if not re.fullmatch(r"[0-9]{1,2}", text) or int(text) == 0:
        raise ValueError(f"`{text}` isn't a number of attempts. Write 1 to 99, or `unlimited`.")
    return int(text)


def minutes(text: str) -> int:
    """A whole number of minutes, 1 to 999."""
    if not re.fullmatch(r"[0-9]{1,3}", text) or int(text) == 0:
        raise ValueError(f"`{text}` isn't a number of minutes. Write a whole number, 1 to 999.")
    return int(text)


def language(text: str) -> str:
    """A language tag such as `en` or `ur`."""
    if not _LANG.match(text):
        raise ValueError(
            f"`{text}` isn't a language code. Write one such as `en`, `ur` or `pt-BR`."
        )
    return text


def points(text: str) -> float:
    """Points above 0 and below 10,000, with two decimals at most."""
    if not _POINTS.match(text) or float(text) == 0:
        raise ValueError(f"`{text}` isn't a number of points. Write one above 0, like 1 or 2.5.")
    return float(text)


def anchors(text: str) -> tuple[str, ...]:
    """Anchors of the reading in small letters: `P1, P3-P5, T` is p1, p3, p4, p5, t."""
    found: list[str] = []
    for part in _parts(text.lower()):
        match = _RANGE.match(part)
        if match is None:
            if not ID.match(part):
                raise ValueError(
                    f"`{part}` isn't an anchor of the reading. Write anchors with commas between "
                    "them, like `P1, P3-P5, T`."
                )
            found.append(part)
            continue
        first, last = int(match["from"]), int(match["to"])
        if match["b"] not in ("", match["a"]) or not first <= last < first + MAX_RANGE:
            raise ValueError(
                f"`{part}` isn't a range of anchors. Write the smaller number first: `P3-P5`."
            )
        found += [f"{match['a']}{number}" for number in range(first, last + 1)]
    return tuple(dict.fromkeys(found))


def outside(text: str) -> Outside:
    """A source from outside the article: `UNAMA (June 2023), checked 2026-11-22`."""
    before, _, day = one_line(text).rpartition(" checked ")
    source, _, when = before.rstrip(",").strip().removesuffix(")").rpartition("(")
    source, when = source.strip(), when.strip()
    if not (source and when) or ")" in when or not before.rstrip(", ").endswith(")"):
        raise ValueError(
            "A source is written like this: `outside: City council (May 2025), checked 2026-11-22`."
        )
    if not _is_date(day):
        raise ValueError(f"`{day}` isn't a date. Write it like this: `checked 2026-11-22`.")
    return Outside(source, when, day)


def _is_date(text: str) -> bool:
    try:
        return bool(_DATE.match(text) and date.fromisoformat(text))
    except ValueError:
        return False


def _parts(text: str) -> Iterable[str]:
    parts = [one_line(part) for part in text.split(",")]
    if not all(parts):
        raise ValueError("There is a comma too many, or nothing between two commas.")
    return parts
