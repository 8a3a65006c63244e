"""Options of our items as both formats write them."""

from __future__ import annotations

from quiz.exchange.exporting._qti12.choice import Choice, Option
from quiz.exchange.exporting._qti12.idents import numbered
from quiz.exchange.exporting._texts import Texts
from quiz.questions.parts.options import Options
from quiz.questions.true_false import TrueFalse


def options(body: Options, texts: Texts) -> tuple[Option, ...]:
    idents = numbered(len(body.options))
    return tuple(
        Option(ident, texts.inline(one.text), one.right, texts.block(one.feedback))
        for ident, one in zip(idents, body.options, strict=True)
    )


def truth(body: TrueFalse, texts: Texts, true: str, false: str) -> Choice:
    """The two options by these idents."""
    said = {body.answer: body.feedback, not body.answer: body.wrong_feedback}
    return Choice(
        tuple(
            Option(ident, str(value), value == body.answer, texts.block(said[value]))
            for ident, value in ((true, True), (false, False))
        )
    )
