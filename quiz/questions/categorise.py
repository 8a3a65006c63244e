"""Categorise: entries are sorted into categories, which repeat.

What blind guessing earns on average counts as nothing: with n entries and k categories,
`max(0, (right ÷ n - 1/k) ÷ (1 - 1/k))`. Slots: the id of an entry -> the id of its category.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from quiz.grammar import Block
from quiz.model import Given
from quiz.questions.parts.pairs import Pairs, PairsType, parse_pairs, repeats, right_pairs


@dataclass(frozen=True)
class Categorise(Pairs):
    """Entries with their categories. A decoy is a category that stays empty."""


class CategoriseType(PairsType[Categorise]):
    name = "categorise"
    example = """\
### Sort the animals by what they eat. {#diet}

- cow -> plants
- lion -> meat {M4}
    > Lions hunt.
- zebra -> plants
- wolf -> meat
"""

    def recognises(self, block: Block) -> bool:
        return repeats(block) is True

    def parse(self, block: Block) -> Categorise | None:
        pairs, decoys = parse_pairs(block, self.name)
        body = Categorise(pairs, decoys)
        if len(body.rights) < 2:
            block.problem(
                block.line, "All entries have the same category. Two are the least to choose from."
            )
        return None if block.problems else body

    def mark(self, body: Categorise, given: Given) -> Fraction:
        chance = Fraction(1, len(body.rights))
        right = Fraction(right_pairs(body, given), len(body.pairs))
        return max(Fraction(0), (right - chance) / (1 - chance))
