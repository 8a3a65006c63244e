"""The report of an export tells what matters first, and names every question."""

from __future__ import annotations

from dataclasses import replace

import pytest

from docs.exchange_samples import full_items, plain_items, shipping
from quiz.exchange.alike import kind_of
from quiz.exchange.export_report import as_here, export_lines
from quiz.exchange.exporting import Carriage, Carried, Exported, formats
from quiz.exchange.lost_settings import SETTINGS, lost_settings
from quiz.model import BrokenLesson, Item, Outside
from tests.exchange.samples import question
from tests.test_exchange_commands import ListFormat


def carried(lesson: str, id: str, carriage: Carriage, *losses: str) -> Carried:
    return Carried(lesson, "exit", question("Question", id), carriage, losses)


def test_what_marks_differently_stands_before_lost_settings() -> None:
    strand = "The strand (comprehension) is not in the file."
    exported = Exported(
        b"",
        (
            carried("bees", "a", Carriage.EXACT),
            carried("bees", "b", Carriage.DEGRADED, strand, "Guessing earns 25% there."),
            carried("bees", "c", Carriage.DEGRADED, strand),
            carried("ants", "d", Carriage.OMITTED, "It can't be asked there."),
        ),
        ("Polls are not in the file.",),
    )
    broken = BrokenLesson("wasps", "lessons/03-wasps.md", "Wasps", ())
    assert list(export_lines(ListFormat(), exported, [broken])) == [
        "Of 4 questions for List: 2 as they are, 1 with a difference, 1 left out.",
        "lessons/03-wasps.md has mistakes and is not in the file. The command `check` lists them.",
        "",
        "Left out",
        "--------",
        "1 × It can't be asked there.",
        "    ants: d",
        "",
        "Different there",
        "---------------",
        "1 × Guessing earns 25% there.",
        "    bees: b",
        "",
        "Settings that the other program has no place for",
        "------------------------------------------------",
        "2 × The strand (comprehension) is not in the file.",
        "    bees: all 3 but a",
        "",
        "Besides the questions",
        "---------------------",
        "Polls are not in the file.",
    ]


@pytest.mark.parametrize("kind", formats())
def test_a_note_for_the_instructor_stays_here_and_that_is_said(kind: str) -> None:
    item = replace(
        plain_items()["open response"], text='!!! instructor "For me"\n    Two points for honey.'
    )
    with shipping() as shipment:
        exported = formats()[kind].export(shipment({item.type: item}))
    (one,) = exported.items
    assert "The note for the instructor in its text is not in the file." in one.losses
    assert not as_here(one)


def test_one_loss_of_all_questions_is_one_line() -> None:
    items = tuple(carried("bees", f"q{i}", Carriage.DEGRADED, f"Worth {i}.") for i in range(400))
    lines = list(export_lines(ListFormat(), Exported(b"", items), []))
    assert lines[-2:] == ["400 × Worth 0. (And the like.)", "    all 400 questions"]


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
