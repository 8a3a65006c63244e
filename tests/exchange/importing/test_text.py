"""Bytes of a text bank, as programs of all ages write them -> its text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.exchange.importing import BankFile, Fate, UnreadableBank, formats
from quiz.exchange.importing._text import MAX_BYTES, BankText, read_text

ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
QUESTION = "Où est né l’auteur ? {=Kaboul =کابل}\n\nمصنف کون ہے؟ {}\n"


def read(data: bytes) -> BankText:
    return read_text(BankFile("bank.txt", data))


def refusal(data: bytes) -> str:
    with pytest.raises(UnreadableBank) as caught:
        read(data)
    return str(caught.value)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_what_programs_write_is_read(encoding: str) -> None:
    assert read(QUESTION.encode(encoding)).text == QUESTION


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_what_is_certain_needs_no_words(encoding: str) -> None:
    assert read(QUESTION.encode(encoding)).reasons == ()


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_guessed_and_said(encoding: str) -> None:
    assert "UTF-16" in read(QUESTION.encode(encoding)).reasons[0]


def test_windows_1252_is_guessed_and_said() -> None:
    found = read("Où est “l’été” ? {T}".encode("windows-1252"))
    assert found.text == "Où est “l’été” ? {T}"
    assert "Windows-1252" in found.reasons[0]


def test_a_file_put_together_from_two_is_read_line_by_line() -> None:
    mixed = "été {T}\n\n".encode() + "hôtel {F}\n\n".encode("windows-1252") + "naïf {T}".encode()
    assert read(mixed).text == "été {T}\n\nhôtel {F}\n\nnaïf {T}"


def test_a_byte_that_no_one_uses_is_said() -> None:
    found = read(b"a\x81b {T}")
    assert found.text == "a�b {T}"
    assert "couldn't be read" in found.reasons[1]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_keeps_the_lines(end: str) -> None:
    assert read(end.join(["a", "", "b", ""]).encode()).text == "a\n\nb\n"


def test_control_characters_are_taken_out_and_that_is_said() -> None:
    found = read(b"a\0b\x07c {T}")
    assert found.text == "abc {T}"
    assert "control characters" in found.reasons[0]


def test_a_mark_in_the_middle_of_joined_files_goes() -> None:
    assert read("a {T}\n\n\ufeff::b::b {F}".encode()).text == "a {T}\n\n::b::b {F}"


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"PK\x03\x04\x14\0\0\0[Content_Types].xml word/document.xml", "Word"),
        (b"PK\x03\x04\x14\0\0\0questions.txt", "Unpack"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Word"),
        (rb"{\rtf1\ansi What is this?}", "Word"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"GIF89a\x01\0", "picture"),
        (b"\x1f\x8b\x08", "Unpack"),
    ],
)
def test_what_is_no_text_is_refused_in_words(data: bytes, word: str) -> None:
    assert word in refusal(data)


def test_a_huge_file_is_refused_in_words() -> None:
    assert "10 MB" in refusal(b"a" * (MAX_BYTES + 1))


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        found = read(data)
    except UnreadableBank:
        return
    assert "\r" not in found.text
    found.text.encode()


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1))
def test_text_in_utf_8_comes_back(text: str) -> None:
    if not text.startswith("\ufeff"):
        assert read(f"a {text}".encode()).text == f"a {text}"


@pytest.mark.parametrize(
    ("format_", "question"),
    [("gift", "Bees fly. {T}\n\n"), ("aiken", "Bees?\nA) 1\nB) 2\nANSWER: A\n\n")],
)
def test_questions_beyond_the_most_are_told_once(
    monkeypatch: pytest.MonkeyPatch, format_: str, question: str
) -> None:
    monkeypatch.setattr("quiz.exchange.importing._text.MAX_QUESTIONS", 2)
    found = list(formats()[format_].read(BankFile("bank.txt", 4 * question.encode())))
    assert [one.fate for one in found] == [Fate.KEPT, Fate.KEPT, Fate.SKIPPED]
    assert "over 2 questions" in found[2].reasons[0]
