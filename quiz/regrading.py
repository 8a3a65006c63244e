"""What a changed question would do to the marks that were given, and what a regrade makes of them.

Pure: items, responses and marks in, other marks out. A preview and the regrade that follows it are
the same `Effect`, so that one can't differ from the other.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache

from quiz.choices import choice_id
from quiz.marking import mark_item
from quiz.model import (
    ChangeKind,
    Given,
    Grading,
    Item,
    Lesson,
    Mark,
    MarkChange,
    Outcome,
    Regrade,
    RegradeKind,
)
from quiz.questions import is_blank, types
from quiz.rubric_marking import graded_mark, regraded

ALIKE = 0.6
"""From here on one text is another reworded (difflib's ratio, 0 to 1)."""


@dataclass(frozen=True)
class Marked:
    """A response and its mark, which a regrade may replace.

    `asked` is the item as the student saw it; `number` counts the student's attempts at the quiz.
    `graded_by` is the item by whose rubric a person graded the response, if one did.
    """

    attempt_id: str
    asked: Item
    given: Given
    mark: Mark
    student_id: int = 0
    student_name: str = ""
    class_name: str = ""
    number: int = 1
    grading: Grading | None = None
    graded_by: Item | None = None


@dataclass(frozen=True)
class StudentEffect:
    """One mark before a regrade and after it. `said` is the response in plain words."""

    attempt_id: str
    student_id: int
    student_name: str
    before: Mark
    after: Mark
    class_name: str = ""
    number: int = 1
    said: str = ""

    @property
    def matters(self) -> bool:
        """Whether the student's result changes, or only the version that the mark was given for."""
        return _result(self.before) != _result(self.after)

    @property
    def difference(self) -> float:
        """Points gained, or lost if negative; 0 where a person must grade, before or after."""
        if self.before.points is None or self.after.points is None:
            return 0.0
        return self.after.points - self.before.points


@dataclass(frozen=True)
class Effect:
    """What it would do to every mark given at one item to regrade it by the item as it is now.

    `versions` are those that students were asked, with their items, newest last. `open` counts
    attempts in progress that were begun with another version and have no mark for it yet;
    `misfits` marks that stay because they are for another type of question.
    """

    quiz: str
    item: Item
    version: str
    versions: tuple[tuple[str, Item], ...]
    everyone: tuple[StudentEffect, ...]
    open: int = 0
    misfits: int = 0

    @property
    def earlier(self) -> tuple[Item, ...]:
        """The item as it was asked in other versions than its own."""
        return tuple(item for version, item in self.versions if version != self.version)

    @property
    def outdated(self) -> bool:
        """Whether a mark was given, or will be, for another version than the item's."""
        return bool(self.open) or any(one.before.version != self.version for one in self.everyone)

    @property
    def kind(self) -> str:
        """ "marks" where a result would change, else "wording"."""
        return "marks" if self.affected else "wording"

    @property
    def affected(self) -> tuple[StudentEffect, ...]:
        return tuple(one for one in self.everyone if one.matters)

    @property
    def gains(self) -> int:
        return sum(one.difference > 0 for one in self.everyone)

    @property
    def losses(self) -> int:
        return sum(one.difference < 0 for one in self.everyone)

    @property
    def same(self) -> int:
        return sum(not one.matters for one in self.everyone)

    @property
    def to_grade(self) -> int:
        """Graded responses that a person would have to grade again."""
        return sum(
            one.before.fraction is not None and one.after.fraction is None for one in self.everyone
        )

    @property
    def seen(self) -> str:
        """Differs as soon as any mark in this preview would: 64 hexadecimal digits."""
        told = repr((self.quiz, self.item.id, self.version, self.everyone))
        return hashlib.sha256(told.encode()).hexdigest()

    def with_full_marks(self) -> Effect:
        """The same responses, if everyone got all points instead."""
        after = (replace(one, after=full_marks(one.before)) for one in self.everyone)
        return replace(self, everyone=tuple(after), misfits=0)


def changed_items(old: Lesson, new: Lesson) -> list[tuple[str, Item]]:
    """(quiz id, item as it is in `new`) of the items in both lessons' quizzes that differ."""
    before = {(quiz.id, item.id): item for quiz in old.quizzes for item in quiz.items}
    return [
        (quiz.id, item)
        for quiz in new.quizzes
        for item in quiz.items
        if (quiz.id, item.id) in before and before[quiz.id, item.id] != item
    ]


def effect(
    quiz: str,
    item: Item,
    version: str,
    responses: Iterable[Marked],
    versions: Sequence[tuple[str, Item]],
    open: int = 0,
) -> Effect:
    """What regrading these responses by `item` would do. The arguments are those of `Effect`."""
    responses = tuple(responses)
    return Effect(
        quiz=quiz,
        item=item,
        version=version,
        versions=tuple(versions),
        everyone=tuple(
            StudentEffect(
                attempt_id=one.attempt_id,
                student_id=one.student_id,
                student_name=one.student_name,
                before=one.mark,
                after=new_mark(item, version, one),
                class_name=one.class_name,
                number=one.number,
                said=types()[one.asked.type].said(one.asked.body, one.given),
            )
            for one in responses
        ),
        open=open,
        misfits=sum(one.asked.type != item.type for one in responses),
    )


def new_mark(item: Item, version: str, one: Marked) -> Mark:
    """The mark by `item` for a response that was perhaps given to an earlier version of it.

    What the item doesn't offer any more earns nothing. A response to another type of question
    keeps its mark. A graded one is graded by the new rubric, as far as it rates the same things.
    """
    if one.asked.type != item.type:
        return one.mark
    given = carried(one.asked, item, one.given)
    mark = mark_item(item, version, given)
    if is_blank(given) and not is_blank(one.given):
        return replace(mark, outcome=Outcome.WRONG)
    if mark.outcome is Outcome.NEEDS_GRADING and one.grading and one.graded_by:
        fraction = regraded(item, one.graded_by, one.grading)
        if fraction is not None:
            return graded_mark(item, version, fraction)
    return mark


def full_marks(mark: Mark) -> Mark:
    """All points for an item, whatever was answered; so no misconception shows in it either."""
    return replace(mark, outcome=Outcome.RIGHT, fraction=1.0, tags=(), graded=False)


def regraded_since(
    one: Marked, regrades: Iterable[tuple[Regrade, Item]], now: str
) -> list[MarkChange]:
    """What regrades in force, oldest first, make of a mark that is given only after them.

    Each comes with the item of its version. The changes, of the moment `now`, are those that the
    mark would have gone through, had the response been handed in before.
    """
    changes: list[MarkChange] = []
    for regrade, item in regrades:
        before = changes[-1].after if changes else one.mark
        if regrade.kind is RegradeKind.FULL_MARKS:
            after = full_marks(before)
        else:
            after = new_mark(item, regrade.version, replace(one, mark=before))
        if after != before:
            changes.append(
                MarkChange(
                    one.attempt_id,
                    before.item_id,
                    now,
                    ChangeKind.REGRADED,
                    before,
                    after,
                    regrade.id,
                )
            )
    return changes


def carried(old: Item, new: Item, given: Given) -> Given:
    """A response to `old` as a response to `new`, two versions of an item of one type.

    Choices and sides are known by their texts. One whose text was mended (`ALIKE`) stands for the
    same as before; what `new` has no place for is left out.
    """
    if old.body == new.body:
        return given
    renamed = _renamed(old, new)
    found: dict[str, str] = {}
    for slot, value in given.items():
        places = ((s, v) for s in renamed.get(slot, [slot]) for v in renamed.get(value, [value]))
        fitting = (place for place in places if place[0] not in found and _fits(new, *place))
        found.update(dict([next(fitting, ("", ""))]))
    found.pop("", None)
    return found


def _fits(item: Item, slot: str, value: str) -> bool:
    try:
        return bool(types()[item.type].read(item.body, {slot: [value]}))
    except ValueError:
        return False


@lru_cache(maxsize=256)
def _renamed(old: Item, new: Item) -> Mapping[str, list[str]]:
    """Id of a text of `old` -> the ids that stand for the same in `new`, its own first if kept."""
    found: dict[str, list[str]] = {}
    before, after = _parts(old), _parts(new)
    for part, to_part in _aligned(list(before), list(after)):
        for text, to_text in [(part, to_part), *_aligned(before[part], after[to_part])]:
            ids = found.setdefault(choice_id(text), [choice_id(text)])
            if choice_id(to_text) not in ids:
                ids.append(choice_id(to_text))
    return found


def _parts(item: Item) -> dict[str, list[str]]:
    """The parts of an item (a left side, a gap) with what can be said in each, in order."""
    parts: dict[str, list[str]] = {}
    for said in types()[item.type].possible(item.body):
        parts.setdefault(said.part, []).append(said.text)
    return parts


def _aligned(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    """Texts that stand for the same thing in two lists: equal, or else the most alike."""
    yield from ((text, text) for text in old if text in new)
    come = [text for text in new if text not in old]
    for text in old:
        if text in new or not come:
            continue
        best = max(come, key=lambda other: _likeness(text, other))
        if _likeness(text, best) >= ALIKE:
            come.remove(best)
            yield text, best


def _likeness(text: str, other: str) -> float:
    """0 to 1; a text to which words were added, or from which some were taken, is like itself."""
    words, others = (set(re.findall(r"\w+", each.casefold())) for each in (text, other))
    added = bool(words and others) and (words <= others or others <= words)
    ratio = SequenceMatcher(None, text, other, autojunk=False).ratio()
    return max(ratio, ALIKE) if added else ratio


def _result(mark: Mark) -> tuple[object, ...]:
    return mark.outcome, mark.fraction, mark.out_of
