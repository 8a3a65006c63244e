"""Categorise: `match`, which takes nothing off for guessing.

No type of Moodle has our mark and a form that students would want. Those with parts (match,
gapselect, ddwtos, ddimageortext, ddmarker) earn right parts ÷ all parts (`grade_response` of each
question.php in question/type), and no behaviour takes off more than a penalty for further tries.
Several right answers of a multichoice are weighed, and their sum stops at 0, but that is a box for
each entry and group. A cloze of menus whose wrong choices cost something would earn our mark for
most responses, but goes below 0 for those that are worse than chance, because its sum isn't stopped
there (question/type/multianswer/question.php), and its points are whole numbers of its gaps.
"""

from __future__ import annotations

from quiz.exchange.exporting._moodle.shares import guessing
from quiz.exchange.exporting.moodle_xml._pairs import write_pairs
from quiz.exchange.exporting.moodle_xml._question import Question
from quiz.questions.categorise import Categorise


def categorise(body: Categorise, question: Question) -> None:
    write_pairs(body, question)
    if len({pair.right for pair in body.pairs}) == len(body.pairs):
        question.lose("No group has two entries, so it can't be told from matching there.")
    question.lose(guessing(body))
