"""The desk: how students join, what waits to be done, each quiz of the class."""

from __future__ import annotations

from collections.abc import Iterable

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.content.files import slug_of
from quiz.model import (
    Attempt,
    AttemptState,
    ClosedBy,
    Course,
    Feedback,
    Problem,
    SittingState,
)
from quiz.storage import attempts, claims, lesson_versions, releases, sittings
from quiz.web.handing_in import hand_in
from quiz.web.instructor.blueprint import current_class, instructor
from quiz.web.instructor.class_work import class_gradebook, quiz_title
from quiz.web.instructor.door import door
from quiz.web.instructor.open_responses import still_unmarked
from quiz.web.services import services


@instructor.get("/")
def overview() -> str:
    """The class at a glance: what waits, and where each quiz stands."""
    course, book = services().folder.course(), class_gradebook()
    held = sittings.governing(services().db, current_class().id)
    return render_template(
        "instructor/overview.html",
        book=book,
        problems=_problems(course),
        drafts=_drafts(),
        door=door(current_class()),
        arrived=sum(row.student.arrived_at is not None for row in book.rows),
        claims=claims.of_class(services().db, current_class().id),
        sittings={key: one for key, one in held.items() if one.state is not SittingState.CLOSED},
    )


def _problems(course: Course) -> list[tuple[str, Problem]]:
    """The mistakes in the lessons, each with the address of the file that it is in."""
    return [
        (slug_of(problem.path.rpartition("/")[2]) or "", problem)
        for problem in sorted(course.problems)
    ]


def _drafts() -> list[tuple[str, str]]:
    """The lessons with a newer text that isn't in the file yet: address, file name."""
    found = lesson_versions.drafts(services().db)
    return [(slug, file) for file in sorted(found) if (slug := slug_of(file))]


@instructor.post("/releases")
def release() -> Response:
    """Let students see a quiz's feedback and marks, or hide them again."""
    key = (request.form.get("lesson", ""), request.form.get("quiz", ""))
    title = quiz_title(*key)
    action = request.form.get("action")
    if action == "release":
        flash(f"Students can now see the {_what(*key)} of “{title}”.{_release(*key)}")
    elif action == "withdraw":
        releases.withdraw(services().db, current_class().id, *key)
        flash(f"Hidden from students again: the {_what(*key)} of “{title}”.")
    else:
        abort(400)
    if request.form.get("back") == "marking":
        return redirect(url_for("instructor.marking"), 303)
    return redirect(url_for("instructor.overview"), 303)


def _release(lesson: str, quiz: str) -> str:
    """Release a quiz to the current class; what else came of it, in words."""
    releases.release(services().db, current_class().id, lesson, quiz)
    closed = _close_open(lesson, quiz)
    services().backups.after_closing()
    also = f" Attempts handed in for students who hadn't yet: {closed}." if closed else ""
    return also + _unmarked(lesson, quiz)


def _unmarked(lesson: str, quiz: str) -> str:
    """What to say of the responses that a release finds without a mark."""
    waiting = still_unmarked(lesson, quiz)
    if not waiting:
        return ""
    are = "1 response is" if waiting == 1 else f"{waiting} responses are"
    return f" {are} still unmarked; students see “To be marked” there until you mark them."


def _close_open(lesson: str, quiz: str) -> int:
    """Hand in what is still open at a quiz whose answers are known from now on; how many."""
    found = attempts.at_quiz(services().db, current_class().id, lesson, quiz)
    if not _holds_back(lesson, quiz, found):
        return 0
    open_ = [attempt for attempt in found if attempt.state is AttemptState.IN_PROGRESS]
    for attempt in open_:
        hand_in(attempt, ClosedBy.INSTRUCTOR)
    return len(open_)


def _what(lesson: str, quiz: str) -> str:
    """What a release shows: all feedback where it was held back, otherwise marks of a person's."""
    found = attempts.at_quiz(services().db, current_class().id, lesson, quiz)
    return "feedback" if _holds_back(lesson, quiz, found) else "marks"


def _holds_back(lesson: str, quiz: str, taken: Iterable[Attempt]) -> bool:
    """Whether anybody's feedback waited for the release; marks alone give no answers away."""
    current = services().folder.course().quiz(lesson, quiz)
    settings = {attempt.feedback for attempt in taken} | ({current.feedback} if current else set())
    return Feedback.AFTER_RELEASE in settings
