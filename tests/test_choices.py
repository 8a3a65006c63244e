"""Names and order of choices."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from quiz.choices import choice_id, shuffled

TEXTS = st.lists(st.text(st.characters(exclude_categories=("Cs",))), max_size=6)


def test_an_id_is_short_stable_and_made_of_the_text_alone() -> None:
    assert choice_id("abc") == "ba7816bf"
    assert choice_id("abc") != choice_id("abc ")
    assert len({choice_id(f"option {i}") for i in range(1000)}) == 1000


@given(TEXTS, st.text(max_size=3))
def test_the_order_forgets_the_order_that_was_given(texts: list[str], seed: str) -> None:
    expected = shuffled(texts, seed)
    assert sorted(expected) == sorted(set(texts))
    assert shuffled(reversed(texts), seed) == expected
    assert shuffled([*texts, *texts], seed) == expected


def test_seeds_give_different_orders_all_about_as_often() -> None:
    counts = dict.fromkeys(permutations("abc"), 0)
    for seed in range(600):
        counts[shuffled("abc", str(seed))] += 1
    assert min(counts.values()) > 60
