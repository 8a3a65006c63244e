"""What a page says about one item: the answer, the paragraphs cited for it, and how sure it is.

All of it travels in slots, those of the question type and two kinds beside them, so that one form,
one save and one reply carry it. No Flask, no SQL.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from quiz.content.values import ID
from quiz.errors import InvalidResponse
from quiz.model import Confidence, Given, Item, Response
from quiz.questions import types

CITED = "cited"
"""The value of a paragraph's box that is ticked."""
EVIDENCE = "evidence."
"""What stands before a paragraph's anchor in the name of its slot."""
CONFIDENCE = "confidence"
"""The slot for how sure the student is."""
MOST_CITED = 200
"""Paragraphs that can be cited for one item."""
_MISFIT = "This page no longer fits the question. Reload it and answer again."

Fields = Mapping[str, Sequence[str]]
"""Slot -> the values sent for it."""


@dataclass(frozen=True)
class Sent:
    """What a student says about one item."""

    given: Given = field(default_factory=dict)
    evidence: tuple[str, ...] = ()
    confidence: Confidence | None = None

    @property
    def is_empty(self) -> bool:
        return self == Sent()


def as_sent(response: Response | None) -> Sent:
    """What is stored for an item, which may be nothing yet."""
    return Sent(response.given, response.evidence, response.confidence) if response else Sent()


def slots(sent: Sent) -> dict[str, str]:
    """What a page's inputs hold, by slot; empty ones are left out."""
    cited = {f"{EVIDENCE}{anchor}": CITED for anchor in sent.evidence}
    sure = {CONFIDENCE: sent.confidence.value} if sent.confidence else {}
    return {**sent.given, **cited, **sure}


def read_sent(item: Item, fields: Fields, *, confidence: bool) -> Sent:
    """What these fields say about an item; `confidence`: whether it asks how sure one is.

    Raises `InvalidResponse`, with a message for the student.
    """
    own, beside = split(fields, evidence=bool(item.evidence), confidence=confidence)
    try:
        return Sent(types()[item.type].read(item.body, own), *read_beside(beside))
    except ValueError as error:
        raise InvalidResponse(item.id, str(error)) from error


def split(fields: Fields, *, evidence: bool, confidence: bool) -> tuple[Fields, Fields]:
    """The type's own fields, and those beside them where the item asks for such."""
    beside = {
        slot: values
        for slot, values in fields.items()
        if (evidence and slot.startswith(EVIDENCE)) or (confidence and slot == CONFIDENCE)
    }
    return {slot: values for slot, values in fields.items() if slot not in beside}, beside


def read_beside(fields: Fields) -> tuple[tuple[str, ...], Confidence | None]:
    """The anchors cited, and how sure the student is.

    An anchor that the reading has no longer is kept: the page was made when it had it. Raises
    `ValueError`, with a message for the student, for what no page of ours could have sent.
    """
    cited: list[str] = []
    confidence = None
    for slot, values in fields.items():
        if len(values) != 1:
            raise ValueError(_MISFIT)
        [value] = values
        if slot == CONFIDENCE and value in ("", *Confidence):
            confidence = Confidence(value) if value else None
        elif value == CITED and re.fullmatch(ID, slot.removeprefix(EVIDENCE)):
            cited.append(slot.removeprefix(EVIDENCE))
        else:
            raise ValueError(_MISFIT)
    if len(cited) > MOST_CITED:
        raise ValueError(_MISFIT)
    return tuple(cited), confidence
