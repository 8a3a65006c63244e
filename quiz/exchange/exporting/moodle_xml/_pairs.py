"""What matching and categorise share: `match`, whose right sides are plain text.

Equal right sides are one choice there, and numbers of the same value count as equal. A left side
without text makes a right side that belongs to nothing (question/type/match/questiontype.php).
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import SubElement

from quiz.exchange.exporting._moodle import NUMBERED, as_right_side
from quiz.exchange.exporting.moodle_xml._parts import write_feedback
from quiz.exchange.exporting.moodle_xml._question import Question
from quiz.questions.parts.pairs import Pairs

MAX_RIGHT = 255
"""Characters of a right side in Moodle's database."""

_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")


def write_pairs(body: Pairs, question: Question) -> None:
    question.kind = "match"
    question.add("shuffleanswers", "false")
    rights = _rights(body, question)
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


def _rights(body: Pairs, question: Question) -> dict[str, str]:
    """The right sides as plain text that Moodle keeps apart, by their Markdown."""
    found: dict[str, str] = {}
    taken: set[str | float] = set()
    for right in body.rights:
        if "<" in question.visible(right):
            question.lose("Right sides are plain text there, without emphasis or pictures.")
        full = question.plain(right)
        if len(as_right_side(full)) > MAX_RIGHT:
            question.lose(f"A right side is cut to the {MAX_RIGHT} characters that Moodle keeps.")
        number, text = 1, _cut(full)
        while _alike(text) in taken:
            number += 1
            text = _cut(full, f" ({number})")
            question.lose(NUMBERED)
        taken.add(_alike(text))
        found[right] = text
    return found


def _cut(text: str, end: str = "") -> str:
    """As much of the text as Moodle keeps, as it must stand there, and `end` behind it."""
    short = text
    while len(as_right_side(short) + end) > MAX_RIGHT:
        short = short[:-2].rstrip() + "…"
    return as_right_side(short) + end


def _alike(text: str) -> str | float:
    """What PHP compares: numbers by their value, all else as it stands."""
    return float(text) if _NUMBER.fullmatch(text) else text
