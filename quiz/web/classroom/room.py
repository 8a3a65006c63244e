"""The way in on the projector, before anything else is shown."""

from __future__ import annotations

from werkzeug.wrappers import Response

from quiz.model import SittingState
from quiz.storage import sittings, students
from quiz.web.classroom.blueprint import classroom, projected
from quiz.web.instructor.blueprint import current_class
from quiz.web.services import services

_GOING_ON = (SittingState.OPEN, SittingState.PAUSED)


@classroom.get("/")
def room() -> Response | str:
    """How to join the class that the desk shows, and what is going on in it."""
    db, own = services().db, current_class()
    here = students.in_class(db, own.id)
    return projected(
        "classroom/room.html",
        ("here",),
        own,
        joined=sum(bool(student.arrived_at) for student in here),
        going_on=[one for one in sittings.of_class(db, own.id) if one.state in _GOING_ON],
    )
