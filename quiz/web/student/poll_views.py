"""What a student sees of a class's polls on a lesson's page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from quiz.errors import PollRefused
from quiz.model import Lesson, Moment, Poll, PollRound
from quiz.storage import polls
from quiz.web.security import current_student
from quiz.web.services import services

PollState = Literal["not yet", "open", "voted", "over"]


@dataclass(frozen=True)
class PollView:
    """A poll as a student meets it. `title` and `choices` are those of the open round, if any.

    `moment` is which vote is open, `problem` what was wrong with the one that was just sent.
    """

    poll: Poll
    state: PollState
    title: str
    choices: tuple[str, ...]
    moment: Moment | None = None
    problem: str = ""


def poll_views(lesson: Lesson, problem: PollRefused | None = None) -> dict[str, PollView]:
    """Poll id -> how it looks to this student. How others voted is in none of them."""
    if not lesson.polls:
        return {}
    db, own = services().db, current_student()
    found = polls.rounds(db, own.class_id) if own else []
    cast = polls.voted(db, own.class_id, own.id) if own else set()
    return {
        poll.id: _view(
            poll,
            [one for one in found if (one.lesson, one.poll) == (lesson.slug, poll.id)],
            {moment for slug, name, moment in cast if (slug, name) == (lesson.slug, poll.id)},
            problem.message if problem and problem.poll == poll.id else "",
        )
        for poll in lesson.polls
    }


def _view(poll: Poll, rounds: list[PollRound], cast: set[Moment], problem: str) -> PollView:
    now = next((one for one in rounds if one.open), None)
    if now is None:
        return PollView(
            poll, "over" if rounds else "not yet", poll.title, poll.choices, problem=problem
        )
    state: PollState = "voted" if now.moment in cast else "open"
    return PollView(poll, state, now.title, now.choices, now.moment, problem)
