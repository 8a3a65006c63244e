"""Polls in a lesson file: what is read, and what a teacher is told."""

from __future__ import annotations

import pytest

from quiz.content.parser import parse_lesson, parse_page
from quiz.content.polls import EXAMPLE, MAX_POLLS
from quiz.content.render import Renderer
from quiz.model import Item, Lesson, Poll, Prose, Quiz

FRONT = "---\ntitle: Bees\n---\n"
POLL = """\
## Poll: How *well* do bees fly? {#flight}

Think of the wind.

- Badly
- Well,
    most days

- Very well
"""


def good(body: str) -> Lesson:
    lesson, problems = parse_lesson("lessons/01-bees.md", "bees", FRONT + body)
    assert not problems
    assert lesson is not None
    return lesson


def mistakes(body: str) -> list[tuple[int, str]]:
    lesson, problems = parse_lesson("lessons/01-bees.md", "bees", FRONT + body)
    assert lesson is None
    return [(problem.line, problem.message) for problem in problems]


def test_a_poll_is_read() -> None:
    [poll] = good(POLL).polls
    assert poll == Poll(
        "flight",
        "How *well* do bees fly?",
        ("Badly", "Well, most days", "Very well"),
        "Think of the wind.",
    )
    assert poll.line == 4
    assert good(POLL).poll("flight") == poll
    assert good(POLL).poll("other") is None
    assert good(EXAMPLE).poll("support") is not None


@pytest.mark.parametrize(
    "after",
    ["---\n\nMore text.\n", "## More\n\nText.\n", "### A plain heading\n\nText.\n"],
)
def test_the_lesson_goes_on_below_it(after: str) -> None:
    assert [type(part) for part in good(f"Text.\n\n{POLL}\n{after}").parts] == [Prose, Poll, Prose]


def test_it_stands_among_practice_and_quizzes() -> None:
    item = "### Legs? {#legs}\n\n= 6\n\n"
    lesson = good(
        f"{POLL}\n{item}## Quiz: Exit {{#exit}}\n\n### Eyes? {{#eyes}}\n\n= 5\n\n{EXAMPLE}"
    )
    assert [type(part) for part in lesson.parts] == [Poll, Item, Quiz, Poll]


def test_a_list_in_code_or_indented_is_no_choice() -> None:
    text = POLL.replace("Think of the wind.", "~~~\n- no choice\n~~~")
    assert good(text).polls[0].choices == good(POLL).polls[0].choices


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        (
            "## Poll: How well?\n\n- a\n- b\n",
            4,
            "no id. Write one at the end of its heading: `{#how",
        ),
        ("## Poll: {#a}\n\n- a\n- b\n", 4, "no question"),
        ("## Poll: A? {#a}\n\nText.\n", 4, "no choices. Write"),
        ("## Poll: A? {#a}\n\n1. a\n2. b\n", 6, "no choices. Write"),
        ("## Poll: A? {#a}\n\n* a\n* b\n", 6, "no choices. Write"),
        ("## Poll: A? {#a}\n\n- a\n", 4, "has 1 choice. A scale has 2 to 7"),
        ("## Poll: A? {#a}\n" + "".join(f"\n- {n}" for n in range(8)), 4, "has 8 choices"),
        ("## Poll: A? {#a}\n\n- a\n-\n", 7, "no text"),
        ("## Poll: A? {#a}\n\n- a\n- b\n- a\n", 8, "same as the one in line 6"),
        ("## Poll: A? {#a}\n\n- a\n- " + "b" * 201, 7, "over 200 characters"),
        ("## Poll: A? {#a}\n\n- (x) a\n- ( ) b\n", 6, "no right answers"),
        ("## Poll: A? {#a}\n\n- a\n- b\n\nwhy: So.\n", 9, "no right answers"),
        ("## Poll: A? {#a}\n\n- a\n- b\n\nMore text.\n", 9, "belongs to no choice"),
        ("## Poll: A? {#a}\n\n- a\n- <blink>b\n", 7, "can't be used"),
        ("## Poll: A? {#a}\n\nText.\n===\n\n- a\n- b\n", 7, "into a heading"),
        ("# Poll: A? {#a}\n\n- a\n- b\n", 4, "A poll starts with"),
        ("### Poll: A? {#a}\n\n- a\n- b\n", 4, "A poll starts with"),
        ("## Poll A? {#a}\n\n- a\n- b\n", 4, "A poll starts with"),
        ("## B {#a}\n\n## Poll: A? {#a}\n\n- a\n- b\n", 6, "taken already"),
        (
            "".join(f"## Poll: A? {{#a{n}}}\n- a\n- b\n" for n in range(MAX_POLLS + 1)),
            64,
            "over 20",
        ),
        ("<div>\n\n## Poll: A? {#a}\n\n- a\n- b\n\n## C\n\n</div>\n", 0, ""),
    ],
)
def test_a_mistake_is_told_with_its_line(
    body: str, line: int, words: str, renderer: Renderer
) -> None:
    if not line:
        [problem] = renderer.prepare(good(body)).problems
        assert (problem.line, problem.message[:9]) == (6, "The poll ")
        return
    first, message = mistakes(body)[0]
    assert (first, words in message) == (line, True)


def test_a_page_beside_the_lessons_has_none() -> None:
    _, problems = parse_page("reading.md", "reading", POLL, "The reading")
    assert [problem.line for problem in problems] == [1]


def test_it_is_rendered_in_its_place(renderer: Renderer) -> None:
    lesson = good(f"Before.\n\n{POLL}\n---\n\nAfter [it](#flight).\n")
    assert renderer.prepare(lesson).problems == ()
    before, poll, after = renderer.body(lesson)
    assert before == "<p>Before.</p>"
    assert poll == lesson.polls[0]
    assert "After" in str(after)
    assert renderer.prepare(lesson).links == ("#flight",)
