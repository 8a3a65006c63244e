"""What happened in a class, for the instructor to look up."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What can happen. A kind that was stored once keeps its name."""

    JOINED = "joined"
    CAME_BACK = "came back"
    ASKED_IN = "asked in"
    LET_IN = "let in"
    TURNED_AWAY = "turned away"
    LEFT = "left"
    RENAMED = "renamed"
    MOVED = "moved"
    REMOVED = "removed"
    NEW_PERSONAL_CODE = "new personal code"
    NEW_CLASS_CODE = "new class code"
    DOOR_OPENED = "door opened"
    DOOR_CLOSED = "door closed"
    WRONG_CLASS_CODE = "wrong class code"
    WRONG_PERSONAL_CODE = "wrong personal code"
    ANOTHERS_ATTEMPT = "another's attempt"
    AT_THE_DESK = "at the desk"
    LATE_TAKEN = "late answers taken"
    LATE_NOT_TAKEN = "late answers not taken"
    FILE_LOADED = "answers file loaded"


@dataclass(frozen=True)
class Happening:
    """One thing that happened, or the same thing `times` times within a few minutes from `at` on.

    `student` is the name of whom it is about, None for nobody or for who was removed since.
    `detail` depends on the kind: a former name, another class, the address of a device.
    """

    id: int
    at: str
    kind: Kind
    student_id: int | None
    student: str | None
    detail: str
    times: int
