"""Matching: `match`. Right pairs ÷ pairs, as here."""

from __future__ import annotations

from quiz.exchange.exporting.moodle_xml._pairs import write_pairs
from quiz.exchange.exporting.moodle_xml._question import Question
from quiz.questions.matching import Matching


def matching(body: Matching, question: Question) -> None:
    write_pairs(body, question)
