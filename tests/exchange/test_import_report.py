"""The report of an import says everything, and can still be read when it is about thousands."""

from __future__ import annotations

from quiz.exchange.alike import alike
from quiz.exchange.importing import Fate
from quiz.exchange.lesson_making.import_report import Arrival, ImportReport, report_lines


def arrival(line: int, fate: Fate, *reasons: str) -> Arrival:
    return Arrival("bees.gift", line, f"Question {line}", fate, reasons)


def test_counts_come_first_then_what_was_left_out_then_what_was_changed() -> None:
    report = ImportReport(
        (
            arrival(1, Fate.KEPT),
            arrival(2, Fate.CHANGED, "A sound is gone."),
            arrival(3, Fate.SKIPPED, "It asks nothing."),
            arrival(9, Fate.SKIPPED, "It asks nothing."),
        ),
        (("ants.gift", "The file is empty."),),
    )
    assert list(report_lines(report)) == [
        "Of 4 questions: 1 as they are, 1 changed, 2 left out.",
        "ants.gift: The file is empty.",
        "",
        "Left out",
        "--------",
        "2 × It asks nothing.",
        "    bees.gift:3  Question 3",
        "    bees.gift:9  Question 9",
        "",
        "Changed",
        "-------",
        "1 × A sound is gone.",
        "    bees.gift:2  Question 2",
    ]


def test_five_thousand_questions_make_a_short_report_and_all_can_be_had() -> None:
    many = [arrival(i, Fate.SKIPPED, f"The id `q{i}` is no good.") for i in range(5000)]
    report = ImportReport((*many, arrival(6000, Fate.SKIPPED, "It asks nothing.")))
    short = list(report_lines(report))
    assert len(short) < 15
    assert "5,000 × The id `q0` is no good. (And the like.)" in short
    assert "    and 4,997 more" in short
    whole = "\n".join(report_lines(report, None))
    assert all(f"bees.gift:{i}  Question {i}\n" in whole for i in range(5000))


def test_a_question_stands_in_the_group_of_each_of_its_reasons() -> None:
    report = ImportReport((arrival(1, Fate.CHANGED, "One.", "Two."),))
    assert [group.sentence for group in report.groups(Fate.CHANGED)] == ["One.", "Two."]


def test_nothing_found_is_said() -> None:
    assert list(report_lines(ImportReport(()))) == ["No questions were found."]


def test_sentences_are_alike_whatever_they_quote_or_count() -> None:
    groups = alike(
        [
            ("Rare.", 0),
            ("“A” is worth 3.5 points (P1).", 1),
            ("“B (c)” is worth 1,000 points (P2, P3).", 2),
            ("The H2O is gone.", 3),
            ("The H3O is gone.", 4),
            ("It names P1, P2, and these are unknown.", 5),
            ("It names P11, T, and these are unknown.", 6),
        ]
    )
    assert [(group.things, group.same) for group in groups] == [
        ((1, 2), False),
        ((5, 6), False),
        ((0,), True),
        ((3,), True),
        ((4,), True),
    ]


def test_a_sentence_for_several_things_goes_without_the_brackets_that_differ() -> None:
    (levels,) = alike([("The level (remember (1)) is gone.", 1), ("The level (apply) is gone.", 2)])
    assert levels.heading == "2 × The level is gone."
    (one,) = alike([("The level (apply) is gone.", 1), ("The level (apply) is gone.", 2)])
    assert one.heading == "2 × The level (apply) is gone."
