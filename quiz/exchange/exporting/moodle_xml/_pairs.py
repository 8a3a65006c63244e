"""What matching and categorise share: `match`. A left side without text makes a right side that
belongs to nothing (question/type/match/questiontype.php)."""

from __future__ import annotations

from xml.etree.ElementTree import SubElement

from quiz.exchange.exporting._moodle.right_sides import right_sides
from quiz.exchange.exporting.moodle_xml._parts import write_feedback
from quiz.exchange.exporting.moodle_xml._question import Question
from quiz.questions.parts.pairs import Pairs


def write_pairs(body: Pairs, question: Question) -> None:
    question.kind = "match"
    question.add("shuffleanswers", "false")
    rights = right_sides(body, question.visible, question.lose)
    told = list[tuple[str, str]]()
    for pair in body.pairs:
        left = question.visible(pair.left)
        _add(question, left, rights[pair.right])
        told.append((left, pair.feedback))
    for decoy in body.decoys:
        _add(question, "", rights[decoy.text])
        told.append((rights[decoy.text], decoy.feedback))
    rows = [(str(place), about, feedback) for place, (about, feedback) in enumerate(told, start=1)]
    write_feedback(question, rows, "pairs")


def _add(question: Question, left: str, right: str) -> None:
    element = question.add_html("subquestion", left)
    SubElement(SubElement(element, "answer"), "text").text = right
