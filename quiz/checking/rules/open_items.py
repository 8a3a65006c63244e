"""Can two people mark an open response alike? Point 20."""

from __future__ import annotations

from collections.abc import Iterator

from quiz.checking.material import ItemText, Material
from quiz.checking.passages import Kind
from quiz.checking.registry import ERROR, rule
from quiz.checking.sentences import plain, words
from quiz.model import Problem
from quiz.questions.open_response import OpenResponse

LEVELS = 4
CRITERIA = (3, 4)


def _open(material: Material) -> Iterator[tuple[ItemText, OpenResponse]]:
    for item in material.items:
        if isinstance(item.item.body, OpenResponse):
            yield item, item.item.body


def _line(item: ItemText, marker: str) -> int:
    return next((entry.line for entry in item.entries if entry.marker == marker), item.item.line)


@rule("open-rubric", ERROR, "open responses")
def open_rubric(material: Material) -> Iterator[Problem]:
    """A rubric has four levels and three or four criteria, and every cell says something."""
    for item, body in _open(material):
        if body.rubric is None:
            yield item.problem("This open response has no rubric. Add one: `rubric:` and a table.")
            continue
        criteria, line = body.rubric.criteria, _line(item, "rubric:")
        if len(body.rubric.points) != LEVELS:
            yield item.problem(
                f"The rubric has {len(body.rubric.points)} levels. Write {LEVELS}, so that two "
                "markers can agree.",
                line,
            )
        if not CRITERIA[0] <= len(criteria) <= CRITERIA[1]:
            yield item.problem(
                f"The rubric has {len(criteria)} criteria. Three or four can be marked fairly.",
                line,
            )
        empty = [c.name for c in criteria if not all(level.strip() for level in c.levels)]
        if empty:
            yield item.problem(
                f"The rubric leaves a level of “{empty[0]}” empty. Say what it looks like.", line
            )


@rule("open-words", ERROR, "open responses")
def open_words(material: Material) -> Iterator[Problem]:
    """Students know how long the answer should be."""
    for item, body in _open(material):
        if body.words is None:
            yield item.problem(
                "Students don't know how much to write. Say so: `____ 80-120 words`.",
                _line(item, "____"),
            )


@rule("open-model", ERROR, "open responses")
def open_model(material: Material) -> Iterator[Problem]:
    """There is a model answer, and its length is what students are asked for."""
    for item, body in _open(material):
        model = item.of(Kind.MODEL)
        count = len(words(plain(body.model)))
        if not count:
            yield item.problem("This open response has no model answer. Add one: `model: …`.")
        elif body.words and not body.words[0] <= count <= body.words[1]:
            yield item.problem(
                f"The model answer has {count} words, but {body.words[0]} to {body.words[1]} are "
                "asked for. Change one of the two.",
                model[0].lines[0].number if model else 0,
            )


@rule("open-opinion", ERROR, "open responses", worded=True)
def open_opinion(material: Material) -> Iterator[Problem]:
    """No criterion rewards an opinion."""
    for words_, passage in material.worded(Kind.RUBRIC):
        match = words_.opinion.search(passage.text)
        if match:
            yield passage.problem(
                match.start(),
                f"“{match[0]}” marks an opinion. Describe the reasoning that earns this level.",
            )
