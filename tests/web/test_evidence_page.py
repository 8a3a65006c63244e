"""What the projector makes of an evidence map: who is a camp, what it is said to cite."""

from __future__ import annotations

import pytest

from quiz.content.parser import parse_frozen
from quiz.model import Given, Item, Paragraph, Response
from quiz.web.classroom.evidence_page import EvidencePage, evidence_page

PARAGRAPHS = tuple(Paragraph(f"p{n}", f"P{n}: Heading") for n in range(1, 7))
CHOICE = parse_frozen("### Where? {#where}\n\nevidence: P2\n\n- (x) Roof\n- ( ) Yard\n- ( ) Shed\n")
NUMBER = parse_frozen("### How many? {#many}\n\nevidence: P2\n\n= 41\n")
ROOF, YARD, SHED = ({"choice": option.id} for option in CHOICE.body.options)  # type: ignore[attr-defined]


def page(item: Item, *given: tuple[Given, str], with_key: bool = False) -> EvidencePage:
    """The page of students who each gave an answer and cite paragraphs, as in "13"."""
    responses = [
        (item, Response(item.id, one, 1, "", evidence=tuple(f"p{n}" for n in cited)))
        for one, cited in given
    ]
    return evidence_page(item, responses, PARAGRAPHS, with_key=with_key)


@pytest.mark.parametrize(
    ("cited", "sentence"),
    [
        (["1"], "Those who chose A cite P1 (1 of 1)."),
        (["1", "1", "14"], "Those who chose A cite P1 (3 of 3)."),
        (["1", "14", "4"], "Those who chose A cite P1 (2 of 3) and P4 (2 of 3)."),
        (["14", "14", "1"], "Those who chose A cite P1 (3 of 3) and P4 (2 of 3)."),
        (["125"], "Those who chose A cite P1 (1 of 1), P2 (1 of 1) and P5 (1 of 1)."),
        (["1256"], "Those who chose A point to no paragraph more than to others."),
        (["", ""], "Those who chose A cite nothing."),
    ],
)
def test_a_camp_is_said_to_cite_what_stands_out(cited: list[str], sentence: str) -> None:
    found = page(CHOICE, *((ROOF, one) for one in cited))
    assert [camp.sentence for camp in found.camps] == [sentence]


@pytest.mark.parametrize(
    ("tops", "meeting"),
    [
        (("1", "1", "2"), "A and B both cite P1 most, and yet they chose differently."),
        (("3", "3", "3"), "A, B and C all cite P3 most, and yet they chose differently."),
        (("1", "2", "3"), ""),
        (("", "", ""), ""),
    ],
)
def test_camps_that_meet_are_told(tops: tuple[str, ...], meeting: str) -> None:
    found = page(CHOICE, *zip((ROOF, YARD, SHED), tops, strict=True))
    assert found.meeting == meeting


def test_camps_keep_the_letters_of_their_options() -> None:
    found = page(CHOICE, (SHED, "1"), ({}, "2"))
    assert [(camp.sign, camp.chose) for camp in found.camps] == [("C", "Shed"), ("–", "")]
    assert found.camps[1].sentence == "Those who gave no answer cite P2 (1 of 1)."


def test_who_is_right_is_told_with_the_key_alone() -> None:
    given = [(ROOF, "1"), (YARD, "2")]
    before, after = page(CHOICE, *given), page(CHOICE, *given, with_key=True)
    assert [camp.right for camp in before.camps] == [False, False]
    assert [camp.right for camp in after.camps] == [True, False]
    assert [row.anchor for row in before.rows if row.is_key] == []
    assert [row.anchor for row in after.rows if row.is_key] == ["p2"]


def test_where_camps_are_right_and_wrong_they_wait_for_the_key() -> None:
    given = [({"text": "41"}, "1"), ({"text": "40"}, "2")]
    before, after = page(NUMBER, *given), page(NUMBER, *given, with_key=True)
    assert (before.camps, before.by_outcome) == ((), True)
    assert [[cell.count for cell in row.cells] for row in before.rows[:3]] == [[1], [1], [0]]
    assert [camp.sign for camp in after.camps] == ["✓", "✗"]
    assert not after.by_outcome
    assert [[cell.count for cell in row.cells] for row in after.rows[:2]] == [[1, 1, 0], [1, 0, 1]]
    assert after.camps[0].sentence == "Those who were right cite P1 (1 of 1)."
