"""Items -> Markdown that parses to the same item. What is frozen and hashed is this text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from quiz.content.items import recognised
from quiz.grammar import Block, Line, print_entry
from quiz.model import Item
from quiz.questions import types


def print_item(item: Item) -> str:
    """The item as it stands in a lesson, in one way of writing; ends with a line end.

    `parser.parse_frozen` reads it back as an equal item. Points are always written, so that the
    settings end there and the first line of the text can't be taken for one.
    """
    body = types()[item.type].print(item.body)
    parts = [f"### {item.stem} {{#{item.id}}}"]
    content = [part for part in (item.text, body) if part]
    settings = list(_settings(item))
    if recognised(_block("\n\n".join(content))) != [item.type]:
        settings.append(f"type: {item.type}")
    parts += ["\n".join(settings), *content]
    if item.why:
        parts.append(print_entry("why:", item.why))
    return "\n\n".join(parts) + "\n"


def version(item: Item) -> str:
    """The item's version: the SHA-256 of its printed text, in hexadecimal."""
    return hashlib.sha256(print_item(item).encode()).hexdigest()


def _block(text: str) -> Block:
    lines = tuple(Line(number, line) for number, line in enumerate(text.split("\n"), 1))
    return Block("", 1, lines)


def _settings(item: Item) -> Iterator[str]:
    yield f"points: {item.points:g}"
    for key, anchors in (("see", item.see), ("evidence", item.evidence)):
        if anchors:
            yield f"{key}: {', '.join(anchor.upper() for anchor in anchors)}"
    for key in ("bloom", "strand", "needs"):
        if value := getattr(item, key):
            yield f"{key}: {value}"
    if item.not_with:
        yield f"not-with: {', '.join(item.not_with)}"
    for fact in item.outside:
        yield f"outside: {fact.source} ({fact.when}), checked {fact.checked}"
    if item.hint:
        yield print_entry("hint:", item.hint)
