"""What was typed into a form of the desk, for the page that goes back where it isn't taken."""

from __future__ import annotations

from typing import NamedTuple

from flask import g, request
from werkzeug.exceptions import RequestEntityTooLarge

from quiz.web.security import is_at_laptop

LABELS = {
    "address": "Address",
    "alt": "What the picture shows",
    "code": "Code on the sheet",
    "comment": "Comment",
    "closes_at": "Closes at",
    "due": "Due",
    "external_id": "ID in another gradebook",
    "extra_time": "Time limits, multiplied by",
    "ids": "The list of names and IDs",
    "minutes": "Minutes",
    "name": "Name",
    "opens_at": "Opens at",
    "paper": "From paper",
    "points": "Points",
    "reason": "Reason of the regrade",
    "roster": "Names",
    "text": "The text that was typed",
    "title": "Title",
}
"""Each field that is typed into, as the page names it; of a longer name, the part before a dot."""


_OF_LESSONS = frozenset({"instructor.edit", "instructor.intake_lesson"})
"""What takes the text of a lesson."""


class Typed(NamedTuple):
    """One field that was typed into. `lesson` is where a lesson's text can be sent again, or ''."""

    label: str
    text: str
    lesson: str


def typed_back() -> list[Typed]:
    """Everything that was typed into the form that was just sent, in its order.

    Nothing for a form of the students' side, away from the laptop, and where the form was refused
    unread.
    """
    if request.blueprint != "instructor" or not g.get("body_read") or not is_at_laptop():
        return []
    try:
        sent = list(request.form.items(multi=True))
    except RequestEntityTooLarge:
        return []
    return [_typed(name, text) for name, text in sent if _field(name) in LABELS and text.strip()]


def _field(name: str) -> str:
    return name.partition(".")[0]


def _typed(name: str, text: str) -> Typed:
    label, which = LABELS[_field(name)], name.rpartition(".")[2]
    return Typed(
        label if which == name else f"{label}: {which}",
        text.replace("\r\n", "\n").replace("\r", "\n"),
        request.path if name == "text" and request.endpoint in _OF_LESSONS else "",
    )
