"""Questions whose options are ticked: one of them, or any number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from quiz.exchange.exporting._qti12.conditions import (
    RESPONSE,
    condition,
    equals,
    feedback_id,
    material,
    says,
    scores,
)
from quiz.exchange.exporting._qti12.tree import add


@dataclass(frozen=True)
class Option:
    """One option; its texts are HTML. `ident` is unique within the question."""

    ident: str
    html: str
    right: bool = False
    feedback: str = ""


@dataclass(frozen=True)
class Choice:
    """Options in the order that students see."""

    options: tuple[Option, ...]
    multiple: bool = False

    def present(self, presentation: Element) -> None:
        cardinality = "Multiple" if self.multiple else "Single"
        attributes = {"ident": RESPONSE, "rcardinality": cardinality}
        choices = add(add(presentation, "response_lid", "", attributes), "render_choice")
        for option in self.options:
            material(add(choices, "response_label", "", {"ident": option.ident}), option.html)

    def process(self, processing: Element, *, chained: bool) -> None:
        if chained and not self.multiple:
            for option in self.options:
                self._one(processing, option, goes_on=False, marked=True)
            return
        # Canvas's importer takes an answer's mark from the last condition about it.
        for option in self.options:
            self._one(processing, option, goes_on=True, marked=False)
        new, test = condition(processing, goes_on=False)
        if self.multiple:
            self._all(add(test, "and"))
        else:
            equals(test, RESPONSE, next(one.ident for one in self.options if one.right))
        scores(new, "100")

    def _one(self, processing: Element, option: Option, *, goes_on: bool, marked: bool) -> None:
        """What comes of one option: its feedback and, if `marked`, its mark."""
        earns = marked and option.right
        if not option.feedback and not earns:
            return
        new, test = condition(processing, goes_on=goes_on)
        equals(test, RESPONSE, option.ident)
        if earns:
            scores(new, "100")
        if option.feedback:
            says(new, feedback_id(option.ident))

    def _all(self, test: Element) -> None:
        """Every right option and no wrong one. Moodle counts those that mind case."""
        for option in self.options:
            equals(test if option.right else add(test, "not"), RESPONSE, option.ident, exactly=True)

    def feedback(self) -> Iterator[tuple[str, str]]:
        return ((feedback_id(one.ident), one.feedback) for one in self.options if one.feedback)
