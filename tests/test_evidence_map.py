"""Which paragraphs each camp of a class cites."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.choices import choice_id
from quiz.evidence_map import Camp, Citing, evidence_map
from quiz.model import Given, Item, Outcome, Response, ResponseClass
from quiz.questions import types
from tests.questions.bodies import parse

PARAGRAPHS = ("p1", "p2", "p3")


def item(type: str, text: str) -> Item:
    return Item("q", type, "Stem", parse(type, text), evidence=("p2",))


CHOICE = item("single choice", "- ( ) north\n- (x) south\n- ( ) west")
WORD = item("short text", "= gate")
SEVERAL = item("multiple choice", "- [x] a\n- [x] b\n- [ ] c\n- [ ] d")
ESSAY = item("open response", "____")


def said(given_: Given, *evidence: str) -> Response:
    return Response("q", given_, 1, "", evidence=evidence)


def chose(text: str, *evidence: str) -> Response:
    return said({"choice": choice_id(text)}, *evidence)


def test_students_who_chose_alike_are_a_camp() -> None:
    found = [chose("west", "p1"), chose("south", "p2"), chose("west", "p1", "p2"), chose("north")]
    mapped = evidence_map(CHOICE, [(CHOICE, one) for one in found], PARAGRAPHS)
    assert mapped.key == ("p2",)
    assert [(camp.said.text if camp.said else "", camp.n) for camp in mapped.camps] == [
        ("north", 1),
        ("south", 1),
        ("west", 2),
    ]
    assert mapped.camps[2] == Camp(
        ResponseClass("", "west", False),
        Outcome.WRONG,
        n=2,
        citing=2,
        paragraphs=(Citing("p1", 2, 1.0), Citing("p2", 1, 0.5), Citing("p3", 0, 0.0)),
    )
    assert (mapped.everybody.n, mapped.everybody.citing) == (4, 3)
    assert [one.count for one in mapped.everybody.paragraphs] == [2, 2, 0]


def test_evidence_without_an_answer_is_a_camp_of_its_own_and_the_last() -> None:
    mapped = evidence_map(CHOICE, [(CHOICE, said({}, "p3")), (CHOICE, chose("west"))], PARAGRAPHS)
    assert [camp.outcome for camp in mapped.camps] == [Outcome.WRONG, Outcome.UNANSWERED]
    assert mapped.camps[1].said is None


@pytest.mark.parametrize(
    ("asked", "givens", "outcomes"),
    [
        (WORD, [{"text": "yard"}, {"text": "Gate"}], [Outcome.RIGHT, Outcome.WRONG]),
        (
            SEVERAL,
            [{choice_id("a"): "ticked"}, {choice_id("c"): "ticked"}],
            [Outcome.PARTLY_RIGHT, Outcome.WRONG],
        ),
        (ESSAY, [{"text": "One view."}, {"text": "Another."}], [None]),
    ],
)
def test_other_answers_are_parted_by_how_they_turned_out(
    asked: Item, givens: list[Given], outcomes: list[Outcome | None]
) -> None:
    mapped = evidence_map(asked, [(asked, said(one)) for one in givens], PARAGRAPHS)
    assert [camp.outcome for camp in mapped.camps] == outcomes
    assert all(camp.said is None for camp in mapped.camps)


def test_a_key_that_moved_parts_nobody() -> None:
    moved = replace(CHOICE, body=item("single choice", "- (x) west\n- ( ) south").body)
    mapped = evidence_map(moved, [(CHOICE, chose("west")), (moved, chose("west"))], PARAGRAPHS)
    [camp] = mapped.camps
    assert (camp.n, camp.outcome) == (2, Outcome.RIGHT)
    [gone] = evidence_map(moved, [(CHOICE, chose("north"))], PARAGRAPHS).camps
    assert gone.said == ResponseClass("", "north", False)


def test_without_responses_there_is_nothing_to_divide_by() -> None:
    mapped = evidence_map(CHOICE, [], PARAGRAPHS)
    assert mapped.camps == ()
    assert mapped.everybody.paragraphs == tuple(Citing(anchor, 0, 0.0) for anchor in PARAGRAPHS)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["north", "south", "west", ""]),
            st.sets(st.sampled_from([*PARAGRAPHS, "gone"])),
        )
    )
)
def test_the_camps_add_up_to_everybody(chosen: list[tuple[str, set[str]]]) -> None:
    found = [chose(text, *cited) if text else said({}, *cited) for text, cited in chosen]
    mapped = evidence_map(CHOICE, [(CHOICE, one) for one in found], PARAGRAPHS)
    assert sum(camp.n for camp in mapped.camps) == mapped.everybody.n == len(chosen)
    for place, anchor in enumerate(PARAGRAPHS):
        counts = [camp.paragraphs[place].count for camp in mapped.camps]
        assert sum(counts) == mapped.everybody.paragraphs[place].count
        assert sum(counts) == sum(anchor in cited for _, cited in chosen)


def test_camps_by_answer_need_exactly_one_class() -> None:
    """What `one_of_several` promises, for every type that says so."""
    for kind in types().values():
        if kind.one_of_several:
            body = parse(kind.name, "= true" if kind.name == "true/false" else "- (x) a\n- ( ) b")
            key = kind.key(body)
            assert key is not None
            assert len(kind.classify(body, key)) == 1
