"""The paragraphs of the reading, which items refer to and students cite."""

from __future__ import annotations

from functools import lru_cache

from quiz.content.outline import outline
from quiz.content.source import Report, numbered
from quiz.model import Lesson, Paragraph, Prose


@lru_cache(maxsize=8)
def paragraphs(reading: Lesson) -> tuple[Paragraph, ...]:
    """The headings of level 2 that have an id, in their order."""
    # What is wrong with the text was reported when it was parsed.
    report = Report(reading.path)
    return tuple(
        Paragraph(line.heading.id, line.heading.text)
        for part in reading.parts
        if isinstance(part, Prose)
        for line in outline(numbered(part.text, report), report)
        if line.heading and line.heading.level == 2 and line.heading.id
    )
