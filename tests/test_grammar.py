"""The line grammar that all question types share."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.grammar import Entry, escape, print_entry, split_unescaped, unescape
from tests.questions.bodies import block

TEXT = st.text(st.characters(exclude_categories=("Cs",)))


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("- (x) a", Entry(1, "- (x)", "a")),
        ("- (X)   a  ", Entry(1, "- (x)", "a")),
        ("- [ ]", Entry(1, "- [ ]", "")),
        ("= 12 {M3}", Entry(1, "=", "12", "M3")),
        ("else= {M12}", Entry(1, "else=", "", "M12")),
        ("not= a{M3}", Entry(1, "not=", "a{M3}")),
        ("= a \\{M3}", Entry(1, "=", "a \\{M3}")),
        ("= a {m3}", Entry(1, "=", "a {m3}")),
        ("- a -> b", Entry(1, "-", "a -> b")),
        ("______ 5-9 words", Entry(1, "____", "5-9 words")),
        ("= a\n    b", Entry(1, "=", "a\nb")),
        ("= a\n\n    b {M1}\n    > c\n    d\n    >  e", Entry(1, "=", "a\n\nb", "M1", "c\nd\n e")),
        ("model: a\n  b\n\n  > c", Entry(1, "model:", "a\nb\n\n> c")),
    ],
)
def test_an_entry(text: str, entry: Entry) -> None:
    read = block(text)
    assert read.entries == (entry,)
    assert read.problems == []
    assert read.prose == ""


def test_text_comes_first_and_the_explanation_apart() -> None:
    read = block("\nSome *text*.\n\n- a list\n\n= 1\n\nwhy: because\n  of this\n")
    assert (read.prose, read.prose_line) == ("Some *text*.\n\n- a list", 2)
    assert [(entry.line, entry.text) for entry in read.entries] == [(6, "1")]
    assert read.why == "because\nof this"
    assert read.problems == []


def test_steps_and_rows_are_entries_only_inside_their_blocks() -> None:
    read = block("1. a list\n\n| a | table |\n\norder:\n1. a\n2) b")
    assert read.prose == "1. a list\n\n| a | table |"
    assert [(entry.marker, entry.text) for entry in read.entries] == [
        ("order:", ""),
        ("1.", "a"),
        ("2.", "b"),
    ]
    rows = block("rubric:\n| a | b |\n|---|---|").entries
    assert [(entry.marker, entry.text) for entry in rows[1:]] == [
        ("|", "a | b |"),
        ("|", "---|---|"),
    ]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("- (x)a", 1, "looks like an option"),
        ("- (x) a\n-[ ] b", 2, "looks like an option"),
        ("- (x) a\n* ( ) b", 2, "looks like an option"),
        ("- (x) a\n- (✓) b", 2, "looks like an option"),
        ("= a\n\nwords", 3, "belongs to nothing"),
        ("= a\n=b", 2, "belongs to nothing"),
        ("= a\nwhy: b\nwhy: c", 3, "two explanations"),
    ],
)
def test_what_can_not_be_read_is_reported(text: str, line: int, words: str) -> None:
    (problem,) = block(text).problems
    assert (problem.path, problem.line) == ("x.md", line)
    assert words in problem.message


@pytest.mark.parametrize(
    "entry",
    [
        Entry(1, "- (x)", "a", "M1", "b\n\nc"),
        Entry(1, "=", "a\n\nb", "", "> quoted\n  deep"),
        Entry(1, "else=", "", "M1", "b"),
        Entry(1, "not=", "{M1} a", "", ""),
        Entry(1, "model:", "a\n\n> b"),
    ],
)
def test_what_is_printed_is_read_back(entry: Entry) -> None:
    printed = print_entry(entry.marker, entry.text, entry.tag, entry.feedback)
    assert block(printed).entries == (entry,)


@given(TEXT)
def test_escaping_can_be_undone(text: str) -> None:
    assert unescape(escape(text)) == text
    assert split_unescaped(escape(text), "|") == [escape(text)]


def test_splitting_leaves_escaped_separators() -> None:
    assert split_unescaped("a|b\\|c|", "|") == ["a", "b\\|c", ""]
    assert split_unescaped("a -> b \\-> c", "->") == ["a ", " b \\-> c"]
