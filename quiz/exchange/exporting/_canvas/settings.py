"""The files of a Canvas package that hold no questions: each quiz's settings, and the manifest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from quiz.exchange.exporting._qti12.tree import add, document, root

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
    schemas = f"{_CANVAS} https://canvas.instructure.com/xsd/cccv1p0.xsd"
    quiz = root("quiz", _CANVAS, schemas, {"identifier": settings.ident})
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
    for name, value in fields.items():
        add(quiz, name, value)
    return document(quiz)


def manifest(quizzes: Iterable[str], pictures: Iterable[str]) -> bytes:
    """The manifest of these files: `quizzes` holds the paths of both files of each quiz."""
    schemas = f"{_CONTENT} http://www.imsglobal.org/xsd/imscp_v1p1.xsd"
    whole = root("manifest", _CONTENT, schemas, {"identifier": "second_reading"})
    metadata = add(whole, "metadata")
    add(metadata, "schema", "IMS Content")
    add(metadata, "schemaversion", "1.1.3")
    add(whole, "organizations")
    resources = add(whole, "resources")
    for path in quizzes:
        ident, _, file = path.partition("/")
        is_meta = file == "assessment_meta.xml"
        attributes = {"identifier": f"meta_{ident}" if is_meta else ident}
        attributes |= {"type": _META, "href": path} if is_meta else {"type": "imsqti_xmlv1p2"}
        resource = add(resources, "resource", "", attributes)
        add(resource, "file", "", {"href": path})
        if not is_meta:
            add(resource, "dependency", "", {"identifierref": f"meta_{ident}"})
    for number, path in enumerate(pictures, start=1):
        attributes = {"identifier": f"picture_{number}", "type": "webcontent", "href": path}
        add(add(resources, "resource", "", attributes), "file", "", {"href": path})
    return document(whole)
