"""What of some lessons arrives in another program, told as plain text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from quiz.exchange.alike import Alike, alike, kind_of
from quiz.exchange.exporting import Carriage, Carried, Exported, ExportFormat
from quiz.exchange.lost_settings import SETTINGS
from quiz.model import BrokenLesson
from quiz.report_text import counted, heading

_SETTINGS = "Settings that the other program has no place for"


def as_here(item: Carried) -> bool:
    """Whether the item asks, marks and explains there as it does here; it may lose settings."""
    return item.carriage is not Carriage.OMITTED and all(
        kind_of(loss) in SETTINGS for loss in item.losses
    )


def left_out(exported: Exported) -> tuple[Alike[Carried], ...]:
    """The items that are not in the file, by the reason."""
    return _groups(exported, lambda item, loss: item.carriage is Carriage.OMITTED)


def different(exported: Exported) -> tuple[Alike[Carried], ...]:
    """The items that ask, mark or explain in another way there, by what is different."""
    return _groups(
        exported,
        lambda item, loss: item.carriage is Carriage.DEGRADED and kind_of(loss) not in SETTINGS,
    )


def without_settings(exported: Exported) -> tuple[Alike[Carried], ...]:
    """The items that lose a setting, by the setting."""
    return _groups(
        exported,
        lambda item, loss: item.carriage is Carriage.DEGRADED and kind_of(loss) in SETTINGS,
    )


def export_lines(
    format_: ExportFormat, exported: Exported, broken: Sequence[BrokenLesson]
) -> Iterator[str]:
    """The report of an export: counts first, then what is left out, then what is different, and
    last the settings without a place there."""
    yield export_summary(format_, exported)
    for lesson in broken:
        yield f"{lesson.path} has mistakes and is not in the file. The command `check` lists them."
    for title, groups in (
        ("Left out", left_out(exported)),
        ("Different there", different(exported)),
        (_SETTINGS, without_settings(exported)),
    ):
        if groups:
            yield from heading(title)
        for group in groups:
            yield group.heading
            yield from _names(group.things, exported)
    if exported.losses:
        yield from heading("Besides the questions")
        yield from exported.losses


def export_summary(format_: ExportFormat, exported: Exported) -> str:
    """One sentence with the counts."""
    number = len(exported.items)
    if not number:
        return f"There are no questions to take to {format_.name}."
    omitted = exported.count(Carriage.OMITTED)
    same = sum(as_here(one) for one in exported.items)
    counts = [
        f"{count:,} {words}"
        for count, words in (
            (same, "as they are"),
            (number - omitted - same, "with a difference"),
            (omitted, "left out"),
        )
        if count
    ]
    return f"Of {counted(number, 'question')} for {format_.name}: {', '.join(counts)}."


def _groups(
    exported: Exported, wanted: Callable[[Carried, str], bool]
) -> tuple[Alike[Carried], ...]:
    return alike((loss, one) for one in exported.items for loss in one.losses if wanted(one, loss))


def _names(items: Sequence[Carried], exported: Exported) -> Iterator[str]:
    """The ids of items, a line for each lesson; shorter where they are all of them."""
    if len(items) == len(exported.items) > 1:
        yield f"    all {len(items):,} questions"
        return
    for lesson, of_lesson in groupby(items, lambda carried: carried.lesson):
        ids = [carried.item.id for carried in of_lesson]
        every = [one.item.id for one in exported.items if one.lesson == lesson]
        others = [one for one in every if one not in ids]
        if len(others) >= len(ids) or len(every) == 1:
            yield f"    {lesson}: {', '.join(ids)}"
        elif others:
            yield f"    {lesson}: all {len(every)} but {', '.join(others)}"
        else:
            yield f"    {lesson}: all {len(every)}"
