"""Quizzes for Canvas: the QTI 1.2 package that its classic importer reads.

A folder for each quiz holds the questions and, in a file of Canvas's own, the quiz's settings.
Practice is a practice quiz, one for each lesson. What Canvas's own exports look like:
instructure/canvas-lms, lib/cc/qti; see `_canvas` for the other sources.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from quiz.exchange.exporting import Carried, Exported, ExportFormat, Shipment, _canvas
from quiz.exchange.exporting._canvas.question import CanvasQuestion
from quiz.exchange.exporting._canvas.settings import Settings, manifest, meta
from quiz.exchange.exporting._grading import grading_notes
from quiz.exchange.exporting._item_sets import ItemSet, item_sets, left_out, missing_pictures, named
from quiz.exchange.exporting._qti12.assessment import Assessment, Question, quiz_file
from quiz.exchange.exporting._qti12.explanations import explanation
from quiz.exchange.exporting._qti12.typed_answers import asked
from quiz.exchange.exporting._texts import Texts
from quiz.exchange.exporting._writers import writer_of
from quiz.exchange.exporting._zip import zipped
from quiz.exchange.lost_settings import lost_settings
from quiz.model import Feedback, Item

_FILES = "$IMS-CC-FILEBASE$/"
_SCHEMA = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2p1.xsd"

_PRACTICE = (
    "Practice has become a practice quiz for each lesson, with feedback when it is handed in, and "
    "as many attempts as one likes."
)
_AT_ONCE = (
    "Canvas gives feedback when a whole quiz is handed in, not after each answer. This concerns: "
    "{}."
)
_RELEASE = (
    "Students see none of their results in these quizzes, comments included, until you let them in "
    "the quiz's settings: {}."
)
_LINKS = "Links from questions to lessons and to the reading have become plain text."


class CanvasQti(ExportFormat):
    name = "Canvas (QTI 1.2)"
    program = (
        "In Canvas, open your course, then Settings, Import Course Content, and choose the content "
        "type “QTI .zip file”."
    )
    ending = ".zip"
    media_type = "application/zip"

    def export(self, shipment: Shipment) -> Exported:
        texts = Texts(shipment.html, shipment.picture, f"{_FILES}pictures/")
        files: dict[str, bytes] = {}
        carried: list[Carried] = []
        quizzes = list(item_sets(shipment.lessons))
        for group in quizzes:
            rows = [group.written(item, _written, texts) for item in group.items]
            carried += [report for _, report in rows]
            files |= _files(group, [question for question, _ in rows if question], texts)
        pictures = {f"pictures/{name}": texts.pictures[name] for name in sorted(texts.pictures)}
        index = {"imsmanifest.xml": manifest(files, pictures)}
        losses = tuple(_losses(shipment, quizzes, texts))
        return Exported(zipped(index | files | pictures), tuple(carried), losses)


_Described = tuple[Question, Mapping[str, str]]
"""A question, and what Canvas wants to know of it."""


def _written(item: Item, texts: Texts) -> tuple[_Described, tuple[str, ...]]:
    """The question that an item becomes, and what is lost of it."""
    found: CanvasQuestion = writer_of(item, _canvas.__name__)(item, item.body, texts)
    question = Question(
        ident=f"item_{item.id}",
        title=item.id,
        prompt=found.prompt or asked(item, texts),
        body=found.body,
        general=_general(item, texts),
        incorrect=found.incorrect,
    )
    metadata = {"question_type": found.kind, "points_possible": f"{item.points:g}"}
    losses = (*found.losses, *lost_settings(item, carried=("see",)))
    return (question, metadata), losses


def _general(item: Item, texts: Texts) -> str:
    """What is said to everybody: the explanation, and what a written answer is measured by."""
    return explanation(item, texts) + grading_notes(item.body, texts)


def _files(group: ItemSet, questions: list[_Described], texts: Texts) -> dict[str, bytes]:
    """The two files of a quiz, by their paths; none where nothing of it can be carried."""
    if not questions:
        return {}
    attempts = "unlimited" if group.attempts is None else str(group.attempts)
    whole = Assessment(
        group.ident, group.title(texts), {"cc_maxattempts": attempts}, tuple(questions), _SCHEMA
    )
    settings = Settings(
        ident=group.ident,
        title=whole.title,
        description=texts.block(group.intro),
        points=sum(float(metadata["points_possible"]) for _, metadata in questions),
        attempts=group.attempts,
        practice=group.is_practice,
        hidden=group.feedback is Feedback.AFTER_RELEASE,
    )
    folder = group.ident
    return {
        f"{folder}/{folder}.xml": quiz_file(whole),
        f"{folder}/assessment_meta.xml": meta(settings),
    }


def _losses(shipment: Shipment, quizzes: list[ItemSet], texts: Texts) -> Iterator[str]:
    yield from left_out(shipment)
    if any(group.is_practice for group in quizzes):
        yield _PRACTICE
    for feedback, sentence in ((Feedback.AT_ONCE, _AT_ONCE), (Feedback.AFTER_RELEASE, _RELEASE)):
        titles = [
            group.title(texts)
            for group in quizzes
            if group.feedback is feedback and not group.is_practice
        ]
        if titles:
            yield sentence.format(named(titles))
    if texts.dropped:
        yield _LINKS
    yield from missing_pictures(texts.missing)
