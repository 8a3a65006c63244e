"""Pairs and steps: matching, categorise, ordering.

Source: Moodle 4.5, question/format/gift (match: plain right sides, no feedback) and
question/type/ordering, whose own reader takes the lines as they stand, escapes and all: what GIFT
would escape is a character reference there.
"""

from __future__ import annotations

import re
from fractions import Fraction

from quiz.exchange.exporting._html import fit_for_xml, plain
from quiz.exchange.exporting._moodle.bank import INVISIBLE, UNTOUCHED, distinct
from quiz.exchange.exporting._moodle.right_sides import right_sides
from quiz.exchange.exporting._moodle.shares import one_misplaced, two_exchanged
from quiz.exchange.exporting.gift._question import Question, entity, escaped, on_lines
from quiz.questions.categorise import Categorise
from quiz.questions.matching import Matching
from quiz.questions.ordering import Ordering
from quiz.questions.parts.pairs import Pairs

_HEAD = "{>2 ALL VERTICAL ABSOLUTE_POSITION SHOW none"
"""What Moodle's importer must read, to the letter."""

_ARROW = re.compile(r"(?<!\\)(?P<before>(?:\\\\)*)\\?->")


def matching(body: Matching, question: Question) -> str:
    return _pairs(body, question)


def categorise(body: Categorise, question: Question) -> str:
    entries = len(body.pairs)
    there, here = one_misplaced(entries, len(body.rights))
    question.lose(
        "It becomes a matching question, in which Moodle takes nothing off for guessing: with one "
        f"of {entries} in the wrong group, a student earns {float(there):.0%} there and "
        f"{float(here):.0%} here."
    )
    return _pairs(body, question)


def ordering(body: Ordering, question: Question) -> str:
    steps = len(body.steps)
    if steps > 2:
        there, here = Fraction(steps - 2, steps), two_exchanged(steps)
        question.lose(
            "Moodle counts how many steps have their own place: two neighbouring steps exchanged "
            f"earn {float(there):.0%} there and {float(here):.0%} here."
        )
    question.lose(
        UNTOUCHED,
        *(["Feedback for wrong orders is not in the file."] if body.swaps else []),
    )
    if question.item.why:
        question.lose("An ordering in GIFT has no explanation, so it is not in the file.")
    rows = [_written(step) for step in distinct([_step(text, question) for text in body.steps])]
    return f"{question.stem_without_braces()}{_HEAD}\n" + "".join(f"{row}\n" for row in rows) + "}"


def _step(text: str, question: Question) -> str:
    """A step as HTML in one line."""
    whole = question.inline(text)
    rendered = fit_for_xml(whole)
    if rendered != whole:
        question.lose("Control characters that can't be seen were taken out of its steps.")
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
