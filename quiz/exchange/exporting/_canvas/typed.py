"""Short text, numeric, open response."""

from __future__ import annotations

from quiz.exchange.exporting._canvas.question import CanvasQuestion, spaced
from quiz.exchange.exporting._item_sets import CannotCarry
from quiz.exchange.exporting._qti12.text_boxes import Essay, Number, Words
from quiz.exchange.exporting._qti12.typed_answers import asked, right_answers, unsaid
from quiz.exchange.exporting._spellings import unfit
from quiz.exchange.exporting._texts import Texts
from quiz.model import Item
from quiz.questions.numeric import Numeric
from quiz.questions.open_response import OpenResponse
from quiz.questions.parts.numbers import digits, shown, span
from quiz.questions.short_text import ShortText

DIGITS = 15
"""Canvas keeps numbers as binary floating point, which holds so many digits exactly."""

_NUMBERS = (
    "Canvas reads numbers with a decimal point; here a decimal comma and signs for thousands are "
    "understood too."
)
_RUBRIC = (
    "The rubric and the model answer stand in the question's comment, which students see together "
    "with their results. Grading is by hand, without a rubric of Canvas's own."
)


def short_text(item: Item, body: ShortText, texts: Texts) -> CanvasQuestion:
    answers = right_answers(body, texts)
    typed = [one.text for one in body.answers]
    losses = (*unsaid(body.wrong), *unfit(typed), *spaced(typed))
    said = texts.block(body.other.feedback) if body.other else ""
    return CanvasQuestion("short_answer_question", Words(answers), losses, incorrect=said)


def numeric(item: Item, body: Numeric, texts: Texts) -> CanvasQuestion:
    key = span(body.answer.text)
    if any(digits(number) > DIGITS for number in (key.low, key.high, key.middle)):
        raise CannotCarry(f"Canvas keeps {DIGITS} digits of a number, and this key has more.")
    exact = "" if ".." in body.answer.text else shown(key.middle)
    said = texts.block(body.other.feedback) if body.other else ""
    number = Number(shown(key.low), shown(key.high), exact, said=texts.block(body.answer.feedback))
    losses = (*unsaid(body.wrong), _NUMBERS)
    return CanvasQuestion("numerical_question", number, losses, incorrect=said)


def open_response(item: Item, body: OpenResponse, texts: Texts) -> CanvasQuestion:
    losses = (_RUBRIC,) if body.rubric or body.model else ()
    return CanvasQuestion("essay_question", Essay(), losses, prompt=asked(item, texts, body.words))
