"""Every example in docs/lesson-format.md is read and shown without a mistake."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from quiz.content.front_matter import KEYS
from quiz.content.items import MAX_CHARACTERS, MAX_ENTRIES
from quiz.content.items import MAX_LINES as MAX_ITEM_LINES
from quiz.content.parser import MAX_ITEMS, parse_lesson
from quiz.content.polls import FEWEST_CHOICES, MAX_CHOICE, MAX_POLLS, MOST_CHOICES
from quiz.content.render import MAX_TEXT, Renderer
from quiz.content.settings import ITEM_KEYS, QUIZ_KEYS
from quiz.content.source import MAX_LINE, MAX_LINES
from quiz.model import Bloom, Feedback, Needs, Strand
from quiz.questions import types

DOCUMENT = Path(__file__).parents[2] / "docs" / "lesson-format.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```markdown\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    renderer = Renderer(lambda file, fragment, instructor: file)
    yield renderer
    renderer.close()


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_example(example: str, renderer: Renderer) -> None:
    whole = example if example.startswith("---\n") else "---\ntitle: Example\n---\n\n" + example
    lesson, problems = parse_lesson("docs/lesson-format.md", "example", whole)
    assert not problems
    assert lesson is not None
    assert renderer.prepare(lesson).problems == ()


def test_every_type_has_an_example() -> None:
    shown = set()
    for example in EXAMPLES:
        whole = example if example.startswith("---\n") else "---\ntitle: A\n---\n" + example
        lesson, _ = parse_lesson("x.md", "x", whole)
        assert lesson is not None
        shown |= {item.type for item in lesson.practice}
    assert shown == set(types())


def test_a_poll_has_an_example() -> None:
    [example] = [example for example in EXAMPLES if "## Poll:" in example]
    lesson, _ = parse_lesson("x.md", "x", "---\ntitle: A\n---\n" + example)
    assert lesson is not None
    [poll] = lesson.polls
    assert poll.choices[2] == "Half good, half weak"
    assert len(poll.choices) == 5


def test_every_word_of_the_format_is_told() -> None:
    words = [*KEYS, *ITEM_KEYS, *QUIZ_KEYS, *Bloom, *Strand, *Needs, *Feedback, *types()]
    assert [word for word in words if f"`{word}`" not in TEXT] == []


def test_limits_are_the_ones_that_hold() -> None:
    limits = TEXT.split("## Limits")[1]
    for number in (MAX_LINE, MAX_LINES, MAX_ITEMS, MAX_ITEM_LINES, MAX_ENTRIES, MAX_TEXT):
        assert f"{number:,} " in limits
    assert f"{MAX_CHARACTERS:,} " in limits
    assert f"{MAX_POLLS} polls" in limits
    assert f"{FEWEST_CHOICES} to {MOST_CHOICES} choices of {MAX_CHOICE} characters" in limits
