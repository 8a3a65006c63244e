"""Checks on entries that several question types make in the same words."""

from __future__ import annotations

from quiz.grammar import Block, Entry

_RIGHT_WITH_TAG = (
    "A tag such as {{{tag}}} names a wrong idea, so what is right can't carry one. Take it off."
)


def first_marker(block: Block) -> str:
    """The marker of the first entry, or '' where there is none."""
    return block.entries[0].marker if block.entries else ""


def only(block: Block, name: str, markers: tuple[str, ...]) -> list[Entry]:
    """The entries with these markers; every other one is reported."""
    kept = []
    for entry in block.entries:
        if entry.marker in markers:
            kept.append(entry)
        else:
            block.problem(entry.line, f"`{entry.marker}` has no meaning in a {name} question.")
    return kept


def no_tag(block: Block, entry: Entry) -> None:
    """Report a misconception tag on something right."""
    if entry.tag:
        block.problem(entry.line, _RIGHT_WITH_TAG.format(tag=entry.tag))


def bare(block: Block, entry: Entry, instead: str) -> None:
    """Report a tag or feedback on an entry that takes neither; `instead` says where they go."""
    if entry.tag or entry.feedback:
        block.problem(entry.line, f"No tag or feedback can stand here. {instead}")
