"""Texts that a person marks: `essay`.

Source: Moodle 4.5, question/format/xml/format.php (`import_essay`) and
question/type/essay/questiontype.php (`extra_question_fields`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from quiz.exchange.grader_notes import as_box, notes_in
from quiz.exchange.importing.moodle_xml._question import CannotHold, Draft
from quiz.exchange.open_hint import hint_in
from quiz.model import Item
from quiz.questions.open_response import Criterion, OpenResponse, Rubric

_HEAD = re.compile(r"\|\s*[Cc]riterion\s*(?P<points>(?:\|\s*[0-9]{1,3}(?:\.[0-9]{1,2})?\s*)+)\|")
_ASKED = re.compile(r"(?:Asked for|Words): \d+ (?:to|-) \d+(?: words)?\.?")
_MODEL = re.compile(r"(?:\*\*|<strong>)Model answer(?:\*\*|</strong>)")
_NOTES_KEPT = (
    "The notes for graders stand in a box that you alone see. If students may read them as a model "
    "answer, put them behind `model:`."
)


def essay(draft: Draft) -> Item:
    if draft.node.value("responseformat") == "noinline":
        raise CannotHold("Students hand in a file in it, and nothing can be handed in here.")
    if draft.node.value("attachments", "0") not in ("0", ""):
        draft.say("Files could be handed in with it in Moodle, which is not possible here.")
    if draft.line(draft.node.node("responsetemplate")):
        draft.say("The text that stood in the box to write in, as a start, is left out.")
    blocks, notes = notes_in(draft.blocks(draft.node.node("graderinfo")).split("\n\n"))
    rubric, model, others = _graders(blocks)
    if others:
        draft.say(_NOTES_KEPT)
        notes = f"{others}\n\n{notes}".strip()
    draft.raw, draft.open_hint = hint_in(draft.raw)
    asked = draft.question()
    asked = replace(asked, text=f"{asked.text}\n\n{as_box(notes)}".strip())
    return draft.finish(OpenResponse(_words(draft), rubric, model), "open response", asked)


def _words(draft: Draft) -> tuple[int, int] | None:
    least, most = (_whole(draft.node.value(tag)) for tag in ("minwordlimit", "maxwordlimit"))
    if least and most and least <= most:
        return least, most
    if least or most:
        which = f"at least {least}" if least else f"at most {most}"
        draft.say(f"It asked for {which} words. Write a range, such as `____ 80-120 words`.")
    return None


def _whole(text: str) -> int:
    return int(text) if re.fullmatch("[0-9]{1,4}", text) else 0


def _graders(notes: Sequence[str]) -> tuple[Rubric | None, str, str]:
    """What the blocks of notes for graders hold: a rubric and a model answer as this program writes
    them, and all else. Students see a model answer with their results, so that nothing else may
    become one.
    """
    blocks = [block for block in notes if block and not _ASKED.fullmatch(block)]
    rubric = next((made for block in blocks if (made := _rubric(block))), None)
    if rubric:
        blocks = [block for block in blocks if _rubric(block) is None]
    named = next((i for i, block in enumerate(blocks) if _MODEL.fullmatch(block)), None)
    if named is not None and (rubric is None or named == 0):
        del blocks[named]
        return rubric, "\n\n".join(blocks), ""
    return rubric, "", "\n\n".join(blocks)


def _rubric(block: str) -> Rubric | None:
    """A table whose first row says what each level is worth."""
    rows = block.split("\n")
    head = _HEAD.fullmatch(rows[0].strip())
    if head is None or len(rows) < 3:
        return None
    points = tuple(float(cell) for cell in head["points"].strip("| ").split("|"))
    criteria = []
    for row in rows[2:]:
        name, *levels = (cell.strip() for cell in row.strip()[1:-1].split("|"))
        if not name or len(levels) != len(points):
            return None
        criteria.append(Criterion(name, tuple(levels)))
    return Rubric(points, tuple(criteria))


READS = {"essay": essay}
