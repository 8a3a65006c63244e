"""Whatever stands in a lesson file, reading it ends with a lesson or with messages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from quiz.content.parser import parse_frozen, parse_item, parse_lesson, parse_page, title_of
from quiz.content.printer import print_item, version
from quiz.content.source import Report, decode
from quiz.model import Item, Lesson
from quiz.questions import types
from tests.content.broken.cases import CASES, FRONT, QUIZ, Case

pytestmark = pytest.mark.slow

EXAMPLES = [type_.example for type_ in types().values()]
GOOD = FRONT + "\nBees *dance*.\n\n" + "\n---\n\n".join(EXAMPLES) + "\n---\n\n" + QUIZ
PIECES = [
    *["---", "", "    ", "\t", "```", "~~~", "!!! note", '!!! instructor "T"', "    text", "# A"],
    *["## Quiz: Q {#q}", "### Stem {#a}", "### Stem", "## B {#b}", "- (x) a", "- ( ) b", "- [x] a"],
    *["- [ ] b", "= true", "= 1 +- 2", "or= x", "not= x {M1}", "else= {M2}", "    > why", "order:"],
    *["1. a", "2. b", "____ 1-2 words", "rubric:", "| a | 2 | 1 |", "|---|---|---|", "model: a"],
    *["why: a", "points: 2", "see: P1-P3", "type: cloze", "hint: a", "outside: a (b), checked x"],
    *["[[a|b]]", "[[(a)|b]]", "[[", "- a -> b", "- _ -> c", "[^1]", "[^1]: a", "<div>", "![a](b)"],
    *["title: A", "terms:", "  a: b", "objectives: [a, b]", "&a [*a]", "feedback: at-once", "<!--"],
    *["\x00", "\x0c", "\x1b", "\ufeff", "\u2028", "\x85", "\ud800", "é", "مرحبا", "🐝", "{#", "\\"],
]
lines = st.lists(st.sampled_from(PIECES), max_size=30)
mixed = st.builds("".join, st.lists(st.sampled_from([*PIECES, "\n", "\r\n", "\r", " "])))


patient = settings(deadline=None)


def check(text: str) -> None:
    lesson, problems = parse_lesson("x.md", "x", text)
    assert (lesson is None) == bool(problems)
    count = len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    for problem in problems:
        assert 1 <= problem.line <= count, problem
        assert problem.message[0].isprintable()
        assert "not read the same" not in problem.message, problem
    title_of(text)
    parse_page("reading.md", "reading", text, "The reading")
    if isinstance(lesson, Lesson):
        quizzes = (item for quiz in lesson.quizzes for item in quiz.items)
        for item in (*lesson.practice, *quizzes):
            check_round_trip(item)


def check_round_trip(item: Item) -> None:
    printed = print_item(item)
    again = parse_frozen(printed)
    assert again == item
    assert print_item(again) == printed
    assert version(again) == version(item)


def test_a_heading_with_more_after_its_id() -> None:
    """Its own message is enough: it can't be kept by attempts only because it has no id."""
    check(GOOD.replace("{#later}", "{#later}---"))


@patient
@given(st.text(max_size=300))
@example("---\ntitle: A\n---\n```\n#")
def test_any_text(text: str) -> None:
    check(text)
    check(FRONT + text)
    check("---\n" + text + "\n---\n")


@patient
@given(lines, st.sampled_from(["\n", "\r\n", "\r"]))
def test_any_lines(pieces: list[str], end: str) -> None:
    check(end.join(pieces))
    check(end.join([*FRONT.splitlines(), *pieces]))


@patient
@given(mixed)
def test_any_mixture(text: str) -> None:
    check(FRONT + text)


@patient
@given(st.data())
def test_a_good_lesson_with_some_lines_changed(data: st.DataObject) -> None:
    text = GOOD.split("\n")
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text) - 1))
        piece = data.draw(st.sampled_from(PIECES))
        text[at : at + data.draw(st.integers(0, 2))] = data.draw(
            st.sampled_from([[], [piece], [text[at] + piece], [piece + text[at]], [text[at]] * 2])
        )
    check("\n".join(text))


@patient
@given(st.sampled_from(EXAMPLES), st.data())
def test_printed_items_parse_to_the_same(text: str, data: st.DataObject) -> None:
    """Items of every type with texts, settings and answers changed, as long as they can be read."""
    words = text.split(" ")
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(1, len(words) - 1))
        words[at] = data.draw(st.text(min_size=1, max_size=12) | st.sampled_from(PIECES))
    heading, *rest = " ".join(words).split("\n")
    added = data.draw(st.lists(st.sampled_from(PIECES), max_size=3))
    why = data.draw(st.sampled_from([[], ["", "why: one", "  two", "", "  three"]]))
    try:
        item = parse_item("\n".join([heading, *added, "", "Some text.", *rest, *why]))
    except ValueError:
        return
    check_round_trip(item)


@patient
@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    report = Report("x.md")
    text = decode(data, report)
    assert (text is None) == bool(report.problems)
    if text is not None:
        check(text)


@pytest.mark.parametrize("case", CASES, ids=[case.kind for case in CASES])
def test_broken_lessons_with_other_line_ends(case: Case) -> None:
    """Windows and old Mac line ends count the same lines."""
    if isinstance(case.source, bytes) or "\t" in case.source:
        return
    for end in ("\n", "\r\n", "\r"):
        _, problems = parse_lesson("x.md", "x", case.source[:900_000].replace("\n", end))
        if end == "\n":
            expected = problems
        assert problems == expected


def test_many_problems_are_cut_off() -> None:
    _, problems = parse_lesson("x.md", "x", FRONT + "<blink>\n\n" * 500)
    assert len(problems) == 101
    assert "400 more mistakes" in problems[-1].message


def test_a_full_course_survives_every_single_line_deleted() -> None:
    lesson = GOOD.split("\n")
    for at in range(len(lesson)):
        check("\n".join(lesson[:at] + lesson[at + 1 :]))


def test_the_examples_are_a_good_lesson() -> None:
    lesson, problems = parse_lesson("x.md", "x", GOOD)
    assert not problems
    assert lesson is not None
    assert len(lesson.practice) == len(EXAMPLES)
    assert {item.type for item in lesson.practice} == set(types())


def check_hostile_lines() -> None:
    for line in (
        "- " + " " * 9_000 + "x",
        "`" * 9_990,
        "![" * 4_900,
        "<a " * 3_300,
        "[[a|" * 2_400,
    ):
        for start in ("", "### x {#x}\n\n", "### x {#x}\n\n= a\n"):
            check(FRONT + start + (line + "\n") * 40)


def test_hostile_lines_end_in_time() -> None:
    """In a second or so; with a square of the time this would not end within minutes. It has a
    process of its own, because nothing else ends a search that hangs."""
    code = "from tests.content.test_hostile import check_hostile_lines; check_hostile_lines()"
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", code], cwd=root, timeout=30, check=True)


def test_a_path_is_only_shown() -> None:
    _, problems = parse_lesson("some/where.md", "x", "")
    assert [problem.path for problem in problems] == ["some/where.md"]
    assert not Path("some").exists()
