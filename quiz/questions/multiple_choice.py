"""Multiple choice: any number of options is right, one included.

Slots: the id of each ticked option -> `ticked`. A right tick earns its share of the keys, a wrong
one costs its share of the other options, and nothing goes below zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from quiz.grammar import Block
from quiz.model import Given
from quiz.questions import Form
from quiz.questions.parts.given import read_slots
from quiz.questions.parts.options import ChoicesView, Options, OptionsType, parse_options
from quiz.questions.parts.paper import Blank, join, letters, span, split

_TICKED = "ticked"


@dataclass(frozen=True)
class MultipleChoice(Options):
    """Options of which one or more are right."""


class MultipleChoiceType(OptionsType[MultipleChoice]):
    name = "multiple choice"
    brackets = ("[", "]")
    example = """\
### Which of these numbers are prime? {#primes}

- [x] 2
    > Yes, the only even one.
- [ ] 9 {M1}
    > 9 is 3 × 3. Odd is not the same as prime.
- [x] 11
- [ ] 15

why: A prime number has exactly two divisors, 1 and itself.
"""

    def parse(self, block: Block) -> MultipleChoice | None:
        options = parse_options(block, self.name, self.brackets)
        return None if block.problems else MultipleChoice(options)

    def chosen(self, given: Given) -> set[str]:
        return {slot for slot, value in given.items() if value == _TICKED}

    def read(self, body: MultipleChoice, form: Form) -> Given:
        return read_slots(form, {option.id: {_TICKED} for option in body.options})

    def blanks(self, view: ChoicesView) -> tuple[Blank, ...]:
        return (Blank("", f"all letters ticked, {span(letters(len(view.choices)))}"),)

    def written(self, view: ChoicesView, given: Given) -> tuple[str, ...]:
        known = letters(len(view.choices))
        rows = zip(view.choices, known, strict=True)
        return (join([name for choice, name in rows if given.get(choice.id)]),)

    def transcribe(self, view: ChoicesView, texts: Sequence[str]) -> Form:
        known = letters(len(view.choices))
        found = split(texts[0], known)
        rows = zip(view.choices, known, strict=True)
        return {choice.id: [_TICKED] for choice, name in rows if name in found}

    def mark(self, body: MultipleChoice, given: Given) -> Fraction:
        chosen = self.chosen(given)
        keys = {option.id for option in body.options if option.right}
        others = {option.id for option in body.options if not option.right}
        right = Fraction(len(chosen & keys), len(keys))
        wrong = Fraction(len(chosen & others), len(others)) if others else Fraction(0)
        return max(Fraction(0), right - wrong)

    def key(self, body: MultipleChoice) -> Given:
        return {option.id: _TICKED for option in body.options if option.right}
