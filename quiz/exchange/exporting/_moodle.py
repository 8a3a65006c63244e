"""What Moodle's two formats share: what its question bank can't hold, and how that is told.

Source: Moodle 4.5, question/format.php (names are cleaned as `PARAM_TEXT`: `clean_question_name`,
`split_category_path`), question/type/match, question/type/numerical.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from quiz.exchange.exporting import Shipment
from quiz.model import Prose

MAX_CATEGORY = 250
"""Characters of a category's name."""
MAX_NAME = 120
"""Characters of a question's name in Moodle's lists; the whole stem is in its text."""
DIGITS = 14
"""With how many Moodle calculates."""
THOUSANDS = 10_000
"""From here on, people set thousands apart."""
INVISIBLE = "□"
"""Stands for a text of which nothing can be seen, since Moodle drops empty choices."""

NO_LINKS = "Links to the reading or to other lessons are plain text there."
NUMBERED = "Right sides that would look alike in Moodle got a number."
ROUNDED = f"Moodle calculates with {DIGITS} digits, so a number with more of them is rounded."
GROUPED = (
    "A comma, full stop or apostrophe that sets thousands apart can make the answer wrong in "
    "Moodle. Ask for digits without such signs."
)
UNTOUCHED = "Whoever moves nothing is marked there for the order that was shown first."

_TAG = re.compile(r"<(?![ \t\n\v\f\r])")
"""What PHP takes for the beginning of a tag, to which all that follows may belong."""
_ENTITY = re.compile("&(?=[A-Za-z0-9#])")


class CannotCarry(Exception):
    """An item that the format can't hold; the text says why, to a teacher."""


def shortened(name: str) -> str:
    """A question's name, cut where it is too long for a list."""
    short = name if len(name) <= MAX_NAME else f"{name[: MAX_NAME - 1].rstrip()}…"
    return _without_tags(short)


def category_name(name: str) -> str:
    """A name in a category's path, where two strokes stand for one and the ends are cut off."""
    return _without_tags(name[:MAX_CATEGORY].strip("/ ")).replace("/", "//") or "-"


def _without_tags(name: str) -> str:
    """A name in which Moodle takes nothing for a tag and drops it."""
    return _TAG.sub("‹", name)


def as_right_side(text: str) -> str:
    """Plain text as a right side, where signs that would pass for a tag or an entity are written
    as entities."""
    return _ENTITY.sub("&amp;", text).replace("<", "&lt;")


def distinct(steps: list[str]) -> list[str]:
    """The steps, those of which look alike kept apart by a mark that can't be seen: Moodle knows
    a step by its HTML."""
    seen: dict[str, int] = {}
    found = []
    for step in steps:
        seen[step] = seen.get(step, -1) + 1
        found.append(step + "<wbr>" * seen[step])
    return found


def bank_losses(shipment: Shipment) -> Iterator[str]:
    """What is lost or different for the whole file, because only questions travel."""
    lessons = shipment.lessons
    quizzes = [quiz for lesson in lessons for quiz in lesson.quizzes]
    if any(isinstance(part, Prose) for lesson in lessons for part in lesson.parts) or any(
        lesson.terms or lesson.objectives for lesson in lessons
    ):
        yield "The texts of the lessons are not in the file, nor are their objectives and terms."
    if any(lesson.polls for lesson in lessons):
        yield "Polls are not in the file."
    if quizzes:
        yield (
            "Each quiz arrives as a category of questions. In Moodle, make a quiz and add the "
            "questions of the category to it; there you also set when feedback shows and how "
            "often the quiz can be taken."
        )
    if any(quiz.intro for quiz in quizzes):
        yield "The introductions of the quizzes are not in the file."
