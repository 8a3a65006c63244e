"""Voting in a poll of one's class: one vote, which nobody can trace back."""

from __future__ import annotations

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from quiz.errors import NotFound, PollRefused
from quiz.model import Lesson, Moment
from quiz.storage import polls
from quiz.web.services import services
from quiz.web.student.blueprint import student
from quiz.web.student.course import find_lesson, lesson_page
from quiz.web.student.identity import me


@student.post("/lessons/<slug>/polls/<poll_id>")
def vote(slug: str, poll_id: str) -> Response | tuple[str, int]:
    """Count a vote. Nothing of the choice is kept but the count: no cookie, no message, no log."""
    found = find_lesson(slug)
    if not isinstance(found, Lesson) or found.poll(poll_id) is None:
        raise NotFound("poll", poll_id)
    try:
        polls.vote(services().db, me().id, (slug, poll_id, _moment(poll_id)), _choice(poll_id))
    except PollRefused as refused:
        return lesson_page(found, refused=refused), 409
    return redirect(url_for("student.lesson", slug=slug, _anchor=poll_id), 303)


def _moment(poll_id: str) -> Moment:
    try:
        return Moment(request.form.get("moment", ""))
    except ValueError:
        raise PollRefused(poll_id, "Reload the page, then vote again.") from None


def _choice(poll_id: str) -> int:
    sent = request.form.get("choice", "")
    if not (sent.isascii() and sent.isdecimal() and len(sent) < 3):
        raise PollRefused(poll_id, "Choose one of the answers first, then press “Vote”.")
    return int(sent)
