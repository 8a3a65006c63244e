"""Answers that are numbers: `{#12}`, `{#12:0.5}`, `{#11.5..12.5}`.

Source: Moodle 4.5, question/format/gift. There a text that is no number silently becomes `*`, so
that every answer is right; here such a question is left out with a reason.
"""

from __future__ import annotations

import re
from decimal import Decimal

from quiz.exchange.importing._markup import Kind
from quiz.exchange.importing.gift import _answers
from quiz.exchange.importing.gift._answers import FULL, answers, feedback_of
from quiz.exchange.importing.gift._question import Raw, Unfit
from quiz.exchange.importing.gift._texts import Texts, listed
from quiz.exchange.importing.gift._typed import BELOW_FULL, say_partly
from quiz.model import Body
from quiz.questions.numeric import Numeric
from quiz.questions.parts.answers import Answer
from quiz.questions.parts.numbers import Span, span
from quiz.questions.short_text import ShortText

_NUMBER = re.compile(
    r"[+-]?(?:[0-9]{1,40}(?:[.,][0-9]{0,40})?|[.,][0-9]{1,40})(?:[eE][+-]?[0-9]{1,2})?",
    re.ASCII,
)
_DIGITS = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_ANY = "*"
_SAME = str.maketrans({"−": "-", "–": "-", "\u00a0": " "})

_NO_NUMBER = "{} can't be read as a number. Write plain digits, such as 3.5 or -2."
_SEVERAL = (
    "Several numbers were right, and a number question here has one. It became a short text, where "
    "the answer must be written just like one of them."
)
_TOO_MANY = (
    "Several numbers with a tolerance are right, and a number question here has one. Make a "
    "question of each, or one range of all."
)
_WITHIN = "{} lies within the right answer, so it was left out."


def numeric(raw: Raw, texts: Texts) -> tuple[str, Body]:
    """The type and body of a question that is answered with a number. Raises `Unfit`."""
    inside, tilde, rest = (raw.answers or "").removeprefix("#").partition("~")
    rows = [_row(answer, texts) for answer in answers(inside, raw.kind)]
    other = Answer("", "", texts.blocks(*feedback_of(rest, raw.kind))) if tilde else None
    any_other = (Answer("", "", said.feedback) for _, said, _ in rows if said.text == _ANY)
    other = next(any_other, other)
    numbers = [row for row in rows if row[1].text != _ANY]
    best = max((weight for weight, *_ in numbers), default=0.0)
    if best <= 0:
        raise Unfit("It has no right number after the `#`.")
    if any(weight >= best for weight, said, _ in rows if said.text == _ANY):
        raise Unfit("Whatever students write is right there, which no question here can say.")
    if best < FULL:
        texts.say(BELOW_FULL)
    say_partly([(said.text, weight) for weight, said, _ in numbers if 0 < weight < best], texts)
    right = [(said, held) for weight, said, held in numbers if weight == best]
    wrong = [(said, held) for weight, said, held in numbers if weight != best]
    if len({said.text for said, _ in right}) > 1:
        return _several(right, wrong, other, texts)
    return "numeric", Numeric(right[0][0], _wrong(right[0][1], wrong, texts), other)


def _row(answer: _answers.Answer, texts: Texts) -> tuple[float, Answer, Span]:
    """(percent, the answer as it is written here, the numbers it holds)."""
    feedback = texts.blocks(answer.feedback, answer.feedback_kind)
    weight = FULL if answer.weight is None else answer.weight
    text = texts.typed(answer.text, Kind.PLAIN).translate(_SAME)
    if text == _ANY:
        return weight, Answer(_ANY, "", feedback), span("0")
    held = _span(text)
    return weight, Answer(held.written, "", feedback), held


def _span(text: str) -> Span:
    low, dots, high = text.partition("..")
    number, colon, tolerance = text.partition(":")
    if dots and low.strip():
        first, last = sorted((_number(low), _number(high)), key=Decimal)
        written = f"{first} .. {last}"
    elif colon and number.strip():
        room = _number(tolerance).lstrip("-+")
        written = f"{_number(number)} +- {room}" if Decimal(room) else _number(number)
    else:
        written = _number(number)
    try:
        return span(written)
    except ValueError:
        raise Unfit(_NO_NUMBER.format(listed([text]))) from None


def _number(text: str) -> str:
    """A number in plain digits, as it stands if it is so already."""
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        raise Unfit(_NO_NUMBER.format(listed([text.strip()])))
    if _DIGITS.fullmatch(match[0]):
        return match[0]
    plain = f"{Decimal(match[0].replace(',', '.')):f}"
    return (plain.rstrip("0").rstrip(".") if "." in plain else plain) or "0"


def _wrong(key: Span, found: list[tuple[Answer, Span]], texts: Texts) -> tuple[Answer, ...]:
    """The foreseen wrong numbers, without those that could never be met."""
    kept = dict[str, Answer]()
    for said, held in found:
        if key.low <= held.low and held.high <= key.high:
            texts.say(_WITHIN.format(listed([said.text])))
        else:
            kept.setdefault(said.text, said)
    return tuple(kept.values())


def _several(
    right: list[tuple[Answer, Span]],
    wrong: list[tuple[Answer, Span]],
    other: Answer | None,
    texts: Texts,
) -> tuple[str, Body]:
    if any(held.low != held.high for _, held in (*right, *wrong)):
        raise Unfit(_TOO_MANY)
    texts.say(_SEVERAL)
    keys = {said.text: said for said, _ in reversed(right)}
    rest = {said.text: said for said, _ in reversed(wrong) if said.text not in keys}
    return "short text", ShortText(
        tuple(reversed(keys.values())), tuple(reversed(rest.values())), other
    )
