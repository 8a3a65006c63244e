"""QTI: response processing gives our marks, worked out here by the rules of the specification."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quiz.content.course import CourseFolder
from quiz.content.render import Renderer
from quiz.exchange.exporting import formats
from quiz.exchange.exporting._html import fit_for_xml
from quiz.exchange.exporting._qti.item import identifier
from quiz.exchange.exporting._spellings import spellings
from quiz.model import Item, Lesson
from quiz.questions import types
from quiz.questions.ordering import Ordering
from quiz.questions.parts.answers import fold
from tests.exchange.exporting.qti_files import (
    VERSIONS,
    files,
    item_file,
    marked,
    one_wrong,
    points,
    shipment,
)
from tests.exchange.exporting.qti_rules import read_item
from tests.questions.bodies import block, example, form, parse
from tests.questions.test_round_trip import NUMBER, over_types, responses, sound_bodies

COURSE = Path(__file__).parents[3] / "lessons"
BY_HAND = "open response"
AUTOMATIC = sorted(name for name in types() if name != BY_HAND)


def item_of(name: str, body: Any = None, **more: Any) -> Item:
    body = body or parse(name, example(types()[name]).strip("\n"))
    return Item("the-id", name, "Which?", body, **more)


def same(points: float) -> Any:
    return pytest.approx(points, abs=1e-9)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", AUTOMATIC)
@pytest.mark.parametrize("worth", [1.0, 2.5])
def test_key_wrong_part_and_blank_earn_what_they_earn_here(
    renderer: Renderer, name: str, version: str, worth: float
) -> None:
    item = item_of(name, points=worth)
    file = read_item(item_file(renderer, item, version))
    key = types()[name].key(item.body)
    assert key is not None
    wrong = one_wrong(item)
    assert file.mark(file.key)["SCORE"] == same(worth)
    assert marked(file, item, key) == same(worth)
    assert points(item, wrong) < worth
    assert marked(file, item, wrong) == same(points(item, wrong))
    assert marked(file, item, {}) == 0
    assert file.outcomes["MAXSCORE"].default == worth


@pytest.mark.parametrize("name", ["multiple choice", "categorise", "ordering"])
def test_what_is_all_wrong_earns_nothing_and_costs_nothing(renderer: Renderer, name: str) -> None:
    item = item_of(name, points=2.0)
    kind = types()[name]
    key, view = kind.key(item.body), kind.ask(item.body, "seed")
    assert key is not None
    wrong = {
        "multiple choice": lambda: {c.id: "ticked" for c in view.choices if c.id not in key},
        "categorise": lambda: {
            slot: next(right.id for right in view.rights if right.id != key[slot]) for slot in key
        },
        "ordering": lambda: dict(zip(key, reversed(key.values()), strict=True)),
    }[name]()
    assert points(item, wrong) == 0
    assert marked(read_item(item_file(renderer, item)), item, wrong) == 0


@pytest.mark.slow
@pytest.mark.parametrize("version", VERSIONS)
def test_every_item_of_the_course_is_marked_as_here(renderer: Renderer, version: str) -> None:
    course = CourseFolder(COURSE, renderer).course()
    lessons = [lesson for lesson in course.lessons if isinstance(lesson, Lesson)]
    export = formats()[version].export(shipment(renderer, *lessons))
    found = files(export)
    assert len(export.items) == 83
    for carried in export.items:
        item = carried.item
        file = read_item(found[f"item-{identifier(item.id)}.xml"])
        key = types()[item.type].key(item.body)
        if key is None:
            assert item.type == BY_HAND
            continue
        for response in (key, one_wrong(item), {}):
            assert marked(file, item, response) == same(points(item, response)), item.id
        assert file.mark(file.key)["SCORE"] == same(item.points), item.id


def test_an_open_response_is_left_to_a_person(renderer: Renderer) -> None:
    item = item_of(BY_HAND, why="Because.")
    data = item_file(renderer, item)
    assert b'externalScored="human"' in data
    outcomes = read_item(data).mark({"RESPONSE": "Something."})
    assert outcomes == {"SCORE": 0.0, "MAXSCORE": 1.0, "EXPLANATION": "shown"}


@pytest.mark.parametrize(
    ("name", "response", "expected"),
    [
        ("single choice", 0, {"FEEDBACK": "remark_1"}),
        ("single choice", 2, {"FEEDBACK": "nothing"}),
        ("true/false", 0, {"FEEDBACK": "remark_1"}),
        ("true/false", 1, {"FEEDBACK": "remark_2"}),
    ],
)
def test_feedback_of_the_chosen_option_is_said(
    renderer: Renderer, name: str, response: int, expected: dict[str, str]
) -> None:
    item = item_of(name)
    file = read_item(item_file(renderer, item))
    chosen = types()[name].ask(item.body, "seed").choices[response].id
    prefix = "" if name == "true/false" else "c"
    outcomes = file.mark({"RESPONSE": prefix + chosen})
    assert expected.items() <= outcomes.items()


def said(file_of: bytes, given: dict[str, Any]) -> set[str]:
    outcomes = read_item(file_of).mark(given)
    return {
        f"{name} {value}"
        for name, value in outcomes.items()
        if name.startswith("FEEDBACK") and value != "nothing"
    }


def test_feedback_of_typed_answers_is_the_first_that_fits(renderer: Renderer) -> None:
    short, numeric = item_of("short text"), item_of("numeric")
    file = item_file(renderer, short)
    for text, remark in (
        ("CARBON DIOXIDE", "FEEDBACK remark_1"),
        ("co2", "FEEDBACK remark_1"),
        ("oxygen", "FEEDBACK remark_2"),
        ("helium", "FEEDBACK remark_other"),
        (None, None),
    ):
        assert said(file, {"RESPONSE": text}) == ({remark} if remark else set())
    file = item_file(renderer, numeric)
    right, miles, else_ = "1", "2", "other"
    for number, remark in (
        (41.9, right),
        (42.5, right),
        (42.6, else_),
        (26.0, miles),
        (26.3, miles),
        (0.0, else_),
    ):
        assert said(file, {"RESPONSE": number}) == {f"FEEDBACK remark_{remark}"}
    assert said(file, {"RESPONSE": None}) == set()


def test_feedback_of_another_right_answer_is_its_own(renderer: Renderer) -> None:
    body = parse("short text", "= a\n    > First.\nor= b\n    > Second.\nor= c\nelse=\n    > No.")
    file = item_file(renderer, item_of("short text", body))
    for text, remark in (("b.", "1"), ("a", "2"), ("c ", "2"), ("d", "other")):
        assert said(file, {"RESPONSE": text}) == {f"FEEDBACK remark_{remark}"}


def test_feedback_of_pairs_steps_and_gaps_is_said_to_whoever_errs(renderer: Renderer) -> None:
    for name in ("matching", "ordering", "cloze", "categorise"):
        item = item_of(name)
        data = item_file(renderer, item)
        file = read_item(data)
        assert said(data, file.key) == set()
        assert said(data, {}) == set()
    matching = read_item(item_file(renderer, item_of("matching")))
    key = matching.key["RESPONSE"]
    assert isinstance(key, tuple)
    horse, lamb = str(key[0]).split()[0], str(key[1]).split()[1]
    assert said(item_file(renderer, item_of("matching")), {"RESPONSE": (f"{horse} {lamb}",)}) == {
        f"FEEDBACK_{horse} remark_1"
    }
    ordering = read_item(item_file(renderer, item_of("ordering")))
    steps = ordering.key["RESPONSE"]
    assert isinstance(steps, tuple)
    first, second, third, last = steps
    swapped = {"RESPONSE": (first, third, second, last)}
    assert said(item_file(renderer, item_of("ordering")), swapped) == {
        f"FEEDBACK_{third}_{second} remark_1"
    }
    cloze = read_item(item_file(renderer, item_of("cloze")))
    wrong = {**cloze.key, "RESPONSE_2": "c00000000"}
    assert said(item_file(renderer, item_of("cloze")), wrong) == {"FEEDBACK_2 remark_other"}


def test_an_order_of_many_steps_is_all_or_nothing_and_says_so(renderer: Renderer) -> None:
    item = item_of("ordering", Ordering(tuple(f"step {i}" for i in range(13))))
    file = read_item(item_file(renderer, item))
    key = types()["ordering"].key(item.body)
    assert key is not None
    assert marked(file, item, key) == 1
    assert marked(file, item, one_wrong(item)) == 0
    shorter = replace(item, body=Ordering(tuple(f"step {i}" for i in range(12))))
    file = read_item(item_file(renderer, shorter))
    assert marked(file, shorter, one_wrong(shorter)) == same(points(shorter, one_wrong(shorter)))


@pytest.mark.slow
@over_types
def test_whatever_is_answered_earns_what_it_earns_here(
    renderer: Renderer, data: st.DataObject, name: str
) -> None:
    kind = types()[name]
    # No lesson holds the control characters that no XML file can.
    body = kind.parse(block(fit_for_xml(kind.print(data.draw(sound_bodies(name))))))
    assume(body is not None)
    item = item_of(name, body, points=data.draw(st.sampled_from([1.0, 0.5, 3.0, 7.25])))
    version = data.draw(st.sampled_from(VERSIONS))
    file = read_item(item_file(renderer, item, version))
    if name == BY_HAND:
        assert file.mark({"RESPONSE": "Whatever."})["SCORE"] == 0
        return
    assert file.mark(file.key)["SCORE"] == same(item.points)
    sent = data.draw(responses(kind.ask(body, "seed")))
    if name == "numeric":
        sent = {"text": data.draw(NUMBER)}
    try:
        response = kind.read(body, form(sent))
    except ValueError:
        assume(False)
    assume(is_said_alike(name, item, response))
    assert marked(file, item, response) == same(points(item, response))


def is_said_alike(name: str, item: Item, response: Any) -> bool:
    """Whether QTI can hold the response, and compares what was typed with the same result."""
    if name == "ordering":
        return len(set(response.values())) == len(response)
    answers = {
        "short text": lambda: [answer.text for answer in item.body.answers],
        "cloze": lambda: [text for gap in item.body.gaps if not gap.menu for text in gap.answers],
    }.get(name, list)()
    folded = {fold(text) for text in answers}
    taken = {form.casefold() for text in answers for form in spellings(text)}
    return all((fold(text) in folded) == (text.casefold() in taken) for text in response.values())


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "text", ["it's a bee", "IT'S A BEE.", "it’s a bee", "it's  a bee", "it's a bee ", "a BEE "]
)
def test_what_is_typed_as_the_report_says_is_right_there_too(
    renderer: Renderer, version: str, text: str
) -> None:
    body = parse("short text", "= It's a bee.\n    > Yes.\nor= a bee\nelse=\n    > No.")
    item = item_of("short text", body)
    assert points(item, {"text": text}) == 1
    outcomes = read_item(item_file(renderer, item, version)).mark({"RESPONSE": text})
    assert outcomes["SCORE"] == 1
    assert outcomes["FEEDBACK"] == "remark_1"
    gap = item_of("cloze", parse("cloze", "What? [[It's a bee.|a bee]] It flies."))
    assert read_item(item_file(renderer, gap, version)).mark({"RESPONSE_1": text})["SCORE"] == 1


@given(NUMBER, NUMBER)
def test_numbers_at_the_edge_are_right_as_here(renderer: Renderer, low: str, width: str) -> None:
    assume(not width.startswith("-"))
    item = item_of("numeric", parse("numeric", f"= {low} +- {width}"))
    file = read_item(item_file(renderer, item))
    for text in (low, str(float(low) + float(width)), str(float(low) - 2 * float(width) - 1)):
        assume("e" not in text)
        if len(text.partition(".")[2]) < 3:
            assert marked(file, item, {"text": text}) == points(item, {"text": text})
