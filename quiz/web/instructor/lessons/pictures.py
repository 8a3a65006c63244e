"""The pictures beside the lessons: adding one, and what is there."""

from __future__ import annotations

import re

from flask import flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.errors import LessonFileError
from quiz.web.instructor.blueprint import instructor
from quiz.web.services import services

MAX_ALT = 300
_MARKUP = re.compile(r"[\\\[\]]")


@instructor.get("/pictures")
def pictures() -> str:
    """The pictures, each with the line that puts it into a lesson, and a form for another one."""
    return render_template("instructor/pictures.html", names=services().pictures.names())


@instructor.post("/pictures")
def add_picture() -> Response:
    """Keep a picture beside the lessons; the reply says what to write into the lesson."""
    alt = " ".join(request.form.get("alt", "")[:MAX_ALT].split())
    sent = request.files.get("picture")
    if sent is None or not sent.filename:
        return _answer(400, "Choose a picture first.")
    if not any(c.isalnum() for c in alt):
        return _answer(400, "Say in words what the picture shows, for those who can't see it.")
    try:
        path = services().pictures.add(sent.read(), sent.filename)
    except LessonFileError as error:
        return _answer(400, error.message)
    line = f"![{_MARKUP.sub(_escaped, alt)}]({path})"
    return _answer(200, f"Added. Put this line where the picture belongs: {line}", line)


def _escaped(match: re.Match[str]) -> str:
    return f"\\{match[0]}"


def _answer(status: int, message: str, line: str = "") -> Response:
    if "X-Autosave" not in request.headers:
        flash(message)
        return redirect(url_for("instructor.pictures"), 303)
    reply = jsonify(message=message, line=line)
    reply.status_code = status
    return reply
