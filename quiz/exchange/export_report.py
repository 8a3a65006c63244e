"""What of some lessons arrives in another program, told as plain text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from quiz.exchange.alike import Alike, alike
from quiz.exchange.exporting import Carriage, Carried, Exported, ExportFormat
from quiz.model import BrokenLesson

_TITLES = {Carriage.OMITTED: "Left out", Carriage.DEGRADED: "Different there"}
_WORDS = {
    Carriage.EXACT: "exactly as they are",
    Carriage.DEGRADED: "with something lost or different",
    Carriage.OMITTED: "left out",
}


def export_groups(exported: Exported, carriage: Carriage) -> tuple[Alike[Carried], ...]:
    """The items that are carried so, by what is lost, the most frequent loss first."""
    return alike(
        (loss, item) for item in exported.items if item.carriage is carriage for loss in item.losses
    )


def export_lines(
    format_: ExportFormat, exported: Exported, broken: Sequence[BrokenLesson]
) -> Iterator[str]:
    """The report of an export: counts first, then what is left out, then what is different."""
    yield export_summary(format_, exported)
    for lesson in broken:
        yield f"{lesson.path} has mistakes and is not in the file. The command `check` lists them."
    for carriage, title in _TITLES.items():
        groups = export_groups(exported, carriage)
        if groups:
            yield from _head(title)
        for group in groups:
            yield group.heading
            yield from _names(group.things)
    if exported.losses:
        yield from _head("Besides the questions")
        yield from exported.losses


def export_summary(format_: ExportFormat, exported: Exported) -> str:
    """One sentence with the counts."""
    number = len(exported.items)
    if not number:
        return f"There are no questions to take to {format_.name}."
    counts = [
        f"{count:,} {words}" for kind, words in _WORDS.items() if (count := exported.count(kind))
    ]
    noun = "1 question" if number == 1 else f"{number:,} questions"
    return f"Of {noun} for {format_.name}: {', '.join(counts)}."


def _names(items: Sequence[Carried]) -> Iterator[str]:
    """The ids of items, a line for each lesson."""
    for lesson, of_lesson in groupby(items, lambda carried: carried.lesson):
        yield f"    {lesson}: {', '.join(carried.item.id for carried in of_lesson)}"


def _head(title: str) -> Iterator[str]:
    yield from ("", title, "-" * len(title))
