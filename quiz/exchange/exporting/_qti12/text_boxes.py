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
from quiz.exchange.exporting._xml import make


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

    def present(self) -> Iterator[Element]:
        yield _box()

    def process(self, *, chained: bool) -> Iterator[Element]:
        for answer in self.answers:
            if answer.feedback:
                test = equals(RESPONSE, answer.text)
                yield condition([test], says(feedback_id(answer.ident)), goes_on=True)
        tests = (equals(RESPONSE, answer.text) for answer in self.answers)
        yield condition(tests, scores("100"), goes_on=False)

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

    def present(self) -> Iterator[Element]:
        yield _box(fibtype="Decimal")

    def process(self, *, chained: bool) -> Iterator[Element]:
        tests = [
            make("vargte", self.low, respident=RESPONSE),
            make("varlte", self.high, respident=RESPONSE),
        ]
        if self.exact:
            tests = [make("or", equals(RESPONSE, self.exact), make("and", *tests))]
        said = [says(feedback_id(self.ident))] if self.said else []
        yield condition(tests, scores("100"), *said, goes_on=False)

    def feedback(self) -> Iterator[tuple[str, str]]:
        if self.said:
            yield feedback_id(self.ident), self.said


@dataclass(frozen=True)
class Essay:
    """A text that a person grades."""

    def present(self) -> Iterator[Element]:
        yield _box()

    def process(self, *, chained: bool) -> Iterator[Element]:
        yield condition([make("other")], goes_on=False)

    def feedback(self) -> Iterator[tuple[str, str]]:
        return iter(())


def _box(**attributes: str) -> Element:
    box = make("render_fib", make("response_label", ident="answer1"), **attributes)
    return make("response_str", box, ident=RESPONSE, rcardinality="Single")
