"""Texts with gaps."""

from __future__ import annotations

from collections.abc import Sequence

from quiz.questions import types
from quiz.questions.cloze import Cloze


def filled(body: Cloze, rendered: str, shown: Sequence[str]) -> str:
    """The text as it was `rendered`, with what is `shown` for each gap in its place, both HTML."""
    by_slot = {str(number): text for number, text in enumerate(shown, start=1)}
    parts = types()["cloze"].ask(body, "").parts(rendered)
    return "".join(part if isinstance(part, str) else by_slot[part.slot] for part in parts)
