"""What our items ask to be typed, as both formats write it."""

from __future__ import annotations

from collections.abc import Iterable

from quiz.exchange.exporting._html import fit_for_xml
from quiz.exchange.exporting._qti12.idents import numbered
from quiz.exchange.exporting._qti12.texts import Texts
from quiz.exchange.exporting._qti12.written import Answer
from quiz.exchange.exporting._quizzes import CannotCarry
from quiz.exchange.exporting._spellings import spellings
from quiz.model import Item
from quiz.questions.parts.answers import Answer as Foreseen
from quiz.questions.short_text import ShortText

UNFIT = "Characters of right answers that no file of this kind can hold are left out of it."
NOTHING_LEFT = "No right answer is left without the characters that no file of this kind can hold."
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
    found = tuple(
        Answer(ident, form, texts.block(one.feedback or first))
        for ident, one in zip(numbered(len(body.answers)), body.answers, strict=True)
        for form in forms(one.text)
    )
    if not found:
        raise CannotCarry(NOTHING_LEFT)
    return found


def forms(answer: str) -> tuple[str, ...]:
    """An answer in all the ways in which students are likely to type it, its author's first.

    Canvas minds punctuation and apostrophes. A doubled space is left to it, because students see
    all right answers afterwards. () where no file can hold any of the answer.
    """
    return tuple(form for form in spellings(fit_for_xml(answer)) if "  " not in form)


def unfit(answers: Iterable[str]) -> tuple[str, ...]:
    """The loss of characters of typed answers, if there is any."""
    return (UNFIT,) if any(fit_for_xml(answer) != answer for answer in answers) else ()


def unsaid(wrong: Iterable[Foreseen]) -> tuple[str, ...]:
    """The loss of feedback on foreseen wrong answers, if there is any."""
    found = ", ".join(answer.text for answer in wrong if answer.feedback)
    return (_WRONG.format(found),) if found else ()
