"""A sitting as its class may see it: how many are where, and no word about who."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from quiz.errors import NotFound
from quiz.model import (
    Allowance,
    Attempt,
    AttemptState,
    BrokenLesson,
    Class,
    Item,
    Response,
    Sitting,
    SittingState,
    Student,
)
from quiz.sitting_time import in_words, is_over, left
from quiz.storage import attempts, classes, responses, sittings, students
from quiz.web.services import services


@dataclass(frozen=True)
class SittingWork:
    """A sitting with the newest attempt of each student of its class.

    `items`: as they are now, in the author's order, then those that left the quiz since, as they
    were last. `joined` counts students, `answered` (by item id) attempts with an answer. `time`
    says how long the class has, `lang` is the language of the lesson.
    """

    sitting: Sitting
    own: Class
    items: tuple[Item, ...]
    attempts: tuple[Attempt, ...]
    joined: int
    answered: Mapping[str, int]
    time: str
    lang: str

    @property
    def started(self) -> int:
        return len(self.attempts)

    @property
    def handed_in(self) -> int:
        return sum(attempt.state is AttemptState.SUBMITTED for attempt in self.attempts)

    @property
    def at_work(self) -> int:
        return self.started - self.handed_in

    @property
    def given(self) -> int:
        """How many answers there are, of `expected`."""
        return sum(self.answered.values())

    @property
    def expected(self) -> int:
        return sum(len(attempt.items) for attempt in self.attempts)

    def asked(self, item_id: str) -> int:
        """Of how many students an item was asked."""
        return sum(item_id in dict(attempt.items) for attempt in self.attempts)

    def item(self, item_id: str) -> tuple[int, Item]:
        """An item with its number. Raises `NotFound`."""
        for number, item in enumerate(self.items, start=1):
            if item.id == item_id:
                return number, item
        raise NotFound("question", item_id)

    def responses(self, item: Item) -> list[tuple[Item, Response]]:
        """Each student's response to an item, with the item as it was asked of them."""
        versions = {a.id: dict(a.items)[item.id] for a in self.attempts if item.id in dict(a.items)}
        found = responses.of_item(services().db, versions, item.id)
        frozen = services().frozen.by_version(versions[attempt_id] for attempt_id in found)
        return [(frozen[versions[attempt_id]], response) for attempt_id, response in found.items()]


def sitting_work(sitting_id: int) -> SittingWork:
    """A sitting, whatever class the desk shows. Raises `NotFound`."""
    db = services().db
    found = sittings.get(db, sitting_id)
    here = {student.id: student for student in students.in_class(db, found.class_id)}
    newest = {a.student_id: a for a in attempts.in_sitting(db, found.id) if a.student_id in here}
    taken = tuple(newest.values())
    lesson = services().folder.course().lesson(found.lesson)
    lang = "" if lesson is None or isinstance(lesson, BrokenLesson) else lesson.lang
    return SittingWork(
        found,
        classes.get(db, found.class_id),
        _items(found, taken),
        taken,
        sum(bool(one.arrived_at) or one.id in newest for one in here.values()),
        responses.answered_by_item(db, [attempt.id for attempt in taken]),
        _time(found, taken, here, sittings.allowances(db, found.id)),
        taken[-1].lang if taken else lang,
    )


def _items(found: Sitting, taken: Sequence[Attempt]) -> tuple[Item, ...]:
    quiz = services().folder.course().quiz(found.lesson, found.quiz)
    asked = {item_id: version for attempt in taken for item_id, version in attempt.items}
    now = [item for item in (quiz.items if quiz else ()) if item.id in asked or not asked]
    gone = asked.keys() - {item.id for item in now}
    frozen = services().frozen.by_version(asked[item_id] for item_id in gone)
    return (*now, *(frozen[version] for item_id, version in asked.items() if item_id in gone))


def _time(
    found: Sitting,
    taken: Sequence[Attempt],
    here: Mapping[int, Student],
    allowed: Mapping[int, Allowance],
) -> str:
    """What the class has, in words that don't tick and tell nobody's extra time."""
    reading = services().db.clock.now()
    if found.state is SittingState.PLANNED:
        return "Not open yet."
    if found.state is SittingState.PAUSED:
        return "Paused: nobody’s time runs."
    common = [
        time
        for attempt in taken
        if attempt.state is AttemptState.IN_PROGRESS and here[attempt.student_id].extra_time == 1
        if not allowed.get(attempt.student_id, Allowance()).extra_seconds
        for time in [left(found, attempt, reading)]
        if time is not None
    ]
    if common:
        return f"Most have {in_words(median(common))} left."
    if is_over(found, reading):
        return "Closed."
    if found.rules.time_limit is None:
        return "No time limit."
    return f"{round(found.rules.time_limit / 60)} minutes from the moment you begin."
