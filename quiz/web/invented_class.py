"""The invented class: adding it to look around, and removing it."""

from __future__ import annotations

from quiz.demo import making
from quiz.model import Attempt, ClosedBy, Course
from quiz.storage import invented
from quiz.storage.database import Database
from quiz.web.handing_in import close
from quiz.web.services import FrozenItems


def add(db: Database, course: Course) -> int:
    """Make the class, whose id this is. Raises `InventedAlready`, `StorageError`."""

    def hand_in(own: Database, attempt: Attempt, by: ClosedBy) -> None:
        close(own, FrozenItems(own), attempt, by)

    return making.add(db, course, hand_in)


def remove(db: Database) -> str:
    """Remove it; what to say about that."""
    gone = invented.remove(db)
    if not gone.anything:
        return "There is no invented class."
    if gone.real:
        stay = "1 real student is" if gone.real == 1 else f"{gone.real} real students are"
        return (
            f"The invented students are removed: {gone.students}. {stay} in their class, so it "
            "stays as an ordinary one."
        )
    return f"The invented class is removed, with all {gone.students} students and what they did."
