"""Whose claim is it, and when was it checked? Points 2 and 19."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from quiz.checking.language import Language, any_word
from quiz.checking.material import ItemText, LessonText, Material
from quiz.checking.passages import RUNNING, Kind, Passage
from quiz.checking.registry import ERROR, WARNING, rule
from quiz.checking.sentences import folded, plain, shown, words
from quiz.checking.settings import OPENING_WORDS
from quiz.model import Outside, Problem, Prose

MIN_WORDS = 5
MAX_DAYS = 366

_FIGURE = re.compile(r"(?<![\w.-])(?:(?:1[5-9]|20)[0-9]{2}|[0-9]{1,3}(?:,[0-9]{3})+)(?![\w-])")
_YEAR = re.compile(r"\b(?:19|20)[0-9]{2}\b")
_CLAIMS = RUNNING | {Kind.FEEDBACK, Kind.WHY, Kind.MODEL, Kind.TEXT}
_CHECK_BOX = "check"


@rule("attributed", ERROR, "lessons and questions", needs=("actors",), worded=True)
def attributed(material: Material) -> Iterator[Problem]:
    """A sentence about an actor says whose claim it is, or follows one that does."""
    actors = any_word(material.settings["actors"], case=True)
    for language, passage in material.worded(*_CLAIMS):
        marked = passage.kind in (Kind.FEEDBACK, Kind.WHY) and language.attribution.search(
            passage.text
        )
        # What feedback says belongs to the text that the question names.
        for place, sentence in passage.sentences if not marked else ():
            marked = marked or language.attribution.search(sentence)
            if not marked and _claim(sentence, actors, language):
                yield passage.problem(
                    place,
                    f"“{shown(sentence, 50)}” states a claim without saying whose it is. Add “the "
                    "author says”, a paragraph such as P2, or a source with its year.",
                )
                break


def _claim(sentence: str, actors: re.Pattern[str], language: Language) -> bool:
    text = " ".join(sentence.split())
    asks = text.rstrip('”’")').endswith("?")
    return bool(
        actors.search(text)
        and len(words(text)) >= MIN_WORDS
        and not asks
        and not language.instruction.match(text)
    )


@rule("opening", ERROR, "lessons", needs=("opening",))
def opening(material: Material) -> Iterator[Problem]:
    """The first sixty words of a lesson say what kind of text it is about."""
    for lesson in material.lessons:
        if not any(isinstance(part, Prose) for part in lesson.lesson.parts):
            continue
        running = [p for p in lesson.passages if p.kind in RUNNING and p.for_students]
        start = " ".join(folded(" ".join(p.text for p in running))[:OPENING_WORDS])
        missing = [
            phrase
            for phrase in material.settings["opening"]
            if not re.search(rf"\b{re.escape(' '.join(folded(phrase)))}", start)
        ]
        if missing:
            listed = " and ".join(f"“{phrase}”" for phrase in missing)
            yield lesson.problem(
                f"The first {OPENING_WORDS} words of this lesson lack {listed}. Begin by saying "
                "what kind of text the lesson is about.",
                running[0].lines[0].number if running else 0,
            )


@rule("known-source", ERROR, "questions", needs=("sources",))
def known_source(material: Material) -> Iterator[Problem]:
    """Every source of an item is on the course's list."""
    known = any_word(material.settings["sources"])
    for lesson in material.lessons:
        for item in lesson.items:
            for fact in item.item.outside:
                if not known.search(fact.source):
                    yield item.problem(
                        f"“{shown(fact.source)}” isn't on the list of sources in index.md. Use one "
                        "from the list, or add it there once you have looked at it.",
                        _line_of(lesson, item, fact),
                    )


def _line_of(lesson: LessonText, item: ItemText, fact: Outside) -> int:
    """The line of the item's `outside:` that holds this fact."""
    numbers = (
        line.number
        for line in lesson.lines
        if line.number > item.item.line
        and line.text.lower().startswith("outside")
        and fact.source in " ".join(line.text.split())
        and fact.checked in line.text
    )
    return next(numbers, item.item.line)


@rule("fresh-facts", WARNING, "lessons and questions", worded=True)
def fresh_facts(material: Material) -> Iterator[Problem]:
    """Outside facts were checked within twelve months."""
    for lesson in material.lessons:
        for item in lesson.items:
            for fact in item.item.outside:
                day = date.fromisoformat(fact.checked)
                if message := _stale(day, material.today, fact.checked):
                    yield item.problem(message, _line_of(lesson, item, fact))
    for language, passage in _check_boxes(material):
        match = language.checked.search(passage.text)
        day_ = _month(match["value"], language) if match else None
        if match and day_ and (message := _stale(day_, material.today, match["value"])):
            yield passage.problem(match.start(), message)


def _stale(day: date, today: date, written: str) -> str:
    if day > today:
        return f"“{written}” lies in the future. Write the day on which it was checked."
    if (today - day).days > MAX_DAYS:
        return f"This was checked over twelve months ago ({written}). Check it again, and date it."
    return ""


def _month(text: str, language: Language) -> date | None:
    """The last possible day of `June 2024` or `3 June 2024`, roughly; None where there is none."""
    found = _YEAR.search(text)
    months = [i for i, name in enumerate(language.months, 1) if name in text.lower()]
    return date(int(found[0]), months[0], 1) if found and months else None


def _check_boxes(material: Material) -> Iterator[tuple[Language, Passage]]:
    for language, passage in material.worded(*RUNNING):
        if passage.box == _CHECK_BOX:
            yield language, passage


@rule("check-box", ERROR, "lessons", worded=True)
def check_box(material: Material) -> Iterator[Problem]:
    """A check box names a year, how sure we are, and when it was checked."""
    for page in material.pages:
        for passages in _boxes(page):
            text = "\n".join(passage.text for passage in passages[1:])
            language = page.language
            if language is None:
                continue
            checked = language.checked.search(text)
            missing = [
                name
                for name, found in (
                    ("a source with its year", _YEAR.search(_before(text, checked))),
                    ("how sure we are (`*Confidence:* high.`)", language.confidence.search(text)),
                    ("when it was checked (`*Checked:* May 2025.`)", checked),
                )
                if not found
            ]
            if missing:
                yield passages[0].problem(
                    0, f"This box lacks {' and '.join(missing)}. Add it, so that facts stay dated."
                )


def _before(text: str, checked: re.Match[str] | None) -> str:
    return text[: checked.start()] if checked else text


def _boxes(page: LessonText) -> Iterator[list[Passage]]:
    """The check boxes of a page, each as its title with the passages below it."""
    box: list[Passage] = []
    for passage in page.passages:
        inside = passage.box == _CHECK_BOX
        if box and (not inside or passage.kind is Kind.HEADING):
            yield box
            box = []
        if inside:
            box.append(passage)
    if box:
        yield box


@rule("sourced-figures", ERROR, "lessons and questions", needs=("sources",), worded=True)
def sourced_figures(material: Material) -> Iterator[Problem]:
    """A year or a large number that the reading doesn't have comes with a source."""
    if material.reading is None:
        return
    known = {match[0] for line in material.reading.lines for match in _FIGURE.finditer(line.text)}
    sources = any_word(material.settings["sources"])
    for lesson in material.lessons:
        for language, passage in _claims(lesson):
            if language.citation.search(passage.text) or sources.search(passage.text):
                continue
            for match in _FIGURE.finditer(passage.text):
                if match[0] not in known:
                    yield passage.problem(
                        match.start(),
                        f"{match[0]} isn't in the reading. Name its source and year here, such as "
                        "“(City council, 2024)”, or `outside:` in a question.",
                    )


def _claims(lesson: LessonText) -> Iterator[tuple[Language, Passage]]:
    if lesson.language is None:
        return
    box_sourced = {
        passage.lines[0].number
        for box in _boxes(lesson)
        if _YEAR.search(plain("\n".join(p.raw for p in box)))
        for passage in box
    }
    for passage in lesson.passages:
        if passage.is_prose and passage.lines[0].number not in box_sourced:
            yield lesson.language, passage
    for item in lesson.items:
        for passage in item.passages if not item.item.outside else ():
            if passage.kind in _CLAIMS | {Kind.STEM}:
                yield lesson.language, passage
