"""Matching: each left side has a right side of its own. Right pairs ÷ pairs.

Slots: the id of a left side -> the id of the right side given to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from quiz.grammar import Block
from quiz.model import Given
from quiz.questions.parts.pairs import Pairs, PairsType, parse_pairs, repeats, right_pairs


@dataclass(frozen=True)
class Matching(Pairs):
    """Pairs whose right sides are all different."""


class MatchingType(PairsType[Matching]):
    name = "matching"
    example = """\
### Match each animal with its young. One word is left over. {#young}

- horse -> foal
    > A young horse is a foal.
- sheep -> lamb
- goat -> kid
- _ -> calf {M2}
    > A calf is a young cow.
"""

    def recognises(self, block: Block) -> bool:
        return repeats(block) is False

    def parse(self, block: Block) -> Matching | None:
        pairs, decoys = parse_pairs(block, self.name)
        if repeats(block):
            block.problem(
                block.line,
                "A right side stands twice here, so this can't be matching. Take off "
                "`type: matching`, and it becomes a question about categories.",
            )
        return None if block.problems else Matching(pairs, decoys)

    def mark(self, body: Matching, given: Given) -> Fraction:
        return Fraction(right_pairs(body, given), len(body.pairs))
