"""Options: single choice, multiple choice, true or false."""

from __future__ import annotations

from quiz.exchange.exporting._moodle.shares import cost, earned
from quiz.exchange.exporting.gift._question import Question, on_lines
from quiz.questions.multiple_choice import MultipleChoice
from quiz.questions.parts.options import Option
from quiz.questions.single_choice import SingleChoice
from quiz.questions.true_false import TrueFalse


def single_choice(body: SingleChoice, question: Question) -> str:
    rows = [_option("=" if o.right else "~", o, question) for o in body.options]
    return question.stem() + on_lines(rows, question.general())


def multiple_choice(body: MultipleChoice, question: Question) -> str:
    keys = sum(option.right for option in body.options)
    right = iter(earned(keys, question.lose))
    wrong = cost(len(body.options) - keys, question.lose)
    rows = [
        _option(f"~%{next(right) if option.right else wrong}%", option, question)
        for option in body.options
    ]
    return question.stem() + on_lines(rows, question.general())


def true_false(body: TrueFalse, question: Question) -> str:
    wrong, right = question.marked(body.wrong_feedback), question.marked(body.feedback)
    feedback = f"#{wrong}#{right}" if right else f"#{wrong}" if wrong else ""
    answer = "TRUE" if body.answer else "FALSE"
    return f"{question.stem()}{{{answer}{feedback}{question.general()}}}"


def _option(sign: str, option: Option, question: Question) -> str:
    feedback = f"#{question.marked(option.feedback)}" if option.feedback else ""
    return f"{sign}{question.line(option.text)}{feedback}"
