"""What single choice and multiple choice share: Moodle's `multichoice`.

Options stay in their order, as students see them here.
"""

from __future__ import annotations

from collections.abc import Sequence

from quiz.exchange.exporting.moodle_xml._question import Question
from quiz.questions.parts.options import Option


def write_options(
    question: Question, options: Sequence[Option], percents: Sequence[str], *, single: bool
) -> None:
    """Add the options, each with what it earns or costs in per cent."""
    question.kind = "multichoice"
    question.add("single", "true" if single else "false")
    question.add("shuffleanswers", "false")
    question.add("answernumbering", "abc")
    question.add("showstandardinstruction", "0")
    for option, percent in zip(options, percents, strict=True):
        answer = question.add_html("answer", question.visible(option.text), fraction=percent)
        question.add_html("feedback", question.block(option.feedback), answer)
