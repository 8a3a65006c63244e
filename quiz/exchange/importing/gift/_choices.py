"""Options with `=` and `~`: single choice, or multiple choice.

Source: Moodle 4.5, question/format/gift: with one `=` or more, students pick one option; with
weights alone, any number, and the weights of what they ticked add up, from 0 to 100 %.
"""

from __future__ import annotations

from quiz.exchange.importing.gift._answers import FULL, Answer, answers
from quiz.exchange.importing.gift._question import Raw, Unfit
from quiz.exchange.importing.gift._texts import Texts, listed, percent
from quiz.model import Body
from quiz.questions.multiple_choice import MultipleChoice
from quiz.questions.parts.options import Option
from quiz.questions.single_choice import SingleChoice

_EMPTY = "An empty option was left out."
_TWICE = "The option {} stood there twice, and was kept once."
_ANY_OF_SEVERAL = (
    "Several options were right, and picking any one of them earned full marks. Here students tick "
    "all that are right, and each earns its share."
)
_PARTLY = (
    "{} earned a part of the marks ({}). Here one option is right, and the others earn nothing."
)
_WEIGHTS = (
    "The weights of the options ({}) can't be kept. Here each right tick earns its share, and each "
    "wrong one costs its share."
)
_CLOSE = 0.5
"""Percent by which rounded weights may miss."""


def choices(raw: Raw, texts: Texts) -> tuple[str, Body]:
    """The type and body of a question with options. Raises `Unfit`."""
    found = answers(raw.answers or "", raw.kind)
    single = any(answer.sign == "=" for answer in found)
    rows = _rows(found, texts)
    if len(rows) < 2:
        raise Unfit("It has one option only, and at least two are needed to choose from.")
    weights = [weight for _, weight in rows]
    best = max(weights)
    if best <= 0:
        raise Unfit("None of its options is right. Mark the right one with `=`.")
    keys = [weight == best if single else weight > 0 for weight in weights]
    options = tuple(
        Option(option.text, right, "", option.feedback)
        for (option, _), right in zip(rows, keys, strict=True)
    )
    if not single or sum(keys) > 1:
        _say_multiple(single, weights, texts)
        return "multiple choice", MultipleChoice(options)
    _say_single(options, weights, texts)
    return "single choice", SingleChoice(options)


def _rows(found: list[Answer], texts: Texts) -> list[tuple[Option, float]]:
    """The options, and what each earned; empty and repeated ones are left out."""
    rows = dict[tuple[str, float], Option]()
    for answer in found:
        text = texts.line(answer.text, answer.kind)
        feedback = texts.blocks(answer.feedback, answer.feedback_kind)
        if not text:
            texts.say(_EMPTY)
            continue
        default = FULL if answer.sign == "=" else 0.0
        key = (text, default if answer.weight is None else answer.weight)
        if key in rows:
            texts.say(_TWICE.format(listed([text])))
        rows.setdefault(key, Option(text, feedback=feedback))
    return [(option, weight) for (_, weight), option in rows.items()]


def _say_single(options: tuple[Option, ...], weights: list[float], texts: Texts) -> None:
    rows = zip(options, weights, strict=True)
    partly = [(option.text, weight) for option, weight in rows if weight and not option.right]
    if partly:
        named, earned = zip(*partly, strict=True)
        texts.say(_PARTLY.format(listed(list(named)), ", ".join(map(percent, earned))))


def _say_multiple(single: bool, weights: list[float], texts: Texts) -> None:
    right = [weight for weight in weights if weight > 0]
    wrong = [weight for weight in weights if weight <= 0]
    if single:
        texts.say(_ANY_OF_SEVERAL)
    elif not (_shared(right, FULL) and _shared(wrong, -FULL)):
        texts.say(_WEIGHTS.format(", ".join(map(percent, weights))))


def _shared(weights: list[float], whole: float) -> bool:
    """Whether equal weights add up to the whole."""
    return all(abs(weight * len(weights) - whole) < _CLOSE for weight in weights)
