"""Putting in order: `ordering`. The importer breaks off without `shownumcorrect`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quiz.exchange.exporting._moodle.orders import difference, distinct, nearest
from quiz.exchange.exporting.moodle_xml._parts import write_feedback
from quiz.exchange.exporting.moodle_xml._question import Question
from quiz.exchange.part_feedback import before
from quiz.questions.ordering import Ordering


def ordering(body: Ordering, question: Question) -> None:
    steps = len(body.steps)
    counted = nearest(steps)
    question.kind = "ordering"
    question.add("layouttype", "VERTICAL")
    question.add("selecttype", "ALL")
    question.add("selectcount", str(steps))
    question.add("gradingtype", counted)
    question.add("showgrading", "SHOW")
    question.add("numberingstyle", "none")
    question.add("shownumcorrect")
    shown = distinct(question.visible(step).strip() for step in body.steps)
    for number, step in enumerate(shown, start=1):
        question.add_html("answer", step, fraction=str(number))
    write_feedback(question, _swaps(body, shown), "wrong orders")
    question.lose(difference(steps, counted))


def _swaps(body: Ordering, shown: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """(key, name, feedback) of each wrong order. `shown` are the steps as HTML."""
    for swap in body.swaps:
        about = before(shown[swap.later - 1], shown[swap.earlier - 1])
        yield f"{swap.later}-{swap.earlier}", about, swap.feedback
