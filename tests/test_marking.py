"""Responses -> marks -> grades."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given as each
from hypothesis import strategies as st

from quiz.choices import choice_id
from quiz.marking import (
    grade,
    grades_by_strand,
    mark_attempt,
    mark_evidence,
    mark_item,
    share,
    withheld,
)
from quiz.model import EvidenceMark, Given, Grade, Item, Mark, Outcome, Strand
from tests.questions.bodies import parse


def item(id: str, type: str, text: str, points: float = 1.0, strand: Strand | None = None) -> Item:
    return Item(id, type, "Stem", parse(type, text), points=points, strand=strand)


NUMBER = item("n", "numeric", "= 7\nnot= 8 {M1}\nelse= {M2}", strand=Strand.COMPREHENSION)
BOXES = item(
    "b",
    "multiple choice",
    "- [x] a\n- [x] b\n- [ ] c {M1}\n- [ ] d {M2}\n- [ ] e {M1}",
    1.5,
    Strand.CRITICAL_THINKING,
)
ESSAY = item("e", "open response", "____", 4.0, Strand.CRITICAL_THINKING)


@pytest.mark.parametrize(
    ("asked", "given", "outcome", "fraction"),
    [
        (NUMBER, {"text": "7"}, Outcome.RIGHT, 1.0),
        (NUMBER, {"text": "8"}, Outcome.WRONG, 0.0),
        (NUMBER, {"text": "seven"}, Outcome.WRONG, 0.0),
        (NUMBER, {}, Outcome.UNANSWERED, 0.0),
        (NUMBER, {"text": " \u00a0\t\n"}, Outcome.UNANSWERED, 0.0),
        (BOXES, {choice_id("a"): "ticked"}, Outcome.PARTLY_RIGHT, 0.5),
        (BOXES, {choice_id("c"): "ticked"}, Outcome.WRONG, 0.0),
        (BOXES, {}, Outcome.UNANSWERED, 0.0),
        (ESSAY, {"text": "words"}, Outcome.NEEDS_GRADING, None),
        (ESSAY, {}, Outcome.UNANSWERED, 0.0),
        (ESSAY, {"text": "\n\n"}, Outcome.UNANSWERED, 0.0),
    ],
)
def test_outcomes(asked: Item, given: Given, outcome: Outcome, fraction: float | None) -> None:
    mark = mark_item(asked, "v1", given)
    assert (mark.outcome, mark.fraction) == (outcome, fraction)
    assert (mark.item_id, mark.version, mark.out_of) == (asked.id, "v1", asked.points)
    assert mark.strand == asked.strand


@pytest.mark.parametrize(
    ("asked", "given", "tags"),
    [
        (NUMBER, {"text": "8"}, ("M1",)),
        (NUMBER, {"text": "9"}, ("M2",)),
        (NUMBER, {"text": "7"}, ()),
        (NUMBER, {}, ()),
        (BOXES, {choice_id(letter): "ticked" for letter in "edc"}, ("M1", "M2")),
    ],
)
def test_tags_of_the_misconceptions_shown_each_once(
    asked: Item, given: Given, tags: tuple[str, ...]
) -> None:
    assert mark_item(asked, "v1", given).tags == tags


def test_an_attempt_has_a_mark_for_every_item() -> None:
    items = [(NUMBER, "v1"), (BOXES, "v2"), (ESSAY, "v3")]
    marks = mark_attempt(items, {"b": {choice_id("a"): "ticked"}, "gone": {"text": "x"}})
    assert [(m.item_id, m.version, m.outcome) for m in marks] == [
        ("n", "v1", Outcome.UNANSWERED),
        ("b", "v2", Outcome.PARTLY_RIGHT),
        ("e", "v3", Outcome.UNANSWERED),
    ]
    assert grade(marks) == Grade(points=0.75, out_of=6.5, graded=6.5)


def test_a_grade_adds_what_is_graded_and_counts_what_is_not() -> None:
    items = [(NUMBER, "v"), (ESSAY, "v")]
    marks = mark_attempt(items, {"n": {"text": "7"}, "e": {"text": "words"}})
    assert grade(marks) == Grade(points=1.0, out_of=5.0, graded=1.0, needs_grading=1)
    assert grade([]) == Grade(points=0.0, out_of=0.0, graded=0.0)
    assert share(grade(marks)) == 1.0
    assert share(grade([])) is None


def test_thirds_add_up() -> None:
    third = Mark("i", "v", Outcome.PARTLY_RIGHT, 1 / 3, 0.1)
    assert grade([third] * 30).points == pytest.approx(1.0, abs=1e-15)


def test_strands_are_graded_apart() -> None:
    plain = item("p", "numeric", "= 1")
    items = [(ESSAY, "v"), (BOXES, "v"), (NUMBER, "v"), (plain, "v")]
    marks = mark_attempt(items, {"n": {"text": "7"}, "e": {"text": "words"}, "p": {"text": "1"}})
    assert list(grades_by_strand(marks).items()) == [
        ("comprehension", Grade(1.0, 1.0, 1.0)),
        ("critical thinking", Grade(0.0, 5.5, graded=1.5, needs_grading=1)),
    ]
    assert grades_by_strand(mark_attempt([(plain, "v")], {})) == {}


def test_what_a_person_graded_is_withheld_and_nothing_else() -> None:
    auto = Mark("n", "v", Outcome.RIGHT, 1.0, 1.0)
    graded = Mark("e", "v", Outcome.PARTLY_RIGHT, 0.5, 4.0, graded=True)
    shown = withheld([auto, graded])
    assert shown == (auto, Mark("e", "v", Outcome.NEEDS_GRADING, None, 4.0, graded=True))
    assert grade(shown) == Grade(1.0, 5.0, 1.0, 1)


@pytest.mark.parametrize(
    ("cited", "fraction"),
    [
        ((), 0.0),
        (("p2", "p4"), 1.0),
        (("p4",), 0.5),
        (("p2", "p3"), 0.0),
        (("p2", "p4", "p9"), 0.5),
        (("p1", "p3", "p5", "p9"), 0.0),
        (tuple(f"p{n}" for n in range(1, 12)), 0.0),
        (("p2", "p2", "p4"), 1.0),
    ],
)
def test_evidence_earns_right_paragraphs_less_wrong_ones(
    cited: tuple[str, ...], fraction: float
) -> None:
    asked = replace(NUMBER, evidence=("p2", "p4"))
    items = [(BOXES, "v1"), (asked, "v2")]
    assert mark_evidence(items, {"n": cited, "b": ("p1",)}) == (EvidenceMark("n", "v2", fraction),)


anchors = st.sets(st.sampled_from([f"p{n}" for n in range(1, 12)]))


@each(right=anchors.filter(bool), cited=anchors, one=st.sampled_from([f"p{n}" for n in range(12)]))
def test_citing_one_more_paragraph_helps_only_where_it_is_right(
    right: set[str], cited: set[str], one: str
) -> None:
    items = [(replace(NUMBER, evidence=tuple(right)), "v1")]
    [before] = mark_evidence(items, {"n": cited})
    [after] = mark_evidence(items, {"n": cited | {one}})
    assert 0 <= before.fraction <= 1
    assert (before.fraction == 1) is (cited == right)
    if one not in cited:
        assert (
            after.fraction >= before.fraction if one in right else after.fraction <= before.fraction
        )
