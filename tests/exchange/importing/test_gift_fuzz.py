"""Whatever a text bank holds: no error but the ones in words, and nothing that takes long."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.exchange.importing import BankFile, UnreadableBank, format_of, formats
from quiz.exchange.importing._checked import reason_against

pytestmark = pytest.mark.slow

_SIGNS = re.findall(
    r"\S+",
    r"""
    { } = ~ # #### : :: \ \\ \= \n // -> % %50% %-33.3% > >3 ALL 1..5 1:2 * TRUE F [html] [id:x]
    [markdown] [tag:M3:answer1] $CATEGORY: <b> </b> &amp; - ( ) (x) why: ### {#id} A) B. ANSWER:
    \frac{1}{2} é پ 1 word
    """,
)
TEXT = st.lists(st.sampled_from([*_SIGNS, "\n", "\n\n", " ", "\t", "\r"]) | st.text(max_size=3))
BYTES = TEXT.map(lambda parts: "".join(parts).encode("utf-8", "surrogatepass")) | st.binary()


@pytest.mark.parametrize("format", ["gift", "aiken"])
@settings(max_examples=400)
@given(data=BYTES)
def test_any_bytes_are_read_or_refused_in_words(format: str, data: bytes) -> None:
    file = BankFile("bank.txt", data)
    lines = data.count(b"\n") + data.count(b"\r") + 1
    try:
        found = list(formats()[format].read(file))
    except UnreadableBank:
        return
    for one in found:
        assert 1 <= one.line <= lines
        assert one.item is not None or one.reasons
        assert all(reason.endswith((".", "»", "”")) for reason in one.reasons)
        assert one.item is None or reason_against(one.item) == ""


@settings(max_examples=200)
@given(data=BYTES)
def test_every_file_has_a_format_or_is_refused_in_words(data: bytes) -> None:
    with suppress(UnreadableBank):
        assert format_of(BankFile("bank.txt", data)).name


@given(st.lists(st.sampled_from(["One {T}", "Two {=a ~b}", "Broken {", "}", "::T::Text"])))
def test_one_bad_question_never_loses_another(texts: list[str]) -> None:
    if not texts:
        return
    found = formats()["gift"].read(BankFile("bank.txt", "\n\n".join(texts).encode()))
    whole = sum(one.item is not None for one in found)
    alone = sum(text.startswith(("One", "Two")) for text in texts)
    assert whole >= alone


MEGABYTE = 1_000_000
HOSTILE = [
    *("{", "}", "{}", "{\n\n", "}\n\n", "{a\n\n}", "^{}", "\\a{", "::", "::\n", "//\n::\n", "//\n"),
    *("a\n", "a\n\n", "\\=", "\\", '<a b="c" ', "$CATEGORY:a\n", "\xff\n", "[id:", "#", " ", "\n"),
    *("A)\n", "ANSWER:A\n", "A)a\nB)b\nc\n", "ANSWER: A B "),
]


@pytest.mark.parametrize("format", ["gift", "aiken"])
@pytest.mark.parametrize("piece", HOSTILE)
def test_a_megabyte_of_anything_comes_to_an_end(format: str, piece: str) -> None:
    data = (piece * (MEGABYTE // len(piece))).encode("latin-1")
    count = 0
    with suppress(UnreadableBank):
        for one in formats()[format].read(BankFile("bank.txt", data)):
            count += 1
            assert one.item is None or reason_against(one.item) == ""
    assert count <= 20_001
