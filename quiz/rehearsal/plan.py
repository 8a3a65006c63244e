"""What each phone will do and when. Pure; `Random` with a seed decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from random import Random

from quiz.demo.answers import ability, answer_of
from quiz.model import Course, Given, Item, Lesson, Quiz
from quiz.questions import types

SECONDS_AN_ANSWER = 8.0
"""How long a student takes for an item here: several times faster than in a class."""
ARRIVALS = 25
"""How many phones come in a second at the most: a class of thirty that scans the code at once."""
COMING, READING, ANSWERING = 0.12, 0.05, 0.63
"""As shares of the time limit: how long phones keep coming, if that isn't too fast; how long the
lesson is read, and how long it takes to give all answers."""
CHANGES = 0.15
"""How many answers are changed."""
DROPS_OFF = 0.5
"""How many phones drop off once or twice."""
HANDS_IN = 0.9
"""How many hand in; for the others, time is up."""


class Trouble(Enum):
    """What goes wrong with a phone when it has just been given an answer."""

    AWAY = "away"
    """No network for a while: the answer, and those after it, wait on the phone."""
    REPLY_LOST = "reply lost"
    """The answer was sent, and the connection broke before the reply."""


@dataclass(frozen=True)
class Step:
    """After a `pause` in seconds, one answer is given; with a trouble, `away` seconds of it."""

    pause: float
    item: str
    given: Given
    trouble: Trouble | None = None
    away: float = 0.0


@dataclass(frozen=True)
class PhonePlan:
    """One student's rehearsal. `comes` is in seconds from its start, `reads` for how long."""

    name: str
    comes: float
    reads: float
    steps: tuple[Step, ...]
    hands_in: bool


def fitting_quiz(course: Course, seconds: float) -> tuple[Lesson, Quiz] | None:
    """The quiz whose items keep a class busy for this long, as nearly as one does.

    Only items that are marked by their key count; None where no quiz has any.
    """
    quizzes = [(lesson, quiz) for lesson, quiz in course.quizzes() if answerable(quiz)]
    wanted = seconds * ANSWERING / SECONDS_AN_ANSWER
    return min(quizzes, key=lambda one: abs(len(answerable(one[1])) - wanted), default=None)


def answerable(quiz: Quiz) -> list[Item]:
    """The items that the phones answer: those with a key."""
    return [item for item in quiz.items if types()[item.type].key(item.body)]


def plans(items: Sequence[Item], students: int, seconds: float, seed: int) -> list[PhonePlan]:
    """A plan for each student, for a time limit of so many seconds."""
    return [_plan(items, number, students, seconds, Random(f"{seed}/{number}"))  # noqa: S311
            for number in range(students)]  # fmt: skip


def coming(students: int, seconds: float) -> float:
    """How long phones keep coming, in seconds, for a time limit of so many."""
    return max(seconds * COMING, students / ARRIVALS)


def kill_moments(kills: int, students: int, seconds: float) -> tuple[float, ...]:
    """When the program is killed: at even distances while the class is at work."""
    first, long = coming(students, seconds), seconds * ANSWERING
    return tuple(first + long * number / (kills + 1) for number in range(1, kills + 1))


def _plan(
    items: Sequence[Item], number: int, students: int, seconds: float, chance: Random
) -> PhonePlan:
    skill = ability(number, students)
    given = [(item.id, _sent(item, answer_of(number, skill, item))) for item in items]
    given += [
        (item.id, _sent(item, answer_of(number, skill, item, attempt=2)))
        for item in items
        if chance.random() < CHANGES
    ]
    pace = seconds * ANSWERING / len(given)
    troubles = _troubles(len(given), chance)
    return PhonePlan(
        name=f"Phone {number + 1}",
        comes=chance.uniform(0, coming(students, seconds)),
        reads=chance.uniform(0.5, 1.5) * seconds * READING,
        steps=tuple(
            Step(
                pause=pace * chance.uniform(0.3, 1.5),
                item=item,
                given=what,
                trouble=troubles.get(place),
                away=pace * chance.uniform(0.5, 2.5),
            )
            for place, (item, what) in enumerate(given)
        ),
        hands_in=chance.random() < HANDS_IN,
    )


def _sent(item: Item, given: Given) -> Given:
    """An answer as the program keeps it."""
    return types()[item.type].read(item.body, {slot: [text] for slot, text in given.items()})


def _troubles(steps: int, chance: Random) -> dict[int, Trouble]:
    """Step -> what goes wrong there."""
    if chance.random() >= DROPS_OFF:
        return {}
    return {
        chance.randrange(steps): chance.choice(list(Trouble)) for _ in range(chance.randint(1, 2))
    }
