"""Marking by a person: levels of a rubric -> fractions -> marks, and identical responses together.

Pure. A level is named by its place in the rubric: 0 is the highest.
"""

from __future__ import annotations

import hashlib
import math
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from quiz.model import Grading, Item, Mark, Outcome
from quiz.questions.open_response import Criterion, OpenResponse, Rubric


def criteria(rubric: Rubric) -> dict[str, Criterion]:
    """The criteria in order, by the name that gradings know them by.

    It is the criterion's own; a second one of the same name becomes "Name (2)".
    """
    named: dict[str, Criterion] = {}
    for criterion in rubric.criteria:
        name, count = criterion.name, 1
        while name in named:
            count += 1
            name = f"{criterion.name} ({count})"
        named[name] = criterion
    return named


def fraction(rubric: Rubric, levels: Mapping[str, int]) -> float:
    """The points of the levels reached ÷ the most that could be reached: 0 to 1.

    0 where the rubric gives no points at all. Raises `ValueError` unless `levels` names one level
    of the rubric for each of its criteria, and nothing else.
    """
    names = criteria(rubric)
    if names.keys() != levels.keys():
        raise ValueError("Choose a level for every criterion.")
    if any(not 0 <= place < len(rubric.points) for place in levels.values()):
        raise ValueError("The rubric has no such level.")
    most = rubric.points[0] * len(names)
    reached = math.fsum(rubric.points[place] for place in levels.values())
    return reached / most if most else 0.0


def graded_mark(item: Item, version: str, grading_fraction: float) -> Mark:
    """The mark that a person gives for a response to `item` of this version."""
    if grading_fraction == 1:
        outcome = Outcome.RIGHT
    else:
        outcome = Outcome.PARTLY_RIGHT if grading_fraction else Outcome.WRONG
    return Mark(
        item_id=item.id,
        version=version,
        outcome=outcome,
        fraction=grading_fraction,
        out_of=item.points,
        strand=item.strand or "",
        graded=True,
    )


def carried(new: Rubric, old: Rubric, levels: Mapping[str, int]) -> dict[str, int]:
    """What levels of the `old` rubric are in the `new` one, criterion by criterion, by name.

    A level goes where its description stands now; where that is nowhere or in several places, it
    keeps its place if there are as many levels as before. A criterion for which neither holds, or
    that wasn't rated, is left out.
    """
    before, kept = criteria(old), {}
    for name, criterion in criteria(new).items():
        if name not in before or name not in levels:
            continue
        place = levels[name]
        said = before[name].levels[place]
        found = [at for at, level in enumerate(criterion.levels) if level == said]
        if said and len(found) == 1:
            kept[name] = found[0]
        elif len(criterion.levels) == len(before[name].levels):
            kept[name] = place
    return kept


def regraded(item: Item, old_item: Item, grading: Grading) -> float | None:
    """The fraction, 0 to 1, that a grading under `old_item` comes to under `item`.

    Levels are carried over by `carried`; without a rubric before or now, the fraction stays. None
    where the new rubric asks for what was not rated, so that a person must grade again.
    """
    if not isinstance(item.body, OpenResponse) or not isinstance(old_item.body, OpenResponse):
        return None
    new, old = item.body.rubric, old_item.body.rubric
    if new is None:
        return grading.fraction
    if old is None:
        return None
    levels = carried(new, old, grading.levels)
    return fraction(new, levels) if len(levels) == len(criteria(new)) else None


def normalised(text: str) -> str:
    """What two responses have in common that are the same but for white space and Unicode form.

    Case, punctuation and spelling count: they may be what the rubric looks at.
    """
    return " ".join(unicodedata.normalize("NFC", text).split())


@dataclass(frozen=True)
class OpenText:
    """A submitted response that a person marks.

    `asked` is the item as the student saw it, `item` as it is marked (another only after a
    regrade), which is what `mark.version` names.
    """

    attempt_id: str
    student_id: int
    asked: Item
    item: Item
    mark: Mark
    text: str

    @property
    def waits(self) -> bool:
        """Whether it has no mark yet."""
        return self.mark.outcome is Outcome.NEEDS_GRADING


@dataclass(frozen=True)
class Group:
    """Responses that say the same to the same question, and are marked once.

    `key` is a name for addresses that stays the same whoever joins or leaves the group.
    """

    key: str
    responses: tuple[OpenText, ...]

    @property
    def first(self) -> OpenText:
        return self.responses[0]

    @property
    def waits(self) -> bool:
        return any(response.waits for response in self.responses)


def groups(seed: str, responses: Iterable[OpenText]) -> tuple[Group, ...]:
    """Identical responses together, in an order that says nothing about their students.

    The order comes from `seed` (the quiz and the item) and from what the responses say, so that it
    is the same on every page, and whoever comes later moves nobody who is there. Identical are
    responses with the same `normalised` text to the same words, marked by the same version.
    """
    found: dict[str, list[OpenText]] = {}
    for response in responses:
        asked = (response.mark.version, response.asked.stem, response.asked.text)
        key = _digest(seed, normalised(response.text))[:16] + _digest(*asked)[:8]
        found.setdefault(key, []).append(response)
    return tuple(Group(key, tuple(found[key])) for key in sorted(found))


def _digest(*parts: str) -> str:
    # The lengths keep ("ab", "c") apart from ("a", "bc").
    whole = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(whole.encode()).hexdigest()
