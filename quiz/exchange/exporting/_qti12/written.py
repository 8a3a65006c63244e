"""Questions that are answered by writing: a word, a number, a text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from quiz.exchange.exporting._qti12.conditions import (
    RESPONSE,
    condition,
    equals,
    feedback_id,
    says,
    scores,
)
from quiz.exchange.exporting._qti12.tree import add


@dataclass(frozen=True)
class Answer:
    """A right answer: plain text, and feedback in HTML. Those with one `ident` share it."""

    ident: str
    text: str
    feedback: str = ""


@dataclass(frozen=True)
class Words:
    """A word or a phrase. Only right answers: importers take whatever they find here as right."""

    answers: tuple[Answer, ...]

    def present(self, presentation: Element) -> None:
        _box(presentation)

    def process(self, processing: Element, *, chained: bool) -> None:
        for answer in self.answers:
            if answer.feedback:
                new, test = condition(processing, goes_on=True)
                equals(test, RESPONSE, answer.text)
                says(new, feedback_id(answer.ident))
        new, test = condition(processing, goes_on=False)
        for answer in self.answers:
            equals(test, RESPONSE, answer.text)
        scores(new, "100")

    def feedback(self) -> Iterator[tuple[str, str]]:
        said = {feedback_id(one.ident): one.feedback for one in self.answers if one.feedback}
        return iter(said.items())


@dataclass(frozen=True)
class Number:
    """A number from `low` to `high`, around `exact` if it has a tolerance. All are numerals."""

    low: str
    high: str
    exact: str = ""
    ident: str = "1001"
    said: str = ""

    def present(self, presentation: Element) -> None:
        _box(presentation, {"fibtype": "Decimal"})

    def process(self, processing: Element, *, chained: bool) -> None:
        new, test = condition(processing, goes_on=False)
        if self.exact:
            test = add(test, "or")
            equals(test, RESPONSE, self.exact)
            test = add(test, "and")
        add(test, "vargte", self.low, {"respident": RESPONSE})
        add(test, "varlte", self.high, {"respident": RESPONSE})
        scores(new, "100")
        if self.said:
            says(new, feedback_id(self.ident))

    def feedback(self) -> Iterator[tuple[str, str]]:
        if self.said:
            yield feedback_id(self.ident), self.said


@dataclass(frozen=True)
class Essay:
    """A text that a person grades."""

    def present(self, presentation: Element) -> None:
        _box(presentation)

    def process(self, processing: Element, *, chained: bool) -> None:
        _, test = condition(processing, goes_on=False)
        add(test, "other")

    def feedback(self) -> Iterator[tuple[str, str]]:
        return iter(())


def _box(presentation: Element, attributes: dict[str, str] | None = None) -> None:
    response = add(presentation, "response_str", "", {"ident": RESPONSE, "rcardinality": "Single"})
    add(add(response, "render_fib", "", attributes), "response_label", "", {"ident": "answer1"})
