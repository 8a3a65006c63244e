"""Questions for the tables of `exchange.md`: ours, and those of other programs."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from typing import Any

from PIL import Image

from quiz.content.parser import parse_item
from quiz.content.render import Renderer
from quiz.exchange.exporting import Shipment
from quiz.model import Bloom, Item, Lesson, Needs, Outside, Poll, Prose, Quiz, Strand
from quiz.questions import types

LESSON = Lesson(
    slug="showcase",
    path="lessons/01-showcase.md",
    title="Showcase",
    parts=(
        Prose("The [reading](reading.md#p2) says more, and ![a square](pictures/square.png)."),
        Poll("poll", "How good are the reasons?", ("Weak", "Good")),
    ),
    objectives=("Tell a fact from an opinion",),
    terms=(("Op-ed", "An article that argues for an opinion"),),
)
_MORE = "![A red square](pictures/square.png) See [the reading](reading.md#p2)."
READING = Lesson("reading", "lessons/reading.md", "The reading", (Prose("## P2 {#p2}\n\nText."),))


def plain_items() -> Mapping[str, Item]:
    """The example of every type, without the tags of its wrong answers."""
    return {name: _untagged(parse_item(_example(name))) for name in types()}


def full_items() -> Mapping[str, Item]:
    """The example of every type with all that an item can have."""
    return {name: _with_everything(parse_item(_example(name))) for name in types()}


@contextmanager
def shipping() -> Iterator[Callable[[Mapping[str, Item]], Shipment]]:
    """Makes shipments of one lesson with these items in its quiz."""
    renderer = Renderer(
        lambda file, fragment, instructor: f"{file}#{fragment}" if fragment else file
    )
    stream = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(stream, "PNG")
    picture = stream.getvalue()
    try:
        yield lambda items: Shipment(
            course="Showcase",
            lang="en",
            lessons=(
                replace(LESSON, parts=(*LESSON.parts, Quiz("exit", "Exit", tuple(items.values())))),
            ),
            reading=READING,
            html=renderer,
            picture=lambda name: picture,
        )
    finally:
        renderer.close()


def _example(name: str) -> str:
    return types()[name].example.strip() + "\n"


def _untagged(part: Any) -> Any:
    if isinstance(part, tuple):
        return tuple(_untagged(each) for each in part)
    if not is_dataclass(part) or isinstance(part, type):
        return part
    names = [field.name for field in fields(part)]
    values = {name: _untagged(getattr(part, name)) for name in names}
    bare = {name: "" for name in names if name in ("tag", "wrong_tag")}
    return replace(part, **values | bare)


def _with_everything(item: Item) -> Item:
    # The text of a cloze is its body.
    text = item.text if item.type == "cloze" else f"{item.text}\n\n{_MORE}".strip()
    return replace(
        item,
        text=text,
        points=2.5,
        see=("p1", "p2"),
        evidence=("p2",),
        bloom=Bloom.UNDERSTAND,
        strand=Strand.COMPREHENSION,
        needs=Needs.ARTICLE,
        not_with=("another",),
        outside=(Outside("Town council", "June 2025", "2026-11-22"),),
        hint="Read the last sentence.",
        why=f"{item.why}\n\n{_MORE}".strip(),
    )


GIFT = {
    "one right answer": "Bees are {=insects ~birds#No, they have six legs. ~fish}.",
    "several right answers, with weights": (
        "Which are insects? {~%50%bees ~%50%ants ~%-50%spiders ~%-50%snails}"
    ),
    "true or false": "Bees sting.{TRUE#Not all do.#Right.}",
    "short answer": "Which insect makes honey? {=the bee =bees =%50%an insect#Which one?}",
    "number": "How many legs has a bee? {#6:0.5}",
    "matching": "Who eats what? {=bee -> nectar =spider -> flies =cow -> grass}",
    "missing word": "Honey is made by {=bees ~wasps} in a hive.",
    "essay": "Why do towns need bees? {}",
    "description": "The next questions are about bees.",
}
AIKEN = {"one right answer": "Bees are\nA. insects\nB. birds\nANSWER: A"}
"""Called what it is there -> the question."""

_TEXT = "<questiontext format='html'><text><![CDATA[<p>{}</p>]]></text></questiontext>"


def _xml(kind: str, body: str, text: str = "Bees?") -> str:
    name = f"<name><text>{kind}</text></name>"
    return f"<question type='{kind}'>{name}{_TEXT.format(text)}{body}</question>"


def _answer(text: str, fraction: float, more: str = "") -> str:
    return f"<answer fraction='{fraction:g}'><text>{text}</text>{more}</answer>"


_RIGHT, _WRONG = _answer("bees", 100), _answer("ants", 0)
_PAIRS = "".join(
    f"<subquestion format='html'><text>{a}</text><answer><text>{b}</text></answer></subquestion>"
    for a, b in (("bee", "nectar"), ("spider", "flies"), ("cow", "grass"))
)
MOODLE_XML = {
    "multichoice, one right": _xml("multichoice", f"<single>true</single>{_RIGHT}{_WRONG}"),
    "multichoice, several right": _xml(
        "multichoice",
        f"<single>false</single>{_answer('bees', 50)}{_answer('ants', 50)}{_answer('cats', -100)}",
    ),
    "truefalse": _xml("truefalse", _answer("true", 100) + _answer("false", 0)),
    "shortanswer": _xml("shortanswer", f"<usecase>0</usecase>{_RIGHT}"),
    "numerical": _xml("numerical", _answer("6", 100, "<tolerance>0.5</tolerance>")),
    "matching": _xml("matching", _PAIRS),
    "ordering": _xml("ordering", "".join(_answer(step, i) for i, step in enumerate("abc", 1))),
    "cloze": _xml("cloze", "", "Honey is made by {1:SHORTANSWER:=bees}."),
    "gapselect": _xml(
        "gapselect",
        "<selectoption><text>bees</text><group>1</group></selectoption>"
        "<selectoption><text>ants</text><group>1</group></selectoption>",
        "Honey is made by [[1]].",
    ),
    "ddwtos": _xml(
        "ddwtos",
        "<dragbox><text>bees</text><group>1</group></dragbox>"
        "<dragbox><text>ants</text><group>1</group></dragbox>",
        "Honey is made by [[1]].",
    ),
    "essay": _xml("essay", "<responseformat>editor</responseformat>"),
    "calculated": _xml("calculated", _answer("{a}+{b}", 100), "What is {a} + {b}?"),
    "description": _xml("description", ""),
}

BANKS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "gift": (".gift", GIFT),
    "aiken": (".txt", AIKEN),
    "moodle_xml": (".xml", {k: f"<quiz>{text}</quiz>" for k, text in MOODLE_XML.items()}),
}
"""Module of a format -> the ending of its files, and its questions."""
