"""What responses say, type by type: the examples that the contract can't know."""

from __future__ import annotations

import pytest

from quiz.choices import choice_id
from quiz.model import Given, ResponseClass
from quiz.questions import types
from tests.questions.bodies import example, parse

Row = tuple[str, str, bool]


def rows(classes: tuple[ResponseClass, ...]) -> list[Row]:
    return [(said.part, said.text, said.right) for said in classes]


def possible(name: str, text: str) -> list[Row]:
    return rows(types()[name].possible(parse(name, text)))


def classify(name: str, text: str, given: Given) -> list[Row]:
    return rows(types()[name].classify(parse(name, text), given))


BOXES = "- [x] a *b*\n- [ ] c\n- [x] d"
PAIRS = "- a -> x\n- b -> y\n- _ -> z"
STEPS = "order:\n1. a\n2. b\n3. c"
GAPS = "Water *freezes* at [[0|zero]] degrees [Celsius](x.md#p1). Ice is [[(lighter)|heavier]]."
WORDS = "= 3 * 4 * 5\nor= a <b> & [c]\nnot= Oxygen"
NUMBER = "= 42.2 +- 0.3\nnot= 26 .. 26.3"


def test_options_stand_as_the_author_wrote_them() -> None:
    assert possible("multiple choice", BOXES) == [
        ("", "a *b*", True),
        ("", "c", False),
        ("", "d", True),
    ]
    ticked = {choice_id("d"): "ticked", choice_id("c"): "ticked"}
    assert classify("multiple choice", BOXES, ticked) == [("", "c", False), ("", "d", True)]


def test_true_and_false() -> None:
    assert possible("true/false", "= false") == [("", "True", False), ("", "False", True)]
    assert classify("true/false", "= false", {"choice": "true"}) == [("", "True", False)]


@pytest.mark.parametrize("name", ["matching", "categorise"])
def test_each_left_side_is_a_part(name: str) -> None:
    text = PAIRS if name == "matching" else "- a -> x\n- b -> y\n- c -> y"
    given = {choice_id("a"): choice_id("y")}
    assert classify(name, text, given) == [("a", "y", False)]
    assert [row for row in possible(name, text) if row[0] == "b"] == [
        ("b", "x", False),
        ("b", "y", True),
        *([("b", "z", False)] if name == "matching" else []),
    ]


def test_each_place_of_an_order_is_a_part() -> None:
    assert possible("ordering", STEPS)[3:6] == [
        ("Place 2", "a", False),
        ("Place 2", "b", True),
        ("Place 2", "c", False),
    ]
    both = {choice_id("c"): "1", choice_id("a"): "1", choice_id("b"): "2"}
    assert classify("ordering", STEPS, both) == [
        ("Place 1", "a", True),
        ("Place 1", "c", False),
        ("Place 2", "b", True),
    ]


def test_gaps_are_named_by_the_words_around_them() -> None:
    first, second = "Gap 1: Water freezes at … degrees Celsius. Ice", "Gap 2: Celsius. Ice is …"
    assert possible("cloze", GAPS) == [
        (first, "0", True),
        (first, "zero", True),
        (second, "lighter", True),
        (second, "heavier", False),
    ]
    given = {"1": " ZERO ", "2": choice_id("heavier")}
    assert classify("cloze", GAPS, given) == [(first, "zero", True), (second, "heavier", False)]
    assert classify("cloze", GAPS, {"1": "Minus one."}) == [(first, "minus one", False)]


def test_a_choice_that_a_gap_no_longer_has_is_not_counted() -> None:
    assert classify("cloze", GAPS, {"2": choice_id("thicker")}) == []


def test_answers_in_plain_text_become_markdown() -> None:
    assert possible("short text", WORDS) == [
        ("", r"3 \* 4 \* 5", True),
        ("", r"a &lt;b&gt; &amp; \[c\]", True),
        ("", "Oxygen", False),
    ]
    assert classify("short text", WORDS, {"text": "oxygen!"}) == [("", "Oxygen", False)]
    assert classify("short text", WORDS, {"text": "3 * 4  * 5"}) == [("", r"3 \* 4 \* 5", True)]


def test_what_is_typed_stays_plain_text() -> None:
    body = parse("short text", WORDS)
    (said,) = types()["short text"].classify(body, {"text": "*Dust*\n& <ashes>."})
    assert said == ResponseClass("", "*dust* & <ashes>", right=False, typed=True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("42", ("", "42.2 ± 0.3", True)),
        ("42,195", ("", "42.2 ± 0.3", True)),
        ("26.1", ("", "26 to 26.3", False)),
        ("1 200,50", ("", "1200.5", False)),
        ("1.200,50", ("", "1200.5", False)),
        ("٤٠", ("", "40", False)),
        ("−0,50", ("", "-0.5", False)),
        ("2,015", ("", "2.015 or 2015", False)),
        ("About 30.", ("", "about 30", False)),
        ("9" * 60, ("", "9" * 60, False)),
    ],
)
def test_the_same_number_is_the_same_response(text: str, said: Row) -> None:
    assert classify("numeric", NUMBER, {"text": text}) == [said]


def test_open_responses_are_not_counted() -> None:
    assert possible("open response", "____") == []
    assert classify("open response", "____", {"text": "My view."}) == []


@pytest.mark.parametrize("name", sorted(types()))
@pytest.mark.parametrize("given", [{"choice": "gone"}, {"1": "gone"}, {"0123abcd": "ticked"}])
def test_a_response_to_another_question_is_no_error(name: str, given: Given) -> None:
    kind = types()[name]
    body = parse(name, example(kind))
    assert all(said.typed for said in kind.classify(body, given))
