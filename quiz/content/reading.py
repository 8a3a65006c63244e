"""The paragraphs of the reading, which items refer to and students cite."""

from __future__ import annotations

from functools import lru_cache
from itertools import dropwhile, takewhile

from quiz.content.outline import Marked, outline
from quiz.content.source import Report, numbered
from quiz.model import Lesson, Paragraph, Prose


@lru_cache(maxsize=8)
def paragraphs(reading: Lesson) -> tuple[Paragraph, ...]:
    """The headings of level 2 that have an id, in their order."""
    return tuple(
        Paragraph(line.heading.id, line.heading.text)
        for line in _lines(reading)
        if line.heading and line.heading.level == 2 and line.heading.id
    )


@lru_cache(maxsize=64)
def passage(reading: Lesson, anchor: str) -> str:
    """What stands under the heading of a paragraph, as Markdown; '' where there is none."""
    after = dropwhile(lambda line: not line.heading or line.heading.id != anchor, _lines(reading))
    rest = list(after)[1:]
    return "\n".join(line.text for line in takewhile(lambda line: not line.ends(2), rest)).strip()


def _lines(reading: Lesson) -> list[Marked]:
    # What is wrong with the text was reported when it was parsed.
    report = Report(reading.path)
    return [
        line
        for part in reading.parts
        if isinstance(part, Prose)
        for line in outline(numbered(part.text, report), report)
    ]
