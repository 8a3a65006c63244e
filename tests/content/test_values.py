"""Ids that are made from words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.content.values import ID, id_from


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("Where do bees dance?", "where-do-bees-dance"),
        ("Ça & là", "ca-la"),
        ("Die Größe der Biene", "die-groe-der-biene"),
        ("gas–law, 2nd part", "gas-law-2nd-part"),
        ("It's Anna’s", "its-annas"),
        ("شہد 1", "1"),
        ("?!", ""),
        ("x" * 70, "x" * 64),
    ],
)
def test_an_id_is_made_of_the_words_that_fit(text: str, id: str) -> None:
    assert id_from(text) == id


def test_an_id_takes_so_many_words_and_letters() -> None:
    assert id_from("one two three four", words=3) == "one-two-three"
    assert id_from("one two three four", most=8) == "one-two"


@given(st.text())
def test_whatever_it_is_made_of_it_is_an_id_or_nothing(text: str) -> None:
    assert id_from(text) == "" or ID.match(id_from(text))
    assert id_from(id_from(text)) == id_from(text)
