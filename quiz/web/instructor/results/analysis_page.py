"""What the analysis of a quiz shows, built from the class's work: no Flask, no SQL, no HTML."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from quiz import charts
from quiz.charts import Bar, Distribution, Tenth
from quiz.item_analysis import (
    Estimate,
    ItemAnalysis,
    OptionRow,
    QuizAnalysis,
    analyse,
    estimates,
    fair_grades,
)
from quiz.marking import share
from quiz.model import Grade, Item, Mark
from quiz.questions import types
from quiz.web.instructor.results.first_attempts import QuizWork

MOST_TYPED = 10
"""Typed answers that are listed at once; the others, which few students gave, open on demand."""


@dataclass(frozen=True)
class Answer:
    """One thing that could be said to an item, and who did. `share` is of all `n` students."""

    row: OptionRow
    share: Bar


@dataclass(frozen=True)
class Part:
    """One part of an item (a gap, a left side), with its answers. `more` are the rare ones."""

    name: str
    answers: tuple[Answer, ...]
    more: tuple[Answer, ...] = ()


@dataclass(frozen=True)
class ItemPart:
    """One item with its figures.

    `number` counts in the quiz as it is now; 0 where it left the quiz. `changed` counts students
    who were asked it in other words or with another key. `by_person`: it is marked by a person.
    `evidence` is the mean of what cited paragraphs earned, None where nobody was asked for them.
    """

    number: int
    item: Item
    analysis: ItemAnalysis
    facility: Bar | None
    parts: tuple[Part, ...]
    changed: int
    by_person: bool
    evidence: Estimate | None


@dataclass(frozen=True)
class Cell:
    """One student at one item. `mark` is None where the attempt didn't ask it."""

    mark: Mark | None
    shade: int | None
    per_cent: int | None


@dataclass(frozen=True)
class StudentRow:
    """One student's cells, in the order of the items. `number` stands for a hidden name.

    `grade` leaves out the items that wait for marks; `waiting` of the student's responses do.
    """

    number: int
    name: str
    attempt_id: str
    grade: Grade
    waiting: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class AnalysisPage:
    """Everything that the page of one quiz shows. `heat` has the best grade first."""

    work: QuizWork
    analysis: QuizAnalysis
    items: tuple[ItemPart, ...]
    heat: tuple[StudentRow, ...]
    picture: Distribution
    tenths: tuple[Tenth, ...]
    mean_at: float | None
    median_at: float | None

    @property
    def ungraded(self) -> int:
        """Responses that wait for a person's mark."""
        return sum(part.analysis.ungraded for part in self.items)

    @property
    def hardest(self) -> ItemPart | None:
        """The item with the lowest facility; None where there are no two to compare."""
        known = [part for part in self.items if part.analysis.facility.value is not None]
        if len(known) < 2:
            return None
        return min(known, key=lambda part: part.analysis.facility.value or 0)

    @property
    def waiting(self) -> tuple[ItemPart, ...]:
        """The items that are left out of the figures, for they wait for marks."""
        return tuple(part for part in self.items if part.analysis.ungraded)

    @property
    def flagged(self) -> tuple[ItemPart, ...]:
        return tuple(part for part in self.items if part.analysis.flags)

    @property
    def changed(self) -> tuple[ItemPart, ...]:
        return tuple(part for part in self.items if part.changed)


def analysis_page(work: QuizWork) -> AnalysisPage:
    """Put the page together."""
    analysis = analyse(work.items, work.samples)
    mean, median = analysis.mean.value, analysis.median
    return AnalysisPage(
        work=work,
        analysis=analysis,
        items=tuple(_items(work, analysis)),
        heat=_heat(work),
        picture=charts.distribution(analysis.grades),
        tenths=charts.tenths(analysis.grades),
        mean_at=None if mean is None else charts.place(mean),
        median_at=None if median is None else charts.place(median),
    )


def _items(work: QuizWork, analysis: QuizAnalysis) -> Iterable[ItemPart]:
    number = 0
    for one in analysis.items:
        is_there = one.item_id not in work.gone
        number += is_there
        value, facility = one.facility.value, one.facility
        cited = work.evidence.get(one.item_id)
        yield ItemPart(
            number=number if is_there else 0,
            item=one.item,
            analysis=one,
            facility=None if value is None else charts.bar(value, facility.low, facility.high),
            parts=tuple(_parts(one)),
            changed=work.changed.get(one.item_id, 0),
            by_person=types()[one.item.type].key(one.item.body) is None,
            evidence=estimates.facility(cited) if cited else None,
        )


def _parts(one: ItemAnalysis) -> Iterable[Part]:
    """The answers by part, in each the foreseen ones first and then the others by frequency."""
    by_part: dict[str, list[OptionRow]] = {}
    for row in one.options:
        by_part.setdefault(row.response.part, []).append(row)
    for name, rows in by_part.items():
        answers = tuple(Answer(row, charts.bar(row.count / one.n if one.n else 0)) for row in rows)
        end = MOST_TYPED + sum(not row.response.typed for row in rows)
        yield Part(name, answers[:end], answers[end:])


def _heat(work: QuizWork) -> tuple[StudentRow, ...]:
    earned = {sample.attempt_id: sample.marks for sample in work.samples}
    grades = fair_grades({id_: tuple(marks.values()) for id_, marks in earned.items()})
    # Of equal grades not the names decide: where these are hidden, their order would tell them.
    best_first = sorted(work.attempts, key=lambda a: (-(share(grades[a.id]) or 0), a.id))
    return tuple(
        StudentRow(
            number=number,
            name=work.names.get(attempt.student_id, ""),
            attempt_id=attempt.id,
            grade=grades[attempt.id],
            waiting=sum(mark.fraction is None for mark in earned[attempt.id].values()),
            cells=tuple(_cell(earned[attempt.id].get(item.id)) for item in work.items),
        )
        for number, attempt in enumerate(best_first, start=1)
    )


def _cell(mark: Mark | None) -> Cell:
    if mark is None or mark.fraction is None:
        return Cell(mark, None, None)
    # Only everything is 100 and only nothing is 0, as in the shades.
    per_cent = round(mark.fraction * 100)
    if 0 < mark.fraction < 1:
        per_cent = min(99, max(1, per_cent))
    return Cell(mark, charts.shade(mark.fraction), per_cent)
