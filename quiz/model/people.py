"""The people: classes and students."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Names(StrEnum):
    """How students of a class come by their names: they type them, or find them on a roster."""

    OPEN = "open"
    ROSTER = "roster"


@dataclass(frozen=True)
class Class:
    """A group of students. `joining`: its door is open to whoever has its `code`, six digits.

    `self_paced`: its students may take any quiz at any time; otherwise only in a sitting.
    `invented`: its students were made up to show the program.
    """

    id: int
    name: str
    made_at: str
    joining: bool
    code: str = ""
    names: Names = Names.OPEN
    self_paced: bool = True
    invented: bool = False

    @property
    def shown_code(self) -> str:
        """The join code in two groups, as people read it out."""
        return f"{self.code[:3]} {self.code[3:]}"


@dataclass(frozen=True)
class Claim:
    """A browser that says it is a student's, of whom it has no code, and waits to be let in.

    `id` is the hash of the token that it holds.
    """

    id: str
    student_id: int
    name: str
    asked_at: str


@dataclass(frozen=True)
class Student:
    """Someone who joined, or is on a roster. A name is never a key; `code` moves them to another
    device.

    `external_id` is what another gradebook knows them by, '' where nobody has said. `arrived_at` is
    when they first came, None for who is only on a roster. `extra_time` is what their time limits
    are multiplied by, 1 or more.
    """

    id: int
    name: str
    code: str
    joined_at: str
    class_id: int
    external_id: str = ""
    arrived_at: str | None = None
    extra_time: float = 1.0
