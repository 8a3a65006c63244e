"""The pictures of the lessons."""

from __future__ import annotations

from flask import make_response, request
from werkzeug.wrappers import Response

from quiz.errors import NotFound
from quiz.web.instructor.blueprint import is_instructor
from quiz.web.security import current_student
from quiz.web.services import services
from quiz.web.student.blueprint import student


@student.get("/pictures/<name>")
def picture(name: str) -> Response:
    """One picture, for whoever may see lessons. It is asked for again only if it has changed."""
    if current_student() is None and not is_instructor():
        raise NotFound("picture", name)
    data, mimetype = services().pictures.read(name)
    response = make_response(data)
    response.headers["Content-Type"] = mimetype
    response.add_etag()
    return response.make_conditional(request)
