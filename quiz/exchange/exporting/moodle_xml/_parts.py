"""Feedback for parts of a question for which Moodle has only feedback for the whole."""

from __future__ import annotations

from collections.abc import Iterable

from quiz.exchange.exporting.moodle_xml._question import Question


def write_feedback(question: Question, rows: Iterable[tuple[str, str]], parts: str) -> None:
    """Add the feedback of parts for all who have something wrong. `rows` are (what it is about,
    feedback), both Markdown; `parts` says what they are, in the plural."""
    lines = [
        f"<li>{question.inline(about)}: {question.inline(feedback)}</li>"
        for about, feedback in rows
        if feedback
    ]
    write_list(question, f"<ul>{''.join(lines)}</ul>" if lines else "", parts)


def write_list(question: Question, shown: str, parts: str) -> None:
    """Add the list of the feedback, as HTML. '' where there is none."""
    question.add_html("correctfeedback", "")
    question.add_html("partiallycorrectfeedback", shown)
    question.add_html("incorrectfeedback", shown)
    if shown:
        question.lose(
            f"Moodle has no feedback for single {parts}. Whoever has something wrong gets the "
            "feedback of all of them."
        )
