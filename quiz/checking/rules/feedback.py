"""Does the feedback teach? Point 12."""

from __future__ import annotations

from collections.abc import Iterator

from quiz.checking.material import ItemText, Material, is_right
from quiz.checking.passages import Kind
from quiz.checking.registry import ERROR, WARNING, rule
from quiz.checking.sentences import folded, plain, shown, words
from quiz.grammar import Entry
from quiz.model import Problem
from quiz.report_text import counted

MIN_WORDS = 5

_WRONG = ("not=", "else=", "-")


@rule("option-feedback", ERROR, "feedback")
def option_feedback(material: Material) -> Iterator[Problem]:
    """Every option, and every answer that is foreseen as wrong, has feedback of five words."""
    for item in material.items:
        for entry in _to_explain(item):
            count = len(words(plain(entry.feedback)))
            if not count:
                message = "This answer has no feedback. Say why it is right or wrong: `> …`."
            elif count < MIN_WORDS:
                said = counted(count, "word")
                message = f"Feedback of {said} explains little. Write {MIN_WORDS} at least."
            else:
                continue
            yield item.problem(message, entry.line)
        if item.item.type != "open response" and not any(_to_explain(item)):
            yield item.problem(
                "Whoever answers this wrongly gets no feedback. Add `not= …` or `else=` with a "
                "line `> …` below it."
            )


def _to_explain(item: ItemText) -> Iterator[Entry]:
    for entry in item.entries:
        judged = item.item.type == "true/false" and entry.marker == "="
        if judged or entry in item.options or entry.marker in _WRONG:
            yield entry


@rule("distractor-tag", ERROR, "options", needs=("tags",))
def distractor_tag(material: Material) -> Iterator[Problem]:
    """Every wrong option names its misconception."""
    for item in material.items:
        for entry in item.entries:
            wrong = entry in item.options and not is_right(entry)
            wrong = wrong or entry.marker in ("not=", "else=")
            wrong = wrong or (entry.marker == "-" and entry.text.startswith("_ ->"))
            if wrong and not entry.tag:
                yield item.problem(
                    "This wrong answer doesn't say which mistake it stands for. Add a tag such as "
                    f"`{{{next(iter(material.settings.tags))}}}` at its end.",
                    entry.line,
                )


@rule("known-tag", ERROR, "options", needs=("tags",))
def known_tag(material: Material) -> Iterator[Problem]:
    """Every tag is one of the course's list."""
    for item in material.items:
        for entry in item.entries:
            if entry.tag and entry.tag not in material.settings.tags:
                listed = ", ".join(material.settings.tags)
                yield item.problem(
                    f"The tag {entry.tag} isn't in the list of index.md. The tags are {listed}.",
                    entry.line,
                )


@rule("feedback-repeats", ERROR, "feedback")
def feedback_repeats(material: Material) -> Iterator[Problem]:
    """No two options share their feedback. Spellings of one typed answer may."""
    for item in material.items:
        seen: dict[tuple[str, ...], Entry] = {}
        for entry in item.entries:
            text = tuple(folded(plain(entry.feedback)))
            if not text or item.item.type in ("short text", "numeric"):
                continue
            first = seen.setdefault(text, entry)
            if first is not entry:
                yield item.problem(
                    f"This feedback is the same as in line {first.line}. Say what is special about "
                    "this answer.",
                    entry.line,
                )


@rule("feedback-reason", ERROR, "feedback", worded=True)
def feedback_reason(material: Material) -> Iterator[Problem]:
    """Feedback gives a reason, and not just a verdict."""
    for item in material.worded_items:
        for entry in item.entries:
            text = " ".join(plain(entry.feedback).split())
            if item.language and text and item.language.verdict.match(text):
                yield item.problem(
                    f"“{shown(text)}” is a verdict without a reason. Say what in the text or in "
                    "the answer makes it right or wrong.",
                    entry.line,
                )


@rule("feedback-person", ERROR, "feedback", worded=True)
def feedback_person(material: Material) -> Iterator[Problem]:
    """Feedback is about the answer, and not about whoever gave it."""
    for words_, passage in material.worded(Kind.FEEDBACK, Kind.WHY):
        match = words_.person.search(passage.own)
        if match:
            yield passage.problem(
                match.start(),
                f"“{shown(match[0])}” is about the student. Write about the answer instead.",
            )


@rule("explanation", WARNING, "questions")
def explanation(material: Material) -> Iterator[Problem]:
    """Every item has an explanation that all students see."""
    for item in material.items:
        if not item.item.why.strip():
            yield item.problem("This question has no explanation. Add one at its end: `why: …`.")
