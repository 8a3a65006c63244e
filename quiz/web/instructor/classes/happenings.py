"""What happened in a class: who came and how, and what somebody tried."""

from __future__ import annotations

from flask import render_template, request

from quiz.model import Kind
from quiz.storage import class_log
from quiz.web.instructor.blueprint import current_class, instructor
from quiz.web.services import services

_PAGE = 100
WORDS: dict[Kind, str] = {
    Kind.JOINED: "{} joined",
    Kind.CAME_BACK: "{} came back on another device, with the personal code",
    Kind.ASKED_IN: "A device without a code asked to be let in as {}",
    Kind.LET_IN: "You let a device in as {}",
    Kind.TURNED_AWAY: "You turned a device away that asked to be let in as {}",
    Kind.LEFT: "{} finished, and signed a device out",
    Kind.RENAMED: "{} has this name now, and had another before:",
    Kind.MOVED: "{} was moved to another class:",
    Kind.REMOVED: "A student was removed with all data",
    Kind.NEW_PERSONAL_CODE: "{} got a new personal code, and all devices were signed out",
    Kind.NEW_CLASS_CODE: "The class got a new code",
    Kind.DOOR_OPENED: "The door of the class was opened",
    Kind.DOOR_CLOSED: "The door of the class was closed",
    Kind.WRONG_CLASS_CODE: "Wrong class codes were typed on the device",
    Kind.WRONG_PERSONAL_CODE: "Wrong personal codes were typed on the device",
    Kind.ANOTHERS_ATTEMPT: "{} tried to open another student's attempt, on the device",
    Kind.AT_THE_DESK: "{} tried to open a page of your desk, on the device",
    Kind.LATE_TAKEN: "You took late answers of {}:",
    Kind.LATE_NOT_TAKEN: "You didn't take late answers of {}:",
    Kind.FILE_LOADED: "You loaded an answers file of {}:",
}
"""What each kind is in words, with {} for the student; what it is about follows."""
LOOK_AT = frozenset(
    {Kind.WRONG_CLASS_CODE, Kind.WRONG_PERSONAL_CODE, Kind.ANOTHERS_ATTEMPT, Kind.AT_THE_DESK}
)


@instructor.get("/happenings")
def happenings() -> str:
    """What happened in the current class, newest first, a page at a time."""
    asked = request.args.get("before", "")
    before = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 16 else None
    found = class_log.of_class(services().db, current_class().id, before=before, limit=_PAGE + 1)
    return render_template(
        "instructor/happenings.html",
        happenings=found[:_PAGE],
        older=found[_PAGE - 1].id if len(found) > _PAGE else None,
        newest=before is None,
        words=WORDS,
        look_at=LOOK_AT,
    )
