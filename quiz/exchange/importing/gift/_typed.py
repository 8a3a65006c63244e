"""Answers that are typed: short text, and true or false.

Source: Moodle 4.5, question/format/gift and question/type/shortanswer: `*` stands for any letters,
`\\*` for itself, and a lone `*` for every other answer.
"""

from __future__ import annotations

import re

from quiz.exchange.importing._markup import Kind
from quiz.exchange.importing.gift import _answers
from quiz.exchange.importing.gift._answers import FULL, answers
from quiz.exchange.importing.gift._question import Raw, Unfit
from quiz.exchange.importing.gift._signs import with_kind
from quiz.exchange.importing.gift._texts import Texts, listed, percent
from quiz.grammar import one_line
from quiz.model import Body
from quiz.questions.parts.answers import MAX_ANSWER, Answer, fold
from quiz.questions.short_text import ShortText
from quiz.questions.true_false import TrueFalse

_TRUE_FALSE = re.compile(r"(?P<answer>t|true|f|false)\s*(?:#(?P<feedback>.*))?", re.I | re.DOTALL)
_STAR = re.compile(r"(?<!\\)\*+")
_STARS = (
    "In {} a `*` stood for any letters. Here answers are compared as they stand: write the other "
    "spellings that are right with `or=`."
)
_PARTLY = "{} earned a part of the marks ({}). Here an answer is right or wrong, and it is wrong."
BELOW_FULL = "No answer earned full marks; what earned most is right here."
_TWICE = (
    "{} stood there more than once (capitals, spaces and final punctuation make no difference "
    "here), and was kept as it came first."
)


def true_false(raw: Raw, texts: Texts) -> tuple[str, Body] | None:
    """The type and body of a question that is answered with true or false; None for others."""
    match = _TRUE_FALSE.fullmatch(raw.answers or "")
    if match is None:
        return None
    wrong, _, right = (match["feedback"] or "").partition("#")
    return "true/false", TrueFalse(
        answer=match["answer"][0] in "tT",
        feedback=texts.blocks(*with_kind(right, raw.kind)),
        wrong_feedback=texts.blocks(*with_kind(wrong, raw.kind)),
    )


def short_text(raw: Raw, texts: Texts) -> tuple[str, Body]:
    """The type and body of a question that is answered with a few words. Raises `Unfit`."""
    found = answers(raw.answers or "", raw.kind)
    weights = [FULL if answer.weight is None else answer.weight for answer in found]
    best = max(weights, default=0.0)
    if best <= 0:
        raise Unfit("None of its answers is right.")
    if best < FULL:
        texts.say(BELOW_FULL)
    right, wrong, other = dict[str, Answer](), dict[str, Answer](), list[Answer]()
    partly = list[tuple[str, float]]()
    for answer, weight in zip(found, weights, strict=True):
        said = _said(answer, texts)
        if weight == best and not said.text:
            raise Unfit("Whatever students write is right there, which no question here can say.")
        partly += [(said.text or "*", weight)] if 0 < weight < best else []
        if not said.text:
            other.append(said)
        else:
            _add(said, right if weight == best else wrong, (right, wrong), texts)
    say_partly(partly, texts)
    if not right:
        raise Unfit("None of its answers is right.")
    return "short text", ShortText(
        tuple(right.values()),
        tuple(wrong.values()),
        next(iter(other), None),
    )


def say_partly(answers: list[tuple[str, float]], texts: Texts) -> None:
    """Say which answers earned a part of the marks."""
    if answers:
        earned = ", ".join(percent(weight) for _, weight in answers)
        texts.say(_PARTLY.format(listed([text for text, _ in answers]), earned))


def _add(
    said: Answer,
    group: dict[str, Answer],
    groups: tuple[dict[str, Answer], dict[str, Answer]],
    texts: Texts,
) -> None:
    """Add an answer to its group, unless there is one that we don't tell from it."""
    key = fold(said.text)
    first = groups[0].get(key) or groups[1].get(key)
    if first is None:
        group[key] = said
    elif group.get(key) is None or first.feedback != said.feedback:
        texts.say(_TWICE.format(listed([said.text])))


def _said(answer: _answers.Answer, texts: Texts) -> Answer:
    """The answer as plain text, '' where it stands for every other one."""
    # Moodle compares short answers as they stand in the file, whatever the texts are written in.
    text = texts.typed(answer.text, Kind.PLAIN)
    if _STAR.search(text) and text != "*":
        texts.say(_STARS.format(listed([text])))
    text = one_line(_STAR.sub(" ", text)).replace("\\*", "*")
    if len(text) > MAX_ANSWER:
        raise Unfit(f"One of its answers is over {MAX_ANSWER} characters long, which nobody types.")
    return Answer(text, "", texts.blocks(answer.feedback, answer.feedback_kind))
