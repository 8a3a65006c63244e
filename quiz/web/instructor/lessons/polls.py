"""Polls: opening and closing the votes of the current class, and what may be seen of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.content.polls import EXAMPLE
from quiz.errors import NotFound
from quiz.model import Course, Moment, PollRound
from quiz.poll_results import FEWEST_VOTES, PollResults, results
from quiz.storage import classes, polls
from quiz.web.instructor.blueprint import current_class, instructor
from quiz.web.services import services

_OPENED = {
    Moment.BEFORE: "Open: the vote before the lesson. Students find it on the lesson's page.",
    Moment.AFTER: "Open: the vote after the lesson. Students find it on the lesson's page.",
}
_CLOSED = "Closed. Who voted is forgotten now; only the counts are kept."
_DELETED = "Deleted. This vote can be opened anew."


@dataclass(frozen=True)
class PollRow:
    """A poll with what may be seen of it. `can_open` are the votes that can be opened now, and
    `in_course` is whether a lesson still has the poll."""

    lesson: str
    poll: str
    lesson_title: str
    title: str
    results: PollResults
    can_open: tuple[Moment, ...]
    in_course: bool


@instructor.get("/polls", endpoint="polls")
def polls_page() -> str:
    """Every poll of the course, and those that the class took and that are gone from it."""
    db, own = services().db, current_class()
    rows = poll_rows(services().folder.course(), polls.rounds(db, own.id))
    students = classes.sizes(db).get(own.id, 0)
    return render_template(
        "instructor/polls.html",
        rows=rows,
        students=students,
        example=EXAMPLE,
        fewest=FEWEST_VOTES,
    )


@instructor.post("/polls/<lesson>/<poll>")
def change_poll(lesson: str, poll: str) -> Response:
    """Open or close a vote, or delete it with its counts."""
    db, class_id, moment = services().db, current_class().id, _moment()
    action = request.form.get("action")
    if action == "open":
        found = services().folder.course().poll(lesson, poll)
        if found is None:
            raise NotFound("poll", poll)
        polls.open_round(db, class_id, (lesson, poll, moment), found.title, found.choices)
        flash(_OPENED[moment])
    elif action == "close":
        polls.close_round(db, class_id, lesson, poll, moment)
        flash(_CLOSED)
    elif action == "delete":
        polls.delete_round(db, class_id, lesson, poll, moment)
        flash(_DELETED)
    else:
        abort(400)
    return redirect(url_for("instructor.polls", _anchor=f"poll-{lesson}-{poll}"), 303)


def _moment() -> Moment:
    try:
        return Moment(request.form.get("moment", ""))
    except ValueError:
        abort(400)


def poll_rows(course: Course, rounds: Sequence[PollRound]) -> list[PollRow]:
    """The course's polls in order, then those that have rounds and are in it no longer."""
    known = {(lesson.slug, poll.id): (lesson.title, poll.title) for lesson, poll in course.polls()}
    taken: dict[tuple[str, str], list[PollRound]] = {key: [] for key in known}
    for one in rounds:
        taken.setdefault((one.lesson, one.poll), []).append(one)
    return [
        PollRow(
            *key,
            *known.get(key, (key[0], own[-1].title if own else key[1])),
            results(own),
            _can_open(own) if key in known else (),
            key in known,
        )
        for key, own in taken.items()
    ]


def _can_open(rounds: Sequence[PollRound]) -> tuple[Moment, ...]:
    taken = {one.moment for one in rounds}
    if any(one.open for one in rounds) or Moment.AFTER in taken:
        return ()
    return tuple(moment for moment in Moment if moment not in taken)
