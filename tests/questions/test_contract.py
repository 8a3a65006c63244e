"""What every question type must keep, whichever it is. A new type is tested by being there."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from dataclasses import is_dataclass
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader

from quiz.marking import mark_item
from quiz.model import Body, Item, Outcome
from quiz.questions import MAX_TEXT, QuestionType, types
from quiz.questions.parts.options import Choice
from quiz.web.sent import split
from tests.questions.bodies import (
    TEMPLATES,
    block,
    draw_ask,
    draw_paper,
    draw_review,
    environment,
    example,
    form,
    parse,
    recognised,
)

ALL = sorted(types())

TEN = {
    "single choice",
    "multiple choice",
    "true/false",
    "numeric",
    "short text",
    "matching",
    "categorise",
    "ordering",
    "cloze",
    "open response",
}

TICKS = {"multiple choice"}
"""Types whose slots make one answer together, so that an empty one isn't left out."""

REKEYED = {
    "single choice": (
        "- (x) a\n    > Yes.\n- ( ) b\n- ( ) c",
        "- ( ) a\n- (x) b\n    > Ja.\n- ( ) c",
    ),
    "multiple choice": ("- [x] a\n- [ ] b\n- [ ] c {M1}", "- [ ] a {M2}\n- [x] b\n- [x] c"),
    "true/false": ("= true\n    > Long feedback.", "= false\nnot= true {M1}"),
    "numeric": ("= 7", "= 1200 .. 1300\nelse= {M1}"),
    "short text": ("= a", "= a much longer answer\nor= another\nnot= a"),
    "matching": ("- a -> x\n- b -> y\n- _ -> z", "- a -> z\n    > No.\n- b -> x\n- _ -> y {M1}"),
    "categorise": ("- a -> x\n- b -> y\n- c -> y", "- a -> y\n- b -> x\n- c -> x"),
    "ordering": ("order:\n1. a\n2. b\n3. c", "order:\n1. c\n2. a\n3. b\nnot= 3 before 2 {M1}"),
    "cloze": ("A [[x|y]] b [[(p)|q|r]] c", "A [[long text]] b [[r|q|(p)]] c\nnot= gap 2 {M1}"),
    "open response": (
        "____ 5-9 words\nmodel: One.",
        "____ 5-9 words\nrubric:\n| criterion | 1 | 0 |\n|---|---|---|\n| Use | a | b |",
    ),
}
"""For each type two bodies with the same texts for the student and different keys."""


def template_faults(registry: Mapping[str, QuestionType[Any]], folder: Path) -> list[str]:
    """Types without a template of their module's name, or whose template lacks a macro."""
    jinja = Environment(loader=FileSystemLoader(folder), autoescape=True)
    jinja.filters |= environment().filters
    faults = []
    for name, kind in registry.items():
        path = folder / "questions" / f"{kind.module}.html"
        if not path.is_file():
            faults.append(f"{name}: no template questions/{kind.module}.html")
            continue
        module = jinja.get_template(f"questions/{kind.module}.html").module
        wanted = {
            "ask": ("view", "given", "name", "describedby"),
            "review": ("view", "given"),
            "answers": ("body", "review"),
            "paper": ("view", "letter"),
        }
        faults += [
            f"{name}: no macro {macro}({', '.join(arguments)})"
            for macro, arguments in wanted.items()
            if getattr(getattr(module, macro, None), "arguments", None) != arguments
        ]
    return faults


def test_the_ten_types_are_there() -> None:
    assert set(types()) >= TEN


def test_every_type_has_a_module_of_its_own() -> None:
    modules = [kind.module for kind in types().values()]
    assert len(set(modules)) == len(modules)
    assert not any(module.startswith("_") for module in modules)
    assert not any(inspect.isabstract(type(kind)) for kind in types().values())


def test_every_type_has_its_template() -> None:
    assert template_faults(types(), TEMPLATES) == []


def test_a_type_without_its_template_is_seen(tmp_path: Path) -> None:
    class Hotspot(type(types()["numeric"])):  # type: ignore[misc]
        name = "hotspot"
        module = "hotspot"

    registry = {**types(), "hotspot": Hotspot()}
    assert template_faults(registry, TEMPLATES) == ["hotspot: no template questions/hotspot.html"]
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions/hotspot.html").write_text(
        "{% macro ask(view, given) %}{% endmacro %}{% macro review(view, given) %}{% endmacro %}",
        encoding="utf-8",
    )
    assert template_faults({"hotspot": Hotspot()}, tmp_path) == [
        "hotspot: no macro ask(view, given, name, describedby)",
        "hotspot: no macro answers(body, review)",
        "hotspot: no macro paper(view, letter)",
    ]


@pytest.mark.parametrize("name", ALL)
def test_the_example_is_recognised_and_parses(name: str) -> None:
    text = example(types()[name])
    assert recognised(text) == [name]
    parse(name, text)


@pytest.mark.parametrize("name", ALL)
def test_printing_and_parsing_again_gives_the_same_body(name: str) -> None:
    body = parse(name, example(types()[name]))
    printed = types()[name].print(body)
    assert parse(name, printed) == body
    assert recognised(printed) == [name]
    assert types()[name].print(parse(name, printed)) == printed


@pytest.mark.parametrize("name", ALL)
def test_the_key_earns_everything_and_blank_nothing(name: str) -> None:
    kind = types()[name]
    item = Item("i", name, "Stem", parse(name, example(kind)), points=2)
    key = kind.key(item.body)
    for blank in ({}, dict.fromkeys(key or {"text": ""}, " \u200f\n")):
        mark = mark_item(item, "v", blank)
        assert (mark.outcome, mark.points, mark.tags) == (Outcome.UNANSWERED, 0.0, ())
        if not blank:
            assert kind.mark(item.body, blank) == 0
            assert kind.comments(item.body, blank) == ()
            assert kind.remark(item.body, blank) == ""
    if key is None:
        assert mark_item(item, "v", {"text": "words"}).outcome is Outcome.NEEDS_GRADING
    else:
        assert kind.read(item.body, form(key)) == key
        mark = mark_item(item, "v", key)
        assert (mark.outcome, mark.fraction, mark.points) == (Outcome.RIGHT, 1.0, 2.0)
        assert mark.tags == ()
        assert kind.remark(item.body, key) == ""


@pytest.mark.parametrize("name", ALL)
def test_what_the_student_gets_does_not_depend_on_the_key(name: str) -> None:
    assert name in REKEYED, "Add two bodies that differ in the key alone to REKEYED."
    one, two = (parse(name, text) for text in REKEYED[name])
    assert one != two
    given = types()[name].key(one) or {"text": "words"}
    for seed in ("a", "b"):
        assert types()[name].ask(one, seed) == types()[name].ask(two, seed)
        assert draw_ask(name, one, given, seed) == draw_ask(name, two, given, seed)
    for part in (given, *({slot: value} for slot, value in given.items())):
        assert types()[name].remark(one, part) == types()[name].remark(two, part)


@pytest.mark.parametrize("name", ALL)
def test_the_student_gets_no_feedback_with_the_question(name: str) -> None:
    kind = types()[name]
    read = block(example(kind))
    kind.parse(read)
    page = draw_ask(name, parse(name, example(kind)))
    for entry in read.entries:
        assert not entry.feedback or entry.feedback not in page
        assert not entry.tag or f"{{{entry.tag}}}" not in page
    assert read.why not in page or not read.why
    # A cloze's text holds its key, so it must not stay behind as the question's own text.
    assert "[[" not in read.prose


def choices(view: Any) -> dict[str, str]:
    """Id and text of everything that a view offers to choose from or to place."""
    if isinstance(view, tuple):
        return {id_: text for part in view for id_, text in choices(part).items()}
    if not is_dataclass(view):
        return {}
    inside = choices(tuple(vars(view).values()))
    return inside | ({view.id: view.text} if isinstance(view, Choice) else {})


@pytest.mark.parametrize("name", ALL)
def test_what_was_said_is_told_in_words(name: str) -> None:
    kind = types()[name]
    body = parse(name, example(kind))
    full = kind.key(body) or {"text": " My own words.\n\nAnd \\more. "}
    words = choices(kind.ask(body, "seed"))
    for given in (full, *({slot: value} for slot, value in full.items())):
        said = kind.said(body, given)
        for slot, value in given.items():
            assert words.get(slot, "") in said
            assert words.get(value, "" if slot in words else value) in said
        assert not [id_ for id_ in words if id_ in said]
    for blank in ({}, dict.fromkeys(full, " \u200f\n")):
        assert kind.said(body, blank) == ""


@pytest.mark.parametrize("name", ALL)
def test_what_the_key_says_is_right_and_foreseen(name: str) -> None:
    kind = types()[name]
    for text in (example(kind), *REKEYED[name]):
        body = parse(name, text)
        possible, key = kind.possible(body), kind.key(body)
        assert len(set(possible)) == len(possible)
        assert not any(said.typed or "\n" in said.text for said in possible)
        if key is None:
            assert possible == kind.classify(body, {"text": "words"}) == ()
            continue
        said = kind.classify(body, key)
        assert said
        assert all(each.right for each in said)
        assert set(said) <= set(possible)
        # All parts of the item are there, and the key fills each.
        assert list(dict.fromkeys(each.part for each in possible)) == list(
            dict.fromkeys(each.part for each in said)
        )


@pytest.mark.parametrize("name", ALL)
def test_a_blank_response_says_nothing(name: str) -> None:
    kind = types()[name]
    body = parse(name, example(kind))
    for blank in ({}, dict.fromkeys(kind.key(body) or {"text": ""}, " \u200f\n")):
        assert kind.classify(body, blank) == ()


@pytest.mark.parametrize("name", ALL)
def test_the_paper_does_not_depend_on_the_key(name: str) -> None:
    one, two = (parse(name, text) for text in REKEYED[name])
    assert draw_paper(name, one) == draw_paper(name, two)
    kind = types()[name]
    views = [kind.mixed(kind.ask(body, "s"), "s") for body in (one, two)]
    assert views[0] == views[1]


@pytest.mark.parametrize("name", ALL)
def test_the_paper_has_every_choice_and_room_to_write(name: str) -> None:
    kind = types()[name]
    body = parse(name, example(kind))
    page = draw_paper(name, body)
    for text in choices(kind.ask(body, "seed")).values():
        assert text in page
    assert 'class="box' in page or 'class="rule' in page
    assert not {"<input", "<select", "<textarea", "<button"} & set(re.findall("<[a-z]+", page))
    read = block(example(kind))
    kind.parse(read)
    for entry in read.entries:
        assert not entry.feedback or entry.feedback not in page


@pytest.mark.parametrize("name", ALL)
def test_what_is_entered_from_paper_is_what_the_screen_gives(name: str) -> None:
    kind = types()[name]
    body = parse(name, example(kind))
    asked = kind.ask(body, "seed")
    for view in (asked, kind.mixed(asked, "other")):
        blanks = kind.blanks(view)
        assert all(blank.takes for blank in blanks)
        assert len({blank.label for blank in blanks}) == len(blanks)
        nothing = kind.transcribe(view, [""] * len(blanks))
        assert kind.read(body, nothing) == {}
        assert set(kind.written(view, {})) == {""}
        key = kind.key(body) or {"text": "My words."}
        texts = kind.written(view, key)
        assert len(texts) == len(blanks)
        assert kind.read(body, kind.transcribe(view, texts)) == key


class _Inputs(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.labelled: set[str] = set()
        self.unnamed: list[str] = []
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self._depth += tag == "label"
        self.labelled |= {values["for"] or ""} if tag == "label" and "for" in values else set()
        if tag in ("input", "select", "textarea"):
            self.names.append(values["name"] or "")
            assert values["aria-describedby"] == "item-note"
            if not (self._depth or values.get("aria-label")):
                self.unnamed.append(values.get("id") or "")
        assert not {"style", "onclick", "onchange", "oninput"} & set(values)
        assert tag not in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag == "label"


def inputs_of(name: str, body: Body) -> tuple[_Inputs, set[str]]:
    """The inputs of the page, and the slots that they fill."""
    inputs = _Inputs()
    inputs.feed(draw_ask(name, body))
    inputs.close()
    return inputs, {shown.removeprefix("item.") for shown in inputs.names}


@pytest.mark.parametrize("name", ALL)
def test_every_slot_has_an_input_with_an_accessible_name(name: str) -> None:
    kind = types()[name]
    body = parse(name, example(kind))
    inputs, slots = inputs_of(name, body)
    assert set(inputs.unnamed) <= inputs.labelled
    assert slots >= set(kind.key(body) or {"text"})


@pytest.mark.parametrize("name", ALL)
def test_no_slot_is_named_like_those_beside_the_answer(name: str) -> None:
    slots = inputs_of(name, parse(name, example(types()[name])))[1]
    own, beside = split({slot: [""] for slot in slots}, evidence=True, confidence=True)
    assert (set(own), beside) == (slots, {})


@pytest.mark.parametrize("name", sorted(set(ALL) - TICKS))
def test_slots_that_are_still_empty_are_remarked_on(name: str) -> None:
    kind = types()[name]
    body = parse(name, example(kind))
    key = kind.key(body) or {"text": "word " * 50}
    slots = inputs_of(name, body)[1]
    assert slots == set(key)
    assert kind.remark(body, key) == ""
    for slot in slots if len(slots) > 1 else ():
        one = {slot: key[slot]}
        but_one = {other: value for other, value in key.items() if other != slot}
        assert kind.remark(body, one) == kind.remark(body, one | dict.fromkeys(but_one, " "))
        for part, empty in ((one, len(slots) - 1), (but_one, 1)):
            assert f"{empty} of {len(slots)} " in kind.remark(body, part)


@pytest.mark.parametrize("name", ALL)
def test_a_response_is_there_again_on_the_page(name: str) -> None:
    kind = types()[name]
    body = parse(name, example(kind))
    given = kind.key(body) or {"text": "\n<b>words</b>"}
    page = draw_ask(name, body, given)
    assert page != draw_ask(name, body)
    assert "<b>" not in page


@pytest.mark.parametrize("name", ALL)
def test_the_review_can_be_drawn_for_every_kind_of_response(name: str) -> None:
    kind = types()[name]
    body = parse(name, example(kind))
    assert "Not answered" in draw_review(name, body, {})
    key = kind.key(body)
    right = draw_review(name, body, key or {"text": "<script>alert(1)</script>\nsecond line"})
    assert "Not answered" not in right
    assert "<script" not in right
    assert "is-right" in right or key is None


@pytest.mark.parametrize("name", ALL)
def test_what_the_form_can_not_send_is_refused(name: str) -> None:
    kind = types()[name]
    body = parse(name, example(kind))
    slots = kind.key(body) or {"text": "words"}
    slot, value = next(iter(slots.items()))
    for bad in (
        {"unknown": ["x"]},
        {slot: [value, value]},
        {slot: []},
        {slot: ["a\0b"]},
        {slot: ["\ud800"]},
        {slot: ["x" * (MAX_TEXT + 1)]},
        {f"{slot}\0": [value]},
        {"\udfff": [value]},
    ):
        with pytest.raises(ValueError, match=r"\w.*\.$"):
            kind.read(body, bad)
    assert kind.read(body, {slot: [""] for slot in slots}) == {}


@pytest.mark.parametrize("name", sorted(TEN - {"numeric", "short text", "open response"}))
def test_a_choice_that_is_not_offered_is_refused(name: str) -> None:
    text = "A [[(x)|y]] b" if name == "cloze" else example(types()[name])
    body = parse(name, text)
    slot = next(iter(types()[name].key(body) or {}))
    for value in ("nothing", "0", "99", "TICKED", "None"):
        with pytest.raises(ValueError, match="Reload"):
            types()[name].read(body, {slot: [value]})


@pytest.mark.parametrize("name", ALL)
def test_fractions_are_exact(name: str) -> None:
    kind = types()[name]
    body = parse(name, example(kind))
    fraction = kind.mark(body, kind.key(body) or {"text": "words"})
    assert fraction is None or isinstance(fraction, Fraction)


@pytest.mark.parametrize("name", ALL)
def test_all_markdown_of_a_body_is_listed(name: str) -> None:
    body = parse(name, example(types()[name]))
    texts = types()[name].texts(body)
    assert all(texts)
    for entry in block(example(types()[name])).entries:
        assert not entry.feedback or entry.feedback in texts


def test_every_typical_body_is_recognised_as_one_type() -> None:
    for name, bodies in REKEYED.items():
        for text in bodies:
            assert recognised(text) == [name]
