"""`rehearse`: a whole class of simulated phones, before the real one comes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import randrange

import click

from quiz.cli._options import lessons_folder, lessons_option


@click.command()
@click.option(
    "--students",
    type=click.IntRange(1, 1500),
    metavar="NUMBER",
    default=30,
    show_default=True,
    help="How many phones.",
)
@click.option(
    "--minutes",
    type=click.IntRange(1, 60),
    metavar="NUMBER",
    default=1,
    show_default=True,
    help="The time limit of the quiz. The longer it is, the longer the quiz that is taken.",
)
@click.option(
    "--kills",
    type=click.IntRange(0, 20),
    metavar="NUMBER",
    default=2,
    show_default=True,
    help="How often the server is killed and started again in the middle.",
)
@lessons_option
def command(students: int, minutes: int, kills: int, lessons: Path | None) -> None:
    """Try out a whole class on this laptop, before it comes.

    Simulated phones join, read, answer, drop off and come back, while the server is killed and
    started again. All of it happens on this laptop, in a copy of the lessons with a data folder of
    its own, which are removed afterwards: your classes and their work are not touched. At the end
    it says what was stored of what was called saved, and how long a save took.
    """
    from quiz.checking.material import read_material
    from quiz.rehearsal import plan, report, room
    from quiz.server import open_files

    home: Path = click.get_current_context().obj
    lessons = lessons_folder(home, lessons)
    if open_files.connections(students) < students:
        raise click.ClickException(
            f"This system lets one program hold fewer than {students} connections. "
            "Try fewer students."
        )
    fitting = plan.fitting_quiz(read_material(lessons, date.today()).course, 60 * minutes)
    if fitting is None:
        raise click.ClickException("No lesson here has a quiz with questions that have a key.")
    lesson, quiz = fitting
    seconds, seed = 60 * minutes, randrange(10**6)  # noqa: S311
    rehearsal = room.Rehearsal(
        home,
        lessons,
        lesson.slug,
        quiz.id,
        minutes,
        plan.kill_moments(kills, students, seconds),
        plan.plans(plan.answerable(quiz), students, seconds, seed),
    )
    click.echo(f"{students} phones take “{quiz.title}” from “{lesson.title}”, on a scratch copy.")
    click.echo("Ctrl+C ends it. Your own classes are not touched.\n")
    with click.progressbar(length=rehearsal.steps, label="Rehearsing") as bar:
        record, outcome = room.run(rehearsal, lambda: bar.update(1))
    click.echo(f"\n{report.report(students, record, outcome)}")
    if not report.is_good(record, outcome):
        raise SystemExit(1)
