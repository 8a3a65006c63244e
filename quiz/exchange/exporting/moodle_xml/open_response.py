"""Writing: `essay`, plain text, which a person grades with our rubric beside it.

An essay has no hints in Moodle (question/format/xml/format.php: `import_essay`), so that one stands
in its text, closed until students open it, as here. Moodle shows that text as it is.
"""

from __future__ import annotations

from dataclasses import replace

from quiz.exchange.exporting._grading import grading_notes
from quiz.exchange.exporting.moodle_xml._question import Question
from quiz.exchange.grader_notes import as_html, parted
from quiz.exchange.lost_settings import NO_NOTE, has_note
from quiz.exchange.open_hint import hint_box
from quiz.questions.open_response import OpenResponse

_LINES = (5, 10, 15, 20, 25, 30, 35, 40)
"""How high the input can be in Moodle's own form."""

_WORDS_A_LINE = 10
_USUAL = 15


def open_response(body: OpenResponse, question: Question) -> None:
    question.kind = "essay"
    question.takes_hints = False
    question.text += hint_box(question.hint)
    least, most = body.words or (0, 0)
    wanted = most // _WORDS_A_LINE if most else _USUAL
    lines = next((lines for lines in _LINES if lines >= wanted), _LINES[-1])
    question.add("responseformat", "plain")
    question.add("responserequired", "1")
    question.add("responsefieldlines", str(lines))
    if least:
        question.add("minwordlimit", str(least))
    if most:
        question.add("maxwordlimit", str(most))
    question.add("attachments", "0")
    question.add("attachmentsrequired", "0")
    asked, notes = parted(question.item.text)
    question.item = replace(question.item, text=asked)
    question.add_html("graderinfo", grading_notes(body, question) + as_html(notes, question.block))
    question.add_html("responsetemplate", "")
    if notes:
        question.lose("The box “Notes for graders” stands in the notes for graders.")
    if has_note(notes):
        question.lose(NO_NOTE)
    if body.rubric:
        question.lose(
            "The rubric stands in the notes for graders. Moodle doesn't add up its levels."
        )
    if body.model:
        question.lose(
            "The model answer stands in the notes for graders. Students don't see it afterwards."
        )
