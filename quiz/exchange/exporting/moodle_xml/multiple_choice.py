"""Multiple choice: `multichoice` with several answers, whose shares add up and stop at 0."""

from __future__ import annotations

from quiz.exchange.exporting._moodle.shares import cost, earned
from quiz.exchange.exporting.moodle_xml._options import write_options
from quiz.exchange.exporting.moodle_xml._question import Question
from quiz.questions.multiple_choice import MultipleChoice


def multiple_choice(body: MultipleChoice, question: Question) -> None:
    keys = sum(option.right for option in body.options)
    right = iter(earned(keys, question.lose))
    wrong = cost(len(body.options) - keys, question.lose)
    percents = [next(right) if option.right else wrong for option in body.options]
    write_options(question, body.options, percents, single=False)
