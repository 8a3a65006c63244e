"""`restore`: what a backup holds, in the place of what is there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from quiz.cli._options import data_folder, data_option, lessons_folder, lessons_option

if TYPE_CHECKING:
    from quiz.backup.restoring import Ready


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@data_option
@lessons_option
@click.option("--only-marks", is_flag=True, help="Leave the lessons as they are.")
@click.option(
    "--only-lessons", is_flag=True, help="Leave students, attempts and marks as they are."
)
@click.option("--yes", is_flag=True, help="Don't ask.")
@click.pass_obj
def command(
    home: Path,
    file: Path,
    data: Path | None,
    lessons: Path | None,
    only_marks: bool,
    only_lessons: bool,
    yes: bool,
) -> None:
    """Put a backup back, in the place of what is there now.

    FILE is a backup. The server must not be running. What is there now is kept as a backup first.
    """
    from quiz.backup.restoring import restoring
    from quiz.storage.database import utc_now

    if only_marks and only_lessons:
        raise click.UsageError("Choose --only-marks or --only-lessons, or neither for both.")
    data, lessons = data_folder(home, data), lessons_folder(home, lessons)
    with restoring(
        data, lessons, file, marks=not only_lessons, lessons_too=not only_marks
    ) as restore:
        click.echo(_what_restoring_does(restore.ready, lessons))
        if not yes:
            click.confirm("Go on?", abort=True)
        kept = restore.carry_out(utc_now())
    click.echo(f"Restored. What was there before is in {kept}")


def _what_restoring_does(ready: Ready, lessons: Path) -> str:
    """What a restore will replace, in a few lines."""
    made = f"{ready.manifest.made_at.astimezone():%d %b %Y, %H:%M}"
    lines = [f"This backup was made on {made}."]
    if ready.marks:
        now = ready.counts
        there = _how_much(now.students, now.attempts) if now else "nothing that can be read"
        kept = _how_much(ready.manifest.students or 0, ready.manifest.attempts or 0)
        lines += [f"Marks: {kept} take the place of what is there now ({there})."]
    for names, what in (
        (ready.changed, "is put back as it was"),
        (ready.added, "comes back"),
        (ready.removed, "goes, because the backup doesn't have it"),
    ):
        lines += [f"Lessons: {lessons / name} {what}." for name in names]
    return "\n".join([*lines, "What is there now is kept as a backup first."])


def _how_much(students: int, attempts: int) -> str:
    """`1 student and no attempts`."""
    return " and ".join(
        f"{count or 'no'} {word if count == 1 else f'{word}s'}"
        for count, word in ((students, "student"), (attempts, "attempt"))
    )
