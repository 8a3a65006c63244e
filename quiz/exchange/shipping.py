"""The lessons of a course made ready to be exported, and what the file of them is called."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from quiz.content.lesson_names import slug_from
from quiz.content.render import Renderer
from quiz.errors import NotFound
from quiz.exchange.exporting import ExportFormat, Shipment
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

    The arguments are those of `shipment`. Raises `NotFound` where the course has no such lesson.
    """
    for slug in slugs:
        if course.lesson(slug) is None:
            raise NotFound("lesson", slug)
    wanted = [one for one in course.lessons if not slugs or one.slug in slugs]
    found = shipment(
        course.title,
        course.lang,
        (one for one in wanted if isinstance(one, Lesson)),
        course.reading if isinstance(course.reading, Lesson) else None,
        renderer,
        picture,
    )
    return Load(found, tuple(one for one in wanted if isinstance(one, BrokenLesson)))


def shipment(
    course: str,
    lang: str,
    lessons: Iterable[Lesson],
    reading: Lesson | None,
    renderer: Renderer,
    picture: Callable[[str], bytes | None],
) -> Shipment:
    """Lessons of the course with this title and language, with what they need.

    `renderer` may lead anywhere: in the shipment, links are as the lessons have them. `picture` is
    `PictureFolder.find`.
    """
    return Shipment(
        course=course,
        lang=lang or "en",
        lessons=tuple(lessons),
        reading=reading,
        html=renderer.leading(_as_written),
        picture=picture,
    )


def file_name(shipment: Shipment, key: str, to: ExportFormat) -> str:
    """What the exported file is called: by its only lesson or by the course, and by the format,
    which `formats` has under this key."""
    lessons = shipment.lessons
    about = lessons[0].slug if len(lessons) == 1 else slug_from(shipment.course, ())
    return f"{about}-{key}{to.ending}"


def _as_written(file: str, fragment: str, instructor: bool) -> str:
    return f"{file}#{fragment}" if fragment else file
