"""What the views work with: the database, the course folder, the renderer, the frozen items."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import cast

from flask import current_app

from quiz.backup.service import Backups
from quiz.content.course import CourseFolder
from quiz.content.parser import parse_frozen
from quiz.content.pictures import PictureFolder
from quiz.content.reading import paragraphs
from quiz.content.render import Renderer
from quiz.intake import Intakes
from quiz.lesson_desk import LessonDesk
from quiz.model import Attempt, Item, Lesson, Paragraph
from quiz.outgoing import Outgoing
from quiz.storage import attempts
from quiz.storage.database import Database
from quiz.web.board_memory import Boards
from quiz.web.devices import Devices
from quiz.web.presence import Presence
from quiz.web.throttle import Guesses, Throttle

EXTENSION = "second-reading"


class FrozenItems:
    """Items as they stood when an attempt began, parsed once for each version."""

    def __init__(self, db: Database, limit: int = 4096) -> None:
        self._db = db
        self._limit = limit
        self._items: dict[str, Item] = {}

    def of(self, attempt: Attempt) -> list[tuple[Item, str]]:
        """The attempt's items with their versions, in the order asked."""
        known = self._with({version for _, version in attempt.items})
        return [(known[version], version) for _, version in attempt.items]

    def by_version(self, versions: Iterable[str]) -> dict[str, Item]:
        """The items of these versions, all of which must be stored."""
        wanted = set(versions)
        known = self._with(wanted)
        return {version: known[version] for version in wanted}

    def _with(self, versions: set[str]) -> dict[str, Item]:
        """A dict that holds these versions. Never changed once made: other threads read it too."""
        known = self._items
        missing = versions - known.keys()
        if missing:
            texts = attempts.item_texts(self._db, missing)
            room = len(known) + len(missing) <= self._limit
            known = (known if room else {key: known[key] for key in versions - missing}) | {
                version: parse_frozen(text) for version, text in texts.items()
            }
            self._items = known
        return known


@dataclass(frozen=True)
class Services:
    """One of each, for the life of the app. `hosts`: names it answers to besides its addresses."""

    db: Database
    folder: CourseFolder
    renderer: Renderer
    desk: LessonDesk
    backups: Backups
    pictures: PictureFolder
    intakes: Intakes
    outgoing: Outgoing
    instructor_on_network: bool = False
    hosts: frozenset[str] = frozenset()
    joins: Throttle = field(default_factory=lambda: Throttle(limit=60, seconds=60))
    devices: Devices = field(default_factory=Devices)
    presence: Presence = field(default_factory=Presence)
    boards: Boards = field(default_factory=Boards)
    notices: Throttle = field(default_factory=lambda: Throttle(limit=30, seconds=60))
    guesses: Guesses = field(default_factory=lambda: Guesses(burst=10, seconds=6))
    frozen: FrozenItems = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "frozen", FrozenItems(self.db))

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """Those of the reading as it is now; none where it is missing or broken."""
        reading = self.folder.course().reading
        return paragraphs(reading) if isinstance(reading, Lesson) else ()


def services() -> Services:
    """The current app's services."""
    return cast(Services, current_app.extensions[EXTENSION])
