"""What the editor's page shows: the text, its messages, the preview, the texts to insert."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from flask import make_response, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from quiz.content.differences import fold, word_difference
from quiz.content.polls import EXAMPLE as POLL_EXAMPLE
from quiz.content.render import RenderError
from quiz.lesson_desk import OpenLesson, Trial
from quiz.lesson_texts import LessonVersion
from quiz.model import Lesson
from quiz.questions import types
from quiz.web.instructor.lesson_views import View, as_student, key_parts, student_parts
from quiz.web.instructor.lessons.messages import messages
from quiz.web.services import services

_ID = re.compile(r"\{#([a-z0-9][a-z0-9-]*)\}")


def typed_text() -> str:
    """The text that the editor sent, with the line ends that the files have."""
    return request.form.get("text", "").replace("\r\n", "\n").replace("\r", "\n")


def editor_page(
    opened: OpenLesson,
    text: str,
    *,
    based_on: str | None = None,
    version: LessonVersion | None = None,
) -> Response:
    """The editor with a text in it, which may be another `version` than the file holds."""
    trial = services().desk.trial(opened.slug, text)
    return make_response(
        render_template(
            "instructor/editor.html",
            lesson=opened,
            based_on=opened.hash if based_on is None else based_on,
            version=version,
            difference=fold(word_difference(opened.text or "", text)) if version else (),
            **workbench(trial, text),
        )
    )


def workbench(trial: Trial, text: str) -> dict[str, Any]:
    """What the workbench shows of a text that was tried."""
    view = _view()
    return {
        "file": trial.file,
        "text": text,
        "messages": messages(trial.file, trial.problems, trial.warnings),
        "preview": _preview(trial, view),
        "view": view,
        "views": View,
        "insertions": _insertions(trial.slug, text),
        "line": _line(text),
        "unsaved": request.method == "POST",
    }


def _view() -> View:
    try:
        return View(request.values.get("view", ""))
    except ValueError:
        return View.STUDENT


def _preview(trial: Trial, view: View) -> Markup | None:
    """The lesson as one of the views shows it; None where it can't be shown."""
    if trial.lesson is None:
        return None
    try:
        if view is View.KEY:
            return _drawn(trial.lesson, key_parts(trial.lesson), view)
        with as_student():
            return _drawn(trial.lesson, student_parts(trial.lesson), view)
    except RenderError:
        return None


def _drawn(lesson: Lesson, parts: object, view: View) -> Markup:
    page = render_template("instructor/_preview.html", lesson=lesson, parts=parts, view=view)
    return Markup(page)  # noqa: S704


def _line(text: str) -> tuple[int, str] | None:
    """The line that `?line=N` asks for, with its words; None where there is no such line."""
    lines = text.split("\n")
    number = request.args.get("line", 0, type=int)
    return (number, lines[number - 1]) if 1 <= number <= len(lines) else None


def _insertions(slug: str, text: str) -> list[tuple[str, str]]:
    """An example of each type of question and of a poll, with ids that nothing has yet."""
    taken = set(_ID.findall(text)) | set(_ids(slug))
    examples = [(kind.name.capitalize(), kind.example) for kind in types().values()]
    return [
        (name, _ID.sub(lambda match: f"{{#{_free(match[1], taken)}}}", example))
        for name, example in (*examples, ("Poll", POLL_EXAMPLE))
    ]


def _ids(slug: str) -> Iterable[str]:
    """The ids of the items of the course's other lessons."""
    for lesson in services().folder.course().lessons:
        if isinstance(lesson, Lesson) and lesson.slug != slug:
            yield from (item.id for item in lesson.items)


def _free(wanted: str, taken: set[str]) -> str:
    number = 2
    while (
        free := wanted if number == 2 and wanted not in taken else f"{wanted}-{number}"
    ) in taken:
        number += 1
    return free
