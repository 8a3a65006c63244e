"""True or false: `truefalse`."""

from __future__ import annotations

from quiz.exchange.exporting.moodle_xml._question import Question
from quiz.questions.true_false import TrueFalse


def true_false(body: TrueFalse, question: Question) -> None:
    question.kind = "truefalse"
    for answer in (True, False):
        right = answer is body.answer
        feedback = body.feedback if right else body.wrong_feedback
        question.add_answer("100" if right else "0", str(answer).lower(), feedback)
