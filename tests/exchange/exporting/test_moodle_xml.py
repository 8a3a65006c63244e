"""Our Moodle XML as Moodle takes and marks it (moodle_rules.py), beside our own marks."""

from __future__ import annotations

import base64
import re
from collections import Counter
from collections.abc import Callable
from itertools import permutations
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from quiz.choices import choice_id
from quiz.content.render import Renderer, RenderError
from quiz.exchange.exporting import Carriage, Carried, Exported, formats
from quiz.exchange.exporting._html import fit_for_xml, plain
from quiz.exchange.exporting._moodle.orders import by_chance, exchanged, nearest
from quiz.exchange.exporting._moodle.shares import SHARES
from quiz.marking import mark_item
from quiz.model import Bloom, Body, Given, Item, Lesson, Outside, Poll, Prose, Quiz
from quiz.questions import is_blank, types
from quiz.questions.cloze import Cloze
from quiz.questions.matching import Matching
from quiz.questions.multiple_choice import MultipleChoice
from quiz.questions.open_response import OpenResponse
from quiz.questions.ordering import Ordering
from quiz.questions.parts.answers import FINAL_SIGNS, Answer
from quiz.questions.parts.options import Option
from quiz.questions.parts.pairs import Decoy, Pair
from quiz.questions.short_text import ShortText
from quiz.questions.single_choice import SingleChoice
from tests.exchange.exporting.courses import of_items, shipped
from tests.exchange.exporting.moodle_responses import NoSuchResponse, in_moodle, one_wrong
from tests.exchange.exporting.moodle_rules import FULL, Question, Refused, imported
from tests.questions.bodies import example, parse
from tests.questions.test_round_trip import RAW, SOURCES, responses, sound_bodies

CLOSE = 1e-6
MARKED_OTHERWISE = re.compile(
    r"guessing earns about|Moodle counts|no equal shares|wrong tick costs|Control characters"
)
"""What a report says where Moodle's mark can be another one."""

WORTH = re.compile("points in Moodle instead of")
"""What a report says where the same share is another number of points in Moodle."""

Export = Callable[..., tuple[Exported, list[Question]]]


@pytest.fixture(scope="module")
def export(renderer: Renderer) -> Export:
    """Export items as a quiz of one lesson, and read what Moodle makes of the file."""

    def of(*items: Item, **options: Any) -> tuple[Exported, list[Question]]:
        exported = formats()["moodle-xml"].export(of_items(renderer, *items, **options))
        return exported, imported(exported.data) if b"questiontext" in exported.data else []

    return of


def item(body: Body, name: str = "", **settings: Any) -> Item:
    name = name or next(n for n, kind in types().items() if _is_of(kind, body))
    return Item("one", name, settings.pop("stem", "Which?"), body, **settings)


def _is_of(kind: Any, body: Body) -> bool:
    return type(body).__module__ == type(kind).__module__


def parsed(name: str, source: str, **settings: Any) -> Item:
    return item(parse(name, source), name, **settings)


def our_fraction(one: Item, response: Given) -> float | None:
    return mark_item(one, "v", response).fraction


def same_marks(carried: Carried, question: Question, response: Given) -> None:
    """Moodle gives the same mark for a response, or the report says that it doesn't."""
    try:
        there = question.mark(in_moodle(carried.item, question, response))
    except NoSuchResponse:
        return
    here = our_fraction(carried.item, response)
    if here is None or there is None:
        assert here == there
        return
    if question.worth != carried.item.points:
        assert any(WORTH.search(loss) for loss in carried.losses)
    if abs(here - there) > CLOSE:
        assert any(MARKED_OTHERWISE.search(loss) for loss in carried.losses), (
            response,
            here,
            there,
        )


def key_is_right(carried: Carried, question: Question) -> None:
    key = types()[carried.item.type].key(carried.item.body)
    assert key is not None
    # Nobody can type what no file can hold.
    key = {slot: fit_for_xml(text) for slot, text in key.items()}
    if any(is_blank({slot: text}) for slot, text in key.items()):
        return
    assert question.mark(in_moodle(carried.item, question, key)) >= FULL


# The course that ships with the program


@pytest.fixture(scope="module")
def course(renderer: Renderer) -> tuple[Exported, list[Question]]:
    exported = formats()["moodle-xml"].export(shipped(renderer))
    return exported, imported(exported.data)


def test_every_shipped_item_arrives_in_its_category(course) -> None:
    exported, questions = course
    assert len(exported.items) == 83
    assert exported.count(Carriage.OMITTED) == 0
    assert [each.item.id for each in exported.items] == [each.idnumber for each in questions]
    for carried, question in zip(exported.items, questions, strict=True):
        assert (question.category[-1] == "Practice") == (carried.quiz == "")
        assert len(question.category) == 3


def test_every_shipped_key_earns_full_marks_there(course) -> None:
    exported, questions = course
    marked = [
        pair
        for pair in zip(exported.items, questions, strict=True)
        if pair[0].item.type != "open response"
    ]
    assert len(marked) > 70
    for carried, question in marked:
        key_is_right(carried, question)


def test_one_part_wrong_earns_our_mark_there_or_the_report_says_otherwise(course) -> None:
    exported, questions = course
    for carried, question in zip(exported.items, questions, strict=True):
        same_marks(carried, question, {})
        if carried.item.type != "open response":
            for response in one_wrong(carried.item):
                same_marks(carried, question, response)
        if any(MARKED_OTHERWISE.search(loss) for loss in carried.losses):
            assert carried.item.type in ("categorise", "ordering")


def test_only_sorting_into_groups_is_marked_otherwise_in_the_shipped_course(course) -> None:
    otherwise = Counter(
        carried.item.type
        for carried, question in zip(*(course[0].items, course[1]), strict=True)
        if carried.item.type != "open response"
        and any(
            question.mark(in_moodle(carried.item, question, response))
            != pytest.approx(our_fraction(carried.item, response))
            for response in one_wrong(carried.item)
        )
    )
    assert otherwise == {"categorise": 4}


def test_shipped_points_arrive(course) -> None:
    for carried, question in zip(*(course[0].items, course[1]), strict=True):
        assert question.penalty == 0
        assert question.worth == carried.item.points


def test_shipped_gaps_earn_our_points_each(course) -> None:
    pairs = zip(course[0].items, course[1], strict=True)
    clozes = [pair for pair in pairs if pair[0].item.type == "cloze"]
    assert len(clozes) == 3
    for carried, question in clozes:
        points, gaps = carried.item.points, len(question.gaps)
        for response in one_wrong(carried.item):
            earned = question.worth * question.mark(in_moodle(carried.item, question, response))
            assert earned == pytest.approx(points * (gaps - 1) / gaps)


def test_the_report_says_what_no_question_can_hold(course) -> None:
    said = " ".join(course[0].losses)
    for word in ("texts of the lessons", "Polls", "category", "introductions", "decimal comma"):
        assert word in said


# Every type, whatever is in it


@st.composite
def items(draw: st.DrawFn, name: str) -> Item:
    return Item(
        "one",
        name,
        " ".join(draw(RAW).split()) or "Which?",
        draw(sound_bodies(name)),
        text=draw(st.sampled_from(["", "More.\n\nAnd more."]) | RAW),
        points=draw(st.sampled_from([1.0, 2.0, 0.5, 1.5, 7.0])),
        why=draw(st.sampled_from([""]) | RAW),
        hint=draw(st.sampled_from([""]) | RAW),
        bloom=draw(st.sampled_from([None, *Bloom])),
        see=draw(st.sampled_from([(), ("p1", "p3")])),
    )


def over_types(test: Callable[..., None]) -> Callable[..., None]:
    relaxed = settings(max_examples=40, suppress_health_check=[*HealthCheck])
    marked = pytest.mark.parametrize("name", sorted(SOURCES))(relaxed(given(data=st.data())(test)))
    return pytest.mark.slow(marked)


def exported_alone(export: Export, one: Item) -> tuple[Carried, Question]:
    """The one question; drawn anew where its texts can't be shown or the report omits it."""
    try:
        exported, questions = export(one)
    except RenderError:
        assume(False)
        raise
    (carried,) = exported.items
    assert (carried.carriage is Carriage.OMITTED) == (not questions)
    assume(questions)
    return carried, questions[0]


@over_types
def test_whatever_is_written_is_taken_and_its_key_is_right(
    export: Export, data: st.DataObject, name: str
) -> None:
    carried, question = exported_alone(export, data.draw(items(name)))
    assert (carried.carriage is Carriage.EXACT) == (not carried.losses)
    if name != "open response":
        key_is_right(carried, question)
        for response in one_wrong(carried.item):
            same_marks(carried, question, response)
    if name != "cloze" or question.kind == "gapselect":
        assert question.worth == carried.item.points


@over_types
def test_whatever_is_picked_earns_the_same(export: Export, data: st.DataObject, name: str) -> None:
    carried, question = exported_alone(export, data.draw(items(name)))
    same_marks(carried, question, {})
    kind = types()[name]
    view = kind.ask(carried.item.body, "seed")
    # Of choices half of what is drawn is sent from a page with the other kind of button.
    is_choice = name in ("single choice", "multiple choice", "true/false")
    for _ in range(6 if is_choice else 3):
        sent = data.draw(responses(view))
        try:
            response = kind.read(carried.item.body, {slot: [v] for slot, v in sent.items()})
        except ValueError:
            assert is_choice
            continue
        if name in ("short text", "cloze", "numeric"):
            response = {slot: _usual(carried.item, slot, text) for slot, text in response.items()}
        same_marks(carried, question, response)


def _usual(one: Item, slot: str, text: str) -> str:
    """What was typed, in small letters or as a plain number; menus as they are."""
    body = one.body
    if isinstance(body, Cloze) and body.gaps[int(slot) - 1].menu:
        return text
    if one.type == "numeric":
        found = re.search(r"-?[0-9]+([.,][0-9]{1,2})?", text, re.ASCII)
        return found[0] if found else "7"
    return re.sub("[^a-z ]", "", text) or "something else"


# Choices


def test_options_stay_in_order_with_their_feedback(export: Export) -> None:
    body = SingleChoice(
        (Option("a *b*"), Option("c", True, "", "Yes."), Option("d", feedback="No"))
    )
    exported, (question,) = export(item(body))
    assert [answer.text for answer in question.answers] == ["a <em>b</em>", "c", "d"]
    assert [answer.feedback for answer in question.answers] == ["", "<p>Yes.</p>", "<p>No</p>"]
    assert exported.items[0].carriage is Carriage.EXACT


@pytest.mark.parametrize("keys", range(1, 22))
def test_any_number_of_options_is_taken_or_left_out_with_a_word(export: Export, keys: int) -> None:
    for others in (1, 3, 10, 11, 12, 14, 20, 21):
        options = [Option(f"k{n}", True) for n in range(keys)]
        options += [Option(f"o{n}") for n in range(others)]
        exported, questions = export(item(MultipleChoice(tuple(options))))
        (carried,) = exported.items
        if keys > 20:
            assert carried.carriage is Carriage.OMITTED
            assert "21 right options" in carried.losses[0]
            continue
        key_is_right(carried, questions[0])
        exact = keys in SHARES and others in SHARES
        assert (carried.carriage is Carriage.EXACT) == exact
        for response in one_wrong(carried.item):
            same_marks(carried, questions[0], response)


def test_options_that_are_all_right_are_taken(export: Export) -> None:
    exported, (question,) = export(item(MultipleChoice((Option("a", True), Option("b", True)))))
    key_is_right(exported.items[0], question)


def test_an_option_of_which_nothing_is_seen_is_not_dropped(export: Export) -> None:
    body = SingleChoice((Option("<b></b>"), Option("\u200b", True), Option("\x01")))
    _, (question,) = export(item(body))
    assert len(question.answers) == 3


# What is typed

SHORT = ShortText(
    (Answer("the bee's *hive*"), Answer("Bienenstöcke!")),
    (Answer("wasp nest", "M1", "Wasps come up in P5."),),
    Answer("", "", "Read on."),
)


@pytest.mark.parametrize(
    "typed",
    [
        "the bee's *hive*",
        "  THE BEE’S *HIVE*. ",
        "the  bee's *hive*",
        "bienenSTÖCKE",
        "Bienenstöcke.",
        "Bienenstöcke!",
        "the bee's hive",
        "the bee's xhivex",
        "wasp nest",
        "Wasp nest.",
        "nothing",
        "",
        " ",
    ],
)
def test_a_text_typed_as_students_do_earns_our_mark(export: Export, typed: str) -> None:
    exported, (question,) = export(item(SHORT))
    same_marks(exported.items[0], question, {"text": typed})


def test_foreseen_and_other_wrong_texts_get_their_feedback(export: Export) -> None:
    _, (question,) = export(item(SHORT))
    assert question.feedback("wasp nest.") == "<p>Wasps come up in P5.</p>"
    assert question.feedback("a hole") == "<p>Read on.</p>"
    assert question.feedback("the bee’s *hive*") == ""


@pytest.mark.parametrize("sign", FINAL_SIGNS)
def test_an_answer_that_ends_in_a_sign_is_right_with_and_without(export: Export, sign: str) -> None:
    exported, (question,) = export(item(ShortText((Answer(f"so{sign}"),))))
    for typed in (f"so{sign}", "so", "SO."):
        assert our_fraction(exported.items[0].item, {"text": typed}) == 1
        assert question.mark(typed) == 1


def test_an_answer_that_no_file_can_hold_leaves_the_item_out(export: Export) -> None:
    exported, questions = export(item(ShortText((Answer("\x01"),))))
    assert questions == []
    assert exported.items[0].carriage is Carriage.OMITTED
    assert "no file of this kind can hold" in exported.items[0].losses[0]


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("= 2015", ["2015", "2014", "2015.0", " 2015 ", "2 015", "2015,0", "+2015", ""]),
        ("= 42.2 +- 0.3", ["41.9", "42.5", "41.89", "42.51", "42,2", "42", "fourty"]),
        ("= 2 .. 3", ["2", "3", "2,5", "1.99", "3.01", "-2"]),
        ("= -0.1 .. 0.2", ["-0.1", "0", "0.2", "0.21", "-.1"]),
        ("= 0", ["0", "-0", "0.0", "1", "00"]),
        ("= 1 +- 0", ["1", "1.000001"]),
    ],
)
def test_a_number_as_students_write_it_earns_our_mark(
    export: Export, key: str, typed: list[str]
) -> None:
    exported, (question,) = export(parsed("numeric", key))
    for text in typed:
        same_marks(exported.items[0], question, {"text": text})
    assert exported.items[0].carriage is Carriage.EXACT


@pytest.mark.slow
@settings(max_examples=60)
@given(data=st.data())
def test_numbers_near_the_bounds_earn_our_mark(export: Export, data: st.DataObject) -> None:
    decimals = st.decimals(-99, 99, places=data.draw(st.integers(0, 3)))
    low, high = sorted(data.draw(st.tuples(decimals, decimals)))
    shape = data.draw(st.sampled_from([f"= {low:f} .. {high:f}", f"= {low:f} +- {abs(high):f}"]))
    exported, (question,) = export(parsed("numeric", shape))
    step = data.draw(st.decimals(-1, 1, places=4))
    for number in (low, high, low - abs(high), low + abs(high), low + step, high + step):
        same_marks(exported.items[0], question, {"text": f"{number:f}"})


def test_foreseen_numbers_get_their_feedback_in_our_order(export: Export) -> None:
    one = parsed(
        "numeric", "= 5\n\nnot= 6 .. 7\n    > Six.\n\nnot= 6\n    > Never.\n\nelse=\n    > No."
    )
    _, (question,) = export(one)
    assert [question.feedback(text) for text in ("5", "6", "6.5", "9")] == [
        "",
        "<p>Six.</p>",
        "<p>Six.</p>",
        "<p>No.</p>",
    ]


def test_large_and_long_numbers_come_with_a_warning(export: Export) -> None:
    (large,) = export(parsed("numeric", "= 12000"))[0].items
    assert "sets thousands apart" in large.losses[0]
    (long,) = export(parsed("numeric", "= 0.123456789012345"))[0].items
    assert "14 digits" in long.losses[0]


# Pairs and orders


def test_what_belongs_to_nothing_is_offered_there_too(export: Export) -> None:
    body = Matching((Pair("a", "1 < 2"), Pair("b", "*x* & `y`")), (Decoy("&lt;"),))
    exported, (question,) = export(item(body))
    assert [answer.text for answer in question.answers] == ["1 &lt; 2", "x & y", "&lt;"]
    assert question.lefts == ["a", "b"]
    assert "plain text" in exported.items[0].losses[0]


@pytest.mark.parametrize(
    "rights", [("*a*", "a", "**a**"), ("1", "01", "1.0"), ("x" * 300, "x" * 301, "x" * 302)]
)
def test_right_sides_that_moodle_would_take_for_one_are_kept_apart(
    export: Export, rights: tuple[str, ...]
) -> None:
    body = Matching(tuple(Pair(f"l{n}", right) for n, right in enumerate(rights)))
    exported, (question,) = export(item(body))
    key_is_right(exported.items[0], question)
    for response in one_wrong(exported.items[0].item):
        same_marks(exported.items[0], question, response)


def test_feedback_of_pairs_is_given_for_the_whole_and_that_is_said(export: Export) -> None:
    pairs = (Pair("a", "b", "", "Look at *P1*."), Pair("c", "d"))
    exported, _ = export(item(Matching(pairs, (Decoy("e", "", "Nobody."),))))
    root = ElementTree.fromstring(exported.data)
    rows = (
        '<dt class="part-1" dir="auto">a</dt><dd dir="auto">Look at <em>P1</em>.</dd>',
        '<dt class="part-3" dir="auto">e</dt><dd dir="auto">Nobody.</dd>',
    )
    expected = f'<dl class="part-feedback">{"".join(rows)}</dl>'
    assert root.findtext(".//partiallycorrectfeedback/text") == expected
    assert root.findtext(".//correctfeedback/text") == ""
    assert "single pairs" in exported.items[0].losses[0]


def test_categorise_says_what_guessing_earns_there(export: Export) -> None:
    kind = types()["categorise"]
    exported, (question,) = export(parsed("categorise", example(kind)))
    (carried,) = exported.items
    one = next(r for r in one_wrong(carried.item) if len(r) == 4)
    assert question.mark(in_moodle(carried.item, question, one)) == 0.75
    assert our_fraction(carried.item, one) == 0.5
    assert any("75% there and 50% here" in loss for loss in carried.losses)


@pytest.mark.parametrize("steps", range(2, 12))
def test_two_neighbouring_steps_exchanged_earn_what_the_report_says(
    export: Export, steps: int
) -> None:
    exported, (question,) = export(item(Ordering(tuple(f"s{n}" for n in range(steps)))))
    (carried,) = exported.items
    key_is_right(carried, question)
    expected = exchanged(steps, nearest(steps))
    for response in one_wrong(carried.item):
        assert question.mark(in_moodle(carried.item, question, response)) == pytest.approx(
            float(expected[0])
        )
        assert our_fraction(carried.item, response) == pytest.approx(float(expected[1]))


@pytest.mark.parametrize("steps", range(2, 9))
def test_the_way_of_marking_orders_is_the_nearest_to_ours(steps: int) -> None:
    there, here = exchanged(steps, nearest(steps))
    # A single step is no run there, so two steps exchanged earn nothing.
    run = (steps - 1) / steps if steps > 2 else 0
    others = [(steps - 2) / steps, run, 1 - 2 / (steps * (steps - 1))]
    assert abs(there - here) <= min(abs(other - here) for other in others) + CLOSE


@pytest.mark.parametrize("steps", [3, 4, 5, 7])
def test_an_order_by_chance_earns_what_the_report_says(export: Export, steps: int) -> None:
    exported, (question,) = export(item(Ordering(tuple(f"s{n}" for n in range(steps)))))
    (carried,) = exported.items
    body: Any = carried.item.body
    slots = [choice_id(step) for step in body.steps]
    orders = list(permutations(range(1, steps + 1)))
    given = [dict(zip(slots, map(str, order), strict=True)) for order in orders]
    there = sum(question.mark(in_moodle(carried.item, question, one)) for one in given)
    here = sum(our_fraction(carried.item, one) or 0 for one in given)
    expected = [float(fraction) for fraction in by_chance(steps, nearest(steps))]
    assert expected == pytest.approx([there / len(orders), here / len(orders)])
    assert f"about {expected[0]:.0%} there and {expected[1]:.0%} here" in carried.losses[0]


def test_steps_that_look_alike_are_told_apart(export: Export) -> None:
    exported, (question,) = export(item(Ordering(("*a*", "_a_", "<b></b>", "b", "\x01 b"))))
    key_is_right(exported.items[0], question)


def test_every_order_of_three_differs_only_as_said(export: Export) -> None:
    exported, (question,) = export(item(Ordering(("a", "b", "c"))))
    assert [round(question.mark(list(order)), 3) for order in permutations(range(3))] == [
        1,
        0.333,
        0.333,
        0,
        0,
        0.333,
    ]
    assert "other orders" in exported.items[0].losses[0]


# Texts


def test_spaces_between_marked_up_words_arrive(export: Export) -> None:
    options = (Option("*a* **b**", True), Option("1 < < é", False, feedback="Not *this*: *that*."))
    _, (question,) = export(item(SingleChoice(options), stem="*One* `two` & ]]> é?"))
    assert "<em>One</em> <code>two</code> &amp; ]]&gt; é?" in question.text
    assert [answer.text for answer in question.answers] == [
        "<em>a</em> <strong>b</strong>",
        "1 &lt; &lt; é",
    ]
    assert "<em>this</em>: <em>that</em>." in question.answers[1].feedback


def test_an_answer_of_nothing_that_can_be_seen_is_no_answer(export: Export) -> None:
    unseen, seen = Answer("\u200f\x1b"), Answer("bees")
    exported, _ = export(item(ShortText((unseen,))))
    assert exported.items[0].carriage is Carriage.OMITTED
    _, (question,) = export(item(ShortText((unseen, seen))))
    assert question.mark("bees") >= FULL
    assert question.mark("") == 0


@pytest.mark.parametrize("text", ["a & & b", "< <", "]]> ]]>", "& é", "</text> <text>"])
def test_spaces_between_signs_of_a_typed_answer_arrive(export: Export, text: str) -> None:
    _, (question,) = export(item(ShortText((Answer(text),))))
    assert question.mark(text) >= FULL
    assert question.mark(text.replace(" ", "")) == 0


# Gaps


def test_typed_gaps_get_whole_numbers_that_come_out_at_our_points(export: Export) -> None:
    text = "[[a|b]] and [[(c)|d]]"
    for points, worth in ((1.0, 2), (2.0, 2), (4.0, 4), (5.0, 4), (0.5, 2)):
        exported, (question,) = export(parsed("cloze", text, points=points))
        assert question.kind == "cloze"
        assert question.worth == worth
        (carried,) = exported.items
        assert (carried.carriage is Carriage.EXACT) == (points == worth)
        if points != worth:
            assert f"worth {worth} points in Moodle instead of {points:g}" in carried.losses[0]
            assert f"points: {points:g}" in question.tags


@pytest.mark.parametrize("points", [0.5, 1.0, 2.0, 3.0, 5.0])
def test_menus_alone_earn_our_points_whatever_they_are(export: Export, points: float) -> None:
    text = "[[a|(b)]] and [[(c)|d|e]] or\n\n- [[(a)|b]]"
    exported, (question,) = export(parsed("cloze", text, points=points))
    (carried,) = exported.items
    assert (question.kind, question.worth) == ("gapselect", points)
    assert carried.carriage is Carriage.EXACT
    assert [[answer.text for answer in gap.answers] for gap in question.gaps] == [
        ["a", "b"],
        ["c", "d", "e"],
        ["a", "b"],
    ]
    key_is_right(carried, question)
    for response in one_wrong(carried.item):
        same_marks(carried, question, response)
        there = question.mark(in_moodle(carried.item, question, response))
        assert question.worth * there == pytest.approx(points * 2 / 3)
    same_marks(carried, question, {})
    root = ElementTree.fromstring(exported.data)
    assert root.findtext(".//shuffleanswers") == "true"
    assert root.find(".//shownumcorrect") is not None


@pytest.mark.parametrize("feedback", ["", "\n\nnot= gap 1\n    > No."])
def test_more_menus_than_moodle_can_edit_are_gaps_that_are_told_about(
    export: Export, feedback: str
) -> None:
    for menus, kind in ((8, "gapselect"), (9, "cloze")):
        text = " ".join(["[[(a)|b]]"] * menus)
        exported, (question,) = export(parsed("cloze", text + feedback, points=2.0))
        assert question.kind == kind
        told = any(WORTH.search(loss) for loss in exported.items[0].losses)
        assert told == (kind == "cloze")


@pytest.mark.parametrize("mark", ["[[1]]", "[[x]]", "[[", "[", "[[$1]]", "[[1]", "\\["])
def test_brackets_around_menus_are_not_taken_for_gaps(export: Export, mark: str) -> None:
    code = f"`{mark}`"
    exported, (question,) = export(
        item(Cloze((f"{code}[", f"]] {code} ", ""), _menus("a", "b")), stem=code, why=code)
    )
    (carried,) = exported.items
    assert len(question.gaps) == 2
    assert plain(question.text) == f"{mark} {mark}[[1]]] {mark} [2]"
    key_is_right(carried, question)
    assert carried.carriage is Carriage.EXACT


@pytest.mark.parametrize(
    "choice",
    [
        "\\1",
        "$1",
        "${1}",
        "\\\\",
        "$$x$$",
        "\\(x\\)",
        "[[1]]",
        "@@PLUGINFILE@@",
        "<b>",
        "&lt;",
        "0",
    ],
)
def test_menus_show_signs_that_mean_something_to_moodle(export: Export, choice: str) -> None:
    exported, (question,) = export(item(Cloze(("A ", " b ", ""), _menus(f"`{choice}`", "x"))))
    (carried,) = exported.items
    assert [plain(gap.answers[0].text) for gap in question.gaps] == [choice, choice]
    key_is_right(carried, question)
    assert "plain text there" in carried.losses[0]


def test_choices_that_would_look_alike_are_told_apart(export: Export) -> None:
    exported, (question,) = export(parsed("cloze", "[[*a*|(a)|**a**|b]] [[(a)|b]]"))
    assert [[answer.text for answer in gap.answers] for gap in question.gaps] == [
        ["a", "a (2)", "a (3)", "b"],
        ["a", "b"],
    ]
    (carried,) = exported.items
    key_is_right(carried, question)
    assert "got a number" in " ".join(carried.losses)


def _menus(key: str, other: str) -> tuple[Any, ...]:
    gap = parse("cloze", "[[(a)|b]]").gaps[0]
    return (type(gap)((key,), (key, other)), type(gap)((key,), (key, other)))


@pytest.mark.parametrize(
    "sign",
    [
        "~",
        "#",
        "}",
        "{",
        "\\",
        "=",
        "%50%",
        "&",
        "&amp;",
        "*",
        "\\}",
        "\\#",
        "/",
        "<b>",
        "{1:SA:=x}",
    ],
)
def test_signs_with_a_meaning_in_gaps_stay_signs(export: Export, sign: str) -> None:
    for typed in (f"{sign}a", f"a{sign}", f"a{sign}b", sign):
        body = Cloze((f"Some {{1:SA:=q}} {{#1}} text {typed}", "", "."), _gaps(typed))
        exported, (question,) = export(item(body))
        (carried,) = exported.items
        assert len(question.gaps) == 2
        key_is_right(carried, question)
        for response in one_wrong(carried.item):
            same_marks(carried, question, response)


def _gaps(answer: str) -> tuple[Any, ...]:
    typed, menu = parse("cloze", "[[x]] [[(y)|z]]\n\nnot= gap 1\n    > F ~ } # {x}").gaps
    code = f"``  {answer}  ``"
    return (
        type(typed)((answer,), (), "", typed.feedback),
        type(menu)((code,), ("z", code), "", ""),
    )


@pytest.mark.parametrize("typed", ["", " [[typed]]"])
def test_menus_show_what_they_show_here(export: Export, typed: str) -> None:
    choices = ["`<b>`", "a & b", "`&lt;`", "5 < 6", "b&", "*em* &copy; \\#"]
    _, (question,) = export(parsed("cloze", f"[[(y)|{'|'.join(choices)}]]{typed}"))
    assert question.kind == ("cloze" if typed else "gapselect")
    shown = [plain(answer.text) for answer in question.gaps[0].answers]
    assert shown == ["y", "<b>", "a & b", "&lt;", "5 < 6", "b&", "em © #"]


def test_a_gap_filled_wrongly_gets_its_feedback(export: Export) -> None:
    one = parsed(
        "cloze", "[[a]] [[(b)|c|d]]\n\nnot= gap 1\n    > *Or* } ~ #1?\n\nnot= gap 2\n    > No."
    )
    _, (question,) = export(one)
    typed, menu = question.gaps
    assert [(answer.text, answer.feedback) for answer in typed.answers[-1:]] == [
        ("*", "<em>Or</em> } ~ #1?")
    ]
    assert [answer.feedback for answer in menu.answers] == ["", "No.", "No."]


def test_menus_keep_their_feedback_where_it_costs_no_points(export: Export) -> None:
    text = "[[(a)|x]] [[(b)|c|d]]\n\nnot= gap 2\n    > *No*."
    exported, (question,) = export(parsed("cloze", text, points=2.0))
    assert (question.kind, question.worth) == ("cloze", 2)
    assert [answer.feedback for answer in question.gaps[1].answers] == [
        "",
        "<em>No</em>.",
        "<em>No</em>.",
    ]
    assert exported.items[0].carriage is Carriage.EXACT
    exported, (question,) = export(parsed("cloze", text, points=1.0))
    assert (question.kind, question.worth) == ("gapselect", 1)
    root = ElementTree.fromstring(exported.data)
    for tag in ("partiallycorrectfeedback", "incorrectfeedback"):
        entry = '<dt class="part-2" dir="auto">Gap 2</dt><dd dir="auto"><em>No</em>.</dd>'
        shown = f'<dl class="part-feedback">{entry}</dl>'
        assert root.findtext(f".//{tag}/text") == shown
    assert root.findtext(".//correctfeedback/text") == ""
    assert "no feedback for single gaps" in exported.items[0].losses[0]


# Texts


def test_texts_are_html_with_pictures_and_without_links_into_the_course(export: Export) -> None:
    one = item(
        SingleChoice((Option("![A bee](pictures/bee.png)", True), Option("b"))),
        stem="See [P2](reading.md#p2) & [there](https://example.org/)",
        text="![A fly](pictures/fly.jpg)\n\n![Gone](pictures/gone.png)",
        why="Because.",
        hint="Look.",
    )
    exported, (question,) = export(one, pictures={"bee.png": b"PNG", "fly.jpg": b"JPG"})
    assert "See P2 &amp; <a href=" in question.text
    assert '<img src="@@PLUGINFILE@@/fly.jpg" alt="A fly"' in question.text
    assert "<p>Gone</p>" in question.text
    assert "@@PLUGINFILE@@/bee.png" in question.answers[0].text
    files = ElementTree.fromstring(exported.data).iter("file")
    assert [base64.b64decode(file.text or "") for file in files] == [b"JPG", b"PNG"]
    assert question.general_feedback == "<p>Because.</p>"
    assert question.hints == ["<p>Look.</p>"]
    said = " ".join(exported.items[0].losses)
    for words in ("Links to the reading", "gone.png is missing", "hint shows only"):
        assert words in said


def test_texts_that_run_from_right_to_left_do_so_there(export: Export) -> None:
    body = SingleChoice((Option("ہاں۔", True), Option("No.")))
    _, (question,) = export(item(body, stem="یہ ایک جملہ ہے۔"))
    assert question.text == '<div dir="auto"><p>یہ ایک جملہ ہے۔</p></div>'
    assert [answer.text for answer in question.answers] == ['<div dir="auto">ہاں۔</div>', "No."]


def test_nothing_is_taken_for_a_file_or_a_formula(export: Export) -> None:
    _, (question,) = export(
        parsed("true/false", "= true", stem=r"@@PLUGINFILE@@/x $$x$$ \\(y\\) `\[z\] \begin{a}` \q")
    )
    assert not re.search(r"@@|\$\$|\\\(|\\\[|\\begin", question.text)
    assert "&#64;&#64;PLUGINFILE&#64;&#64;/x" in question.text


def test_control_characters_go_and_that_is_said(export: Export) -> None:
    exported, _ = export(parsed("true/false", "= true", stem="a\x02b \ufffe"))
    assert "Control characters" in exported.items[0].losses[0]


def test_a_note_for_the_instructor_stays_here(export: Export) -> None:
    text = 'Read.\n\n!!! instructor "Key"\n    It is true.'
    exported, (question,) = export(parsed("true/false", "= true", text=text))
    assert "It is true" not in question.text
    assert "note for the instructor" in exported.items[0].losses[0]


def test_rubric_and_model_answer_are_for_graders(export: Export) -> None:
    kind = types()["open response"]
    exported, (question,) = export(parsed("open response", example(kind), hint="Think."))
    notes = question.answers[0].text
    assert "One that bears on the question" in notes
    assert "teenagers fall asleep late" in notes
    assert "teenagers" not in question.text + question.general_feedback
    root = ElementTree.fromstring(exported.data)
    assert root.findtext(".//minwordlimit") == "40"
    assert root.findtext(".//maxwordlimit") == "80"
    said = " ".join(exported.items[0].losses)
    assert question.text.endswith(
        '<details class="hint"><summary>Hint</summary><p>Think.</p></details>'
    )
    for words in ("rubric stands", "model answer stands"):
        assert words in said


def test_a_bare_open_response_is_exact(export: Export) -> None:
    exported, (question,) = export(item(OpenResponse()))
    assert exported.items[0].carriage is Carriage.EXACT
    assert question.mark("") == 0
    assert question.mark("A text.") is None


def test_what_is_no_tag_is_said(export: Export) -> None:
    one = parsed(
        "true/false",
        "= true",
        evidence=("p1",),
        outside=(Outside("Council", "2025", "2026-01-01"),),
        not_with=("x" * 64,),
    )
    exported, (question,) = export(one)
    assert question.tags == ["evidence: P1"]
    said = " ".join(exported.items[0].losses)
    for words in ("not asked for the paragraphs", "must not stand in one quiz"):
        assert words in said


def test_sources_from_outside_stand_below_the_explanation(export: Export) -> None:
    source = Outside("Council & <b>", "2025", "2026-01-01")
    one = parsed("true/false", "= true\n\nwhy: So.", see=("p1",), outside=(source,))
    exported, (question,) = export(one)
    assert question.general_feedback.endswith(
        '<p class="outside">Source: Council &amp; &lt;b&gt; (2025), checked 2026-01-01</p>'
    )
    assert exported.items[0].losses == ()


def test_names_are_numbered_and_short(export: Export) -> None:
    items = [parsed("true/false", "= true", stem=stem) for stem in ("A *b*", "c " * 200, "<b></b>")]
    ids = [Item(f"i{n}", one.type, one.stem, one.body) for n, one in enumerate(items)]
    _, questions = export(*ids)
    assert questions[0].name == "01 A b"
    assert questions[1].name.startswith("02 c c")
    assert questions[1].name.endswith("…")
    assert len(questions[1].name) < 130
    assert questions[2].name == "03 i2"


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("Is 5 < 6?", "01 Is 5 < 6?"),
        ("What does `<b>` do?", "01 What does ‹b> do?"),
        ("Is 5 \\<6?", "01 Is 5 ‹6?"),
        ("x" * 118 + " < 6", f"01 {'x' * 118}…"),
    ],
)
def test_moodle_cuts_nothing_off_a_name(export: Export, stem: str, name: str) -> None:
    assert export(parsed("true/false", "= true", stem=stem))[1][0].name == name


def test_students_are_told_where_to_look(export: Export) -> None:
    _, (question,) = export(parsed("true/false", "= true", see=("p1", "p3"), why="So."))
    assert question.general_feedback.startswith("<p>So.</p>")
    assert "P1, P3" in question.general_feedback


@pytest.mark.parametrize(
    "title",
    ["<b>", "a / b", "5 <6", "x" * 249 + "<", "/", "//", "x" * 400, " ", "a/", "$course$", "top"],
)
def test_any_title_makes_a_category(renderer: Renderer, title: str) -> None:
    one = parsed("true/false", "= true")
    lesson = Lesson("one", "p", title, (Prose("Hi."), one, Quiz("q", title, (), intro="In.")))
    poll = Lesson("two", "p", title, (Poll("p", "?", ("a", "b")),))
    shipment = of_items(renderer)
    exported = formats()["moodle-xml"].export(
        type(shipment)(title, "en", (lesson, poll), None, shipment.html, lambda name: None)
    )
    (question,) = imported(exported.data)
    assert question.category[-1] == "Practice"
    assert any("Polls are not in the file" in loss for loss in exported.losses)


# The rules themselves


REFUSED = {
    "no shownumcorrect": ("ordering", "<shownumcorrect></shownumcorrect>", ""),
    "share": ("multiple choice", 'fraction="50"', 'fraction="49"'),
    "sum": ("multiple choice", 'fraction="50"', 'fraction="25"'),
    "no right option": ("single choice", 'fraction="100"', 'fraction="90"'),
    "markup": ("matching", "<text>horse</text>", "<text><b>horse</b></text>"),
    "empty step": ("ordering", "<text>egg</text>", "<text> </text>"),
    "grading": ("ordering", "LONGEST_ORDERED_SUBSET", "OURS"),
    "no such choice": ("cloze of menus", "[[4]]", "[[6]]"),
    "text that looks like a gap": ("cloze of menus", "Ice", "[[Ice]]"),
    "no gaps": ("cloze of menus", "[[", "[&amp;#91;"),
    "empty choice": ("cloze of menus", "<text>heavier</text>", "<text> </text>"),
    "group": ("cloze of menus", "<group>2</group>", "<group>9</group>"),
    "found again": ("cloze of menus", "<text>heavier</text>", "<text>$1</text>"),
    "no right gap": ("cloze", "{1:MULTICHOICE_S:=", "{1:MULTICHOICE_S:"),
    "number": ("numeric", "<text>42.2</text>", "<text>42,2</text>"),
    "true and true": ("true/false", "<text>true</text>", "<text>yes</text>"),
}


@pytest.mark.parametrize("change", REFUSED)
def test_what_moodle_refuses_is_refused(renderer: Renderer, change: str) -> None:
    name, old, new = REFUSED[change]
    menus = "Ice is [[(lighter)|heavier]] and [[cold|(the coldest)|warm]]."
    source = menus if name == "cloze of menus" else example(types()[name])
    one = parsed(name.removesuffix(" of menus"), source, points=2.0)
    data = formats()["moodle-xml"].export(of_items(renderer, one)).data.decode()
    imported(data.encode())
    assert old in data
    with pytest.raises(Refused):
        imported(data.replace(old, new).encode())
