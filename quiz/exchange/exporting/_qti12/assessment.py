"""Questions and the assessment they are in as XML.

General feedback is said first, by a condition after which the next is tried; then come an
answer's feedback and marks, and at the end what is said to a wrong answer. Canvas (the converter
that its importer runs, and `qti_exporter`) needs feedback before marks. Moodle (backup/cc) takes
for general feedback whatever stands in a condition after which the next is tried, so that what a
cartridge says to one option stands in a chain of conditions that exclude each other: `chained`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol
from xml.etree.ElementTree import Element

from quiz.exchange.exporting._qti12.conditions import GENERAL, INCORRECT, material, says_anyway
from quiz.exchange.exporting._xml import document, make

_NAMESPACE = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
_SCORE = {"maxvalue": "100", "minvalue": "0", "varname": "SCORE", "vartype": "Decimal"}


class Body(Protocol):
    """What one group of questions adds. Feedback is (its ident, HTML)."""

    def present(self) -> Iterator[Element]: ...

    def process(self, *, chained: bool) -> Iterator[Element]: ...

    def feedback(self) -> Iterator[tuple[str, str]]: ...


@dataclass(frozen=True)
class Question:
    """A question as it is written. `ident` is unique in the package and fit for an XML id.

    `prompt` and what is said are HTML: `general` to everybody, `incorrect` to whoever didn't get
    it all right.
    """

    ident: str
    title: str
    prompt: str
    body: Body
    general: str = ""
    incorrect: str = ""


@dataclass(frozen=True)
class Assessment:
    """A quiz as it is written. `schema` is where the profile's schema is published."""

    ident: str
    title: str
    metadata: Mapping[str, str]
    questions: tuple[tuple[Question, Mapping[str, str]], ...]
    schema: str


def quiz_file(assessment: Assessment, *, chained: bool = False) -> bytes:
    """The file with the quiz, each question with its metadata."""
    items = (_item(*described, chained) for described in assessment.questions)
    section = make("section", *items, ident="root_section")
    whole = make(
        "assessment",
        _metadata(assessment.metadata),
        section,
        ident=assessment.ident,
        title=assessment.title,
    )
    root = make("questestinterop", whole)
    return document(root, _NAMESPACE, f"{_NAMESPACE} {assessment.schema}")


def _item(question: Question, metadata: Mapping[str, str], chained: bool) -> Element:
    said = [
        (GENERAL, question.general),
        *question.body.feedback(),
        (INCORRECT, question.incorrect),
    ]
    return make(
        "item",
        make("itemmetadata", _metadata(metadata)),
        make("presentation", material(question.prompt), *question.body.present()),
        make("resprocessing", *_processing(question, chained)),
        *(
            make("itemfeedback", make("flow_mat", material(html)), ident=ident)
            for ident, html in said
            if html
        ),
        ident=question.ident,
        title=question.title,
    )


def _processing(question: Question, chained: bool) -> Iterator[Element]:
    yield make("outcomes", make("decvar", **_SCORE))
    if question.general:
        yield says_anyway(GENERAL, goes_on=True)
    yield from question.body.process(chained=chained)
    if question.incorrect:
        yield says_anyway(INCORRECT, goes_on=not chained)


def _metadata(metadata: Mapping[str, str]) -> Element:
    fields = (
        make("qtimetadatafield", make("fieldlabel", label), make("fieldentry", entry))
        for label, entry in metadata.items()
    )
    return make("qtimetadata", *fields)
