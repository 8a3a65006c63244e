"""Single choice: one of several options is right. All or nothing.

Slots: `choice` -> the id of the chosen option.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from quiz.grammar import Block
from quiz.model import Given
from quiz.questions import Form
from quiz.questions.parts.given import read_slots
from quiz.questions.parts.options import (
    ChoicesView,
    Options,
    OptionsType,
    choice_of,
    letter_of,
    parse_options,
)
from quiz.questions.parts.paper import Blank, letters, span

_SECOND_KEY = (
    "This is the second option marked as right, and a single choice has one. Write square "
    "brackets, `[x]` and `[ ]`, where several may be right."
)


@dataclass(frozen=True)
class SingleChoice(Options):
    """Options of which exactly one is right."""


class SingleChoiceType(OptionsType[SingleChoice]):
    name = "single choice"
    brackets = ("(", ")")
    one_of_several = True
    example = """\
### What is the capital of Kenya? {#capital}

- ( ) Mombasa {M1}
    > Mombasa is Kenya's largest port.
- (x) Nairobi
    > Yes. It has been the capital since 1907.
- ( ) Kisumu

why: The capital moved from Mombasa to Nairobi in 1907.
"""

    def parse(self, block: Block) -> SingleChoice | None:
        options = parse_options(block, self.name, self.brackets)
        keys = [entry for entry in block.entries if entry.marker == "- (x)"]
        for entry in keys[1:]:
            block.problem(entry.line, _SECOND_KEY)
        return None if block.problems else SingleChoice(options)

    def chosen(self, given: Given) -> set[str]:
        return {given["choice"]} if given.get("choice") else set()

    def read(self, body: SingleChoice, form: Form) -> Given:
        return read_slots(form, {"choice": {option.id for option in body.options}})

    def blanks(self, view: ChoicesView) -> tuple[Blank, ...]:
        return (Blank("", f"one letter, {span(letters(len(view.choices)))}"),)

    def written(self, view: ChoicesView, given: Given) -> tuple[str, ...]:
        return (letter_of(view.choices, given.get("choice", "")),)

    def transcribe(self, view: ChoicesView, texts: Sequence[str]) -> Form:
        return {"choice": [choice_of(view.choices, texts[0])]}

    def mark(self, body: SingleChoice, given: Given) -> Fraction:
        return Fraction(self.chosen(given) == {o.id for o in body.options if o.right})

    def key(self, body: SingleChoice) -> Given:
        return {"choice": next(option.id for option in body.options if option.right)}
