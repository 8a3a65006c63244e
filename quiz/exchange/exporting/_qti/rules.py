"""Response processing: expressions and rules from operators that QTI 2.2 and 3.0 share.

Operators give NULL for what wasn't answered, and programs differ in what they make of a NULL within
a sum. So whatever adds up asks first whether there is an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from xml.etree.ElementTree import Element

from quiz.exchange.exporting._xml import make

SCORE = "SCORE"
NOTHING = "nothing"
"""What the outcome of remarks is where there is nothing to say."""


_OTHER = "remark_other"


@dataclass(frozen=True)
class Case:
    """When to say something. `text` is Markdown; '' says nothing, and no later case either."""

    when: Element
    text: str


@dataclass(frozen=True)
class Remarks:
    """Of these cases the first that holds is said to a `response`, and nothing where it is blank.

    `outcome` names the variable that tells which. Each set of remarks has one of its own: not every
    program can add to a container. `otherwise` is said where no case holds.
    """

    outcome: str
    response: str
    cases: tuple[Case, ...]
    otherwise: str = ""

    @property
    def texts(self) -> tuple[tuple[str, str], ...]:
        """(name, text) of all that may be said."""
        cases = [(f"remark_{i}", case.text) for i, case in enumerate(self.cases, start=1)]
        return tuple((name, text) for name, text in (*cases, (_OTHER, self.otherwise)) if text)

    def rule(self) -> Element:
        """The rule that sets the variable."""
        blank = (make("isNull", variable(self.response)), [self._say(NOTHING)])
        cases = (
            (case.when, [self._say(f"remark_{i}" if case.text else NOTHING)])
            for i, case in enumerate(self.cases, start=1)
        )
        return choose([blank, *cases], [self._say(_OTHER if self.otherwise else NOTHING)])

    def _say(self, name: str) -> Element:
        return let(self.outcome, value("identifier", name))


def value(base_type: str, text: str | float) -> Element:
    return make("baseValue", str(text), baseType=base_type)


def number(amount: Fraction | float) -> Element:
    """A constant of type float."""
    return value("float", decimal(amount))


def decimal(amount: Fraction | float) -> str:
    """A number in digits, without an exponent where it is one of everyday size."""
    text = repr(float(amount))
    return text.removesuffix(".0") if "e" not in text else text


def variable(identifier: str) -> Element:
    return make("variable", identifier=identifier)


def mapped(response: str) -> Element:
    return make("mapResponse", identifier=response)


def answered(response: str) -> Element:
    return make("not", make("isNull", variable(response)))


def is_correct(response: str) -> Element:
    return make("match", variable(response), make("correct", identifier=response))


def let(outcome: str, expression: Element) -> Element:
    return make("setOutcomeValue", expression, identifier=outcome)


def add(outcome: str, expression: Element) -> Element:
    return let(outcome, make("sum", variable(outcome), expression))


def when(condition: Element, *rules: Element) -> Element:
    return choose([(condition, rules)])


def choose(
    cases: Iterable[tuple[Element, Sequence[Element]]], otherwise: Sequence[Element] = ()
) -> Element:
    """The rules of the first case that holds, or the others."""
    branches = [
        make("responseElseIf" if i else "responseIf", condition, *rules)
        for i, (condition, rules) in enumerate(cases)
    ]
    last = [make("responseElse", *otherwise)] if otherwise else []
    return make("responseCondition", *branches, *last)
