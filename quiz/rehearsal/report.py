"""What a rehearsal came to, as a table and a sentence. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence

from quiz.rehearsal.outcome import Outcome
from quiz.rehearsal.record import Record

SHOWN = 10
"""How many errors are written out."""
SLOW_SECONDS = 1.0
"""A save that takes longer than this is felt."""


def is_good(record: Record, outcome: Outcome) -> bool:
    """Whether nothing was lost, nothing is wrong and no phone was left in trouble."""
    return not (outcome.lost or outcome.wrong or record.errors)


def report(students: int, record: Record, outcome: Outcome) -> str:
    """The table, what went wrong, and what it means."""
    rows = [
        ("Phones", f"{students:,}"),
        ("Saves acknowledged", f"{len(record.saves):,}"),
        ("Answers acknowledged", f"{outcome.acknowledged:,}"),
        ("  of them stored", f"{outcome.stored:,}"),
        ("  of them lost", f"{outcome.lost:,}"),
        ("Attempts that did not end as they should", f"{len(outcome.wrong):,}"),
        ("Errors that no retry mended", f"{len(record.errors):,}"),
        ("Replies that asked to try again", f"{record.troubled:,}"),
        ("Connections dropped by phones", f"{record.dropped:,}"),
        ("Phones still answering when time was up", f"{record.late:,}"),
        ("Pages in the busiest second", f"{record.pages_in_busiest_second():,}"),
    ]
    rows += [
        (f"Restart {number}, until the first answer", f"{restart.seconds:.1f} s")
        for number, restart in enumerate(record.restarts, 1)
    ]
    width = max(len(name) for name, _ in rows)
    lines = [f"  {name:<{width}}  {value:>7}" for name, value in rows]
    lines += ["", *_times(record)]
    wrong = [*record.errors, *outcome.wrong]
    lines += ["", *wrong[:SHOWN]] if wrong else []
    lines += [f"… and {len(wrong) - SHOWN} more"] if len(wrong) > SHOWN else []
    return "\n".join([*lines, "", verdict(students, record, outcome)])


def verdict(students: int, record: Record, outcome: Outcome) -> str:
    """What it means, in a sentence or two."""
    if outcome.lost:
        return (
            f"{outcome.lost:,} answers that were called saved are not stored. "
            "Don't use this laptop and data folder before it is known why."
        )
    if not is_good(record, outcome):
        return f"No answer was lost, but not all went well: a class of {students:,} is too much."
    slow = percentile([save.seconds for save in record.undisturbed()], 99)
    if slow > SLOW_SECONDS:
        return (
            f"No answer was lost, but one save in a hundred took longer than {slow:.1f} seconds. "
            f"Close other programs, or expect a class of {students:,} to wait now and then."
        )
    return f"This laptop can carry a class of {students:,}."


def percentile(values: Sequence[float], percent: int) -> float:
    """The value that so many per cent of the values don't exceed; 0 without any."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)] if ordered else 0.0


def _times(record: Record) -> list[str]:
    """How long a save took: median, 95th and 99th percentile, the longest, and of how many."""
    heads = "".join(f"{head:>9}" for head in ("p50", "p95", "p99", "longest", "saves"))
    lines = [f"  {'A save, in milliseconds':<28}{heads}"]
    for name, saves in (
        ("while nothing was wrong", record.undisturbed()),
        ("with restarts, drop-offs", record.saves),
    ):
        taken = [1000 * save.seconds for save in saves]
        figures = [percentile(taken, percent) for percent in (50, 95, 99, 100)]
        cells = "".join(f"{figure:>9,.0f}" for figure in [*figures, len(saves)])
        lines.append(f"    {name:<26}{cells}")
    return lines
