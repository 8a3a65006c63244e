"""Numeric: `numerical`, whose first answer that holds the number counts.

A range becomes its middle and half of its width. Moodle calculates with 14 digits
(question/type/numerical: `get_tolerance_interval`, `apply_units`).
"""

from __future__ import annotations

from fractions import Fraction
from xml.etree.ElementTree import SubElement

from quiz.exchange.exporting._moodle import DIGITS, GROUPED, ROUNDED, THOUSANDS
from quiz.exchange.exporting.moodle_xml._question import Question
from quiz.questions._answers import Answer
from quiz.questions._numbers import shown, span
from quiz.questions.numeric import Numeric


def write(body: Numeric, question: Question) -> None:
    question.kind = "numerical"
    _add(question, "100", body.answer)
    for answer in body.wrong:
        _add(question, "0", answer)
    if body.other:
        rest = question.add_answer("0", "*", body.other.feedback)
        SubElement(rest, "tolerance").text = "0"
    question.add("unitgradingtype", "0")
    question.add("showunits", "3")
    key = span(body.answer.text)
    if max(abs(key.low), abs(key.high)) >= THOUSANDS:
        question.lose(GROUPED)


def _add(question: Question, percent: str, answer: Answer) -> None:
    numbers = span(answer.text)
    middle, half = (numbers.low + numbers.high) / 2, (numbers.high - numbers.low) / 2
    element = question.add_answer(percent, shown(middle), answer.feedback)
    SubElement(element, "tolerance").text = shown(half)
    if _digits(middle) > DIGITS or _digits(half) > DIGITS:
        question.lose(ROUNDED)


def _digits(number: Fraction) -> int:
    return len(shown(abs(number)).replace(".", "").strip("0"))
