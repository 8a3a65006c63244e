"""The difference of two texts: true, readable, and done in time for any texts."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.content.differences import DiffLine, Fold, fold, word_difference

lines = st.lists(st.sampled_from(["", "a", "b", "a b c d", "a b x d", "- (x) bees", "- ( ) bees"]))
texts = st.one_of(lines.map("\n".join), st.text(max_size=80))


def side(found: tuple[DiffLine, ...], which: str) -> str:
    """One of the two texts, put together again from the difference."""
    other = "added" if which == "removed" else "removed"
    return "\n".join(
        "".join(text for kind, text in line.pieces if kind != other)
        for line in found
        if line.kind != other
    )


def plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


@given(texts, texts)
def test_both_texts_can_be_read_from_it(old: str, new: str) -> None:
    found = word_difference(old, new)
    assert side(found, "removed") == plain(old)
    assert side(found, "added") == plain(new)
    old_numbers = [line.old_number for line in found if line.old_number]
    new_numbers = [line.new_number for line in found if line.new_number]
    assert old_numbers == list(range(1, len(plain(old).split("\n")) + 1))
    assert new_numbers == list(range(1, len(plain(new).split("\n")) + 1))


@given(texts)
def test_a_text_is_the_same_as_itself(text: str) -> None:
    assert {line.kind for line in word_difference(text, text)} == {"same"}


def test_a_changed_word() -> None:
    first, second, third = word_difference(
        "Bees\nThe bees dance a lot.\nEnd", "Bees\nThe wasps dance a lot.\nEnd"
    )
    assert (first.kind, second.kind, third.kind) == ("same", "changed", "same")
    assert (second.old_number, second.new_number) == (2, 2)
    assert second.pieces == (
        ("same", "The "),
        ("removed", "bees "),
        ("added", "wasps "),
        ("same", "dance a lot."),
    )


def test_a_new_line_and_a_line_that_went() -> None:
    found = word_difference("a one\nb two\nc three", "a one\nx new\nb two")
    assert [(line.kind, line.old_number, line.new_number) for line in found] == [
        ("same", 1, 1),
        ("added", None, 2),
        ("same", 2, 3),
        ("removed", 3, None),
    ]


def test_lines_that_are_alike_stand_together() -> None:
    """The new line above must not be taken for the changed one."""
    found = word_difference(
        "- (x) Bees dance for others", "Something else\n- (x) Bees dance for all others"
    )
    assert [line.kind for line in found] == ["added", "changed"]


def test_a_moved_key_is_seen_in_the_marker_alone() -> None:
    found = word_difference("- (x) Bees\n- ( ) Wasps", "- ( ) Bees\n- (x) Wasps")
    assert side(found, "added") == "- ( ) Bees\n- (x) Wasps"
    assert [line.kind for line in found] == ["changed", "changed"]


def test_long_runs_are_folded() -> None:
    old = "\n".join(f"line {n}" for n in range(20))
    shown = fold(word_difference(old, old.replace("line 10", "line ten")), around=2)
    assert [type(line) for line in shown] == [Fold, *[DiffLine] * 5, Fold]
    unfolded = [one for line in shown for one in (line.lines if isinstance(line, Fold) else [line])]
    assert unfolded == list(word_difference(old, old.replace("line 10", "line ten")))
    assert fold(word_difference("a", "a")) == word_difference("a", "a")


def hostile() -> list[tuple[str, str]]:
    """Pairs of texts of 200 kB that make comparing slow."""
    chance = random.Random(4)
    few = [str(n % 90) for n in range(70_000)]
    shuffled = chance.sample(few, len(few))
    return [
        ("a\n" * 100_000, "b\na\n" * 50_000),
        ("\n".join(few), "\n".join(shuffled)),
        ("a b " * 50_000, "b a " * 50_000),
        ("\n".join("a b " * 100 for _ in range(500)), "\n".join("b a c " * 70 for _ in range(500))),
        (
            "\n".join(f"{n} x y z" for n in range(15_000)),
            "\n".join(f"x {n} z" for n in range(15_000)),
        ),
        ("\n".join(map(str, range(30_000))), "\n".join(map(str, reversed(range(30_000))))),
        ("\x00[" * 100_000, "[\x00" * 100_000),
    ]


def check_hostile() -> None:
    for old, new in hostile():
        found = word_difference(old, new)
        assert side(found, "removed") == old
        assert side(found, "added") == new


@pytest.mark.slow
def test_hostile_texts_end_in_time() -> None:
    """In seconds; without the budget one of them alone would take hours. It has a process of its
    own, because nothing else ends a search that hangs."""
    code = "from tests.content.test_differences import check_hostile; check_hostile()"
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", code], cwd=root, timeout=120, check=True)
