"""What is typed: short text, numbers, one gap in a text, writing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from quiz.exchange.exporting._item_sets import CannotCarry
from quiz.exchange.exporting._moodle.typed import literal, typing_losses
from quiz.exchange.exporting._spellings import spellings
from quiz.exchange.exporting.gift._question import KIND, Question, escaped, on_lines
from quiz.questions.cloze import Cloze
from quiz.questions.numeric import Numeric
from quiz.questions.open_response import OpenResponse
from quiz.questions.parts.answers import Answer
from quiz.questions.parts.gaps import Gap
from quiz.questions.short_text import ShortText

_BLANK = "_____"
_ARROW = (
    "An answer that is typed can't hold an arrow `->` in GIFT, where it would make the question "
    "one of pairs."
)


def short_text(body: ShortText, question: Question) -> str:
    rows = [*_typed("100", body.answers, question), *_typed("0", body.wrong, question)]
    if body.other:
        rows.append(f"=%0%*#{_feedback(body.other.feedback, question)}")
    return question.stem() + on_lines(rows, question.general())


def _typed(percent: str, answers: Iterable[Answer], question: Question) -> Iterator[str]:
    """An answer as its author wrote it, then as students may type it too: Moodle is stricter."""
    for answer in answers:
        feedback = _feedback(answer.feedback, question)
        for text in spellings(answer.text):
            if "->" in text:
                raise CannotCarry(_ARROW)
            written = literal(text)
            if KIND.match(written):
                written = f"[plain]{written}"
            yield f"=%{percent}%{escaped(written)}#{feedback}"


def _feedback(text: str, question: Question) -> str:
    """Feedback without an arrow, which would make the question one of pairs."""
    return question.marked(text).replace("->", "-&gt;")


def numeric(body: Numeric, question: Question) -> str:
    rows = [_number("100", body.answer, question)]
    rows += [_number("0", answer, question) for answer in body.wrong]
    if body.other:
        rows.append(f"~#{question.marked(body.other.feedback)}")
    question.lose(*typing_losses(body))
    return question.stem() + on_lines(rows, question.general()).replace("{", "{#", 1)


def _number(percent: str, answer: Answer, question: Question) -> str:
    written = answer.text.replace(" .. ", "..").replace(" +- ", ":")
    return f"=%{percent}%{written}#{question.marked(answer.feedback)}"


def cloze(body: Cloze, question: Question) -> str:
    """A text with one gap, as GIFT's missing word."""
    if len(body.gaps) > 1:
        raise CannotCarry(
            f"GIFT has no question with several gaps, and this one has {len(body.gaps)}. Moodle "
            "XML has."
        )
    before, after = body.pieces
    gap = body.gaps[0]
    stem = question.with_stem(f"\n\n{before}")
    rest = escaped(question.fitted(after))
    if stem.startswith("[html]") or "!!!" in after:
        raise CannotCarry("The gap stands in a text with a box, which GIFT can't hold.")
    if not after.strip():
        stem, rest = stem + _BLANK, ""
    question.lose("The gap becomes a blank in the text, with the answer below it.")
    rows = _menu(gap, question) if gap.menu else _gap(gap, question)
    return stem + on_lines(rows, question.general()) + rest


def _gap(gap: Gap, question: Question) -> list[str]:
    rows = list(_typed("100", map(Answer, gap.answers), question))
    return [*rows, f"=%0%*#{_feedback(gap.feedback, question)}"] if gap.feedback else rows


def _menu(gap: Gap, question: Question) -> list[str]:
    feedback = f"#{question.marked(gap.feedback)}" if gap.feedback else ""
    return [
        f"={question.line(text)}" if text in gap.answers else f"~{question.line(text)}{feedback}"
        for text in gap.menu
    ]


def open_response(body: OpenResponse, question: Question) -> str:
    if body.words:
        question.lose("How many words are asked for ({} to {}) is lost.".format(*body.words))
    if body.rubric:
        question.lose("The rubric is not in the file.")
    if body.model:
        question.lose("The model answer is not in the file.")
    return f"{question.stem()}{{{question.general()}}}"
