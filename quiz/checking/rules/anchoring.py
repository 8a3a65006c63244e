"""Does every item and every section say which paragraphs it is about? Points 1 and 14."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from quiz.checking.material import LessonText, Material
from quiz.checking.passages import RUNNING, Kind
from quiz.checking.registry import ERROR, WARNING, rule
from quiz.checking.sentences import shown, words
from quiz.content.reading import paragraphs
from quiz.model import Needs, Problem, Prose

MIN_PER_PARAGRAPH = 3
MIN_SECTION_WORDS = 60

_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)


@rule("anchored-item", ERROR, "questions")
def anchored_item(material: Material) -> Iterator[Problem]:
    """Every item names its paragraphs, if the course has a reading."""
    for item in material.items:
        if material.reading and not item.item.see:
            yield item.problem(
                "This question doesn't say which paragraphs it is about. Add a line such as "
                "`see: P2` below its heading."
            )


@rule("anchored-lesson", ERROR, "lessons")
def anchored_lesson(material: Material) -> Iterator[Problem]:
    """Every lesson with prose of its own names its paragraphs, if the course has a reading."""
    for lesson in material.lessons:
        prose = any(isinstance(part, Prose) for part in lesson.lesson.parts)
        if material.reading and prose and not lesson.lesson.reading:
            yield lesson.problem(
                "This lesson doesn't say which paragraphs it reads. Add a line such as "
                "`reading: P1-P3` to the settings at its top."
            )


@rule("anchored-section", WARNING, "lessons")
def anchored_section(material: Material) -> Iterator[Problem]:
    """Every longer section names a paragraph."""
    anchors = anchors_of(material.reading)
    if not anchors:
        return
    named = re.compile(
        rf"(?<!\w)(?:{'|'.join(map(re.escape, anchors))})(?!\w)|reading\.md#", re.IGNORECASE
    )
    for lesson in material.lessons:
        sections = sorted({passage.section for passage in lesson.passages} - {0})
        for section in sections:
            inside = [passage for passage in lesson.passages if passage.section == section]
            if inside[0].text.lower().startswith("quiz:"):
                continue
            running = [p.text for p in inside if p.is_prose]
            long = len(words(" ".join(running))) >= MIN_SECTION_WORDS
            if long and not any(named.search(passage.raw) for passage in inside):
                yield inside[0].problem(
                    0,
                    f"The section “{shown(inside[0].text)}” names no paragraph of the reading. "
                    "Say which one it is about, such as P2.",
                )


@rule("evidence-fits", ERROR, "questions")
def evidence_fits(material: Material) -> Iterator[Problem]:
    """Evidence is asked for in quizzes, stands in what the lesson reads, and isn't everything."""
    everything = set(anchors_of(material.reading))
    for lesson in material.lessons:
        for item in lesson.items:
            evidence = set(item.item.evidence)
            if not evidence:
                continue
            unread = sorted(evidence & everything - set(lesson.lesson.reading))
            if item.quiz is None:
                yield item.problem(
                    "In practice, students aren't asked which paragraphs support their answer. "
                    "Take `evidence:` out, or move the question into a quiz."
                )
            elif everything and evidence >= everything:
                yield item.problem(
                    "`evidence:` names every paragraph, so that there is nothing to choose. Name "
                    "those that support the answer most directly, or take the line out."
                )
            elif unread:
                yield item.problem(
                    f"`evidence:` names {', '.join(unread).upper()}, which this lesson doesn't "
                    "read. Name other paragraphs, or add it to `reading:` at the top of the file."
                )


@rule("paragraph-used", ERROR, "the course", whole=True)
def paragraph_used(material: Material) -> Iterator[Problem]:
    """Every numbered paragraph of the reading has at least three items; `needs: lesson` items
    don't count, since they can be answered without it."""
    counts = paragraph_counts(material)
    for anchor in anchors_of(material.reading):
        if not anchor[-1].isdigit():  # a title or a closing note
            continue
        if counts[anchor] < MIN_PER_PARAGRAPH and material.reading:
            yield material.reading.problem(
                f"Too few questions need {anchor.upper()}: {counts[anchor]}. Write more, so that "
                f"there are {MIN_PER_PARAGRAPH} at least (`needs: lesson` doesn't count).",
                material.reading.line_with(f"{{#{anchor}}}"),
            )


def paragraph_counts(material: Material) -> Counter[str]:
    """Items that need the article, by paragraph."""
    return Counter(
        anchor
        for item in material.items
        if item.item.needs is not Needs.LESSON
        for anchor in item.item.see
    )


def anchors_of(reading: LessonText | None) -> list[str]:
    """The paragraphs of the reading: its headings of level 2 that have an id."""
    return [paragraph.anchor for paragraph in paragraphs(reading.lesson)] if reading else []


@rule("labelled", ERROR, "questions")
def labelled(material: Material) -> Iterator[Problem]:
    """Every item says its Bloom level, its strand and what it needs."""
    for item in material.items:
        wanted = (
            ("`bloom:` (remember, understand, analyse…)", item.item.bloom),
            ("`strand:` (comprehension or critical thinking)", item.item.strand),
            ("`needs:` (article, lesson or both)", item.item.needs),
        )
        missing = [setting for setting, value in wanted if value is None]
        if missing:
            yield item.problem(
                f"This question lacks {', '.join(missing)}. Add it below the heading, so that the "
                "balance of the course can be counted."
            )


@rule("terms-bold", WARNING, "lessons")
def terms_bold(material: Material) -> Iterator[Problem]:
    """A key term stands in bold where the lesson first uses it."""
    for lesson in material.lessons:
        running = [
            passage
            for passage in lesson.passages
            if passage.kind in RUNNING | {Kind.TABLE} and passage.for_students
        ]
        bold = " | ".join(
            " ".join(match[1].split())
            for passage in running
            for match in _BOLD.finditer(passage.raw)
        ).lower()
        for term, _ in lesson.lesson.terms:
            found = _first_use(term, [passage.raw for passage in running])
            if found is not None and term.lower() not in bold:
                yield running[found].problem(
                    0,
                    f"“{term}” is a key term of this lesson, but it nowhere stands in bold. "
                    "Write `**…**` around it where it is explained.",
                )


def _first_use(term: str, texts: list[str]) -> int | None:
    pattern = re.compile(rf"(?<!\w){re.escape(term)}", re.IGNORECASE)
    return next((i for i, text in enumerate(texts) if pattern.search(text)), None)
