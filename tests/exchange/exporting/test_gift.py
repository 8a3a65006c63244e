"""Items out to GIFT: what stands in the file, and what comes in again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quiz.content.parser import parse_item
from quiz.content.render import Renderer, RenderError
from quiz.exchange import exporting, importing
from quiz.exchange.exporting import Carriage, Carried, Exported
from quiz.exchange.exporting._html import plain
from quiz.exchange.exporting._moodle.bank import UNSEEN
from quiz.exchange.exporting._moodle.orders import Counted
from quiz.exchange.importing import BankFile, Found
from quiz.model import Item
from quiz.questions import types
from quiz.questions.cloze import Cloze
from quiz.questions.matching import Matching
from quiz.questions.multiple_choice import MultipleChoice
from quiz.questions.numeric import Numeric
from quiz.questions.open_response import OpenResponse
from quiz.questions.ordering import Ordering
from quiz.questions.parts.answers import Answer, fold
from quiz.questions.parts.options import Option, Options
from quiz.questions.parts.pairs import Pair, Pairs
from quiz.questions.short_text import ShortText
from quiz.questions.single_choice import SingleChoice
from quiz.questions.true_false import TrueFalse
from tests.exchange.exporting.courses import of_items, shipped
from tests.exchange.exporting.gift_rules import imported
from tests.exchange.exporting.moodle_rules import GRADINGS
from tests.exchange.items import INLINE, items, shown

Trip = Callable[[Item], tuple[Carried, str, list[Found]]]


@pytest.fixture(scope="module")
def trip(renderer: Renderer) -> Trip:
    """(the report, the file's text, what comes in again) of one item."""

    def of(item: Item) -> tuple[Carried, str, list[Found]]:
        exported = exporting.formats()["gift"].export(of_items(renderer, item))
        back = list(_read(exported.data)) if exported.count(Carriage.OMITTED) == 0 else []
        return exported.items[0], exported.data.decode(), back

    return of


def _read(data: bytes) -> list[Found]:
    return list(importing.formats()["gift"].read(BankFile("bank.txt", data)))


def arriving(item: Item) -> Item:
    """The item without what the report lists as lost."""
    item = replace(item, hint="", outside=())
    body = item.body
    if isinstance(body, Ordering):
        swaps = tuple(replace(swap, feedback="") for swap in body.swaps if swap.tag)
        return replace(item, body=replace(body, swaps=swaps), why="")
    if isinstance(body, OpenResponse):
        return replace(item, body=OpenResponse())
    if isinstance(body, Pairs):
        pairs = tuple(replace(pair, right=_words(pair.right), feedback="") for pair in body.pairs)
        decoys = tuple(
            replace(decoy, text=_words(decoy.text), feedback="") for decoy in body.decoys
        )
        return replace(item, body=replace(body, pairs=pairs, decoys=decoys))
    if isinstance(body, Numeric):
        body = replace(body, answer=_exact(body.answer), wrong=tuple(map(_exact, body.wrong)))
        item = replace(item, body=body)
    if isinstance(body, ShortText | Numeric) and body.other == Answer(""):
        return replace(item, body=replace(body, other=None))
    return item


def _exact(answer: Answer) -> Answer:
    """A number without a tolerance of nothing."""
    number, _, room = answer.text.partition(" +- ")
    return answer if float(room or 1) else replace(answer, text=number)


def _words(text: str) -> str:
    return plain(INLINE.convert(text, False))


def same(back: Item, item: Item) -> bool:
    body = back.body
    if isinstance(body, Pairs):
        pairs = tuple(replace(pair, right=_words(pair.right)) for pair in body.pairs)
        decoys = tuple(replace(decoy, text=_words(decoy.text)) for decoy in body.decoys)
        back = replace(back, body=replace(body, pairs=pairs, decoys=decoys))
    return bool(shown(back) == shown(arriving(item)))


@pytest.fixture(scope="module")
def course(renderer: Renderer) -> Exported:
    return exporting.formats()["gift"].export(shipped(renderer))


def test_every_shipped_item_arrives_or_its_omission_is_said(course: Exported) -> None:
    assert len(course.items) == 83
    assert course.count(Carriage.OMITTED) == 3
    left_out = [each for each in course.items if each.carriage is Carriage.OMITTED]
    assert all("several gaps" in each.losses[0] for each in left_out)
    there = imported(course.data)
    kept = [each for each in course.items if each.carriage is not Carriage.OMITTED]
    assert [question.id for question in there] == [each.item.id for each in kept]
    assert [THERE[each.item.type] for each in kept] == [question.type for question in there]


def test_the_shipped_course_comes_in_again(course: Exported) -> None:
    sent = {each.item.id: each.item for each in course.items}
    found = _read(course.data)
    assert len(found) == 80
    for one in found:
        assert one.item is not None, one
        assert same(one.item, sent[one.item.id]), one.words


def test_quizzes_are_categories(course: Exported) -> None:
    found = {one.category for one in _read(course.data)}
    assert all(len(category) == 2 for category in found)
    assert len({question.category for question in imported(course.data)}) == len(found)


def test_no_text_for_the_instructor_leaves_with_a_question(trip: Trip) -> None:
    item = parse_item(
        '### Which? {#one}\n\nSee.\n\n!!! instructor "Key"\n    Say nothing.\n\n- (x) a\n- ( ) b\n'
    )
    carried, text, _ = trip(item)
    assert "nothing" not in text
    assert any("note for the instructor" in loss for loss in carried.losses)


def test_a_box_is_formatted_text(trip: Trip) -> None:
    item = parse_item("### Which? {#one}\n\n!!! note\n    Look *here*.\n\n- (x) a\n- ( ) b\n")
    carried, text, _ = trip(item)
    assert "[html]" in text
    assert "!!!" not in text
    assert any("box" in loss for loss in carried.losses)


def test_pictures_and_links_within_the_course_become_words(trip: Trip) -> None:
    item = parse_item(
        "### See [P2](reading.md#p2) and [us](https://example.org/). {#one}\n\n"
        "![A bee](pictures/bee.png)\n\n= true\n"
    )
    carried, text, _ = trip(item)
    assert "reading.md" not in text
    assert "bee.png" not in text
    assert "A bee" in text
    assert "example.org" in text
    assert len(carried.losses) == 2


def test_a_file_reads_as_people_write_gift(trip: Trip) -> None:
    item = parse_item(
        "### Which *insect* is it? {#insect}\n\nbloom: apply\n\n"
        "- (x) a bee\n    > Yes: it hums.\n- ( ) a fly {M1}\n\nwhy: Look.\n"
    )
    carried, text, _ = trip(item)
    assert carried.carriage is Carriage.EXACT
    assert text == (
        "$CATEGORY: One/Quiz\n\n"
        "// [id:insect] [tag:bloom: apply] [tag:M1: answer 2]\n"
        "::Which insect is it?::[markdown]Which *insect* is it?{\n"
        "\t=a bee#Yes\\: it hums.\n\t~a fly\n\t####Look.\n}\n"
    )


def test_an_ordering_opens_as_moodles_importer_must_read_it(trip: Trip) -> None:
    item = parse_item("### {Put} in order. {#one}\n\norder:\n1. a = b\n2. {c}\n3. // d\n4. 0\n")
    _, text, _ = trip(item)
    assert (
        "in order.{>2 ALL VERTICAL ABSOLUTE_POSITION SHOW none\n"
        "a = b\n&#123;c&#125;\n&#47;/ d\n&#48;\n}" in text
    )
    check_in_moodle(item, text)


@pytest.mark.parametrize("steps", [3, 4, 7])
def test_an_ordering_earns_there_what_the_report_says(trip: Trip, steps: int) -> None:
    item = Item("one", "ordering", "Which?", Ordering(tuple(f"s{n}" for n in range(steps))))
    carried, text, _ = trip(item)
    assert Counted.OWN_PLACES in text
    orders = list(permutations(range(steps)))
    luck = sum(GRADINGS[Counted.OWN_PLACES](list(order)) for order in orders) / len(orders)
    swapped = GRADINGS[Counted.OWN_PLACES]([1, 0, *range(2, steps)])
    assert f"exchanged earn {swapped:.0%} there" in carried.losses[0]
    assert f"by chance earns about {luck:.0%} there" in carried.losses[0]


@pytest.mark.parametrize(("keys", "others"), [(2, 2), (3, 1), (7, 9), (11, 3), (19, 11), (20, 0)])
def test_weights_are_those_that_moodle_takes(trip: Trip, keys: int, others: int) -> None:
    options = [Option(f"right {i}", True) for i in range(keys)]
    options += [Option(f"wrong {i}") for i in range(others)]
    item = Item("one", "multiple choice", "Which?", MultipleChoice(tuple(options)))
    carried, text, back = trip(item)
    check_in_moodle(item, text)
    equal = keys in (2, 3, 7, 20) and others in (0, 1, 2, 3, 9)
    assert (carried.carriage is Carriage.EXACT) == equal
    assert back[0].item == item


def test_too_many_right_options_are_left_out(trip: Trip) -> None:
    options = tuple(Option(f"{i}", True) for i in range(21))
    carried, _, _ = trip(Item("one", "multiple choice", "Which?", MultipleChoice(options)))
    assert carried.carriage is Carriage.OMITTED


def test_an_arrow_in_a_typed_answer_is_left_out(trip: Trip) -> None:
    item = parse_item("### Which? {#one}\n\ntype: short text\n\n= a -> b\n")
    carried, _, _ = trip(item)
    assert carried.carriage is Carriage.OMITTED
    assert "arrow" in carried.losses[0]


def test_an_arrow_in_feedback_makes_no_pair_in_moodle(trip: Trip) -> None:
    item = parse_item("### Which? {#one}\n\n= a\n    > b -> c\n")
    check_in_moodle(item, trip(item)[1])


@pytest.mark.parametrize("left", ["a -> b", "a \\-> b", "a \\\\-> b"])
def test_an_arrow_in_a_left_side_is_a_sign_like_others(trip: Trip, left: str) -> None:
    item = Item("one", "matching", "Which?", Matching((Pair(left, "c"), Pair("d", "e"))))
    _, text, back = trip(item)
    check_in_moodle(item, text)
    assert same(back[0].item, item)


def test_a_gap_is_a_missing_word_and_several_are_left_out(trip: Trip) -> None:
    one = parse_item("### Fill in. {#one}\n\nBees make [[honey|wax]] all day.\n")
    _, text, back = trip(one)
    assert "Bees make {" in text
    assert "} all day." in text
    assert back[0].item == one
    two = parse_item("### Fill in. {#two}\n\n[[Bees]] make [[honey]].\n")
    assert trip(two)[0].carriage is Carriage.OMITTED


def test_what_is_lost_of_every_kind_is_said(trip: Trip) -> None:
    item = parse_item(
        "### Why? {#one}\n\npoints: 3\nevidence: P1\nhint: Think.\n"
        "outside: A source (2024), checked 2026-11-22\n\n____ 10-20 words\n\nrubric:\n"
        "| criterion | 1 | 0 |\n|---|---|---|\n| a | b | c |\n\nmodel: Because.\n"
    )
    losses = " ".join(trip(item)[0].losses)
    for word in ("3", "P1", "hint", "A source", "10 to 20", "rubric", "model answer"):
        assert word in losses


THERE = {
    "single choice": "single",
    "multiple choice": "multiple",
    "true/false": "truefalse",
    "numeric": "numerical",
    "short text": "shortanswer",
    "matching": "match",
    "categorise": "match",
    "ordering": "ordering",
    "open response": "essay",
}


def check_in_moodle(item: Item, text: str) -> None:
    """Moodle reads one question of the right type, whose key is the item's."""
    (question,) = imported(text.encode())
    assert question.id == item.id
    body = item.body
    if isinstance(body, Cloze):
        assert question.type == ("single" if body.gaps[0].menu else "shortanswer")
        assert question.text.count("_____") >= 1
    else:
        assert question.type == THERE[item.type], text
    answers = question.answers
    if isinstance(body, Options):
        assert [answer.percent > 0 for answer in answers] == [o.right for o in body.options]
        if question.type == "multiple":
            assert abs(sum(a.percent for a in answers if a.percent > 0) - 100) < 0.5
    if isinstance(body, ShortText):
        right = [answer.text for answer in answers if answer.percent == 100]
        assert {fold(answer.text) for answer in body.answers} == {
            fold(text.replace("\\*", "*")) for text in right
        }
    if isinstance(body, Pairs):
        assert len(answers) == len(body.pairs) + len(body.decoys)
        assert [bool(answer.text) for answer in answers] == [
            *[True] * len(body.pairs),
            *[False] * len(body.decoys),
        ]
        assert len({answer.right for answer in answers}) == len(body.rights)
    if isinstance(body, Ordering):
        assert len(answers) == len(body.steps)
    if isinstance(body, TrueFalse):
        assert answers[0].text == str(body.answer).lower()


@pytest.mark.parametrize("start", ["*", "-", "+"])
def test_what_looks_like_a_list_is_none_in_other_programs(trip: Trip, start: str) -> None:
    options = (Option(f"{start} a", True), Option(f"{start} b", False))
    one = Item("one", "single choice", f"{start} c", SingleChoice(options))
    _, text, back = trip(one)
    assert f"]{start} c" not in text
    assert f"={start} a" not in text
    assert same(back[0].item, one)


@pytest.mark.parametrize("steps", [("*a*", "_a_", "b"), ("a", "a\ufdd0", "b")])
def test_steps_that_moodle_could_not_tell_apart_are_made_different(
    trip: Trip, steps: tuple[str, ...]
) -> None:
    carried, text, _ = trip(Item("one", "ordering", "Which?", Ordering(steps)))
    lines = text.partition("none\n")[2].splitlines()[:3]
    assert (UNSEEN in carried.losses) == ("\ufdd0" in "".join(steps))
    assert len(set(lines)) == 3
    assert not any("\ufdd0" in line for line in lines)


@pytest.mark.parametrize(
    "rights", [("*a*", "a", "**a**"), ("1", "01", "1.0"), ("x" * 300, "x" * 301, "x" * 302)]
)
def test_right_sides_that_moodle_would_take_for_one_are_kept_apart(
    trip: Trip, rights: tuple[str, ...]
) -> None:
    pairs = tuple(Pair(f"l{n}", right) for n, right in enumerate(rights))
    item = Item("one", "matching", "Which?", Matching(pairs))
    carried, text, _ = trip(item)
    check_in_moodle(item, text)
    assert any("got a number" in loss for loss in carried.losses)
    assert any("is cut to" in loss for loss in carried.losses) == (len(rights[0]) > 255)


def test_characters_that_are_taken_out_of_right_sides_are_told(trip: Trip) -> None:
    pairs = (Pair("a", "b\x01"), Pair("c", "\x01"))
    carried, text, _ = trip(Item("one", "matching", "Which?", Matching(pairs)))
    assert "=a -> b\n" in text
    assert "=c -> □\n" in text
    assert UNSEEN in carried.losses


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(types()))
@settings(
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
    deadline=None,
    max_examples=20,
)
@given(data=st.data())
def test_what_goes_out_comes_in_again_but_for_the_listed_losses(
    trip: Trip, data: st.DataObject, name: str
) -> None:
    item = data.draw(items(name))
    try:
        carried, text, back = trip(item)
    except RenderError:
        return
    if carried.carriage is Carriage.OMITTED:
        assert carried.losses
        return
    check_in_moodle(item, text)
    if any("Control characters" in loss for loss in carried.losses):
        return
    assert len(back) == 1, (text, back)
    assert back[0].item is not None, (text, back)
    if any("box" in loss for loss in carried.losses):
        return  # A box comes in as the text that it was made.
    assert same(back[0].item, item), (text, back[0], shown(back[0].item), shown(arriving(item)))
