"""What the types with a typed answer share: which of them a body is, and comparing texts."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass

from quiz.grammar import Block, Entry, one_line, print_entry
from quiz.model import Comment, Outcome, ResponseClass
from quiz.questions.parts.entries import first_marker, no_tag, only
from quiz.questions.parts.numbers import looks_numeric

MAX_ANSWER = 500
"""Characters a student may write where a word or a short phrase is asked for."""

_MARKERS = ("=", "or=", "not=", "else=")
_GAP_OPENS = re.compile(r"(?:[^\\\[]|\\.|\[(?!\[))*+\[\[", re.DOTALL)
_INLINE = re.compile(r"[\\`*_\[\]{}!]")
FINAL_SIGNS = ".,;:!?…。！？؟۔،؛।"
APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'"})


@dataclass(frozen=True)
class Answer:
    """One answer that the author foresaw, with what to say to it. `text` is plain text."""

    text: str
    tag: str = ""
    feedback: str = ""


@dataclass(frozen=True)
class Answers:
    """The entries of a body: right answers, foreseen wrong ones, and what is said to the rest."""

    right: tuple[Answer, ...]
    wrong: tuple[Answer, ...] = ()
    other: Answer | None = None


@dataclass(frozen=True)
class TextView:
    """What a student's page knows of a typed answer: only how long it may be."""

    limit: int


@dataclass(frozen=True)
class TextReview:
    """A typed answer beside the right ones."""

    text: str
    outcome: Outcome
    answers: tuple[str, ...]


def fold(text: str) -> str:
    """The text as it is compared: case, spacing and final punctuation make no difference.

    Nor do typographic apostrophes, invisible marks and compatibility forms (full-width letters),
    which keyboards put in unasked.
    """
    text = unicodedata.normalize("NFKC", text.translate(APOSTROPHES))
    text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    text = one_line(unicodedata.normalize("NFKC", text.casefold()))
    return text.rstrip(FINAL_SIGNS + " ") or text


def answer_kind(block: Block) -> str:
    """Which of the types with `=` entries or gaps the body is, by name; '' for none of them."""
    marker = first_marker(block)
    if marker and marker not in _MARKERS:
        return ""
    key = next((entry.text for entry in block.entries if entry.marker == "="), None)
    if key is None:
        if _GAP_OPENS.match(block.prose):
            return "cloze"
        return "short text" if marker else ""
    if key.casefold() in ("true", "false"):
        return "true/false"
    return "numeric" if looks_numeric(key) else "short text"


def parse_answers(block: Block, name: str, markers: tuple[str, ...] = _MARKERS) -> Answers:
    """The answers of the body; mistakes that the types share are reported."""
    right, wrong, other = list[Answer](), list[Answer](), list[Answer]()
    lists = {"=": right, "or=": right, "not=": wrong, "else=": other}
    entries = only(block, name, markers)
    for entry in entries:
        _check(block, entry)
        lists[entry.marker].append(Answer(one_line(entry.text), entry.tag, entry.feedback))
    for marker in ("=", "else="):
        for entry in [entry for entry in entries if entry.marker == marker][1:]:
            instead = " Write `or=` before further right answers." if marker == "=" else ""
            block.problem(entry.line, f"There is a second `{marker}` here. Keep one.{instead}")
    if not any(entry.marker == "=" for entry in entries):
        block.problem(block.line, "This question has no right answer. Write it after `= `.")
    # Sorting is stable, so the `=` comes first and the rest keep their order.
    keys = [entry for entry in entries if lists[entry.marker] is right]
    order = sorted(range(len(right)), key=lambda i: keys[i].marker != "=")
    return Answers(tuple(right[i] for i in order), tuple(wrong), other[0] if other else None)


def _check(block: Block, entry: Entry) -> None:
    if entry.marker == "else=" and entry.text:
        block.problem(
            entry.line,
            "`else=` stands for every other wrong answer, so nothing but a tag follows it. Put "
            "its feedback on the next line after `    > `.",
        )
    if entry.marker != "else=" and not fold(entry.text):
        block.problem(entry.line, f"There is no answer after `{entry.marker}`.")
    if entry.marker in ("=", "or="):
        no_tag(block, entry)


def print_answers(answers: Answers) -> str:
    """The entries that `parse_answers` reads back."""
    first, *more = answers.right
    rows = [("=", first), *(("or=", answer) for answer in more)]
    rows += [("not=", answer) for answer in answers.wrong]
    rows += [("else=", answers.other)] if answers.other else []
    return "\n".join(print_entry(marker, a.text, a.tag, a.feedback) for marker, a in rows)


def foreseen(part: str, answer: str, right: bool) -> ResponseClass:
    """An answer of the author's as a class. It is plain text, so its Markdown is taken away."""
    text = _INLINE.sub(r"\\\g<0>", html.escape(answer, quote=False))
    return ResponseClass(part, one_line(text), right)


def unforeseen(part: str, text: str) -> ResponseClass:
    """What a student typed and the author has no answer for, as it is compared."""
    return ResponseClass(part, fold(text) or one_line(text), right=False, typed=True)


def comment_on(answer: Answer | None) -> tuple[Comment, ...]:
    """The comment that comes with an answer, if the author wrote one."""
    if answer is None or not (answer.feedback or answer.tag):
        return ()
    return (Comment(answer.feedback, answer.tag, answer.text),)
