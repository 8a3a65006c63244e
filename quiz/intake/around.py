"""What new lessons have to fit into, from the desk and from the terminal alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace

from quiz.content.course import CourseFolder
from quiz.content.lesson_files import LessonFiles
from quiz.content.parser import headings
from quiz.content.render import Renderer
from quiz.errors import IntakeGone
from quiz.exchange.lesson_making.new_lessons import Surroundings, surroundings
from quiz.intake.holding import Intakes


def around(
    intakes: Intakes, folder: CourseFolder, renderer: Renderer, addresses: Iterable[str]
) -> Surroundings:
    """The course, its archive, and the lessons that wait at the desk.

    `addresses` are those about which something is stored, be their lessons gone or not.
    """
    # First of all: what is taken in meanwhile is in the course then.
    waiting = frozenset(_waiting_ids(intakes))
    archived = LessonFiles(folder.path).archived()
    found = surroundings(folder.snapshot(), archived, folder.shown, renderer, addresses)
    return replace(found, ids=found.ids | waiting)


def _waiting_ids(intakes: Intakes) -> Iterator[str]:
    for intake in intakes.every():
        for number in intake.waiting:
            # What has just been taken in is in the course.
            with suppress(IntakeGone):
                yield from headings(intake.text(number))
