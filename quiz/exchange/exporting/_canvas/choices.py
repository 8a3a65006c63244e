"""Single choice, multiple choice, true/false."""

from __future__ import annotations

from quiz.exchange.exporting._canvas.question import CanvasQuestion
from quiz.exchange.exporting._qti12.choice import Choice
from quiz.exchange.exporting._qti12.idents import numbered
from quiz.exchange.exporting._qti12.item_options import options, truth
from quiz.exchange.exporting._texts import Texts
from quiz.model import Item
from quiz.questions.multiple_choice import MultipleChoice
from quiz.questions.single_choice import SingleChoice
from quiz.questions.true_false import TrueFalse

_TICKS = (
    "In Canvas a wrong tick takes off as much as a right one earns, 1/{keys} of the points; here "
    "it takes off 1/{others}."
)


def single_choice(item: Item, body: SingleChoice, texts: Texts) -> CanvasQuestion:
    return CanvasQuestion("multiple_choice_question", Choice(options(body, texts)))


def multiple_choice(item: Item, body: MultipleChoice, texts: Texts) -> CanvasQuestion:
    keys = sum(option.right for option in body.options)
    others = len(body.options) - keys
    unlike = others not in (0, keys)
    losses = (_TICKS.format(keys=keys, others=others),) if unlike else ()
    return CanvasQuestion(
        "multiple_answers_question", Choice(options(body, texts), multiple=True), losses
    )


def true_false(item: Item, body: TrueFalse, texts: Texts) -> CanvasQuestion:
    return CanvasQuestion("true_false_question", truth(body, texts, *numbered(2)))
