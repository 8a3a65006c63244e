"""Single choice: `multichoice` with one answer."""

from __future__ import annotations

from quiz.exchange.exporting.moodle_xml._options import write_options
from quiz.exchange.exporting.moodle_xml._question import Question
from quiz.questions.single_choice import SingleChoice


def single_choice(body: SingleChoice, question: Question) -> None:
    percents = ["100" if option.right else "0" for option in body.options]
    write_options(question, body.options, percents, single=True)
