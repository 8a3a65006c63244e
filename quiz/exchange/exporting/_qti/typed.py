"""Answers that are typed: numbers, short texts, and texts that a person grades."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from xml.etree.ElementTree import Element

from quiz.exchange.exporting._html import fit_for_xml
from quiz.exchange.exporting._qti.declarations import REMARK, RESPONSE, mapping, response
from quiz.exchange.exporting._qti.page import ItemContent, Page
from quiz.exchange.exporting._qti.rules import (
    SCORE,
    Case,
    Remarks,
    answered,
    let,
    mapped,
    number,
    value,
    variable,
    when,
)
from quiz.exchange.exporting._spellings import right_spellings, spellings, unfit
from quiz.exchange.exporting._xml import make
from quiz.questions.numeric import Numeric
from quiz.questions.open_response import OpenResponse
from quiz.questions.parts.answers import Answer
from quiz.questions.parts.numbers import span
from quiz.questions.short_text import ShortText

_DIGITS = (
    "Students must type plain digits there, such as 1200 or 2.5: commas, spaces or other signs "
    "between the digits are not understood."
)
_RUBRIC = "The rubric is a note for the grader there, who enters the points by hand."


def numeric(page: Page, body: Numeric) -> ItemContent:
    answers = [body.answer, *body.wrong]
    cases = (Case(_within(answer.text), answer.feedback) for answer in answers)
    right = when(_within(body.answer.text), let(SCORE, number(page.item.points)))
    return ItemContent(
        responses=(response(RESPONSE, "single", "float", [body.answer.text.split()[0]]),),
        body=(_entry(12),),
        rules=(when(answered(RESPONSE), right),),
        remarks=(Remarks(REMARK, RESPONSE, tuple(cases), _other(body.other)),),
        losses=(_DIGITS,),
    )


def short_text(page: Page, body: ShortText) -> ItemContent:
    answers = [answer.text for answer in body.answers]
    return ItemContent(
        responses=(typed(RESPONSE, answers, Fraction(page.item.points)),),
        body=(_entry(30),),
        rules=(when(answered(RESPONSE), let(SCORE, mapped(RESPONSE))),),
        remarks=(
            Remarks(REMARK, RESPONSE, tuple(_cases(body, page.item.points)), _other(body.other)),
        ),
        losses=unfit(answers),
    )


def typed(name: str, answers: Sequence[str], worth: Fraction) -> Element:
    """The declaration of a response to which any of these answers is right.

    Phones put a space behind a word, and QTI keeps it. Raises `CannotCarry` where no file can hold
    any of the answers.
    """
    groups = [forms for forms in right_spellings(answers) if forms]
    rights = [form for forms in groups for form in (*forms, *(f"{one} " for one in forms[:2]))]
    entries = ((form, worth) for form in _each_once(rights))
    return response(name, "single", "string", rights[:1], mapping(entries, anyhow_written=True))


def is_right(name: str, worth: Fraction | float) -> Element:
    """Whether the response is right, where the mapping of it knows right answers alone."""
    return make("gt", mapped(name), number(worth / 2))


def open_response(page: Page, body: OpenResponse) -> ItemContent:
    words = [make("p", "Asked for: {} to {} words.".format(*body.words))] if body.words else []
    most = {"expectedLength": str(7 * body.words[1])} if body.words else {}
    interaction = make("extendedTextInteraction", responseIdentifier=RESPONSE, **most)
    return ItemContent(
        responses=(response(RESPONSE, "single", "string", []),),
        body=(*words, interaction),
        labelled=None if words else interaction,
        losses=(_RUBRIC,) if body.rubric else (),
        by_hand=True,
    )


def _entry(length: int) -> Element:
    return make(
        "p",
        make("textEntryInteraction", responseIdentifier=RESPONSE, expectedLength=str(length)),
    )


def _within(text: str) -> Element:
    """Whether the number is one of those that the author wrote so."""
    numbers = span(text)
    if numbers.low == numbers.high:
        return make("equal", variable(RESPONSE), _exactly(numbers.low), toleranceMode="exact")
    return make(
        "and",
        make("gte", variable(RESPONSE), _exactly(numbers.low)),
        make("lte", variable(RESPONSE), _exactly(numbers.high)),
    )


def _exactly(amount: Fraction) -> Element:
    return value("float", amount.numerator if amount.denominator == 1 else float(amount))


def _cases(body: ShortText, points: float) -> Iterator[Case]:
    first = body.answers[0].feedback
    for answer in body.answers[1:]:
        if answer.feedback not in ("", first):
            yield Case(_same(answer.text), answer.feedback)
    yield Case(is_right(RESPONSE, points), first)
    for answer in body.wrong:
        yield Case(_same(answer.text), answer.feedback)


def _other(answer: Answer | None) -> str:
    return answer.feedback if answer else ""


def _same(text: str) -> Element:
    """Whether an answer with this text was typed."""
    found = [
        make("stringMatch", variable(RESPONSE), value("string", form), caseSensitive="false")
        for form in _each_once(spellings(fit_for_xml(text)) or [""])
    ]
    return make("or", *found)


def _each_once(texts: Iterable[str]) -> Iterable[str]:
    """Each text once, however its letters are written."""
    found: dict[str, str] = {}
    for text in texts:
        found.setdefault(text.casefold(), text)
    return found.values()
