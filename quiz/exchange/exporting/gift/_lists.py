"""Pairs and steps: matching, categorise, ordering.

Source: Moodle 4.5, question/format/gift (match: plain right sides, no feedback) and
question/type/ordering, whose own reader takes the lines as they stand, escapes and all: what GIFT
would escape is a character reference there.
"""

from __future__ import annotations

import re

from quiz.exchange.exporting._html import plain
from quiz.exchange.exporting._moodle.bank import INVISIBLE
from quiz.exchange.exporting._moodle.orders import Counted, difference, distinct
from quiz.exchange.exporting._moodle.right_sides import right_sides
from quiz.exchange.exporting._moodle.shares import guessing
from quiz.exchange.exporting.gift._question import Question, entity, escaped, on_lines
from quiz.questions.categorise import Categorise
from quiz.questions.matching import Matching
from quiz.questions.ordering import Ordering
from quiz.questions.parts.pairs import Pairs

_COUNTED = Counted.OWN_PLACES
"""The pattern of the reader of `ordering` lacks a stroke, so that it doesn't know the longest run;
and counting pairs gives half of the points to an order by chance."""

_ARROW = re.compile(r"(?<!\\)(?P<before>(?:\\\\)*)\\?->")


def matching(body: Matching, question: Question) -> str:
    return _pairs(body, question)


def categorise(body: Categorise, question: Question) -> str:
    question.lose(guessing(body))
    return _pairs(body, question)


def ordering(body: Ordering, question: Question) -> str:
    question.lose(difference(len(body.steps), _COUNTED))
    if body.swaps:
        question.lose("Feedback for wrong orders is not in the file.")
    if question.item.why:
        question.lose("An ordering in GIFT has no explanation, so it is not in the file.")
    steps = distinct(_step(text, question) for text in body.steps)
    head = f"{question.stem_without_braces()}{{>2 ALL VERTICAL {_COUNTED} SHOW none\n"
    return head + "".join(f"{_written(step)}\n" for step in steps) + "}"


def _step(text: str, question: Question) -> str:
    """A step as HTML in one line."""
    rendered = question.inline(text)
    return rendered.replace("\n", " ").strip() if plain(rendered) else INVISIBLE


def _written(step: str) -> str:
    """A step in which none of GIFT's signs stands as it is."""
    written = entity(step, "\\", "{", "}", "~")
    first = written[:1]
    # A line that starts with // is a comment, and one with nothing but 0 is left out.
    return f"&#{ord(first)};{written[1:]}" if first in ("/", "0", "$", ":", "[") else written


def _pairs(body: Pairs, question: Question) -> str:
    rights = {
        right: escaped(text)
        for right, text in right_sides(body, question.inline, question.lose).items()
    }
    rows = [f"={_left(pair.left, question)} -> {rights[pair.right]}" for pair in body.pairs]
    rows += [f"= -> {rights[decoy.text]}" for decoy in body.decoys]
    feedback = [part.feedback for part in body.pairs] + [part.feedback for part in body.decoys]
    if any(feedback):
        question.lose("A matching question in GIFT has no feedback, so it is not in the file.")
    return question.stem() + on_lines(rows, question.general())


def _left(text: str, question: Question) -> str:
    """A left side, in which no arrow stands as it is."""
    return question.line(_ARROW.sub(r"\g<before>-&gt;", text))
