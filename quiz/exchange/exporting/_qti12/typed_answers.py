"""What our items ask to be typed, as both formats write it."""

from __future__ import annotations

from collections.abc import Iterable

from quiz.exchange.exporting._qti12.idents import numbered
from quiz.exchange.exporting._qti12.text_boxes import Answer
from quiz.exchange.exporting._spellings import right_spellings
from quiz.exchange.exporting._texts import Texts
from quiz.model import Item
from quiz.questions.parts.answers import Answer as Foreseen
from quiz.questions.short_text import ShortText

_WRONG = "What is said to the foreseen wrong answers ({}) is not in the file."


def asked(item: Item, texts: Texts, words: tuple[int, int] | None = None) -> str:
    """The whole text of a question, in HTML."""
    whole = f"<p>{texts.inline(item.stem)}</p>{texts.block(item.text)}"
    return whole + ("<p>Write {} to {} words.</p>".format(*words) if words else "")


def right_answers(body: ShortText, texts: Texts) -> tuple[Answer, ...]:
    """The right answers as they can be typed, each with what is said to it here.

    Raises `CannotCarry` where no file can hold any of them.
    """
    first = body.answers[0].feedback
    groups = forms(answer.text for answer in body.answers)
    return tuple(
        Answer(ident, form, texts.block(one.feedback or first))
        for ident, one, group in zip(numbered(len(groups)), body.answers, groups, strict=True)
        for form in group
    )


def forms(answers: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Each of the right answers in all the ways in which students are likely to type it, its
    author's first.

    Canvas minds punctuation and apostrophes. A doubled space is left to it, because students see
    all right answers afterwards. Raises `CannotCarry` where no file can hold any of the answers.
    """
    return tuple(
        tuple(form for form in group if "  " not in form) for group in right_spellings(answers)
    )


def unsaid(wrong: Iterable[Foreseen]) -> tuple[str, ...]:
    """The loss of feedback on foreseen wrong answers, if there is any."""
    found = ", ".join(answer.text for answer in wrong if answer.feedback)
    return (_WRONG.format(found),) if found else ()
