"""Short text: `shortanswer`, whose first answer that fits counts."""

from __future__ import annotations

from collections.abc import Iterable

from quiz.exchange.exporting._quizzes import CannotCarry
from quiz.exchange.exporting._spellings import literal, spellings
from quiz.exchange.exporting.moodle_xml._question import Question
from quiz.questions.parts.answers import Answer
from quiz.questions.short_text import ShortText

UNSEEN = "Its right answer consists of characters that no XML file can hold."


def short_text(body: ShortText, question: Question) -> None:
    question.kind = "shortanswer"
    question.add("usecase", "0")
    if not _add(question, "100", body.answers):
        raise CannotCarry(UNSEEN)
    _add(question, "0", body.wrong)
    if body.other:
        question.add_answer("0", "*", body.other.feedback)


def _add(question: Question, percent: str, answers: Iterable[Answer]) -> int:
    """Add the answers with their spellings, and say how many there were."""
    texts = [
        (text, answer.feedback)
        for answer in answers
        for text in spellings(question.xml(answer.text))
    ]
    for text, feedback in texts:
        question.add_answer(percent, literal(text), feedback)
    return len(texts)
