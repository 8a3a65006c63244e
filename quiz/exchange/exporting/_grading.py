"""Rubric and model answer as notes for whoever grades by hand in another program."""

from __future__ import annotations

from quiz.exchange.exporting import Snippets
from quiz.model import Body
from quiz.questions.open_response import OpenResponse, Rubric


def grading_notes(body: Body, html: Snippets) -> str:
    """HTML for the grader's eyes alone; '' where the item has neither rubric nor model answer."""
    if not isinstance(body, OpenResponse):
        return ""
    parts = []
    if body.words:
        parts.append("<p>Asked for: {} to {} words.</p>".format(*body.words))
    if body.rubric:
        parts.append(_table(body.rubric, html))
    if body.model:
        parts.append(f"<p><strong>Model answer</strong></p>{html.block(body.model)}")
    return "".join(parts) if body.rubric or body.model else ""


def _table(rubric: Rubric, html: Snippets) -> str:
    head = "".join(f"<th>{level:g}</th>" for level in rubric.points)
    rows = "".join(
        f"<tr><th>{html.inline(criterion.name)}</th>"
        + "".join(f"<td>{html.inline(level)}</td>" for level in criterion.levels)
        + "</tr>"
        for criterion in rubric.criteria
    )
    return f"<table><thead><tr><th>Criterion</th>{head}</tr></thead><tbody>{rows}</tbody></table>"
