"""Declarations of what students give and of what is worked out, and what answers are worth."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from xml.etree.ElementTree import Element

from quiz.exchange.exporting._qti.rules import decimal
from quiz.exchange.exporting._xml import make, said

RESPONSE = "RESPONSE"
REMARK = "FEEDBACK"
"""The variable of what is said to a response; types with several parts put the part behind it."""


def response(
    identifier: str,
    cardinality: str,
    base_type: str,
    correct: Iterable[str],
    mapping: Element | None = None,
) -> Element:
    """The declaration of a response, with its key."""
    values = [make("value", each) for each in correct]
    return make(
        "responseDeclaration",
        *([make("correctResponse", *values)] if values else []),
        *([] if mapping is None else [mapping]),
        identifier=identifier,
        cardinality=cardinality,
        baseType=base_type,
    )


def outcome(identifier: str, base_type: str, default: str | float | None = None) -> Element:
    """The declaration of a variable with one value."""
    values = [] if default is None else [make("defaultValue", make("value", said(default)))]
    return make(
        "outcomeDeclaration",
        *values,
        identifier=identifier,
        cardinality="single",
        baseType=base_type,
    )


def shares(points: float, parts: int) -> list[Fraction]:
    """The points in so many parts of twelve decimals at most, which come to exactly the points."""
    unit = 10**12
    whole, rest = divmod(round(Fraction(points) * unit), parts)
    return [Fraction(whole + (i < rest), unit) for i in range(parts)]


def mapping(
    entries: Iterable[tuple[str, Fraction]],
    *,
    most: float | None = None,
    anyhow_written: bool = False,
) -> Element:
    """Key -> what it is worth; nothing else is worth anything, and the sum is 0 or more.

    `most` is the most that the sum can be; `anyhow_written`: in capital or small letters.
    """
    case = {"caseSensitive": "false"} if anyhow_written else {}
    bounds = {} if most is None else {"upperBound": decimal(most)}
    return make(
        "mapping",
        *(
            make("mapEntry", mapKey=key, mappedValue=decimal(worth), **case)
            for key, worth in entries
        ),
        lowerBound="0",
        **bounds,
        defaultValue="0",
    )
