"""Open response: a text of the student's own, which a person marks by a rubric.

Slots: `text` -> what the student wrote, line breaks included.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from quiz.grammar import Block, Entry, one_line, print_entry, split_unescaped
from quiz.model import Body, Comment, Given, ResponseClass
from quiz.questions import MAX_TEXT, Form, QuestionType, is_blank
from quiz.questions.parts.entries import bare, first_marker, only
from quiz.questions.parts.given import read_slots, typed
from quiz.questions.parts.paper import Blank

_WORDS = re.compile(r"([0-9]{1,4})\s*[-–]\s*([0-9]{1,4})\s+words", re.IGNORECASE | re.ASCII)
_LEVEL = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?", re.ASCII)
_RULE = re.compile(r":?-+:?")
_HEADER = "Write the rubric's first row as `| criterion | 4 | 3 | 2 | 1 |`: points, falling."


@dataclass(frozen=True)
class Criterion:
    """One row of a rubric: what is looked at, and what each level looks like (may be empty)."""

    name: str
    levels: tuple[str, ...]


@dataclass(frozen=True)
class Rubric:
    """`points` are those of the levels, highest first."""

    points: tuple[float, ...]
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True)
class OpenResponse(Body):
    """`words` is the range that is asked for, both ends included."""

    words: tuple[int, int] | None = None
    rubric: Rubric | None = None
    model: str = ""


@dataclass(frozen=True)
class OpenView:
    """What a student's page knows: how long the text should be, and how long it may be."""

    words: tuple[int, int] | None
    limit: int


@dataclass(frozen=True)
class OpenReview:
    """The response beside the rubric and the model text."""

    text: str
    words: int
    rubric: Rubric | None
    model: str


class OpenResponseType(QuestionType[OpenResponse]):
    name = "open response"
    example = """\
### Should schools start later in the morning? Give a reason and an example. {#later}

____ 40-80 words

rubric:
| criterion | 2 | 1 | 0 |
|---|---|---|---|
| Reason | One that bears on the question | One that is only named | None |
| Example | A particular case | A general remark | None |

model: They should, because teenagers fall asleep late. In my school the first lesson
  is the one with the most absences.
"""

    def recognises(self, block: Block) -> bool:
        return first_marker(block) in ("____", "rubric:", "model:")

    def parse(self, block: Block) -> OpenResponse | None:
        entries = only(block, self.name, ("____", "rubric:", "|", "model:"))
        first = {entry.marker: entry for entry in reversed(entries)}
        for entry in entries:
            if entry.marker != "|" and entry is not first[entry.marker]:
                block.problem(entry.line, f"There is a second `{entry.marker}` here. Keep one.")
            bare(block, entry, "A rubric's cells and the texts around them are plain Markdown.")
        if "____" not in first:
            block.problem(block.line, "Write `____` above the rubric: it is where students write.")
        if "model:" in first and not first["model:"].text:
            block.problem(first["model:"].line, "There is no text after `model:`.")
        words = _words(block, first["____"]) if "____" in first else None
        rubric = _rubric(block, first["rubric:"], entries) if "rubric:" in first else None
        model = first["model:"].text if "model:" in first else ""
        return None if block.problems else OpenResponse(words, rubric, model)

    def print(self, body: OpenResponse) -> str:
        rows = ["____ {}-{} words".format(*body.words) if body.words else "____"]
        if body.rubric:
            points = [f"{level:g}" for level in body.rubric.points]
            rows += ["", "rubric:", _row("criterion", *points), _row("---", *["---"] * len(points))]
            rows += [_row(criterion.name, *criterion.levels) for criterion in body.rubric.criteria]
        if body.model:
            rows += ["", print_entry("model:", body.model)]
        return "\n".join(rows)

    def ask(self, body: OpenResponse, seed: str) -> OpenView:
        return OpenView(body.words, MAX_TEXT)

    def read(self, body: OpenResponse, form: Form) -> Given:
        return read_slots(form, {"text": None})

    def remark(self, body: OpenResponse, given: Given) -> str:
        words = count_words(given.get("text", ""))
        if body.words is None or words == 0 or body.words[0] <= words <= body.words[1]:
            return ""
        have = "1 word" if words == 1 else f"{words} words"
        return f"Your text has {have}; {body.words[0]} to {body.words[1]} are asked for."

    def blanks(self, view: OpenView) -> tuple[Blank, ...]:
        return (Blank("", "what was written", long=True),)

    def written(self, view: OpenView, given: Given) -> tuple[str, ...]:
        return (given.get("text", ""),)

    def transcribe(self, view: OpenView, texts: Sequence[str]) -> Form:
        return {"text": [texts[0]]}

    def mark(self, body: OpenResponse, given: Given) -> Fraction | None:
        return Fraction(0) if is_blank(given) else None

    def comments(self, body: OpenResponse, given: Given) -> tuple[Comment, ...]:
        return ()

    def key(self, body: OpenResponse) -> None:
        return None

    def review(self, body: OpenResponse, given: Given) -> OpenReview:
        text = given.get("text", "")
        return OpenReview(text, count_words(text), body.rubric, body.model)

    def said(self, body: OpenResponse, given: Given) -> str:
        return typed(given)

    def possible(self, body: OpenResponse) -> tuple[ResponseClass, ...]:
        return ()

    def classify(self, body: OpenResponse, given: Given) -> tuple[ResponseClass, ...]:
        return ()

    def texts(self, body: OpenResponse) -> tuple[str, ...]:
        criteria = body.rubric.criteria if body.rubric else ()
        cells = [cell for row in criteria for cell in (row.name, *row.levels)]
        return tuple(text for text in (*cells, body.model) if text)


def count_words(text: str) -> int:
    """Words as a reader counts them: what stands between spaces and holds a letter or a digit."""
    return sum(any(map(str.isalnum, word)) for word in text.split())


def _words(block: Block, entry: Entry) -> tuple[int, int] | None:
    if not entry.text:
        return None
    match = _WORDS.fullmatch(entry.text)
    if match is None:
        block.problem(entry.line, "Write the word range as `____ 80-120 words`, or only `____`.")
        return None
    least, most = int(match[1]), int(match[2])
    if least > most:
        block.problem(entry.line, f"The word range runs backwards: {least} is more than {most}.")
    return least, most


def _rubric(block: Block, start: Entry, entries: list[Entry]) -> Rubric | None:
    if start.text:
        block.problem(start.line, "Nothing else may stand on the line of `rubric:`.")
    rows = []
    for before, entry in pairwise(entries):
        if entry.marker == "|":
            if before.marker not in ("rubric:", "|"):
                block.problem(entry.line, "Move this row up to the other rows of the rubric.")
            rows.append((entry.line, _cells(entry.text)))
    if len(rows) < 3:
        block.problem(
            start.line,
            "The rubric needs a header row, a row of dashes and at least one criterion.",
        )
        return None
    (line, (name, *levels)), (rule_line, rule), *criteria = rows
    if name.casefold() != "criterion" or not levels:
        block.problem(line, _HEADER)
        return None
    if not all(_RULE.fullmatch(cell) for cell in rule):
        block.problem(rule_line, "Below the rubric's first row, write `|---|---|---|`.")
    if not all(_LEVEL.fullmatch(level) for level in levels):
        block.problem(line, _HEADER)
        return None
    points = tuple(float(level) for level in levels)
    if any(high <= low for high, low in pairwise(points)):
        block.problem(line, _HEADER)
    return Rubric(points, tuple(_criterion(block, *row, len(levels)) for row in criteria))


def _cells(text: str) -> list[str]:
    cells = [cell.strip() for cell in split_unescaped(one_line(text), "|")]
    return cells if cells[-1] else cells[:-1] or [""]


def _criterion(block: Block, line: int, cells: list[str], levels: int) -> Criterion:
    if not cells[0]:
        block.problem(line, "The first cell is empty. Write what the criterion is called.")
    if len(cells) != levels + 1:
        block.problem(
            line, f"This row has {len(cells) - 1} levels; the rubric's first row has {levels}."
        )
    return Criterion(cells[0], tuple(cells[1:]))


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"
