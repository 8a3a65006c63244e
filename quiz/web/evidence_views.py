"""What the pages show of evidence: the paragraphs to pick and, once it is due, which were right.

No Flask, no HTML. The paragraphs offered are those of the reading and the student's own picks, and
so the same whatever the key is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quiz.model import EvidenceMark, Item, Paragraph


@dataclass(frozen=True)
class Pick:
    """One paragraph to pick. `title` is its heading, '' where the reading has it no longer."""

    anchor: str
    title: str
    cited: bool


@dataclass(frozen=True)
class EvidenceResult:
    """How the picks turned out; anchors in the order of the reading."""

    fraction: float
    right: tuple[str, ...]
    missed: tuple[str, ...]
    wrong: tuple[str, ...]


@dataclass(frozen=True)
class EvidenceView:
    """The evidence of one item. There is a `result` only where feedback is due."""

    picks: tuple[Pick, ...]
    result: EvidenceResult | None = None

    @property
    def cited(self) -> tuple[str, ...]:
        return tuple(pick.anchor for pick in self.picks if pick.cited)


@dataclass(frozen=True)
class EvidenceTotal:
    """What an attempt's evidence earned, of how many items that asked for it."""

    earned: float
    out_of: int


def evidence_view(
    item: Item,
    cited: Sequence[str],
    paragraphs: Sequence[Paragraph],
    mark: EvidenceMark | None = None,
) -> EvidenceView | None:
    """The evidence of one item; None where it asks for none, or the reading offers nothing.

    `mark` is given where feedback is due, and only there.
    """
    if not item.evidence:
        return None
    picks = [Pick(one.anchor, one.title, one.anchor in cited) for one in paragraphs]
    there = [pick.anchor for pick in picks]
    picks += [Pick(anchor, "", True) for anchor in cited if anchor not in there]
    if mark is None:
        return EvidenceView(tuple(picks)) if picks else None
    key = set(item.evidence)
    order = [pick.anchor for pick in picks]
    order += [anchor for anchor in item.evidence if anchor not in order]
    return EvidenceView(
        tuple(picks),
        EvidenceResult(
            mark.fraction,
            right=tuple(anchor for anchor in order if anchor in key and anchor in cited),
            missed=tuple(anchor for anchor in order if anchor in key and anchor not in cited),
            wrong=tuple(anchor for anchor in order if anchor not in key and anchor in cited),
        ),
    )


def evidence_total(marks: Iterable[EvidenceMark]) -> EvidenceTotal | None:
    """The total of one attempt; None where nothing asked for evidence."""
    fractions = [mark.fraction for mark in marks]
    return EvidenceTotal(sum(fractions), len(fractions)) if fractions else None
