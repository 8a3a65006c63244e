"""What stands between the braces, cut into answers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from quiz.exchange.importing._markup import Kind
from quiz.exchange.importing.gift._question import at_most
from quiz.exchange.importing.gift._signs import tags_shielded, with_kind

FULL = 100.0

_SIGN = re.compile(r"([=~])")
_WEIGHT = re.compile(r"%\s*(-*)([0-9]{1,3}(?:[.,][0-9]{0,20})?)\s*%", re.ASCII)


@dataclass(frozen=True)
class Answer:
    """One answer. `sign` is what stands before it, '' before the first of all; `weight` is the
    part of the marks that it earns, in percent, None where none is given."""

    sign: str
    weight: float | None
    text: str
    kind: Kind
    feedback: str
    feedback_kind: Kind


def answers(inside: str, kind: Kind) -> list[Answer]:
    """The answers at `=` and `~`, in their order; text before the first sign is one, too.

    Raises `Unfit` for too many.
    """
    first, *rest = _SIGN.split(tags_shielded(inside))
    at_most(len(rest) // 2)
    found = [_answer("", first, kind)] if first.strip() else []
    pairs = zip(rest[::2], rest[1::2], strict=True)
    return found + [_answer(sign, text, kind) for sign, text in pairs]


def feedback_of(text: str, kind: Kind) -> tuple[str, Kind]:
    """The feedback that a text without an answer of its own has after its `#`."""
    return with_kind(text.partition("#")[2], kind)


def _answer(sign: str, text: str, kind: Kind) -> Answer:
    text, _, feedback = text.strip().partition("#")
    weight = _WEIGHT.match(text)
    own, own_kind = with_kind(text[weight.end() :] if weight else text, kind)
    return Answer(sign, _number(weight), own, own_kind, *with_kind(feedback, kind))


def _number(weight: re.Match[str] | None) -> float | None:
    if weight is None:
        return None
    size = min(float(weight[2].replace(",", ".")), FULL)
    return -size if weight[1] else size
