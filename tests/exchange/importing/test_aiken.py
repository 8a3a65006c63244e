"""Aiken as people type it. The names say what Moodle 4.5 makes of it, where it differs from us."""

from __future__ import annotations

import pytest

from quiz.exchange.importing import Fate, UnreadableBank
from tests.exchange.importing.reading import reader, skipped

read, body = reader("aiken")

BEE = "What is a bee?\n- (x) An insect\n- ( ) A bird"


@pytest.mark.parametrize(
    "text",
    [
        "What is a bee?\nA) An insect\nB) A bird\nANSWER: A",
        "What is a bee?\nA. An insect\nB. A bird\nANSWER: A\n",
        "What is a bee?\n\nA)An insect\n\nB)\tA bird\n\nANSWER:A",
    ],
)
def test_what_moodle_reads(text: str) -> None:
    assert body(text, unchanged=True) == BEE


@pytest.mark.parametrize(
    "text",
    [
        "What is a bee?\na) An insect\nb) A bird\nANSWER: A",
        "What is a bee?\n(A) An insect\n(B) A bird\nAnswer: (a)",
        "What is a bee?\nA) An insect\nB) A bird\nanswer : a.",
        "What is a bee?\nA) An insect\nB) A bird\nANSWER: A) An insect",
        "  What is a bee?\n    A] An insect\n    B] A bird\nANS: A",
    ],
)
def test_capitals_spaces_and_brackets_over_which_moodle_stops(text: str) -> None:
    assert body(text, unchanged=True) == BEE


def test_questions_without_a_blank_line_between_them_as_in_moodle() -> None:
    found = read("One?\nA) a\nB) b\nANSWER: A\nTwo?\nA) a\nB) b\nANSWER: B")
    assert [one.line for one in found] == [1, 5]
    assert all(one.fate is Fate.KEPT for one in found)


def test_a_stem_of_several_lines_of_which_moodle_keeps_the_last() -> None:
    (found,) = read("Read this.\nWhat is it?\nA) a\nB) b\nANSWER: A")
    assert found.item is not None
    assert (found.item.stem, found.item.text) == ("Read this.", "What is it?")
    assert "several lines" in found.reasons[0]


def test_an_option_of_several_lines_which_moodle_takes_for_a_question() -> None:
    (found,) = read("What?\nA) a\nB) b\n  goes on\nANSWER: B")
    assert found.item is not None
    assert [o.text for o in found.item.body.options] == ["a", "b<br> goes on"]  # type: ignore[attr-defined]
    assert "part of it" in found.reasons[0]


def test_a_missing_answer_costs_its_own_question_as_in_moodle() -> None:
    first, second = read("One?\nA) a\nB) b\n\nTwo?\nA) a\nB) b\nANSWER: A")
    assert "no line such as" in first.reasons[0]
    assert second.item is not None


def test_a_missing_answer_and_a_missing_blank_line() -> None:
    first, second = read("One?\nA) a\nB) b\nTwo?\nA) a\nB) b\nANSWER: A")
    assert first.item is None
    assert second.item is not None
    assert (second.line, second.item.stem) == (4, "Two?")


def test_an_answer_that_is_no_option_where_moodle_makes_a_broken_question() -> None:
    assert "“C”, is none" in skipped(read("What?\nA) a\nB) b\nANSWER: C"))


def test_one_option_is_too_few_as_in_moodle() -> None:
    assert "one option only" in skipped(read("What?\nA) a\nANSWER: A"))


def test_no_options_are_too_few_as_in_moodle() -> None:
    assert "no options" in skipped(read("What?\nANSWER: A"))


def test_options_without_a_question_as_in_moodle() -> None:
    assert "no question above" in skipped(read("A) a\nB) b\nANSWER: A"))


def test_the_answer_above_the_options_which_moodle_refuses() -> None:
    (found,) = read("What is a bee?\nANSWER: A\nA) An insect\nB) A bird")
    assert found.item is not None
    assert "above its options" in found.reasons[0]


def test_the_answers_text_instead_of_its_letter_where_moodle_takes_the_first_letter() -> None:
    (found,) = read("What?\nA) ant\nB) bee\nANSWER: Bee")
    assert found.item is not None
    assert [o.right for o in found.item.body.options] == [False, True]  # type: ignore[attr-defined]
    assert "instead of its letter" in found.reasons[0]


def test_several_answers_of_which_moodle_takes_the_first() -> None:
    for answer in ("A, C", "A and C", "a c", "A/C"):
        (found,) = read(f"What?\nA) a\nB) b\nC) c\nANSWER: {answer}")
        assert found.item is not None
        assert found.item.type == "multiple choice"
        assert "several options" in found.reasons[0]


def test_a_question_that_begins_like_an_option_which_moodle_refuses() -> None:
    assert body("A. Smith is who?\nA) a\nB) b\nANSWER: A").startswith("A. Smith is who?\n")


def test_more_options_than_letters_are_more_text_and_a_hundred_the_limit() -> None:
    options = "".join(f"{letter}) {letter}\n" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    (found,) = read(f"What?\n{options}ANSWER: Z")
    assert found.item is not None
    assert len(found.item.body.options) == 26  # type: ignore[attr-defined]


def test_signs_of_html_and_markdown_are_text_as_in_moodle() -> None:
    text = "Is 1 < 2 & *b*?\nA) <b>yes</b>\nB) - [ ] no\nANSWER: A"
    (found,) = read(text)
    assert found.item is not None
    assert found.item.stem.endswith("\\*b\\*?")
    assert found.item.body.options[0].text.startswith("&lt;b>")  # type: ignore[attr-defined]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "windows-1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_encoding_and_line_end(encoding: str, end: str) -> None:
    text = end.join(["Où est-ce ?", "A) là", "B) “ici”", "ANSWER: B", "", "Quand ?"])
    first, second = read(text.encode(encoding))
    assert first.item is not None
    assert first.item.stem == "Où est-ce ?"
    assert second.line == 6


def test_options_that_are_the_same_are_left_out_with_the_reason() -> None:
    assert "same text" in skipped(read("What?\nA) a\nB) a\nANSWER: A"))


def test_a_file_without_questions_is_refused_in_words() -> None:
    with pytest.raises(UnreadableBank, match="no questions"):
        read("\n\n")


def test_an_answer_that_is_endless_is_not_looked_into() -> None:
    (found,) = read("What?\nA) a\nB) b\nANSWER: " + "A, " * 1_000_000)
    assert "over 60,000 characters" in found.reasons[0]
