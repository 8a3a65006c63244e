"""Which paragraphs each camp of students cites: the reading as a class used it, without names.

Pure. Students who answered alike are a camp, so that a discussion can begin with "you all read
P4, and yet you disagree". Small numbers stay as they are; nothing here leads to a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quiz.marking import mark_item
from quiz.model import Item, Outcome, Response, ResponseClass
from quiz.questions import is_blank, types


@dataclass(frozen=True)
class Citing:
    """How many students of a group cited one paragraph. `share` is of all in the group, 0 to 1."""

    anchor: str
    count: int
    share: float


@dataclass(frozen=True)
class Camp:
    """The `n` students who gave the same answer, and what they cited, by paragraph.

    `said` is that answer where a student chooses one of several; otherwise the camp is those with
    the same `outcome`, which is None where a person marks. `said` may be Markdown. `citing` counts
    those who cited anything.
    """

    said: ResponseClass | None
    outcome: Outcome | None
    n: int
    citing: int
    paragraphs: tuple[Citing, ...]


@dataclass(frozen=True)
class EvidenceMap:
    """All students together, then by camp: those of the author's options in their order, or from
    right to unanswered. Camps without a student are absent.

    Whoever draws it for students shows `key`, each camp's `outcome` and `said.right` only once
    feedback is due.
    """

    everybody: Camp
    camps: tuple[Camp, ...]
    key: tuple[str, ...]


_Kind = tuple[ResponseClass | None, Outcome | None]
_ORDER = (Outcome.RIGHT, Outcome.PARTLY_RIGHT, Outcome.WRONG, None, Outcome.UNANSWERED)


def evidence_map(
    item: Item, given: Iterable[tuple[Item, Response]], paragraphs: Sequence[str]
) -> EvidenceMap:
    """The map of one item.

    `given` holds each student's response with the item as it was asked of them, which may be an
    older version than `item`. `paragraphs` are the anchors of the reading, in their order; what was
    cited of others is left out.
    """
    options = types()[item.type].possible(item.body)
    by_camp: dict[_Kind, list[Response]] = {}
    for asked, response in given:
        by_camp.setdefault(_kind(asked, response, options), []).append(response)

    def place(kind: _Kind) -> tuple[int, int]:
        said, outcome = kind
        where = options.index(said) if said in options else len(options)
        return (where if said else len(options) + 1, _ORDER.index(outcome))

    return EvidenceMap(
        everybody=_camp((None, None), [r for found in by_camp.values() for r in found], paragraphs),
        camps=tuple(_camp(kind, by_camp[kind], paragraphs) for kind in sorted(by_camp, key=place)),
        key=item.evidence,
    )


def _kind(item: Item, response: Response, options: Sequence[ResponseClass]) -> _Kind:
    kind = types()[item.type]
    if kind.one_of_several and not is_blank(response.given):
        [chosen] = kind.classify(item.body, response.given)
        # A key that has moved since doesn't part those who chose alike.
        said = next((option for option in options if option.text == chosen.text), chosen)
        return said, Outcome.RIGHT if said.right else Outcome.WRONG
    outcome = mark_item(item, "", response.given).outcome
    return None, None if outcome is Outcome.NEEDS_GRADING else outcome


def _camp(kind: _Kind, responses: Sequence[Response], paragraphs: Sequence[str]) -> Camp:
    n = len(responses)
    counts = Counter(anchor for response in responses for anchor in set(response.evidence))
    return Camp(
        *kind,
        n=n,
        citing=sum(bool(response.evidence) for response in responses),
        paragraphs=tuple(
            Citing(anchor, counts[anchor], counts[anchor] / n if n else 0.0)
            for anchor in paragraphs
        ),
    )
