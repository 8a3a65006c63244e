"""The lessons of a course, made ready to be exported."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from quiz.content.render import Renderer
from quiz.errors import NotFound
from quiz.exchange.exporting import Shipment
from quiz.model import BrokenLesson, Course, Lesson


@dataclass(frozen=True)
class Load:
    """What can be exported, and the lessons that were asked for and can't be: they are broken."""

    shipment: Shipment
    broken: tuple[BrokenLesson, ...]


def load(
    course: Course,
    slugs: Collection[str],
    renderer: Renderer,
    picture: Callable[[str], bytes | None],
) -> Load:
    """The lessons at these addresses in the course's order; all where none is named.

    `renderer` may lead anywhere: in the shipment, links are as the lessons have them. `picture` is
    `PictureFolder.find`. Raises `NotFound` where the course has no such lesson.
    """
    for slug in slugs:
        if course.lesson(slug) is None:
            raise NotFound("lesson", slug)
    wanted = [one for one in course.lessons if not slugs or one.slug in slugs]
    shipment = Shipment(
        course=course.title,
        lang=course.lang or "en",
        lessons=tuple(one for one in wanted if isinstance(one, Lesson)),
        reading=course.reading if isinstance(course.reading, Lesson) else None,
        html=renderer.leading(_as_written),
        picture=picture,
    )
    return Load(shipment, tuple(one for one in wanted if isinstance(one, BrokenLesson)))


def _as_written(file: str, fragment: str, instructor: bool) -> str:
    return f"{file}#{fragment}" if fragment else file
