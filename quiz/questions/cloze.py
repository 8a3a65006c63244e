"""Cloze: a text with gaps, each filled by typing or from a menu. Right gaps ÷ gaps.

The text stands where other types have the rest of their question: `parse` takes `block.prose`
over and leaves it empty, because it holds the key. Slots: a gap's number, counted from 1 -> what
was typed, or the id of the choice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeVar

from quiz.choices import choice_id, shuffled
from quiz.grammar import Block, Entry, print_entry
from quiz.model import Body, Comment, Given, Outcome, ResponseClass
from quiz.questions import Form, QuestionType, is_blank
from quiz.questions.parts.answers import MAX_ANSWER, answer_kind, fold, foreseen, unforeseen
from quiz.questions.parts.entries import only
from quiz.questions.parts.gaps import Gap, print_gap, read_gaps, without_typed
from quiz.questions.parts.given import part_outcome, read_slots, typed, unfilled
from quiz.questions.parts.options import Choice, choice_of, letter_of
from quiz.questions.parts.paper import Blank, letters, span

_OPEN, _CLOSE = "\ue000", "\ue001"
"""Stand around a gap's number while its text is rendered: private characters, no Markdown."""

_PLACEHOLDER = re.compile(rf"{_OPEN}([0-9]+){_CLOSE}")
_TAG_OR_PLACEHOLDER = re.compile(rf'<(?:[^>"]|"[^"]*")*+>|{_PLACEHOLDER.pattern}')
_ABOUT = re.compile(r"gap\s+([0-9]{1,3})", re.IGNORECASE)
_AROUND = 3
"""Words on either side that tell which gap is meant."""
_NO_WORDS = re.compile(rf"\]\([^()\s]*\)|[!-$&(-+/<-@\[-`{{-~{_OPEN}{_CLOSE}]")


@dataclass(frozen=True)
class Cloze(Body):
    """The text around the gaps: `texts` has one piece more than there are gaps."""

    pieces: tuple[str, ...]
    gaps: tuple[Gap, ...]

    @property
    def text(self) -> str:
        """The Markdown text with a placeholder for each gap."""
        clean = [re.sub(f"[{_OPEN}{_CLOSE}]", "", piece) for piece in self.pieces]
        marks = [f"{_OPEN}{i}{_CLOSE}" for i in range(1, len(clean))]
        return "".join(a + b for a, b in zip(clean, [*marks, ""], strict=True))


@dataclass(frozen=True)
class GapView:
    """One gap of a student's page; typed where there are no choices."""

    slot: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class ReviewedGap:
    """One gap in the review. `given` and `answers` are Markdown if `menu`, else plain text."""

    given: str
    answers: tuple[str, ...]
    menu: bool
    outcome: Outcome


@dataclass(frozen=True)
class ClozeView:
    """The text with placeholders, and the gaps in order."""

    text: str
    gaps: tuple[GapView, ...]
    limit: int = MAX_ANSWER

    def parts(self, html: str) -> tuple[str | GapView, ...]:
        """The rendered text cut at its gaps."""
        return tuple(_fill(html, self.gaps))


@dataclass(frozen=True)
class ClozeReview:
    """As `ClozeView`, with what was given and what is right."""

    text: str
    gaps: tuple[ReviewedGap, ...]

    def parts(self, html: str) -> tuple[str | ReviewedGap, ...]:
        """The rendered text cut at its gaps."""
        return tuple(_fill(html, self.gaps))


G = TypeVar("G", GapView, ReviewedGap)


class ClozeType(QuestionType[Cloze]):
    name = "cloze"
    example = """\
### Complete the summary. {#water}

Water freezes at [[0|zero]] degrees Celsius. Ice is [[(lighter)|heavier]] than water, so it
floats.

not= gap 2 {M8}
    > Think of ice in a glass of water.

why: Water is densest at about 4 degrees.
"""

    def recognises(self, block: Block) -> bool:
        return answer_kind(block) == self.name

    def parse(self, block: Block) -> Cloze | None:
        pieces, gaps = read_gaps(block)
        feedback: dict[int, Entry] = {}
        for entry in only(block, self.name, ("not=",)):
            match = _ABOUT.fullmatch(entry.text)
            number = int(match[1]) if match else 0
            if match is None:
                block.problem(entry.line, "Write for example `not= gap 2`: the number of a gap.")
            elif not 1 <= number <= len(gaps):
                block.problem(entry.line, f"There is no gap {number}; the text has {len(gaps)}.")
            elif number in feedback:
                block.problem(entry.line, f"`not= gap {number}` stands here twice.")
            feedback[number] = entry
        if block.problems:
            return None
        block.prose = ""
        for number, entry in feedback.items():
            gaps[number - 1] = replace(gaps[number - 1], tag=entry.tag, feedback=entry.feedback)
        return Cloze(tuple(pieces), tuple(gaps))

    def print(self, body: Cloze) -> str:
        texts = zip(body.pieces, [*map(print_gap, body.gaps), ""], strict=True)
        rows = ["".join(piece + gap for piece, gap in texts)]
        rows += [
            "\n" + print_entry("not=", f"gap {number}", gap.tag, gap.feedback)
            for number, gap in enumerate(body.gaps, start=1)
            if gap.tag or gap.feedback
        ]
        return "\n".join(rows)

    def ask(self, body: Cloze, seed: str) -> ClozeView:
        return ClozeView(
            body.text,
            tuple(
                GapView(slot, tuple(Choice(choice_id(t), t) for t in shuffled(gap.menu, seed)))
                for slot, gap in _slots(body)
            ),
        )

    def read(self, body: Cloze, form: Form) -> Given:
        slots = {
            slot: {choice_id(text) for text in gap.menu} if gap.menu else None
            for slot, gap in _slots(body)
        }
        return read_slots(form, slots, MAX_ANSWER)

    def remark(self, body: Cloze, given: Given) -> str:
        slots = [slot for slot, _ in _slots(body)]
        return unfilled(given, slots, "gaps is still empty.", "gaps are still empty.")

    def blanks(self, view: ClozeView) -> tuple[Blank, ...]:
        return tuple(
            Blank(
                f"Gap {gap.slot}",
                f"one letter, {span(letters(len(gap.choices)))}"
                if gap.choices
                else "what was written",
            )
            for gap in view.gaps
        )

    def written(self, view: ClozeView, given: Given) -> tuple[str, ...]:
        found = ((gap, given.get(gap.slot, "")) for gap in view.gaps)
        return tuple(letter_of(gap.choices, text) if gap.choices else text for gap, text in found)

    def transcribe(self, view: ClozeView, texts: Sequence[str]) -> Form:
        found = zip(view.gaps, texts, strict=True)
        return {gap.slot: [_entered(gap, text)] for gap, text in found}

    def mark(self, body: Cloze, given: Given) -> Fraction:
        right = sum(_right(gap, given.get(slot, "")) for slot, gap in _slots(body))
        return Fraction(right, len(body.gaps))

    def comments(self, body: Cloze, given: Given) -> tuple[Comment, ...]:
        return tuple(
            Comment(gap.feedback, gap.tag, f"Gap {slot}")
            for slot, gap in _slots(body)
            if (gap.feedback or gap.tag)
            and _review(gap, given.get(slot, "")).outcome is Outcome.WRONG
        )

    def key(self, body: Cloze) -> Given:
        return {
            slot: choice_id(gap.answers[0]) if gap.menu else gap.answers[0]
            for slot, gap in _slots(body)
        }

    def review(self, body: Cloze, given: Given) -> ClozeReview:
        gaps = tuple(_review(gap, given.get(slot, "")) for slot, gap in _slots(body))
        return ClozeReview(body.text, gaps)

    def said(self, body: Cloze, given: Given) -> str:
        texts = ((slot, _said(gap, given.get(slot, ""))) for slot, gap in _slots(body))
        return "; ".join(f"{slot}: {text}" for slot, text in texts if text)

    def possible(self, body: Cloze) -> tuple[ResponseClass, ...]:
        return tuple(said for part, _, gap in _parts(body) for said in _possible(part, gap))

    def classify(self, body: Cloze, given: Given) -> tuple[ResponseClass, ...]:
        parts = ((part, gap, given.get(slot, "")) for part, slot, gap in _parts(body))
        return tuple(said for part, gap, text in parts for said in _classify(part, gap, text))

    def texts(self, body: Cloze) -> tuple[str, ...]:
        texts = (text for gap in body.gaps for text in (*gap.menu, gap.feedback) if text)
        return (body.text, *texts)

    def markdown(self, prose: str) -> str:
        return without_typed(prose)


def _entered(gap: GapView, text: str) -> str:
    """What the gap's input would have sent. Raises `ValueError`, which names the gap."""
    if not gap.choices:
        return text
    try:
        return choice_of(gap.choices, text)
    except ValueError as error:
        raise ValueError(f"Gap {gap.slot}: {error}") from error


def _slots(body: Cloze) -> list[tuple[str, Gap]]:
    return [(str(number), gap) for number, gap in enumerate(body.gaps, start=1)]


def _parts(body: Cloze) -> Iterator[tuple[str, str, Gap]]:
    """(name, slot, gap) of each gap. The name has some of the words around it."""
    words = [_words(piece) for piece in body.pieces]
    for (slot, gap), before, after in zip(_slots(body), words, words[1:], strict=False):
        around = " ".join([*before[-_AROUND:], "…", *after[:_AROUND]])
        yield f"Gap {slot}: {around}", slot, gap


def _words(piece: str) -> list[str]:
    """The words of a piece of Markdown, without its marks."""
    return [word for word in _NO_WORDS.sub("", piece).split() if any(map(str.isalnum, word))]


def _possible(part: str, gap: Gap) -> list[ResponseClass]:
    if gap.menu:
        return [ResponseClass(part, text, text in gap.answers) for text in gap.menu]
    return [foreseen(part, answer, True) for answer in gap.answers]


def _classify(part: str, gap: Gap, given: str) -> list[ResponseClass]:
    if is_blank({part: given}):
        return []
    texts = [choice_id(text) for text in gap.menu] or [fold(answer) for answer in gap.answers]
    text = given if gap.menu else fold(given)
    found = [said for said, key in zip(_possible(part, gap), texts, strict=True) if key == text]
    return found or ([] if gap.menu else [unforeseen(part, given)])


def _right(gap: Gap, given: str) -> bool:
    if gap.menu:
        return given == choice_id(gap.answers[0])
    return fold(given) in {fold(answer) for answer in gap.answers}


def _said(gap: Gap, given: str) -> str:
    if gap.menu:
        return next((text for text in gap.menu if choice_id(text) == given), "")
    return typed({"text": given})


def _review(gap: Gap, given: str) -> ReviewedGap:
    return ReviewedGap(
        given=_said(gap, given),
        answers=gap.answers,
        menu=bool(gap.menu),
        outcome=part_outcome(given, _right(gap, given)),
    )


def _fill(html: str, gaps: Sequence[G]) -> Iterator[str | G]:
    """The pieces of `html` with the gaps between them, each once.

    A placeholder inside a tag (a link's address, an image's title) can't become an input; such a
    gap follows the text instead. Slicing keeps what kind of string `html` is.
    """
    left = dict(enumerate(gaps, start=1))
    start = 0
    for match in _TAG_OR_PLACEHOLDER.finditer(html):
        for found in _PLACEHOLDER.finditer(html, match.start(), match.end()):
            yield html[start : found.start()]
            start = found.end()
            number = int(found[1])
            if match[1] and number in left:
                yield left.pop(number)
    yield html[start:]
    yield from left.values()
