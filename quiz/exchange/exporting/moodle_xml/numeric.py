"""Numeric: `numerical`, whose first answer that holds the number counts.

A range becomes its middle and half of its width. Moodle calculates with 14 digits
(question/type/numerical: `get_tolerance_interval`, `apply_units`).
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from xml.etree.ElementTree import SubElement

from quiz.exchange.exporting._moodle.typed import typing_losses
from quiz.exchange.exporting.moodle_xml._question import Question
from quiz.questions.numeric import Numeric
from quiz.questions.parts.answers import Answer
from quiz.questions.parts.numbers import shown, span


def numeric(body: Numeric, question: Question) -> None:
    question.kind = "numerical"
    body = _without_repeats(body, question)
    _add(question, "100", body.answer)
    for answer in body.wrong:
        _add(question, "0", answer)
    if body.other:
        rest = question.add_answer("0", "*", body.other.feedback)
        SubElement(rest, "tolerance").text = "0"
    question.add("unitgradingtype", "0")
    question.add("showunits", "3")
    question.lose(*typing_losses(body))


def _without_repeats(body: Numeric, question: Question) -> Numeric:
    """The body with each number or range once. The first of equal ones counts, here as there."""
    taken = {_ends(body.answer)}
    wrong = list[Answer]()
    for answer in body.wrong:
        if _ends(answer) in taken:
            question.lose(
                f"The wrong number {answer.text} is not in the file: the same number stands before "
                "it, and the first one counts."
            )
        else:
            taken.add(_ends(answer))
            wrong.append(answer)
    body = replace(body, wrong=tuple(wrong))
    # Tags count the answers that are in the file.
    question.item = replace(question.item, body=body)
    return body


def _ends(answer: Answer) -> tuple[Fraction, Fraction]:
    numbers = span(answer.text)
    return numbers.low, numbers.high


def _add(question: Question, percent: str, answer: Answer) -> None:
    numbers = span(answer.text)
    element = question.add_answer(percent, shown(numbers.middle), answer.feedback)
    SubElement(element, "tolerance").text = shown(numbers.half)
