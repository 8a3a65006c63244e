"""A quiz, or the practice questions of a lesson, as an assessment test that names its items."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from quiz.exchange.exporting._qti.item import WrittenItem
from quiz.exchange.exporting._xml import make


@dataclass(frozen=True)
class Assessment:
    """What a test is made of. `at_once`: feedback comes after each answer, not after all of them.

    `attempts` is how often each question can be answered, 0 without a limit; where all are handed
    in together, QTI takes 1 alone. `intro` are blocks for students, which stand above the items.
    """

    identifier: str
    title: str
    items: tuple[WrittenItem, ...]
    intro: tuple[Element, ...] = ()
    at_once: bool = False
    attempts: int = 1
    pictures: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def file(self) -> str:
        return f"{self.identifier}.xml"


def write_assessment(test: Assessment) -> Element:
    part = make(
        "testPart",
        make("itemSessionControl", maxAttempts=str(test.attempts), showFeedback=True),
        _section(test),
        identifier="part",
        navigationMode="nonlinear",
        submissionMode="individual" if test.at_once else "simultaneous",
    )
    return make(
        "assessmentTest",
        make(
            "outcomeDeclaration",
            make("defaultValue", make("value", "0")),
            identifier="SCORE",
            cardinality="single",
            baseType="float",
        ),
        part,
        make(
            "outcomeProcessing",
            make(
                "setOutcomeValue",
                make("sum", make("testVariables", variableIdentifier="SCORE")),
                identifier="SCORE",
            ),
        ),
        identifier=test.identifier,
        title=test.title,
    )


def _section(test: Assessment) -> Element:
    intro = [make("rubricBlock", *test.intro, use="instructions", view="candidate")]
    return make(
        "assessmentSection",
        *(intro if test.intro else []),
        *(
            make("assessmentItemRef", identifier=item.identifier, href=item.file)
            for item in test.items
        ),
        identifier="section",
        title=test.title,
        visible=True,
    )
