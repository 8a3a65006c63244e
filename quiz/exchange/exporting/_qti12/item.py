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
from quiz.exchange.exporting._qti12.tree import add, document, root

_NAMESPACE = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
_SCORE = {"maxvalue": "100", "minvalue": "0", "varname": "SCORE", "vartype": "Decimal"}


class Body(Protocol):
    """What one group of questions adds. Feedback is (its ident, HTML)."""

    def present(self, presentation: Element) -> None: ...

    def process(self, processing: Element, *, chained: bool) -> None: ...

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


def written(assessment: Assessment, *, chained: bool = False) -> bytes:
    """The file with the quiz, each question with its metadata."""
    file = root("questestinterop", _NAMESPACE, f"{_NAMESPACE} {assessment.schema}")
    whole = add(file, "assessment", "", {"ident": assessment.ident, "title": assessment.title})
    _metadata(whole, assessment.metadata)
    section = add(whole, "section", "", {"ident": "root_section"})
    for question, metadata in assessment.questions:
        _add_question(section, question, metadata, chained)
    return document(file)


def _add_question(
    section: Element, question: Question, metadata: Mapping[str, str], chained: bool
) -> None:
    item = add(section, "item", "", {"ident": question.ident, "title": question.title})
    _metadata(add(item, "itemmetadata"), metadata)
    presentation = add(item, "presentation")
    material(presentation, question.prompt)
    question.body.present(presentation)
    processing = add(item, "resprocessing")
    add(add(processing, "outcomes"), "decvar", "", _SCORE)
    if question.general:
        says_anyway(processing, GENERAL, goes_on=True)
    question.body.process(processing, chained=chained)
    if question.incorrect:
        says_anyway(processing, INCORRECT, goes_on=not chained)
    said = [(GENERAL, question.general), *question.body.feedback()]
    for ident, html in [*said, (INCORRECT, question.incorrect)]:
        if html:
            material(add(add(item, "itemfeedback", "", {"ident": ident}), "flow_mat"), html)


def _metadata(parent: Element, metadata: Mapping[str, str]) -> None:
    fields = add(parent, "qtimetadata")
    for label, entry in metadata.items():
        field = add(fields, "qtimetadatafield")
        add(field, "fieldlabel", label)
        add(field, "fieldentry", entry)
