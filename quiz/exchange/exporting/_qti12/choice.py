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
from quiz.exchange.exporting._xml import make


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

    def present(self) -> Iterator[Element]:
        labels = (
            make("response_label", material(option.html), ident=option.ident)
            for option in self.options
        )
        cardinality = "Multiple" if self.multiple else "Single"
        choices = make("render_choice", *labels)
        yield make("response_lid", choices, ident=RESPONSE, rcardinality=cardinality)

    def process(self, *, chained: bool) -> Iterator[Element]:
        if chained and not self.multiple:
            for option in self.options:
                yield from self._one(option, goes_on=False, marked=True)
            return
        # Canvas's importer takes an answer's mark from the last condition about it.
        for option in self.options:
            yield from self._one(option, goes_on=True, marked=False)
        if self.multiple:
            test = make("and", *map(self._exactly, self.options))
        else:
            test = equals(RESPONSE, next(one.ident for one in self.options if one.right))
        yield condition([test], scores("100"), goes_on=False)

    def _one(self, option: Option, *, goes_on: bool, marked: bool) -> Iterator[Element]:
        """What comes of one option: its feedback and, if `marked`, its mark."""
        results = [scores("100")] if marked and option.right else []
        results += [says(feedback_id(option.ident))] if option.feedback else []
        if results:
            yield condition([equals(RESPONSE, option.ident)], *results, goes_on=goes_on)

    def _exactly(self, option: Option) -> Element:
        """That it is ticked if it is right, and else not. Moodle counts tests that mind case."""
        test = equals(RESPONSE, option.ident, exactly=True)
        return test if option.right else make("not", test)

    def feedback(self) -> Iterator[tuple[str, str]]:
        return ((feedback_id(one.ident), one.feedback) for one in self.options if one.feedback)
