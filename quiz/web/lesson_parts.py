"""A lesson's page in pieces: one way for students, for the instructor and for the preview."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from quiz.model import Item, Lesson, Poll, Quiz
from quiz.web.services import services


def lesson_parts(
    lesson: Lesson,
    practice: Callable[[Item], Any],
    quiz: Callable[[Quiz], Any],
    poll: Callable[[Poll], Any],
    *,
    instructor: bool = False,
) -> list[tuple[str, Any]]:
    """(`html`, `practice`, `quiz` or `poll`; what to show) in the order of the page.

    `practice`, `quiz` and `poll` make of such a part what the page's macros draw. Boxes for the
    instructor are in it for the `instructor` alone. Raises RenderError.
    """
    parts: list[tuple[str, Any]] = []
    for part in services().renderer.body(lesson, instructor):
        if isinstance(part, Item):
            parts.append(("practice", practice(part)))
        elif isinstance(part, Quiz):
            parts.append(("quiz", quiz(part)))
        elif isinstance(part, Poll):
            parts.append(("poll", poll(part)))
        else:
            # Sanitised by the renderer's own allow list.
            parts.append(("html", Markup(part)))  # noqa: S704
    return parts
