"""The report of an export tells what matters first, and names every question."""

from __future__ import annotations

from dataclasses import replace

import pytest

from docs.exchange_samples import full_items, plain_items, shipping
from quiz.exchange.alike import kind_of
from quiz.exchange.export_report import (
    Arrives,
    Departure,
    ExportReport,
    Left,
    export_lines,
    report_of,
)
from quiz.exchange.exporting import formats
from quiz.exchange.lost_settings import SETTINGS, lost_settings
from quiz.exchange.shipping import Load
from quiz.model import Item, Outside
from tests.exchange.samples import question

THINKING = "The kind of thinking it asks for ({}) is not in the file."


def departure(lesson: str, id: str, arrives: Arrives, *losses: str) -> Departure:
    return Departure(lesson, f"lessons/{lesson}.md", 7, id, f"Question\n*{id}*?", arrives, losses)


def test_what_marks_differently_stands_before_lost_settings() -> None:
    report = ExportReport(
        (
            departure("bees", "a", Arrives.AS_HERE, THINKING.format("apply")),
            departure("bees", "b", Arrives.DIFFERENT, THINKING.format("create"), "Less there."),
            departure("ants", "c", Arrives.LEFT_OUT, "It can't be asked there."),
        ),
        ("Polls are not in the file.",),
        (Left("wasps", "lessons/03-wasps.md", "Wasps"),),
        {},
    )
    assert list(export_lines("List", report)) == [
        "Of 3 questions for List: 1 as they are, 1 with a difference, 1 left out.",
        "lessons/03-wasps.md has mistakes and is not in the file. The command `check` lists them.",
        "",
        "Left out",
        "--------",
        "1 × It can't be asked there.",
        "    lessons/ants.md:7  Question *c*?",
        "",
        "Different there",
        "---------------",
        "1 × Less there.",
        "    lessons/bees.md:7  Question *b*?",
        "",
        "Settings that the other program has no place for",
        "------------------------------------------------",
        "2 × The kind of thinking it asks for is not in the file.",
        "",
        "Besides the questions",
        "---------------------",
        "Polls are not in the file.",
    ]
    whole = list(export_lines("List", report, None))
    at = whole.index("2 × The kind of thinking it asks for is not in the file.")
    assert whole[at + 1 : at + 3] == [
        "    lessons/bees.md:7  Question *a*?",
        "    lessons/bees.md:7  Question *b*?",
    ]


@pytest.mark.parametrize("kind", formats())
def test_a_note_for_the_instructor_stays_here_and_that_is_said(kind: str) -> None:
    item = replace(
        plain_items()["open response"], text='!!! instructor "For me"\n    Two points for honey.'
    )
    with shipping() as shipment:
        loaded = Load(shipment({item.type: item}), ())
        (one,) = report_of(loaded, formats()[kind].export(loaded.shipment)).departures
    assert "The note for the instructor in its text is not in the file." in one.losses
    assert one.arrives is not Arrives.AS_HERE


def test_many_questions_with_one_loss_are_few_lines_and_all_can_be_had() -> None:
    many = [departure("bees", f"q{i}", Arrives.DIFFERENT, f"Worth {i}.") for i in range(400)]
    every = ExportReport(tuple(many), (), (), {})
    assert list(export_lines("List", every))[-2:] == [
        "400 × Worth 0. (And the like.)",
        "    all 400 questions",
    ]
    other = departure("bees", "other", Arrives.AS_HERE)
    some = ExportReport((*many, other), (), (), {})
    assert list(export_lines("List", some))[-1] == "    and 397 more"
    assert "    lessons/bees.md:7  Question *q399*?" in list(export_lines("List", some, None))


def test_many_losses_of_one_kind_besides_the_questions_are_few_lines() -> None:
    points = tuple(f"All points of “Quiz {i}” are multiplied by {i}." for i in range(1, 60))
    report = ExportReport((), ("Polls are not in the file.", *points), (), {})
    assert list(export_lines("List", report))[-5:] == [
        "Polls are not in the file.",
        *points[:3],
        "    and 56 more like this",
    ]
    assert set(points) <= set(export_lines("List", report, None))


def test_every_lost_setting_but_what_students_see_is_known_as_one() -> None:
    for item in full_items().values():
        odd = Outside("TOLOnews (Kabul)", "6 June (2022)", "2026-11-22")
        losses = list(lost_settings(replace(item, outside=(odd, *item.outside))))
        seen = {
            "The hint is not in the file.",
            "Students are not asked for the paragraphs that support their answer (P2).",
        }
        assert seen <= set(losses)
        assert len(losses) >= 8
        assert {kind_of(loss) for loss in losses if loss not in seen} <= SETTINGS
        assert not {kind_of(loss) for loss in seen} & SETTINGS


def test_ids_of_other_questions_are_named_as_they_are() -> None:
    item: Item = replace(question("One", "one"), not_with=("two-b",), see=("p1",))
    assert "(two-b)" in " ".join(lost_settings(item))
    assert "(P1)" in " ".join(lost_settings(item))
