"""Settings of an item that no format but ours has a place for, in words: shared by all reports."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from quiz.exchange.alike import kind_of
from quiz.exchange.item_tags import misconceptions
from quiz.model import Item

_SETTINGS = {
    "hint": "The hint is not in the file.",
    "see": "Where to look in the reading ({}) is not in the file.",
    "evidence": "Students are not asked for the paragraphs that support their answer ({}).",
    "bloom": "The kind of thinking it asks for ({}) is not in the file.",
    "strand": "Whether it is about comprehension or critical thinking ({}) is not in the file.",
    "needs": "What one must have read ({}) is not in the file.",
    "not_with": "With which questions it must not stand in one quiz ({}) is not in the file.",
    "outside": "The sources from outside the article ({}) are not in the file.",
}
"""Field of an item -> what to say where a format has no place for it."""

_TAGS = "Which misconceptions the wrong answers show ({}) is not in the file."

NO_NOTE = "The note for the instructor in its text is not in the file."
_NOTE = re.compile(r"^[\s>*+.)0-9-]*!!!\s*instructor\b", re.IGNORECASE | re.MULTILINE)

_SEEN = ("hint", "evidence")
"""Settings that students see while they answer, so that the question is another one without."""
SETTINGS = frozenset(
    kind_of(sentence.format("(x)"))
    for sentence in (*(s for name, s in _SETTINGS.items() if name not in _SEEN), _TAGS)
)
"""The kinds of sentences that are about settings alone: the question itself is as it is here."""


def has_note(text: str) -> bool:
    """Whether a Markdown text holds a box for the instructor."""
    return _NOTE.search(text) is not None


def lost_settings(item: Item, carried: Collection[str] = ()) -> Iterator[str]:
    """A sentence for each setting of the item that is lost, apart from the fields in `carried`, and
    for notes that students must not get with its text.

    `tags` stands for the misconception tags of its answers.
    """
    for name, sentence in _SETTINGS.items():
        value = getattr(item, name)
        if value and name not in carried:
            yield sentence.format(_said(name, value))
    if has_note(item.text):
        yield NO_NOTE
    tags = sorted({tag for _, tag in misconceptions(item.body)})
    if tags and "tags" not in carried:
        yield _TAGS.format(", ".join(tags))


def _said(name: str, value: Any) -> str:
    if name == "outside":
        return ", ".join(f"{one.source} ({one.when})" for one in value)
    if not isinstance(value, tuple):
        return str(value)
    listed = ", ".join(value)
    return listed if name == "not_with" else listed.upper()
