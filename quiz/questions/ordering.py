"""Ordering: put the steps into the right order.

Every two steps that stand in the right order count for the student, every two that don't count
against: `max(0, 2 × concordant pairs ÷ all pairs - 1)`. Slots: the id of a step -> its place,
counted from 1.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from quiz.choices import choice_id, shuffled
from quiz.grammar import Block, Entry, one_line, print_entry
from quiz.model import Body, Comment, Given, Outcome, ResponseClass
from quiz.questions import Form, QuestionType
from quiz.questions.parts.entries import bare, first_marker
from quiz.questions.parts.given import part_outcome, read_slots, unfilled
from quiz.questions.parts.options import Choice
from quiz.questions.parts.paper import Blank, each, join, span

_BEFORE = re.compile(r"([0-9]{1,3})\s+before\s+([0-9]{1,3})", re.IGNORECASE)


@dataclass(frozen=True)
class Swap:
    """What to say where step `later` was put before step `earlier`; both count from 1."""

    later: int
    earlier: int
    tag: str = ""
    feedback: str = ""


@dataclass(frozen=True)
class Ordering(Body):
    """The steps in their right order."""

    steps: tuple[str, ...]
    swaps: tuple[Swap, ...] = ()


@dataclass(frozen=True)
class OrderingView:
    """The steps in an order that tells nothing, and the places to choose from."""

    steps: tuple[Choice, ...]
    places: tuple[str, ...]


@dataclass(frozen=True)
class ReviewedStep:
    """One step with its right place and the place given to it, which may be empty."""

    text: str
    place: str
    given: str
    outcome: Outcome


@dataclass(frozen=True)
class OrderingReview:
    """The steps in their right order; `concordant` of `pairs` two-step pairs stand rightly."""

    steps: tuple[ReviewedStep, ...]
    concordant: int
    pairs: int


class OrderingType(QuestionType[Ordering]):
    name = "ordering"
    example = """\
### Put the stages of a butterfly's life into order. {#butterfly}

order:
1. egg
2. caterpillar
3. chrysalis
4. adult

not= 3 before 2 {M5}
    > The caterpillar spins the chrysalis.
"""

    def recognises(self, block: Block) -> bool:
        return first_marker(block) == "order:"

    def parse(self, block: Block) -> Ordering | None:
        steps, swaps = list[str](), list[Entry]()
        for entry in block.entries:
            if entry.marker[0].isdigit():
                _check_step(block, entry, steps)
                steps.append(one_line(entry.text))
            elif entry.marker == "not=":
                swaps.append(entry)
            elif entry.marker != "order:":
                block.problem(entry.line, f"`{entry.marker}` has no meaning in an ordering.")
            elif entry is not block.entries[0]:
                block.problem(entry.line, "There is a second `order:` here. Keep one.")
            elif entry.text or entry.tag or entry.feedback:
                block.problem(entry.line, "Nothing else may stand on the line of `order:`.")
        if len(steps) < 2:
            block.problem(block.line, "This question needs at least two steps: `1. …`, `2. …`.")
        found = _swaps(block, swaps, len(steps))
        return None if block.problems else Ordering(tuple(steps), found)

    def print(self, body: Ordering) -> str:
        rows = ["order:"]
        rows += [print_entry(f"{i}.", step) for i, step in enumerate(body.steps, start=1)]
        rows += [
            print_entry("not=", f"{swap.later} before {swap.earlier}", swap.tag, swap.feedback)
            for swap in body.swaps
        ]
        return "\n".join(rows)

    def ask(self, body: Ordering, seed: str) -> OrderingView:
        return OrderingView(
            steps=tuple(Choice(choice_id(text), text) for text in shuffled(body.steps, seed)),
            places=_places(body),
        )

    def read(self, body: Ordering, form: Form) -> Given:
        return read_slots(form, {choice_id(step): _places(body) for step in body.steps})

    def remark(self, body: Ordering, given: Given) -> str:
        counts = Counter(given.values())
        remarks = [
            f"{'Two' if counts[place] == 2 else counts[place]} steps have place {place}."
            for place in _places(body)
            if counts[place] > 1
        ]
        slots = [choice_id(step) for step in body.steps]
        remarks += [unfilled(given, slots, "steps has no place yet.", "steps have no place yet.")]
        return " ".join(filter(None, remarks))

    def blanks(self, view: OrderingView) -> tuple[Blank, ...]:
        return (Blank("", f"{len(view.steps)} numbers from top to bottom, {span(view.places)}"),)

    def written(self, view: OrderingView, given: Given) -> tuple[str, ...]:
        places = [given.get(step.id, "") for step in view.steps]
        return (join(places) if any(places) else "",)

    def transcribe(self, view: OrderingView, texts: Sequence[str]) -> Form:
        found = each(texts[0], view.places, len(view.steps), "boxes")
        return {step.id: [place] for step, place in zip(view.steps, found, strict=False) if place}

    def mark(self, body: Ordering, given: Given) -> Fraction:
        concordant, pairs = _concordant(body, given)
        return max(Fraction(0), Fraction(2 * concordant, pairs) - 1)

    def comments(self, body: Ordering, given: Given) -> tuple[Comment, ...]:
        places = _given_places(body, given)
        return tuple(
            Comment(swap.feedback, swap.tag, body.steps[swap.later - 1])
            for swap in body.swaps
            if _in_order(places[swap.later - 1], places[swap.earlier - 1])
            and (swap.feedback or swap.tag)
        )

    def key(self, body: Ordering) -> Given:
        return {
            choice_id(step): place for step, place in zip(body.steps, _places(body), strict=True)
        }

    def review(self, body: Ordering, given: Given) -> OrderingReview:
        steps = []
        for step, place in zip(body.steps, _places(body), strict=True):
            at = given.get(choice_id(step), "")
            steps.append(ReviewedStep(step, place, at, part_outcome(at, at == place)))
        concordant, pairs = _concordant(body, given)
        return OrderingReview(tuple(steps), concordant, pairs)

    def said(self, body: Ordering, given: Given) -> str:
        # Steps that share a place stand by their texts, since the file's order is the key.
        steps = sorted(body.steps)
        rows = [(place, step) for place in _places(body) for step in steps]
        return "; ".join(
            f"{place}. {step}" for place, step in rows if given.get(choice_id(step)) == place
        )

    def possible(self, body: Ordering) -> tuple[ResponseClass, ...]:
        return tuple(
            ResponseClass(f"Place {place}", step, step == right)
            for place, right in zip(_places(body), body.steps, strict=True)
            for step in body.steps
        )

    def classify(self, body: Ordering, given: Given) -> tuple[ResponseClass, ...]:
        at = {(f"Place {given.get(choice_id(step), '')}", step) for step in body.steps}
        return tuple(said for said in self.possible(body) if (said.part, said.text) in at)

    def texts(self, body: Ordering) -> tuple[str, ...]:
        return (*body.steps, *(swap.feedback for swap in body.swaps if swap.feedback))


def _places(body: Ordering) -> tuple[str, ...]:
    return tuple(str(i) for i in range(1, len(body.steps) + 1))


def _given_places(body: Ordering, given: Given) -> list[int | None]:
    places = [given.get(choice_id(step)) for step in body.steps]
    return [int(place) if place else None for place in places]


def _in_order(first: int | None, second: int | None) -> bool:
    """Whether both steps have a place and the first one's comes before."""
    return first is not None and second is not None and first < second


def _concordant(body: Ordering, given: Given) -> tuple[int, int]:
    pairs = list(combinations(_given_places(body, given), 2))
    return sum(_in_order(first, second) for first, second in pairs), len(pairs)


def _check_step(block: Block, entry: Entry, before: list[str]) -> None:
    text = one_line(entry.text)
    if int(entry.marker[:-1]) != len(before) + 1:
        block.problem(
            entry.line,
            f"This step has number {entry.marker[:-1]}, but {len(before) + 1} comes next. Number "
            "the steps 1, 2, 3 in their right order.",
        )
    if not text:
        block.problem(entry.line, "This step is empty.")
    elif text in before:
        block.problem(entry.line, f"This step has the same text as step {before.index(text) + 1}.")
    bare(block, entry, "Below the steps, write for example `not= 2 before 1`, and add it there.")


def _swaps(block: Block, entries: list[Entry], steps: int) -> tuple[Swap, ...]:
    swaps: dict[tuple[int, int], Swap] = {}
    for entry in entries:
        match = _BEFORE.fullmatch(entry.text)
        if match is None:
            block.problem(entry.line, "Write for example `not= 2 before 1`: two numbers of steps.")
            continue
        later, earlier = int(match[1]), int(match[2])
        missing = [number for number in (later, earlier) if not 1 <= number <= steps]
        if missing:
            block.problem(entry.line, f"There is no step {missing[0]}.")
        elif later <= earlier:
            block.problem(entry.line, f"Step {later} before step {earlier} isn't a wrong order.")
        elif (later, earlier) in swaps:
            block.problem(entry.line, f"`not= {later} before {earlier}` stands here twice.")
        swaps[later, earlier] = Swap(later, earlier, entry.tag, entry.feedback)
    return tuple(swaps.values())
