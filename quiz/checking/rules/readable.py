"""Can the class read it? Point 15. The counter is `quiz.checking.readability`."""

from __future__ import annotations

from collections.abc import Iterator

from quiz.checking.material import LessonText, Material, all_passages
from quiz.checking.passages import RUNNING, Kind
from quiz.checking.readability import Readability, measure
from quiz.checking.registry import ERROR, WARNING, rule
from quiz.checking.sentences import sentences, shown, words
from quiz.model import Problem

GRADES = (7.0, 10.0)
HARD_GRADE = 11.0
STEM_GRADE = 11.0
MEAN_WORDS = 20.0
MAX_WORDS = 35
MIN_SENTENCES = 10
"""Grades of shorter texts swing too much to mean anything."""

_ENGLISH = "en"


def lesson_prose(page: LessonText) -> list[str]:
    """What students read from top to bottom: paragraphs, list items that are sentences, and boxes.

    Not tables, questions, lists of names, or boxes for the instructor.
    """
    return [passage.text for passage in page.passages if passage.is_prose]


def readability(page: LessonText, material: Material) -> Readability:
    """The counts over a lesson's prose."""
    return measure(lesson_prose(page), material.settings.all_names)


def stems(page: LessonText, material: Material) -> Readability:
    """The counts over the questions of a lesson, with their texts."""
    texts = [p.text for item in page.items for p in item.of(Kind.STEM, Kind.TEXT)]
    return measure(texts, material.settings.all_names)


def _english(material: Material) -> list[LessonText]:
    tag = material.course.lang or _ENGLISH
    return [
        page
        for page in material.lessons
        if (page.lesson.lang or tag).lower().partition("-")[0] == _ENGLISH
    ]


@rule("lesson-grade", WARNING, "lessons", worded=True)
def lesson_grade(material: Material) -> Iterator[Problem]:
    """Lesson prose has a Flesch-Kincaid grade of 7 to 10."""
    for page in _english(material):
        found = readability(page, material)
        if found.sentences < MIN_SENTENCES or GRADES[0] <= found.grade <= GRADES[1]:
            continue
        advice = (
            "Shorten sentences and choose shorter words."
            if found.grade > GRADES[1]
            else "It may be too choppy: join some sentences."
        )
        yield page.problem(
            f"The prose of this lesson has reading grade {found.grade:.1f} (wanted: "
            f"{GRADES[0]:g} to {GRADES[1]:g}). {advice}"
        )


@rule("too-hard", ERROR, "lessons", worded=True)
def too_hard(material: Material) -> Iterator[Problem]:
    """Lesson prose is never over grade 11."""
    for page in _english(material):
        found = readability(page, material)
        if found.sentences >= MIN_SENTENCES and found.grade > HARD_GRADE:
            yield page.problem(
                f"The prose of this lesson has reading grade {found.grade:.1f}; {HARD_GRADE:g} is "
                "the limit. Shorten its sentences, and explain or replace long words."
            )


@rule("stem-grade", WARNING, "questions", worded=True)
def stem_grade(material: Material) -> Iterator[Problem]:
    """The questions of a lesson have a grade of 11 at most."""
    for page in _english(material):
        found = stems(page, material)
        if found.sentences >= MIN_SENTENCES and found.grade > STEM_GRADE:
            yield page.problem(
                f"The questions of this lesson have reading grade {found.grade:.1f} (at most "
                f"{STEM_GRADE:g}). Shorten them."
            )


@rule("sentence-mean", WARNING, "lessons", worded=True)
def sentence_mean(material: Material) -> Iterator[Problem]:
    """Sentences have twenty words on average at most."""
    for page in _english(material):
        found = readability(page, material)
        if found.sentences >= MIN_SENTENCES and found.mean > MEAN_WORDS:
            yield page.problem(
                f"The sentences of this lesson have {found.mean:.1f} words on average (at most "
                f"{MEAN_WORDS:g}). Split the longest."
            )


@rule("long-sentence", WARNING, "lessons and questions", worded=True)
def long_sentence(material: Material) -> Iterator[Problem]:
    """No sentence has more than 35 words."""
    kinds = RUNNING | {Kind.STEM, Kind.TEXT, Kind.FEEDBACK, Kind.WHY, Kind.MODEL}
    for page in material.pages:
        for passage in all_passages(page) if page.language else ():
            for place, sentence in sentences(passage.text) if passage.kind in kinds else ():
                count = len(words(sentence))
                if count > MAX_WORDS:
                    yield passage.problem(
                        place,
                        f"The sentence “{shown(sentence, 40)}” has {count} words; {MAX_WORDS} are "
                        "the limit. Split it.",
                    )
