"""Single choice, multiple choice, true/false."""

from __future__ import annotations

from quiz.exchange.exporting._canvas.draft import Draft, numbered
from quiz.exchange.exporting._qti12.choice import Choice, Option
from quiz.exchange.exporting._qti12.texts import Texts
from quiz.model import Item
from quiz.questions._options import Options
from quiz.questions.multiple_choice import MultipleChoice
from quiz.questions.single_choice import SingleChoice
from quiz.questions.true_false import TrueFalse

_TICKS = (
    "In Canvas a wrong tick takes off as much as a right one earns, 1/{keys} of the points; here "
    "it takes off 1/{others}."
)


def single_choice(item: Item, body: SingleChoice, texts: Texts) -> Draft:
    return Draft("multiple_choice_question", Choice(options(body, texts)))


def multiple_choice(item: Item, body: MultipleChoice, texts: Texts) -> Draft:
    keys = sum(option.right for option in body.options)
    others = len(body.options) - keys
    unlike = others not in (0, keys)
    losses = (_TICKS.format(keys=keys, others=others),) if unlike else ()
    return Draft("multiple_answers_question", Choice(options(body, texts), multiple=True), losses)


def options(body: Options, texts: Texts) -> tuple[Option, ...]:
    idents = numbered(len(body.options))
    return tuple(
        Option(ident, texts.inline(one.text), one.right, texts.block(one.feedback))
        for ident, one in zip(idents, body.options, strict=True)
    )


def true_false(item: Item, body: TrueFalse, texts: Texts) -> Draft:
    return Draft("true_false_question", truth(body, texts, *numbered(2)))


def truth(body: TrueFalse, texts: Texts, true: str, false: str) -> Choice:
    """The two options by these idents."""
    said = {body.answer: body.feedback, not body.answer: body.wrong_feedback}
    return Choice(
        tuple(
            Option(ident, str(value), value == body.answer, texts.block(said[value]))
            for ident, value in ((true, True), (false, False))
        )
    )
