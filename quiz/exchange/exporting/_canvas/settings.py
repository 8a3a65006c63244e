"""The files of a Canvas package that hold no questions: each quiz's settings, and the manifest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from quiz.exchange.exporting._xml import document, make

_CANVAS = "http://canvas.instructure.com/xsd/cccv1p0"
_CONTENT = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
_META = "associatedcontent/imscc_xmlv1p1/learning-application-resource"
_UNLIMITED = "-1"


@dataclass(frozen=True)
class Settings:
    """A quiz's settings. `hidden`: students see none of their results until the teacher lets them.

    `attempts` is None where there is no limit; `description` is HTML.
    """

    ident: str
    title: str
    description: str
    points: float
    attempts: int | None
    practice: bool
    hidden: bool


def meta(settings: Settings) -> bytes:
    """The file `assessment_meta.xml`. Quizzes arrive unpublished."""
    fields = {
        "title": settings.title,
        "description": settings.description,
        "shuffle_answers": "false",
        "scoring_policy": "keep_highest",
        "hide_results": "always" if settings.hidden else "",
        "quiz_type": "practice_quiz" if settings.practice else "assignment",
        "points_possible": f"{settings.points:g}",
        "show_correct_answers": "false" if settings.hidden else "true",
        "allowed_attempts": str(settings.attempts or _UNLIMITED),
        "one_question_at_a_time": "false",
        "cant_go_back": "false",
        "available": "false",
    }
    quiz = make(
        "quiz",
        *(make(name, value) for name, value in fields.items()),
        identifier=settings.ident,
    )
    schemas = f"{_CANVAS} https://canvas.instructure.com/xsd/cccv1p0.xsd"
    return document(quiz, _CANVAS, schemas)


def manifest(quizzes: Iterable[str], pictures: Iterable[str]) -> bytes:
    """The manifest of these files: `quizzes` holds the paths of both files of each quiz."""
    resources = [*map(_of_quiz, quizzes)]
    for number, path in enumerate(pictures, start=1):
        file = make("file", href=path)
        resources.append(
            make("resource", file, identifier=f"picture_{number}", type="webcontent", href=path)
        )
    whole = make(
        "manifest",
        make("metadata", make("schema", "IMS Content"), make("schemaversion", "1.1.3")),
        make("organizations"),
        make("resources", *resources),
        identifier="second_reading",
    )
    schemas = f"{_CONTENT} http://www.imsglobal.org/xsd/imscp_v1p1.xsd"
    return document(whole, _CONTENT, schemas)


def _of_quiz(path: str) -> Element:
    ident, _, file = path.partition("/")
    held = make("file", href=path)
    if file == "assessment_meta.xml":
        return make("resource", held, identifier=f"meta_{ident}", type=_META, href=path)
    settings = make("dependency", identifierref=f"meta_{ident}")
    return make("resource", held, settings, identifier=ident, type="imsqti_xmlv1p2")
