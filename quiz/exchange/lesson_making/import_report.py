"""What became of every question of some banks, and how that is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from quiz.exchange.alike import PLACES, Alike, alike, group_lines
from quiz.exchange.importing import Fate
from quiz.report_text import counted, heading

_TITLES = {Fate.SKIPPED: "Left out", Fate.CHANGED: "Changed"}


@dataclass(frozen=True)
class Arrival:
    """One question of a bank, and what became of it.

    `file`, `line` and `words` say which it is; `reasons` are whole sentences. `lesson` is the
    address of its new lesson and `item_id` its id there; both are '' where it is left out.
    """

    file: str
    line: int
    words: str
    fate: Fate
    reasons: tuple[str, ...] = ()
    lesson: str = ""
    item_id: str = ""

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class ImportReport:
    """All questions, in the order of their files. `broken` are files that can't be read, or not to
    their ends: name and why."""

    arrivals: tuple[Arrival, ...]
    broken: tuple[tuple[str, str], ...] = ()

    def of(self, fate: Fate) -> tuple[Arrival, ...]:
        return tuple(arrival for arrival in self.arrivals if arrival.fate is fate)

    def groups(self, fate: Fate) -> tuple[Alike[Arrival], ...]:
        """The questions of this fate by reason, the most frequent reason first. One that has
        several reasons stands in each of their groups."""
        return alike((reason, arrival) for arrival in self.of(fate) for reason in arrival.reasons)


def report_lines(report: ImportReport, places: int | None = PLACES) -> Iterator[str]:
    """The report as plain text: counts first, then what was left out, then what was changed.

    `places` is how many are named for each reason; None names all.
    """
    yield summary(report)
    for file, why in report.broken:
        yield f"{file}: {why}"
    for fate, title in _TITLES.items():
        groups = report.groups(fate)
        if groups:
            yield from heading(title)
        for group in groups:
            yield from group_lines(group, places)


def summary(report: ImportReport) -> str:
    """One sentence with the counts."""
    kept, changed = len(report.of(Fate.KEPT)), len(report.of(Fate.CHANGED))
    skipped = len(report.of(Fate.SKIPPED))
    if not report.arrivals:
        return "No questions were found."
    counts = [
        f"{number:,} {words}"
        for number, words in ((kept, "as they are"), (changed, "changed"), (skipped, "left out"))
        if number
    ]
    return f"Of {counted(len(report.arrivals), 'question')}: {', '.join(counts)}."
