"""What the class misunderstood: the tags of wrong responses, over items and students. Pure.

An author tags a foreseen error (`- ( ) IS came after ISKP {M3}`), and marking keeps the tags that a
response shows. Here they are put together: with whom, at which items, of how many who could have
shown them, and whether they came back later.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass

from quiz.model import Item, Mark, Outcome

FEWEST = 3
"""Students who must show a misconception before it is called the class's. One or two may have
guessed or slipped; of them only their number is told."""
MOST_PASSAGES = 3
"""Passages to read again: more is no advice."""

_TAG_FIELDS = ("tag", "wrong_tag")


@dataclass(frozen=True)
class Answered:
    """One student's response to one item, with its mark. `item` is as the student saw it.

    `submitted_at` is the attempt's; of two such stamps the later one sorts behind.
    """

    student_id: int
    lesson: str
    quiz: str
    submitted_at: str
    item: Item
    mark: Mark


@dataclass(frozen=True)
class Place:
    """An item where a misconception could show: how many students met it there, and showed it."""

    lesson: str
    quiz: str
    item_id: str
    stem: str
    met: int
    shown: int


@dataclass(frozen=True)
class Misconception:
    """One tag.

    `met`: students who answered an item that can show it. `students`: those who showed it.
    `places`: the items, where most showed it first. `see`: the passages to read again, most needed
    first. Of the `met_again` students who could show it in a lesson after the one where they first
    met it, `came_back` did.
    """

    tag: str
    met: int
    students: tuple[int, ...]
    places: tuple[Place, ...]
    see: tuple[str, ...]
    met_again: int
    came_back: int

    @property
    def shown(self) -> int:
        """How many students showed it."""
        return len(self.students)

    @property
    def is_common(self) -> bool:
        """Whether enough students showed it to speak of the class."""
        return self.shown >= FEWEST


def foreseen_tags(item: Item) -> frozenset[str]:
    """The tags that some response to this item shows."""
    return frozenset(_tags(item.body))


def misconceptions(answered: Iterable[Answered]) -> tuple[Misconception, ...]:
    """Every tag that could have shown, worst first: most students, then the largest share of them.

    What was left blank shows nothing, and whoever left it blank has not met the tag there.
    """
    meetings: dict[str, list[Answered]] = defaultdict(list)
    responses = [one for one in answered if one.mark.outcome is not Outcome.UNANSWERED]
    # Looked up by identity: a class's attempts share their items, and hashing one is slow.
    items = {id(one.item): one.item for one in responses}
    foreseen = {key: foreseen_tags(item) for key, item in items.items()}
    for one in responses:
        for tag in foreseen[id(one.item)].union(one.mark.tags):
            meetings[tag].append(one)
    found = [_misconception(tag, met) for tag, met in meetings.items()]
    return tuple(sorted(found, key=_worst_first))


def _worst_first(one: Misconception) -> tuple[float, float, int, str]:
    return (-one.shown, -one.shown / one.met, len(one.tag), one.tag)


def _tags(part: object) -> Iterator[str]:
    if isinstance(part, tuple):
        for piece in part:
            yield from _tags(piece)
    # The tag of a right option means nothing: see `questions.parts.options.Option`.
    elif is_dataclass(part) and getattr(part, "right", None) is not True:
        for name in (field.name for field in fields(part)):
            value = getattr(part, name)
            if isinstance(value, str):
                if value and name in _TAG_FIELDS:
                    yield value
            else:
                yield from _tags(value)


def _misconception(tag: str, met: Sequence[Answered]) -> Misconception:
    shown = [one for one in met if tag in one.mark.tags]
    later = _after_the_first_lesson(met)
    return Misconception(
        tag=tag,
        met=_students(met),
        students=tuple(dict.fromkeys(one.student_id for one in shown)),
        places=_places(tag, met),
        see=_passages(shown),
        met_again=_students(later),
        came_back=_students(one for one in later if tag in one.mark.tags),
    )


def _students(answered: Iterable[Answered]) -> int:
    return len({one.student_id for one in answered})


def _places(tag: str, met: Sequence[Answered]) -> tuple[Place, ...]:
    by_item: dict[tuple[str, str, str], list[Answered]] = defaultdict(list)
    for one in met:
        by_item[one.lesson, one.quiz, one.item.id].append(one)
    places = (
        Place(
            *key,
            stem=max(there, key=lambda one: one.submitted_at).item.stem,
            met=_students(there),
            shown=_students(one for one in there if tag in one.mark.tags),
        )
        for key, there in by_item.items()
    )
    return tuple(sorted(places, key=lambda place: (-place.shown, -place.met)))


def _passages(shown: Sequence[Answered]) -> tuple[str, ...]:
    """The passages that most of the students need who showed it; equally needed ones together."""
    needed = Counter(
        passage
        for passage, _ in dict.fromkeys(
            (passage, one.student_id) for one in shown for passage in one.item.see
        )
    )
    most = max(needed.values(), default=0)
    return tuple(passage for passage, count in needed.items() if count == most)[:MOST_PASSAGES]


def _after_the_first_lesson(met: Sequence[Answered]) -> list[Answered]:
    """What each student answered in other lessons than the first, after it."""
    first: dict[int, Answered] = {}
    for one in sorted(met, key=lambda one: one.submitted_at):
        first.setdefault(one.student_id, one)
    return [
        one
        for one in met
        if one.lesson != first[one.student_id].lesson
        and one.submitted_at > first[one.student_id].submitted_at
    ]
