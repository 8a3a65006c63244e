"""Who takes which quiz when, over the two weeks before now. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from quiz.demo.chance import chance, normal

WEEKS = timedelta(days=14)
_LAST = timedelta(minutes=50)
"""How long ago the last quiz began: long enough for some to be through with it."""
_DUE = timedelta(days=1)


class Part(StrEnum):
    """What a student makes of a quiz."""

    DONE = "done"
    LATE = "late"
    UNFINISHED = "unfinished"
    AWAY = "away"
    EXCUSED = "excused"


@dataclass(frozen=True)
class Lesson:
    """When a class takes one quiz. `due` is None where it is taken in a sitting.

    `open`: the sitting still goes on. `closed`: it is over.
    """

    place: int
    begins: datetime
    due: datetime | None
    open: bool = False
    closed: bool = False


def lessons(quizzes: int, now: datetime) -> list[Lesson]:
    """When each of so many quizzes is taken, the last one now.

    The first was a sitting, the last is one that goes on; where there is one quiz, it goes on.
    """
    found = []
    for place in range(quizzes):
        last = place == quizzes - 1
        begins = now - _LAST if last else now - WEEKS + place * (WEEKS - _LAST) / quizzes
        sitting = last or place == 0
        due = None if sitting else begins + _DUE
        found.append(Lesson(place, begins, due, open=last, closed=sitting and not last))
    return found


def part_of(student: int, lesson: Lesson, key: tuple[str, str]) -> Part:
    """What a student makes of a quiz, known by its `key`."""
    dice = chance("part", student, key)
    if lesson.closed:
        return Part.EXCUSED if student == _EXCUSED else Part.DONE
    if lesson.open:
        # In the room: some are through, some at work, some not there yet.
        return Part.DONE if dice < 0.7 else Part.UNFINISHED if dice < 0.9 else Part.AWAY
    if dice < 0.06:
        return Part.AWAY
    if dice < 0.09:
        return Part.UNFINISHED
    return Part.LATE if dice < 0.17 else Part.DONE


_EXCUSED = 3


def begins_at(student: int, lesson: Lesson, part: Part) -> datetime:
    """When a student begins: soon after the others, or after it was due."""
    if part is Part.LATE and lesson.due:
        return lesson.due + timedelta(minutes=60 + 300 * chance("late", student, lesson.place))
    most = 2 if lesson.open else 6
    return lesson.begins + timedelta(minutes=most * chance("begins", student, lesson.place))


def answer_times(
    begins: datetime, items: int, student: int, quiz: tuple[str, str], now: datetime
) -> Iterator[datetime]:
    """When each of so many answers is given, one after the other, never after `now`."""
    pace = normal(40, 8, "pace", student)
    at = begins
    for place in range(items):
        at += timedelta(seconds=max(5.0, normal(pace, pace / 3, "time", student, quiz, place)))
        yield min(at, now)
