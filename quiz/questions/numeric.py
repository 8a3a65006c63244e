"""Numeric: a number, right within the stated tolerance or range, bounds included.

Slots: `text` -> the number as the student wrote it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from quiz.grammar import Block
from quiz.model import Body, Comment, Given, ResponseClass
from quiz.questions import Form, QuestionType, is_blank
from quiz.questions.parts.answers import (
    Answer,
    Answers,
    TextReview,
    TextView,
    answer_kind,
    comment_on,
    parse_answers,
    print_answers,
    unforeseen,
)
from quiz.questions.parts.given import part_outcome, read_slots, typed
from quiz.questions.parts.numbers import MAX_NUMBER, Span, readings, shown, span
from quiz.questions.parts.paper import Blank

_NOT_A_NUMBER = "This is not a number yet. Write it in digits, such as 40 or 3.5."


@dataclass(frozen=True)
class Numeric(Body):
    """The right number with its tolerance, or a range; the texts are what `span` reads."""

    answer: Answer
    wrong: tuple[Answer, ...] = ()
    other: Answer | None = None


class NumericType(QuestionType[Numeric]):
    name = "numeric"
    example = """\
### How long is a marathon, in kilometres? {#marathon}

= 42.2 +- 0.3
    > Yes, 42.195 to be exact.

not= 26 .. 26.3 {M2}
    > That is the distance in miles.

else= {M1}
    > It is a little over 42 kilometres.
"""

    def recognises(self, block: Block) -> bool:
        return answer_kind(block) == self.name

    def parse(self, block: Block) -> Numeric | None:
        answers = parse_answers(block, self.name, ("=", "not=", "else="))
        _check(block)
        if block.problems:
            return None
        wrong = tuple(_canonical(answer) for answer in answers.wrong)
        return Numeric(_canonical(answers.right[0]), wrong, answers.other)

    def print(self, body: Numeric) -> str:
        return print_answers(Answers((body.answer,), body.wrong, body.other))

    def ask(self, body: Numeric, seed: str) -> TextView:
        return TextView(MAX_NUMBER)

    def read(self, body: Numeric, form: Form) -> Given:
        return read_slots(form, {"text": None}, MAX_NUMBER)

    def remark(self, body: Numeric, given: Given) -> str:
        return "" if is_blank(given) or readings(given.get("text", "")) else _NOT_A_NUMBER

    def blanks(self, view: TextView) -> tuple[Blank, ...]:
        return (Blank("", "a number as it was written"),)

    def written(self, view: TextView, given: Given) -> tuple[str, ...]:
        return (given.get("text", ""),)

    def transcribe(self, view: TextView, texts: Sequence[str]) -> Form:
        return {"text": [texts[0]]}

    def mark(self, body: Numeric, given: Given) -> Fraction:
        return Fraction(span(body.answer.text).holds(readings(given.get("text", ""))))

    def comments(self, body: Numeric, given: Given) -> tuple[Comment, ...]:
        if is_blank(given):
            return ()
        if self.mark(body, given) == 1:
            return comment_on(body.answer)
        numbers = readings(given.get("text", ""))
        foreseen = (answer for answer in body.wrong if span(answer.text).holds(numbers))
        return comment_on(next(foreseen, body.other))

    def key(self, body: Numeric) -> Given:
        return {"text": body.answer.text.split()[0]}

    def review(self, body: Numeric, given: Given) -> TextReview:
        text = given.get("text", "")
        return TextReview(
            text=text,
            outcome=part_outcome(text, self.mark(body, given) == 1),
            answers=(span(body.answer.text).shown,),
        )

    def said(self, body: Numeric, given: Given) -> str:
        return typed(given)

    def possible(self, body: Numeric) -> tuple[ResponseClass, ...]:
        wrong = (_said(answer, False) for answer in body.wrong)
        return (_said(body.answer, True), *wrong)

    def classify(self, body: Numeric, given: Given) -> tuple[ResponseClass, ...]:
        text = typed(given)
        if not text:
            return ()
        numbers = readings(text)
        for answer in (body.answer, *body.wrong):
            if span(answer.text).holds(numbers):
                return (_said(answer, answer is body.answer),)
        # The same number in other digits or with other separators is the same response.
        same = " or ".join(shown(number) for number in sorted(numbers))
        return (unforeseen("", same or text),)

    def texts(self, body: Numeric) -> tuple[str, ...]:
        answers = (body.answer, *body.wrong, *([body.other] if body.other else []))
        return tuple(answer.feedback for answer in answers if answer.feedback)


def _said(answer: Answer, right: bool) -> ResponseClass:
    return ResponseClass("", span(answer.text).shown, right)


def _canonical(answer: Answer) -> Answer:
    return Answer(span(answer.text).written, answer.tag, answer.feedback)


def _check(block: Block) -> None:
    """Report what can't be read as a number, and wrong numbers that can never be met."""
    key: Span | None = None
    seen: dict[str, int] = {}
    # The key first, wherever it stands, because the others are compared with it.
    for entry in sorted(block.entries, key=lambda entry: entry.marker != "="):
        if entry.marker not in ("=", "not=") or not entry.text:
            continue
        try:
            number = span(entry.text)
        except ValueError as error:
            block.problem(entry.line, str(error))
            continue
        if number.written in seen:
            line = seen[number.written]
            block.problem(entry.line, f"`{number.written}` stands on line {line} already.")
        elif key and key.low <= number.low and number.high <= key.high:
            block.problem(entry.line, f"`{number.written}` is right by `= {key.written}`.")
        seen.setdefault(number.written, entry.line)
        key = number if entry.marker == "=" else key
