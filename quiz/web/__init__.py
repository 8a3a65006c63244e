"""The web layer: the only place that knows Flask and WTForms."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, jsonify, make_response, render_template, request, url_for
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf
from markupsafe import Markup
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import IntegerConverter
from werkzeug.wrappers import Response as BaseResponse

from quiz.backup.restoring import finish
from quiz.backup.service import Backups
from quiz.content.course import CourseFolder
from quiz.content.files import slug_of
from quiz.content.pictures import PictureFolder
from quiz.content.render import Renderer
from quiz.errors import (
    AnswersFileError,
    AttemptClosed,
    BothInProgress,
    CannotReopen,
    ClassInUse,
    DoorClosed,
    ExportFailed,
    InvalidResponse,
    MarksChanged,
    NoAttemptsLeft,
    NotFound,
    NotOpen,
    PollRefused,
    SecondReadingError,
    SittingElsewhere,
    StillOpen,
    StorageError,
    TooManyClaims,
    WrongSittingState,
)
from quiz.intake import Intakes
from quiz.lesson_desk import LessonDesk
from quiz.outgoing import Outgoing
from quiz.storage.database import Database
from quiz.web import security
from quiz.web.classroom import classroom
from quiz.web.compression import compress_replies
from quiz.web.instructor import instructor
from quiz.web.instructor.blueprint import closed, is_instructor
from quiz.web.instructor.typed_back import typed_back
from quiz.web.security import current_student
from quiz.web.services import EXTENSION, Services, services
from quiz.web.student import student
from quiz.web.student.attempt import stale_page

ROOT = Path(__file__).resolve().parents[2]
_STATUS = {
    NotFound: 404,
    AttemptClosed: 409,
    BothInProgress: 409,
    CannotReopen: 409,
    NotOpen: 409,
    SittingElsewhere: 409,
    StillOpen: 409,
    AnswersFileError: 400,
    WrongSittingState: 409,
    ClassInUse: 409,
    DoorClosed: 409,
    TooManyClaims: 429,
    MarksChanged: 409,
    NoAttemptsLeft: 409,
    PollRefused: 409,
    InvalidResponse: 400,
    StorageError: 503,
    ExportFailed: 503,
}
_IN_PLAIN_WORDS = {
    400: "The laptop could not read what was sent. Go back, reload the page and try again.",
    403: "This page isn't open to you.",
    404: "There is no page at this address. It may have been mistyped.",
    405: "This address can't be used that way. Start again from the course page.",
    411: "The laptop could not read what was sent. Go back, reload the page and try again.",
    413: "That is more than fits. Shorten your answer and save it again.",
    500: "Something went wrong on the laptop. What was saved is safe; tell your teacher.",
}
_STALE = (
    "This page had been open for too long, or your browser keeps no cookies. Reload the page and "
    "try again; what was saved is safe."
)
_STALE_AT_DESK = (
    "This page had been open for too long. What you typed is still here: save it again."
)
_log = logging.getLogger(__name__)


class _ShortNumber(IntegerConverter):
    """Numbers in addresses. Python refuses to read those of thousands of digits."""

    regex = r"\d{1,18}"


def create_app(
    data: Path,
    lessons: Path,
    *,
    instructor_on_network: bool = False,
    hosts: Sequence[str] = (),
) -> Flask:
    """The app over one data folder and one folder of lessons.

    The database opens at its first use, so that a development server's parent process doesn't
    hold it; `python app.py` opens it before it says that it is ready. `hosts` are names, besides
    the machine's addresses and own name, under which pages may be asked for.
    Raises `StorageError` where the data folder can't hold the app's secret, or where a restore
    was interrupted and can't be completed.
    """
    # Before anything reads what it was about to replace.
    finish(data)
    app = Flask("quiz", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    db = Database(data)
    renderer = Renderer(link=lesson_link)
    folder = CourseFolder(lessons, renderer)
    intakes = Intakes(data, db.now)
    intakes.tidy()
    outgoing = Outgoing(data, db.now)
    outgoing.clear()
    app.extensions[EXTENSION] = Services(
        db=db,
        folder=folder,
        renderer=renderer,
        desk=LessonDesk(db, folder),
        backups=Backups(db, lessons),
        pictures=PictureFolder(lessons),
        intakes=intakes,
        outgoing=outgoing,
        instructor_on_network=instructor_on_network,
        hosts=frozenset(name.lower() for name in hosts),
    )
    app.url_map.converters["int"] = _ShortNumber
    app.config.update(
        SECRET_KEY=db.secret_key,
        MAX_CONTENT_LENGTH=security.LARGEST_FORM,
        MAX_FORM_PARTS=security.MOST_FIELDS,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        # A token that ran out in the middle of a long quiz would cost the student their answers.
        WTF_CSRF_TIME_LIMIT=None,
    )
    # First, so that nothing costly is done for a request that is refused.
    security.protect(app)
    CSRFProtect(app)
    compress_replies(app)
    _add_template_tools(app)
    _add_error_pages(app)
    app.register_blueprint(student)
    app.register_blueprint(instructor, url_prefix="/instructor")
    app.register_blueprint(classroom, url_prefix="/classroom")
    return app


def lesson_link(name: str, fragment: str, for_instructor: bool) -> str | None:
    """Where a link between lesson files leads: `reading.md`, `original.md`, `02-actors.md`."""
    file, slug = name.lower(), slug_of(name)
    if not slug:
        return None
    side, page = "/instructor" if for_instructor else "", f"/lessons/{slug}"
    if file == "guide.md" and not for_instructor:
        return None
    if file == "index.md":
        page = "/"
    elif file in ("reading.md", "original.md") and not for_instructor:
        page = "/reading"
    return f"{side}{page}#{fragment}" if fragment else f"{side}{page}"


def _add_template_tools(app: Flask) -> None:
    @app.template_filter("md")
    def md(text: str) -> Markup:
        # Sanitised by the renderer's own allow list.
        for_instructor = request.blueprint == "instructor" and not g.get("as_student")
        return Markup(services().renderer.block(text, for_instructor))  # noqa: S704

    @app.template_filter("md_inline")
    def md_inline(text: str) -> Markup:
        return Markup(services().renderer.inline(text))  # noqa: S704

    @app.template_filter("points")
    def points(value: float | None) -> str:
        return "–" if value is None else f"{round(value, 2):g}"

    @app.context_processor
    def common() -> dict[str, Any]:
        if g.get("bare"):
            return {"course": None, "student": None, "static_url": static_url}
        course = services().folder.course()
        # A page is shown all the same where its lessons' history can't be written.
        with suppress(StorageError):
            services().desk.follow()
        return {
            "course": course,
            "student": current_student(),
            "static_url": static_url,
        }


@lru_cache(maxsize=64)
def _fingerprint(path: Path, changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def static_url(name: str) -> str:
    """The address of a static file, which changes with its content so that it can be cached."""
    path = ROOT / "static" / name
    return url_for("static", filename=name, v=_fingerprint(path, path.stat().st_mtime_ns))


def _add_error_pages(app: Flask) -> None:
    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        status = error.code or 500
        own_words = error.description if error.description != type(error).description else None
        words = own_words or _IN_PLAIN_WORDS.get(status, _IN_PLAIN_WORDS[400])
        response = message_page(words, status)
        if isinstance(error, MethodNotAllowed) and error.valid_methods:
            response.allow.update(error.valid_methods)
        if status == 429:
            response.retry_after = 60
        return response

    @app.errorhandler(SecondReadingError)
    def ours(error: SecondReadingError) -> Response:
        status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 400)
        return message_page(error.message, status)

    @app.errorhandler(CSRFError)
    def stale(error: CSRFError) -> BaseResponse:
        try:
            page = stale_page() or _stale_form()
        except SecondReadingError as problem:
            # What is raised while one error is answered finds no handler by itself.
            return ours(problem)
        return page

    @app.errorhandler(Exception)
    def unforeseen(error: Exception) -> Response:
        if app.debug:
            raise error
        # Quoted: what a phone writes into the address must not reach the terminal as control codes.
        _log.exception("While answering %s %r", request.method, request.path)
        return message_page(_IN_PLAIN_WORDS[500], 500)


def _stale_form() -> BaseResponse:
    """The answer to a form that had grown too old to accept."""
    if request.blueprint != "instructor" or not security.is_at_laptop():
        return message_page(_STALE, 400, reload=True)
    if request.headers.get("X-Autosave"):
        reply = jsonify(outcome="stale", message=_STALE_AT_DESK, token=generate_csrf())
        reply.status_code = 400
        return reply
    if not is_instructor():
        return closed()
    return message_page(_STALE_AT_DESK if typed_back() else _STALE, 400)


def message_page(message: str, status: int, *, reload: bool = False) -> Response:
    """A message as a page, or as JSON for the page's own script, which may be told to `reload`.

    The page holds what was typed at the desk, and asks neither the database nor the course for
    anything: they may be what failed.
    """
    if request.headers.get("X-Autosave"):
        response = jsonify(saved=False, message=message, reload=reload)
    else:
        g.bare = True
        page = render_template(
            "message.html",
            message=message,
            typed=typed_back(),
            at_desk=f"{request.path}/".startswith("/instructor/") and security.is_at_laptop(),
        )
        response = make_response(page)
    response.status_code = status
    return response
