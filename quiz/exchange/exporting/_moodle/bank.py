"""What Moodle's question bank can't hold, and how that is told.

Names are cleaned there as `PARAM_TEXT` (question/format.php: `clean_question_name`,
`split_category_path`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from quiz.exchange.exporting import Shipment
from quiz.exchange.exporting._item_sets import left_out
from quiz.report_text import shortened

MAX_CATEGORY = 250
"""Characters of a category's name."""
MAX_NAME = 120
"""Characters of a question's name in Moodle's lists; the whole stem is in its text."""
INVISIBLE = "□"
"""Stands for a text of which nothing can be seen, since Moodle drops empty choices."""

UNSEEN = "Control characters that can't be seen were taken out of its texts."
NO_LINKS = "Links to the reading or to other lessons are plain text there."

_TAG = re.compile(r"<(?![ \t\n\v\f\r])")
"""What PHP takes for the beginning of a tag, to which all that follows may belong."""

Lose = Callable[[str], None]
"""Takes a sentence on what is lost or different."""


def question_name(name: str) -> str:
    """A question's name, cut where it is too long for a list."""
    return _without_tags(shortened(name, MAX_NAME))


def category_name(name: str) -> str:
    """A name in a category's path, where two strokes stand for one and the ends are cut off."""
    return _without_tags(name[:MAX_CATEGORY].strip("/ ")).replace("/", "//") or "-"


def _without_tags(name: str) -> str:
    """A name in which Moodle takes nothing for a tag and drops it."""
    return _TAG.sub("‹", name)


def bank_losses(shipment: Shipment) -> Iterator[str]:
    """What is lost or different for the whole file, because only questions travel."""
    yield from left_out(shipment)
    quizzes = [quiz for lesson in shipment.lessons for quiz in lesson.quizzes]
    if quizzes:
        yield (
            "Each quiz arrives as a category of questions. In Moodle, make a quiz and add the "
            "questions of the category to it; there you also set when feedback shows and how "
            "often the quiz can be taken."
        )
    if any(quiz.intro for quiz in quizzes):
        yield "The introductions of the quizzes are not in the file."
