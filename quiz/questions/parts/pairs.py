"""What matching and categorise share: left sides, each with the right side it belongs to.

Slots: the id of a left side -> the id of the right side given to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from quiz.choices import choice_id, shuffled
from quiz.grammar import Block, Entry, one_line, print_entry, split_unescaped
from quiz.model import Body, Comment, Given, Outcome, ResponseClass
from quiz.questions import Form, QuestionType
from quiz.questions.parts.entries import first_marker, only
from quiz.questions.parts.given import part_outcome, read_slots, unfilled
from quiz.questions.parts.options import Choice, letter_of
from quiz.questions.parts.paper import Blank, each, join, letters, span

_DECOY = "_"
_BRACKETS = re.compile(r"[(\[][ xX][)\]](?:\s|$)")
_OPTION = (
    "The left side starts like an option of another type of question. Write a backslash before "
    "its bracket."
)


@dataclass(frozen=True)
class Pair:
    """A left side with its right side. The feedback is for whoever pairs it otherwise."""

    left: str
    right: str
    tag: str = ""
    feedback: str = ""


@dataclass(frozen=True)
class Decoy:
    """A right side that belongs nowhere. The feedback is for whoever chooses it."""

    text: str
    tag: str = ""
    feedback: str = ""


@dataclass(frozen=True)
class Pairs(Body):
    """Pairs in the file's order; each left side once, decoys unlike any right side."""

    pairs: tuple[Pair, ...]
    decoys: tuple[Decoy, ...] = ()

    @property
    def rights(self) -> tuple[str, ...]:
        """The distinct right sides with the decoys, in the file's order."""
        rights = [pair.right for pair in self.pairs] + [decoy.text for decoy in self.decoys]
        return tuple(dict.fromkeys(rights))


@dataclass(frozen=True)
class PairsView:
    """What a student's page knows: both sides, but not which belong together."""

    lefts: tuple[Choice, ...]
    rights: tuple[Choice, ...]


@dataclass(frozen=True)
class ReviewedPair:
    """One left side with what was given and what is right; `given` may be empty."""

    left: str
    given: str
    right: str
    outcome: Outcome


@dataclass(frozen=True)
class PairsReview:
    """All left sides in the file's order."""

    pairs: tuple[ReviewedPair, ...]


P = TypeVar("P", bound=Pairs)


class PairsType(QuestionType[P]):
    """The verbs that do not differ."""

    def print(self, body: P) -> str:
        rows = [
            print_entry("-", f"{pair.left} -> {pair.right}", pair.tag, pair.feedback)
            for pair in body.pairs
        ]
        rows += [
            print_entry("-", f"{_DECOY} -> {decoy.text}", decoy.tag, decoy.feedback)
            for decoy in body.decoys
        ]
        return "\n".join(rows)

    def ask(self, body: P, seed: str) -> PairsView:
        return PairsView(
            lefts=tuple(Choice(choice_id(pair.left), pair.left) for pair in body.pairs),
            rights=tuple(Choice(choice_id(text), text) for text in shuffled(body.rights, seed)),
        )

    def read(self, body: P, form: Form) -> Given:
        rights = {choice_id(text) for text in body.rights}
        return read_slots(form, {choice_id(pair.left): rights for pair in body.pairs})

    def remark(self, body: P, given: Given) -> str:
        # The same words for both types, as telling them apart would tell whether a side repeats.
        slots = [choice_id(pair.left) for pair in body.pairs]
        return unfilled(given, slots, "pairs is not complete yet.", "pairs are not complete yet.")

    def blanks(self, view: PairsView) -> tuple[Blank, ...]:
        known = span(letters(len(view.rights)))
        return (Blank("", f"{len(view.lefts)} letters from top to bottom, {known}"),)

    def written(self, view: PairsView, given: Given) -> tuple[str, ...]:
        names = [letter_of(view.rights, given.get(left.id, "")) for left in view.lefts]
        return (join(names) if any(names) else "",)

    def transcribe(self, view: PairsView, texts: Sequence[str]) -> Form:
        known = letters(len(view.rights))
        ids = dict(zip(known, (right.id for right in view.rights), strict=True))
        found = each(texts[0], known, len(view.lefts), "lines")
        return {left.id: [ids[name]] for left, name in zip(view.lefts, found, strict=False) if name}

    def comments(self, body: P, given: Given) -> tuple[Comment, ...]:
        return tuple(comment for pair in body.pairs for comment in _comments(body, pair, given))

    def key(self, body: P) -> Given:
        return {choice_id(pair.left): choice_id(pair.right) for pair in body.pairs}

    def review(self, body: P, given: Given) -> PairsReview:
        rows = []
        for pair, text in zip(body.pairs, _given_rights(body, given), strict=True):
            rows.append(
                ReviewedPair(
                    left=pair.left,
                    given=text,
                    right=pair.right,
                    outcome=part_outcome(text, text == pair.right),
                )
            )
        return PairsReview(tuple(rows))

    def said(self, body: P, given: Given) -> str:
        rows = zip(body.pairs, _given_rights(body, given), strict=True)
        return "; ".join(f"{pair.left}: {text}" for pair, text in rows if text)

    def possible(self, body: P) -> tuple[ResponseClass, ...]:
        return tuple(_paired(pair, text) for pair in body.pairs for text in body.rights)

    def classify(self, body: P, given: Given) -> tuple[ResponseClass, ...]:
        rows = zip(body.pairs, _given_rights(body, given), strict=True)
        return tuple(_paired(pair, text) for pair, text in rows if text)

    def texts(self, body: P) -> tuple[str, ...]:
        sides = [text for pair in body.pairs for text in (pair.left, pair.feedback)]
        feedback = [decoy.feedback for decoy in body.decoys]
        return tuple(text for text in (*sides, *body.rights, *feedback) if text)


def right_pairs(body: Pairs, given: Given) -> int:
    """How many left sides have their own right side."""
    return sum(given.get(choice_id(pair.left)) == choice_id(pair.right) for pair in body.pairs)


def repeats(block: Block) -> bool | None:
    """Whether a right side stands twice in a body of pairs; None where it is no such body."""
    if first_marker(block) != "-":
        return None
    sides = [
        [one_line(side) for side in split_unescaped(entry.text, "->")]
        for entry in block.entries
        if entry.marker == "-"
    ]
    rights = [right for left, right, *_ in sides if left != _DECOY]
    return len(set(rights)) < len(rights)


def parse_pairs(block: Block, name: str) -> tuple[tuple[Pair, ...], tuple[Decoy, ...]]:
    """The pairs and decoys of the body; mistakes that both types know are reported."""
    pairs, decoys, lines = list[Pair](), list[Decoy](), dict[str, int]()
    for entry in only(block, name, ("-",)):
        left, right, *more = (one_line(side) for side in split_unescaped(entry.text, "->"))
        if more:
            block.problem(
                entry.line,
                "There are two arrows on this line. Write `\\->` for one that belongs to a text.",
            )
        if not (left and right):
            side = "left" if not left else "right"
            block.problem(entry.line, f"The {side} side of the arrow is empty.")
        if _BRACKETS.match(left):
            block.problem(entry.line, _OPTION)
        if left == _DECOY:
            decoys.append(Decoy(right, entry.tag, entry.feedback))
            continue
        if left in lines:
            block.problem(entry.line, f"The left side is the same as on line {lines[left]}.")
        lines.setdefault(left, entry.line)
        pairs.append(Pair(left, right, entry.tag, entry.feedback))
    _check_decoys(block, pairs)
    if len(pairs) < 2:
        block.problem(block.line, "This question needs at least two pairs: `- left -> right`.")
    return tuple(pairs), tuple(decoys)


def _check_decoys(block: Block, pairs: list[Pair]) -> None:
    seen = {pair.right for pair in pairs}
    for entry in _decoys(block):
        text = one_line(split_unescaped(entry.text, "->")[1])
        if text in seen:
            block.problem(
                entry.line,
                f"`{text}` stands on another line already, so it can't be left over here as well.",
            )
        seen.add(text)


def _decoys(block: Block) -> list[Entry]:
    return [
        entry
        for entry in block.entries
        if entry.marker == "-" and one_line(split_unescaped(entry.text, "->")[0]) == _DECOY
    ]


def _given_rights(body: Pairs, given: Given) -> list[str]:
    """The right side given to each pair's left one, in the file's order; '' for none."""
    texts = {choice_id(text): text for text in body.rights}
    return [texts.get(given.get(choice_id(pair.left), ""), "") for pair in body.pairs]


def _paired(pair: Pair, text: str) -> ResponseClass:
    return ResponseClass(pair.left, text, text == pair.right)


def _comments(body: Pairs, pair: Pair, given: Given) -> tuple[Comment, ...]:
    chosen = given.get(choice_id(pair.left), "")
    if not chosen or chosen == choice_id(pair.right):
        return ()
    found = [Comment(pair.feedback, pair.tag, pair.left)]
    found += [
        Comment(decoy.feedback, decoy.tag, decoy.text)
        for decoy in body.decoys
        if choice_id(decoy.text) == chosen
    ]
    return tuple(comment for comment in found if comment.feedback or comment.tag)
