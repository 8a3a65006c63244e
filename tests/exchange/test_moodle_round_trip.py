"""Our Moodle XML read back by our own importer: the same items, but for the losses told."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from quiz.content.parser import parse_item
from quiz.content.render import Renderer, RenderError
from quiz.exchange.exporting import Carried
from quiz.exchange.exporting import formats as written_formats
from quiz.exchange.exporting._html import placed, plain
from quiz.exchange.importing import BankFile, Found, format_of
from quiz.model import Bloom, Item, Needs, Outside, Strand
from quiz.questions.cloze import Cloze
from quiz.questions.numeric import Numeric
from quiz.questions.ordering import Ordering
from quiz.questions.parts.answers import Answer, fold
from quiz.questions.parts.numbers import span
from quiz.questions.short_text import ShortText
from tests.exchange.exporting.courses import of_items, shipped
from tests.questions.test_round_trip import SOURCES, sound_bodies

RoundTrip = Callable[[Item], tuple[Carried, Found]]


@pytest.fixture(scope="module")
def there_and_back(renderer: Renderer) -> RoundTrip:
    def of(item: Item) -> tuple[Carried, Found]:
        exported = written_formats()["moodle-xml"].export(of_items(renderer, item))
        file = BankFile("bank.xml", exported.data)
        (found,) = format_of(file).read(file)
        return exported.items[0], found

    return of


# What counts as the same


LINES = {"text", "left", "right", "steps", "name", "levels"}
"""Fields of bodies that hold one line of Markdown; the others hold blocks."""


class Same:
    """Compares items: Markdown by the HTML that it gives, typed answers as they are compared.

    `bare`: texts by their words alone.
    """

    def __init__(self, renderer: Renderer, bare: bool) -> None:
        self.renderer = renderer
        self.bare = bare

    def head(self, item: Item) -> Any:
        """All that is no text."""
        settings = (item.bloom, item.strand, item.needs, item.see, item.evidence, item.not_with)
        return item.id, item.type, item.points, item.outside, *settings

    def texts(self, item: Item) -> Any:
        around = [self.block(text) for text in (item.text, item.hint, item.why)]
        return self.line(item.stem), *around, self.body(item.body)

    def block(self, text: str) -> str:
        return self._tidy(self.renderer.block(text))

    def line(self, text: str) -> str:
        return self._tidy(self.renderer.inline(text))

    def _tidy(self, rendered: str) -> str:
        rendered = placed(rendered, lambda link: None, lambda picture: picture)
        # Headings and rules can't stand in an item: the importer makes bold words of one, and drops
        # the other.
        rendered = rendered.replace("<hr/>", "")
        rendered = re.sub(r"<h[1-6]>(.*?)</h[1-6]>", r"<p><strong>\1</strong></p>", rendered)
        rendered = re.sub(r"\s+", " ", re.sub(r"\s*(</?p>|<br/>)\s*", r"\1", rendered)).strip()
        # What holds nothing is not kept.
        while (left := re.sub(r"<(\w+)></\1>", "", rendered)) != rendered:
            rendered = left
        return plain(rendered) if self.bare else rendered

    def body(self, part: Any) -> Any:
        match part:
            case Numeric(answer, wrong, other):
                spans = [(span(one.text).low, span(one.text).high) for one in (answer, *wrong)]
                return spans, self.said((answer, *wrong, other))
            case ShortText(answers, wrong, other):
                texts = [fold(one.text) for one in (*answers, *wrong)]
                return texts, len(answers), self.said((*answers, *wrong, other))
            case Ordering(steps, swaps):
                # In no order of their own: what is said to one of them says nothing to another.
                told = {
                    (one.later, one.earlier): (one.tag, self.block(one.feedback)) for one in swaps
                }
                return [self.line(step) for step in steps], told
            case Cloze():
                return self.block(part.text), [self.gap(gap) for gap in part.gaps]
            case _:
                return self.generic(part)

    def said(self, answers: Any) -> Any:
        """Tags and feedback; an `else=` with neither says as much as none."""
        return [(one.tag, self.block(one.feedback)) if one else ("", "") for one in answers]

    def gap(self, gap: Any) -> Any:
        said = gap.tag, self.block(gap.feedback)
        if gap.menu:
            texts = [self.line(text) for text in gap.menu]
            return texts, texts[gap.menu.index(gap.answers[0])], said
        return [fold(text) for text in gap.answers], said

    def generic(self, part: Any, name: str = "") -> Any:
        if isinstance(part, tuple):
            return [self.generic(each, name) for each in part]
        if is_dataclass(part) and not isinstance(part, type):
            return [self.generic(getattr(part, field.name), field.name) for field in fields(part)]
        if not isinstance(part, str) or name in ("tag", "wrong_tag"):
            return part
        return self.line(part) if name in LINES else self.block(part)


def without_losses(item: Item) -> Item:
    """The item without what the report calls lost: numbers that stand there before."""
    body: Any = item.body
    match body:
        case Ordering():
            body = replace(body, swaps=tuple(s for s in body.swaps if s.tag or s.feedback))
        case Numeric():
            # Of equal numbers the first one counts, and it alone travels.
            first = {_ends(one): one for one in reversed((body.answer, *body.wrong))}
            body = replace(body, wrong=tuple(one for one in body.wrong if one is first[_ends(one)]))
    return replace(item, body=body)


def _ends(answer: Answer) -> tuple[Fraction, Fraction]:
    numbers = span(answer.text)
    return numbers.low, numbers.high


def assert_same(renderer: Renderer, carried: Carried, found: Found) -> None:
    assert found.item is not None, found.reasons
    told = " ".join((*carried.losses, *found.reasons))
    same, before = Same(renderer, "plain text there" in told), without_losses(carried.item)
    assert same.head(found.item) == same.head(before)
    if "Control characters" not in told:
        assert same.texts(found.item) == same.texts(before), told


# The course that ships with the program


def test_every_shipped_item_comes_back(renderer: Renderer) -> None:
    exported = written_formats()["moodle-xml"].export(shipped(renderer))
    file = BankFile("course.xml", exported.data)
    found = list(format_of(file).read(file))
    assert len(found) == len(exported.items) == 83
    for carried, back in zip(exported.items, found, strict=True):
        assert_same(renderer, carried, back)
        assert back.category[0] == "One opinion article, read twice"


# Single items


def same_again(there_and_back: RoundTrip, renderer: Renderer, source: str) -> tuple[Item, str]:
    """The item as it comes back, the same, and the losses that the report told."""
    carried, found = there_and_back(parse_item(source))
    assert_same(renderer, carried, found)
    assert found.item is not None
    return found.item, " ".join(carried.losses)


MENUS = """\
### A bee [sic] or [[1]]: which? {#bees}
points: 2

A [[(bee)|wasp|a fly]] flies to \\[\\[2\\]\\] [ [[flowers|(a & b)]] ].

- It is [[5 < 6|(x)]].

not= gap 1 {M1}
    > Look at its *wings*.

not= gap 2
    > One.
    >
    > - Two.
    > - Three.

why: Because.
"""


def test_menus_come_back_with_their_points_and_their_feedback(
    there_and_back: RoundTrip, renderer: Renderer
) -> None:
    carried, found = there_and_back(parse_item(MENUS))
    assert_same(renderer, carried, found)
    assert isinstance(found.item, Item)
    assert isinstance(found.item.body, Cloze)
    assert [gap.tag for gap in found.item.body.gaps] == ["M1", "", ""]
    assert "left out" not in " ".join(found.reasons)
    assert "no feedback for single gaps" in " ".join(carried.losses)


@pytest.mark.parametrize("answer", ["= 5", "= so"])
def test_what_all_other_answers_show_comes_back_without_feedback(
    there_and_back: RoundTrip, renderer: Renderer, answer: str
) -> None:
    item, _ = same_again(there_and_back, renderer, f"### Q {{#a}}\n\n{answer}\n\nelse= {{M3}}\n")
    assert item.body.other == Answer("", "M3")
    item, _ = same_again(there_and_back, renderer, f"### Q {{#a}}\n\n{answer}\n\nelse=\n")
    assert item.body.other is None


def test_a_number_that_stands_twice_travels_once_and_that_is_told(
    there_and_back: RoundTrip, renderer: Renderer
) -> None:
    source = """\
### Q {#a}

= 5

not= 0 {M1}

not= 0.00 {M2}

not= 3 .. 5 {M3}

not= 4 +- 1 {M4}

not= 7 {M5}
"""
    item, losses = same_again(there_and_back, renderer, source)
    assert [(one.text, one.tag) for one in item.body.wrong] == [
        ("0", "M1"),
        ("4 +- 1", "M3"),
        ("7", "M5"),
    ]
    for number in ("0.00", "4 +- 1"):
        assert f"The wrong number {number} is not in the file" in losses


ESSAY = """\
### Who carries the pollen? {#pollen}

Give *one* reason.

!!! instructor "Notes for graders"
    Look for **two** of these:

    - legs
    - wind

!!! instructor "Notes for graders"
    Some write *wasps*.

And say *why*.

____ 40-80 words

rubric:

| criterion | 2 | 0 |
|---|---|---|
| Reason | One | None |

model:
    Bees.

    **Notes**
"""


@pytest.mark.parametrize("without", ["nothing", "model:", "rubric:"])
def test_notes_for_the_instructor_go_to_the_graders_and_come_back(
    there_and_back: RoundTrip, renderer: Renderer, without: str
) -> None:
    source, _, _ = ESSAY.partition(without)
    carried, found = there_and_back(parse_item(source))
    assert_same(renderer, carried, found)
    assert found.reasons == ()
    assert isinstance(found.item, Item)
    assert "stands in the notes for graders" in " ".join(carried.losses)
    assert not any("is not in the file" in loss for loss in carried.losses)
    shown = renderer.block(found.item.text, instructor=True)
    assert re.findall("<strong>two</strong>|<em>w[a-z]+</em>", shown) == [
        "<em>why</em>",
        "<strong>two</strong>",
        "<em>wasps</em>",
    ]


@pytest.mark.parametrize("box", ['"Sensitive topic"', "", '"Notes for graders of old"'])
def test_other_notes_for_the_instructor_stay_here(there_and_back: RoundTrip, box: str) -> None:
    source = f"### Q {{#a}}\n\n!!! instructor {box}\n    A secret.\n\nMore.\n\n____\n"
    carried, found = there_and_back(parse_item(source.replace("instructor \n", "instructor\n")))
    assert isinstance(found.item, Item)
    assert "secret" not in found.item.text
    assert "The note for the instructor in its text is not in the file." in carried.losses


# Items of all types

WORDS = st.sampled_from(
    ["one", "two *three*", "H<sub>2</sub>O", "a & b", "5 < 6", "`x = {y}`", "so #1 ~ 2", "é اردو"]
)


SOURCES_OUTSIDE = (
    Outside("Town & country council", "June 2025", "2026-11-22"),
    Outside('“<b>Bees</b>” "now" (2nd ed.', "2024", "2026-01-02"),
)


@st.composite
def plain_items(draw: st.DrawFn, name: str) -> Item:
    """Items of any body, with texts that a teacher would write."""
    text = st.sampled_from(["", "More.\n\nAnd more.", "- one\n- two", "> Said.", "1. a\n2. b"])
    body = draw(sound_bodies(name))
    return Item(
        "an-id",
        name,
        draw(WORDS),
        body,
        text="" if name == "cloze" else draw(text),
        points=draw(st.sampled_from([1.0, 2.0, 0.5, 1.5, 7.0])),
        why=draw(text | WORDS),
        hint=draw(st.just("") | WORDS),
        bloom=draw(st.sampled_from([None, *Bloom])),
        strand=draw(st.sampled_from([None, *Strand])),
        needs=draw(st.sampled_from([None, *Needs])),
        see=draw(st.sampled_from([(), ("p1", "p3")])),
        evidence=draw(st.sampled_from([(), ("p2",)])),
        not_with=draw(st.sampled_from([(), ("another",)])),
        outside=draw(st.sampled_from([(), SOURCES_OUTSIDE])),
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(SOURCES))
# The same examples each time: what the importer makes of signs thrown together isn't tried here.
@settings(max_examples=60, derandomize=True, suppress_health_check=[*HealthCheck])
@given(data=st.data())
def test_whatever_is_written_comes_back(
    renderer: Renderer, there_and_back: RoundTrip, data: st.DataObject, name: str
) -> None:
    item = data.draw(plain_items(name))
    try:
        carried, found = there_and_back(item)
    except RenderError:
        assume(False)
        raise
    except ValueError:
        # Nothing came out of it: the report says why.
        assume(False)
        raise
    if found.item is None:
        assert found.reasons
        return
    assert_same(renderer, carried, found)
