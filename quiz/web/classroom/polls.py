"""A poll on the projector: how many have voted, and what may be seen once a vote is closed."""

from __future__ import annotations

from werkzeug.wrappers import Response

from quiz.errors import NotFound
from quiz.storage import classes, polls
from quiz.web.classroom.blueprint import classroom, projected
from quiz.web.instructor.blueprint import current_class
from quiz.web.instructor.lessons.polls import poll_rows
from quiz.web.services import services


@classroom.get("/polls/<lesson>/<poll>")
def poll(lesson: str, poll: str) -> Response | str:
    """One poll of the class that the desk shows."""
    db, own = services().db, current_class()
    rows = poll_rows(services().folder.course(), polls.rounds(db, own.id))
    row = next((one for one in rows if (one.lesson, one.poll) == (lesson, poll)), None)
    if row is None:
        raise NotFound("poll", (lesson, poll))
    students = classes.sizes(db).get(own.id, 0)
    return projected("classroom/poll.html", ("votes",), own, row=row, students=students)
