"""What invented students say beside their answers: evidence, how sure they are, their opinions."""

from __future__ import annotations

from collections.abc import Sequence

from quiz.demo.answers import knows
from quiz.demo.chance import chance, normal, one_of
from quiz.model import Confidence, Item

_CITES_NOTHING = 0.1


def evidence_of(student: int, skill: float, item: Item, anchors: Sequence[str]) -> tuple[str, ...]:
    """What a student cites out of all `anchors`; () also where the item asks for none."""
    if not item.evidence or chance("cites", student, item.id) < _CITES_NOTHING:
        return ()
    likely = (1 + knows(skill, item)) / 2
    right = [one for one in item.evidence if chance("cite", student, item.id, one) < likely]
    others = [one for one in anchors if one not in item.evidence]
    if others and chance("wrong", student, item.id) > likely:
        # Most who are wrong are wrong about the same one.
        tempting = one_of(others, "tempting", item.id)
        stray = one_of(others, "stray", student, item.id)
        return (*right, tempting if chance("herd", student, item.id) < 0.6 else stray)
    return tuple(right)


def confidence_of(student: int, skill: float, item: Item) -> Confidence | None:
    """How sure a student says they are: mostly with reason; some are always surer than that. None
    where they don't say."""
    if chance("says", student, item.id) < 0.06:
        return None
    felt = knows(skill, item) + normal(0.1, 0.2, "bold", student)
    felt += normal(0, 0.12, "felt", student, item.id)
    if felt > 0.75:
        return Confidence.SURE
    return Confidence.FAIRLY_SURE if felt > 0.45 else Confidence.GUESSING


def opinion_of(student: int, poll: str, choices: int, *, after: bool) -> int:
    """A student's vote among so many choices, from 1; after the lesson nearer to the middle."""
    before = normal(choices / 2 - 0.2, choices / 3.5, "opinion", student, poll)
    middle = (choices + 1) / 2
    said = before + (middle - before) * 0.35 + 0.3 if after else before
    return min(choices, max(1, round(said)))
