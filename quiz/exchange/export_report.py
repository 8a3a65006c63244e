"""What of some lessons arrives in another program, and how that is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from quiz.exchange.alike import PLACES, Alike, alike, group_lines, kind_of
from quiz.exchange.exporting import Carriage, Carried, Exported
from quiz.exchange.lost_settings import SETTINGS
from quiz.exchange.shipping import Load
from quiz.report_text import counted, first_words, heading


class Arrives(StrEnum):
    """How an item is in the other program."""

    AS_HERE = "as here"
    """It asks, marks and explains there as it does here; it may lose settings."""
    DIFFERENT = "different"
    LEFT_OUT = "left out"


@dataclass(frozen=True)
class Departure:
    """One question on its way out, and what arrives of it.

    `lesson` is its lesson's address; `file` and `line` say where it stands; `stem` is Markdown.
    `losses` are whole sentences.
    """

    lesson: str
    file: str
    line: int
    item_id: str
    stem: str
    arrives: Arrives
    losses: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}"

    @property
    def words(self) -> str:
        return first_words(self.stem)

    @property
    def settings(self) -> tuple[str, ...]:
        """The losses that change nothing in how it asks, marks and explains."""
        return tuple(loss for loss in self.losses if _is_setting(loss))

    @property
    def differences(self) -> tuple[str, ...]:
        """The other losses."""
        return tuple(loss for loss in self.losses if not _is_setting(loss))


@dataclass(frozen=True)
class Left:
    """A lesson that is not in the file, because it has mistakes."""

    lesson: str
    file: str
    title: str


@dataclass(frozen=True)
class ExportReport:
    """All questions of the file in the order of the lessons, and those that it could not hold.

    `losses` are those that concern no single question. `titles` are those of the lessons in the
    file, by their addresses.
    """

    departures: tuple[Departure, ...]
    losses: tuple[str, ...]
    left: tuple[Left, ...]
    titles: dict[str, str]

    def of(self, arrives: Arrives) -> tuple[Departure, ...]:
        return tuple(one for one in self.departures if one.arrives is arrives)

    def groups(self, arrives: Arrives) -> tuple[Alike[Departure], ...]:
        """The questions that arrive so, by what is lost or different; one with several losses
        stands in each of their groups. Lost settings are told by `settings`."""
        return alike((loss, one) for one in self.of(arrives) for loss in one.differences)

    @property
    def settings(self) -> tuple[Alike[Departure], ...]:
        """The questions in the file that lose a setting, by the setting."""
        return alike(
            (loss, one)
            for one in self.departures
            if one.arrives is not Arrives.LEFT_OUT
            for loss in one.settings
        )

    @property
    def besides(self) -> tuple[Alike[str], ...]:
        """The losses that concern no single question, like with like, in their own order."""
        groups = alike((loss, loss) for loss in self.losses)
        return tuple(sorted(groups, key=lambda group: self.losses.index(group.things[0])))


def report_of(loaded: Load, exported: Exported) -> ExportReport:
    """What is told of an export."""
    lessons = {lesson.slug: lesson for lesson in loaded.shipment.lessons}
    departures = (
        Departure(
            one.lesson,
            lessons[one.lesson].path,
            one.item.line,
            one.item.id,
            one.item.stem,
            _arrives(one),
            one.losses,
        )
        for one in exported.items
    )
    left = (Left(lesson.slug, lesson.path, lesson.title) for lesson in loaded.broken)
    titles = {slug: lesson.title for slug, lesson in lessons.items()}
    return ExportReport(tuple(departures), exported.losses, tuple(left), titles)


def _arrives(carried: Carried) -> Arrives:
    if carried.carriage is Carriage.OMITTED:
        return Arrives.LEFT_OUT
    return Arrives.AS_HERE if all(map(_is_setting, carried.losses)) else Arrives.DIFFERENT


def _is_setting(loss: str) -> bool:
    return kind_of(loss) in SETTINGS


def export_lines(name: str, report: ExportReport, places: int | None = PLACES) -> Iterator[str]:
    """The report as plain text, for the format that people call by this `name`: counts first, then
    what is left out, then what is different, then the settings without a place there, and last what
    concerns no single question.

    `places` is how many questions are named for each loss; None names all.
    """
    yield export_summary(name, report)
    for lesson in report.left:
        yield f"{lesson.file} has mistakes and is not in the file. The command `check` lists them."
    for title, arrives in (
        ("Left out", Arrives.LEFT_OUT),
        ("Different there", Arrives.DIFFERENT),
    ):
        if groups := report.groups(arrives):
            yield from heading(title)
        for group in groups:
            yield from _group(group, report, places)
    if report.settings:
        yield from heading("Settings that the other program has no place for")
    for group in report.settings:
        # They change nothing for students: that they are lost is enough, unless all is asked for.
        yield from (group.heading,) if places is not None else group_lines(group, None)
    if report.losses:
        yield from heading("Besides the questions")
    for alike_ones in report.besides:
        yield from alike_ones.things[:places]
        if places is not None and (more := len(alike_ones.things) - places) > 0:
            yield f"    and {more:,} more like this"


def export_summary(name: str, report: ExportReport) -> str:
    """One sentence with the counts."""
    number = len(report.departures)
    if not number:
        return f"There are no questions to take to {name}."
    counts = [
        f"{len(found):,} {words}"
        for arrives, words in _COUNTED.items()
        if (found := report.of(arrives))
    ]
    return f"Of {counted(number, 'question')} for {name}: {', '.join(counts)}."


_COUNTED = {
    Arrives.AS_HERE: "as they are",
    Arrives.DIFFERENT: "with a difference",
    Arrives.LEFT_OUT: "left out",
}


def _group(group: Alike[Departure], report: ExportReport, places: int | None) -> Iterator[str]:
    """The questions of one loss; in short where they are all that there are."""
    if places is not None and len(group.things) == len(report.departures) > places:
        yield group.heading
        yield f"    all {len(group.things):,} questions"
    else:
        yield from group_lines(group, places)
