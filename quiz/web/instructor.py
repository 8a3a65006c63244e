"""The instructor's pages: who joined, how each attempt went, the marks as files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import segno
from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from markupsafe import Markup
from werkzeug.wrappers import Response

from quiz.content.printer import print_item
from quiz.errors import NotFound
from quiz.exchange.marks_csv import MarkedResponse, grades_csv, response_text
from quiz.exchange.marks_csv import marks_csv as marks_as_csv
from quiz.model import Attempt, AttemptState, BrokenLesson, Item, Lesson, Quiz
from quiz.questions import types
from quiz.storage import attempts, instructors, marks, releases, students
from quiz.web import pages, security
from quiz.web.handing_in import hand_in
from quiz.web.overview import Overview
from quiz.web.overview import overview as build_overview
from quiz.web.services import services

COOKIE = "instructor"
LINK_COMMAND = "python app.py instructor-link"
"""What makes another link, unless whoever started the server says otherwise."""

instructor = Blueprint("instructor", __name__)
instructor.before_request(security.require_laptop)


@instructor.before_request
def require_instructor() -> tuple[str, int] | None:
    """Let in whoever came through a link from the terminal, and nobody else."""
    if request.endpoint == "instructor.enter" or _is_instructor():
        return None
    return render_template("instructor/closed.html", used=False), 403


@instructor.context_processor
def common() -> dict[str, Any]:
    """What all of the instructor's templates may use."""
    return {"link_command": current_app.config.get("LINK_COMMAND", LINK_COMMAND)}


@instructor.app_template_filter("local_time")
def local_time(stamp: str) -> str:
    """A stored time as the laptop's clock shows it: `22 Nov, 09:30`."""
    return f"{datetime.fromisoformat(stamp).astimezone():%d %b, %H:%M}"


@instructor.get("/enter/<token>")
def enter(token: str) -> Response | tuple[str, int]:
    """Use up a link from the terminal; from then on this browser is the instructor's."""
    if request.method == "HEAD":
        # Something that only looks, such as a virus scanner, must not use the link up.
        return make_response()
    session = instructors.enter(services().db, token)
    if session is None and not _is_instructor():
        return render_template("instructor/closed.html", used=True), 403
    response = redirect(url_for("instructor.overview"), 303)
    if session:
        # At most until the browser closes: a laptop in a staff room is used by others too.
        response.set_cookie(COOKIE, session, httponly=True, samesite="Lax")
    return response


@instructor.post("/leave")
def leave() -> Response:
    """End this browser's session; the next one needs a new link."""
    instructors.leave(services().db, request.cookies.get(COOKIE, ""))
    response = redirect("/", 303)
    response.delete_cookie(COOKIE)
    return response


@instructor.get("/")
def overview() -> str:
    """The class: what is wrong with the lessons, the grades, the items."""
    address, *others = _student_addresses()
    return render_template(
        "instructor/overview.html",
        overview=_overview(),
        address=address,
        others=others,
        qr=_qr_code(address),
    )


@instructor.get("/attempts/<attempt_id>")
def attempt(attempt_id: str) -> str:
    """One attempt as its student sees the review, with the key, released or not."""
    db = services().db
    found = attempts.get(db, attempt_id)
    page = pages.attempt_page(
        found,
        services().frozen.of(found),
        attempts.responses(db, found.id),
        due=found.state is AttemptState.SUBMITTED,
        marks=marks.of_attempt(db, found.id),
    )
    own = attempts.of_student(db, found.student_id)
    return render_template(
        "instructor/attempt.html",
        page=page,
        owner=students.get(db, found.student_id),
        siblings=[a for a in own if (a.lesson, a.quiz) == (found.lesson, found.quiz)],
    )


@instructor.get("/lessons/<slug>")
def lesson(slug: str) -> str:
    """A lesson with the instructor's notes and every key."""
    course = services().folder.course()
    other = {"reading": course.reading, "original": course.original, "guide": course.guide}
    found = course.lesson(slug) or other.get(slug)
    if found is None:
        raise NotFound("lesson", slug)
    parts = [] if isinstance(found, BrokenLesson) else _lesson_parts(found)
    return render_template("instructor/lesson.html", lesson=found, parts=parts)


@instructor.get("/marks.csv")
def marks_csv() -> Response:
    """One line for each response of all submitted attempts."""
    db = services().db
    submitted = [a for a in attempts.all_attempts(db) if a.state is AttemptState.SUBMITTED]
    return _file("marks.csv", marks_as_csv(_marked_responses(submitted)))


@instructor.get("/grades.csv")
def grades_file() -> Response:
    """One line for each student: the best grade of every quiz."""
    whole = _overview()
    titles = [f"{quiz.lesson_title} – {quiz.quiz_title}" for quiz in whole.quizzes]
    rows = [(row.student, [cell.grade for cell in row.cells]) for row in whole.rows]
    return _file("grades.csv", grades_csv(titles, rows))


@instructor.post("/releases")
def release() -> Response:
    """Let students see a quiz's feedback, or hide it again."""
    key = (request.form.get("lesson", ""), request.form.get("quiz", ""))
    title = _quiz_title(*key)
    action = request.form.get("action")
    if action == "release":
        releases.release(services().db, *key)
        closed = _close_open(*key)
        also = f" Attempts handed in for students who hadn't yet: {closed}." if closed else ""
        flash(f"Students can now see the feedback of “{title}”.{also}")
    elif action == "withdraw":
        releases.withdraw(services().db, *key)
        flash(f"The feedback of “{title}” is hidden from students again.")
    else:
        abort(400)
    return redirect(url_for("instructor.overview"), 303)


def _is_instructor() -> bool:
    token = request.cookies.get(COOKIE, "")
    return bool(token) and instructors.is_instructor(services().db, token)


def _quiz_title(lesson: str, quiz: str) -> str:
    """The title of a quiz of the course, or of one that was taken and is in it no longer."""
    now = services().folder.course().lesson(lesson)
    found = now.quiz(quiz) if isinstance(now, Lesson) else None
    if found:
        return found.title
    for attempt in attempts.all_attempts(services().db):
        if (attempt.lesson, attempt.quiz) == (lesson, quiz):
            return attempt.quiz_title
    raise NotFound("quiz", (lesson, quiz))


def _close_open(lesson: str, quiz: str) -> int:
    """Hand in what is still open at a quiz whose answers are known from now on; how many."""
    open_ = [
        attempt
        for attempt in attempts.all_attempts(services().db)
        if (attempt.lesson, attempt.quiz) == (lesson, quiz)
        and attempt.state is AttemptState.IN_PROGRESS
    ]
    for attempt in open_:
        hand_in(attempt)
    return len(open_)


def _overview() -> Overview:
    # A fixed number of queries, however many students, attempts and items there are.
    db = services().db
    return build_overview(
        services().folder.course(),
        students.all_students(db),
        attempts.all_attempts(db),
        marks.of_all_attempts(db),
        attempts.answered(db),
        releases.released(db),
    )


def _student_addresses() -> list[str]:
    """Where students go, best first; looked up each time, because a laptop changes networks."""
    found = current_app.config.get("STUDENT_ADDRESSES")
    return found() if found else [request.host_url]


@lru_cache(maxsize=4)
def _qr_code(address: str) -> str:
    """A picture of the address, as a data URI."""
    code = segno.make(address, error="m", micro=False)
    return code.svg_data_uri(scale=8, border=4, light="#fff")


def _lesson_parts(found: Lesson) -> list[tuple[str, Any]]:
    parts: list[tuple[str, Any]] = []
    for part in services().renderer.body(found, instructor=True):
        if isinstance(part, Item):
            parts.append(("practice", _with_key(part, found.lang)))
        elif isinstance(part, Quiz):
            items = enumerate(part.items, start=1)
            parts.append(("quiz", (part, [_with_key(item, found.lang, n) for n, item in items])))
        else:
            # Sanitised by the renderer's own allow list.
            parts.append(("html", Markup(part)))  # noqa: S704
    return parts


def _with_key(item: Item, lang: str, number: int = 0) -> tuple[pages.Question, str]:
    """A question as one who answered it by the key sees it, and as it is written."""
    key = types()[item.type].key(item.body)
    question = pages.practice_question(item, lang, key, reveal=True, number=number)
    return question, print_item(item)


def _marked_responses(submitted: Sequence[Attempt]) -> list[MarkedResponse]:
    db = services().db
    names = {student.id: student.name for student in students.all_students(db)}
    given, earned = attempts.all_given(db), marks.of_all_attempts(db)
    return [
        MarkedResponse(
            student_id=attempt.student_id,
            name=names[attempt.student_id],
            lesson=attempt.lesson_title,
            quiz=attempt.quiz_title,
            attempt=attempt.number,
            submitted_at=attempt.submitted_at or "",
            mark=mark,
            response=response_text(
                items[mark.item_id], given.get(attempt.id, {}).get(mark.item_id, {})
            ),
        )
        for attempt in submitted
        for items in [{item.id: item for item, _ in services().frozen.of(attempt)}]
        for mark in earned.get(attempt.id, ())
    ]


def _file(name: str, text: str) -> Response:
    # The mark at the start tells Excel that this is UTF-8.
    response = make_response(text.encode("utf-8-sig"))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
