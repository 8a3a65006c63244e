"""Short text: `shortanswer`, whose first answer that fits counts."""

from __future__ import annotations

from quiz.exchange.exporting._moodle.typed import literal
from quiz.exchange.exporting._spellings import right_spellings, spellings
from quiz.exchange.exporting.moodle_xml._question import Question
from quiz.questions.short_text import ShortText


def short_text(body: ShortText, question: Question) -> None:
    question.kind = "shortanswer"
    question.add("usecase", "0")
    rights = right_spellings(question.xml(answer.text) for answer in body.answers)
    for answer, forms in zip(body.answers, rights, strict=True):
        _add(question, "100", forms, answer.feedback)
    for answer in body.wrong:
        _add(question, "0", spellings(question.xml(answer.text)), answer.feedback)
    if body.other:
        question.add_answer("0", "*", body.other.feedback)


def _add(question: Question, percent: str, forms: tuple[str, ...], feedback: str) -> None:
    for text in forms:
        question.add_answer(percent, literal(text), feedback)
