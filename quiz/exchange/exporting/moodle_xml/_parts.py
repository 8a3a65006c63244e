"""Feedback for parts of a question for which Moodle has only feedback for the whole."""

from __future__ import annotations

from collections.abc import Iterable

from quiz.exchange.exporting.moodle_xml._question import Question
from quiz.exchange.part_feedback import Told, told_list


def write_feedback(question: Question, rows: Iterable[tuple[str, str, str]], parts: str) -> None:
    """Add the feedback of parts for all who have something wrong. `rows` are (key of the part, what
    it is called as HTML, feedback as Markdown); `parts` says what they are, in the plural."""
    shown = told_list(
        Told(key, about, feedback)
        for key, about, text in rows
        if (feedback := question.compact(text))
    )
    question.add_html("correctfeedback", "")
    question.add_html("partiallycorrectfeedback", shown)
    question.add_html("incorrectfeedback", shown)
    if shown:
        question.lose(
            f"Moodle has no feedback for single {parts}. Whoever has something wrong gets the "
            "feedback of all of them."
        )
