"""Short text: a word or a phrase, compared with a list of right answers.

Slots: `text` -> what the student wrote.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from quiz.grammar import Block
from quiz.model import Body, Comment, Given, ResponseClass
from quiz.questions import Form, QuestionType, is_blank
from quiz.questions.parts.answers import (
    MAX_ANSWER,
    Answer,
    Answers,
    TextReview,
    TextView,
    answer_kind,
    comment_on,
    fold,
    foreseen,
    parse_answers,
    print_answers,
    unforeseen,
)
from quiz.questions.parts.given import part_outcome, read_slots, typed
from quiz.questions.parts.paper import Blank


@dataclass(frozen=True)
class ShortText(Body):
    """The right answers, the one to show first; and the wrong ones that the author foresaw."""

    answers: tuple[Answer, ...]
    wrong: tuple[Answer, ...] = ()
    other: Answer | None = None


class ShortTextType(QuestionType[ShortText]):
    name = "short text"
    example = """\
### Which gas do plants take in from the air? {#gas}

= carbon dioxide
    > Yes.

or= CO2

not= oxygen {M3}
    > Plants give oxygen off.

else= {M1}
    > Look at the first paragraph again.
"""

    def recognises(self, block: Block) -> bool:
        return answer_kind(block) == self.name

    def parse(self, block: Block) -> ShortText | None:
        answers = parse_answers(block, self.name)
        seen: dict[str, int] = {}
        for entry in block.entries:
            folded = fold(entry.text)
            if folded and folded in seen:
                block.problem(
                    entry.line,
                    f"`{entry.text}` is the same answer as line {seen[folded]}; capitals, spaces "
                    "and final punctuation make no difference.",
                )
            seen.setdefault(folded, entry.line)
        if block.problems:
            return None
        return ShortText(answers.right, answers.wrong, answers.other)

    def print(self, body: ShortText) -> str:
        return print_answers(Answers(body.answers, body.wrong, body.other))

    def ask(self, body: ShortText, seed: str) -> TextView:
        return TextView(MAX_ANSWER)

    def read(self, body: ShortText, form: Form) -> Given:
        return read_slots(form, {"text": None}, MAX_ANSWER)

    def blanks(self, view: TextView) -> tuple[Blank, ...]:
        return (Blank("", "what was written"),)

    def written(self, view: TextView, given: Given) -> tuple[str, ...]:
        return (given.get("text", ""),)

    def transcribe(self, view: TextView, texts: Sequence[str]) -> Form:
        return {"text": [texts[0]]}

    def mark(self, body: ShortText, given: Given) -> Fraction:
        return Fraction(_match(body.answers, given) is not None)

    def comments(self, body: ShortText, given: Given) -> tuple[Comment, ...]:
        if is_blank(given):
            return ()
        right = _match(body.answers, given)
        if right is not None:
            return comment_on(right) or comment_on(body.answers[0])
        return comment_on(_match(body.wrong, given) or body.other)

    def key(self, body: ShortText) -> Given:
        return {"text": body.answers[0].text}

    def review(self, body: ShortText, given: Given) -> TextReview:
        text = given.get("text", "")
        return TextReview(
            text=text,
            outcome=part_outcome(text, self.mark(body, given) == 1),
            answers=tuple(answer.text for answer in body.answers),
        )

    def said(self, body: ShortText, given: Given) -> str:
        return typed(given)

    def possible(self, body: ShortText) -> tuple[ResponseClass, ...]:
        right = (foreseen("", answer.text, True) for answer in body.answers)
        wrong = (foreseen("", answer.text, False) for answer in body.wrong)
        return (*right, *wrong)

    def classify(self, body: ShortText, given: Given) -> tuple[ResponseClass, ...]:
        text = typed(given)
        if not text:
            return ()
        right = _match(body.answers, given)
        answer = right or _match(body.wrong, given)
        if answer is None:
            return (unforeseen("", text),)
        return (foreseen("", answer.text, right is not None),)

    def texts(self, body: ShortText) -> tuple[str, ...]:
        answers = (*body.answers, *body.wrong, *([body.other] if body.other else []))
        return tuple(answer.feedback for answer in answers if answer.feedback)


def _match(answers: tuple[Answer, ...], given: Given) -> Answer | None:
    text = fold(given.get("text", ""))
    return next((answer for answer in answers if fold(answer.text) == text), None)
