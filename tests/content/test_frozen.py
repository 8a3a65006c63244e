"""Attempts keep items as printed text. Every release must read that text, and print it alike."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from pathlib import Path

import pytest

from quiz.content import items, source
from quiz.content.parser import parse_frozen, parse_item, parse_lesson
from quiz.content.printer import print_item, version
from quiz.errors import SecondReadingError, UnreadableItem
from quiz.questions import types
from tests.content.broken.cases import FRONT, ITEM

FROZEN = Path(__file__).parent / "frozen"

VERSIONS = {
    "single_choice": "6dd30189686b1cf5e9fe7d720730188ca3fe2f9fa78a7450f6c3b59274bf4fda",
    "multiple_choice": "f3411d19086503eb081bc802d5eb29329a57d1f2fc2954e67933cc215cfda234",
    "true_false": "edd0d0ded2d14079056aa68c20517481b8b7afac5b69d8b95210fc3c401042dd",
    "numeric": "b75de3c62f41961d4d3e8c5aa28fe978616fc6415a632c329511bbc5a255bb7c",
    "short_text": "2b078de20c1747c33c045c1bb875cb895847dd300c0381128fc6daf542dbf044",
    "matching": "d6a45395a48bff538ec4d58e82af42ca095b90d852930dbcb89d3db9c1a915f2",
    "categorise": "d386553410d6e9ae5ee2f6cc5cc8be9c355dc423428c19c17ca81ce10e174d2c",
    "ordering": "3c402502a879c18d18933d53060396722670fae14944c38c4961265b6556c1b6",
    "cloze": "24e80070be5479f476bfc7556a1e4c67729438f82aea7f02ae83cdaf28836752",
    "open_response": "141a60e46c196f82c79ce038f97ff1afe857082eee9d216577b112694a9544d0",
}
"""What data folders hold, and so never to be changed; a new type adds a line and its two files."""


def read(name: str) -> str:
    """A file of `frozen/`, whatever line ends the working copy has."""
    return (FROZEN / name).read_text(encoding="utf-8")


def includes(whole: object, part: object) -> bool:
    """Whether all that `part` says holds in `whole`, which may have further fields."""
    if isinstance(part, dict) and isinstance(whole, dict):
        return all(key in whole and includes(whole[key], value) for key, value in part.items())
    if isinstance(part, list) and isinstance(whole, list):
        return len(part) == len(whole) and all(map(includes, whole, part))
    return whole == part


def test_every_type_is_here() -> None:
    assert set(VERSIONS) == {type_.module for type_ in types().values()}


@pytest.mark.parametrize("name", VERSIONS)
def test_frozen_text(name: str) -> None:
    text = read(f"{name}.md")
    assert hashlib.sha256(text.encode()).hexdigest() == VERSIONS[name]
    item = parse_frozen(text)
    assert print_item(item) == text
    assert version(item) == VERSIONS[name]
    assert parse_item(text) == item
    said = json.loads(json.dumps(dataclasses.asdict(item)))
    assert includes(said, json.loads(read(f"{name}.json"))), said


def test_evidence_is_part_of_a_version_where_there_is_any() -> None:
    text = read("single_choice.md").replace("\nbloom:", "\nevidence: P2\nbloom:", 1)
    item = parse_frozen(text)
    assert (item.evidence, print_item(item)) == (("p2",), text)
    without = dataclasses.replace(item, evidence=())
    assert version(item) != version(without) == VERSIONS["single_choice"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Bees.",
        "### A {#a}\n\npoints: 1\n\n- (x) a\n",
        "### A {#a}\n\npoints: x\n\n- (x) a\n- ( ) b\n",
        "### A {#a}\n\npoints: 1\ntype: guess\n\n= a\n",
        "### A {#a}\n\npoints: 1\n\n= 1\n\n### B {#b}\n\npoints: 1\n\n= 2\n",
    ],
)
def test_what_cannot_be_read_is_an_error_of_ours(text: str) -> None:
    with pytest.raises(UnreadableItem, match="Tell your teacher; nothing is lost") as error:
        parse_frozen(text)
    assert isinstance(error.value, SecondReadingError)
    assert error.value.reason.startswith("line ")


@pytest.mark.parametrize(
    "text",
    [
        "![A bee](bee.png) <blink>No</blink> <p style='a'> [a](javascript:b)",
        "Bees[^1].",
        "!!! notes\n    Bees.",
        "    !!! note\n    Bees.",
        "##Bees",
        "```python bees are here\nBees\n```",
        "Bees\n====",
        "Bees.\n\nhint: among the text",
        "Bees dance. " * 5_000,
        "Bees.\n" * 2_000,
    ],
)
def test_stricter_checks_lose_no_attempt(text: str) -> None:
    """What lessons may not hold, today or after another release, is read where it is frozen."""
    frozen = f"### How many legs? {{#legs}}\n\npoints: 1\n\n{text}\n\n- (x) six\n- ( ) two\n"
    with pytest.raises(ValueError, match="line"):
        parse_item(frozen)
    item = parse_frozen(frozen)
    assert item.text == text.strip("\n")
    assert item.type == "single choice"


def test_limits_of_another_release(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {name: read(f"{name}.md") for name in VERSIONS}
    for name in ("MAX_LINES", "MAX_CHARACTERS", "MAX_ENTRIES", "MAX_LINE"):
        monkeypatch.setattr(items, name, 1)
    for name in ("MAX_LINES", "MAX_LINE", "MAX_BYTES"):
        monkeypatch.setattr(source, name, 1)
    assert [version(parse_frozen(text)) for text in texts.values()] == list(VERSIONS.values())


@pytest.mark.parametrize(
    ("long", "words"),
    [
        # 900 lines with one space before them, which are printed with four.
        (ITEM.replace("six", "six" + ("\n " + "b" * 53) * 900), "over 50,000 characters"),
        ("### Legs? {#legs}\n\n- a -> b\n- c ->" + ("\n  " + "d" * 50) * 300, "10,000 characters"),
    ],
)
def test_a_question_that_grows_too_long_when_printed_is_reported(long: str, words: str) -> None:
    lesson, problems = parse_lesson("x.md", "x", FRONT + "\nBees.\n\n" + long)
    assert lesson is None
    assert [problem.line for problem in problems] == [7]
    assert words in problems[0].message
