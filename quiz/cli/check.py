"""`check`: every mistake in the lessons."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@click.option("--strict", is_flag=True, help="Let warnings count as mistakes.")
@click.option("--report", is_flag=True, help="Print the figures of the course as well.")
@click.option(
    "--source",
    "sources",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Compare the lessons with the original text in this file. Can be given several times.",
)
@click.pass_obj
def command(
    home: Path, folder: Path | None, strict: bool, report: bool, sources: tuple[Path, ...]
) -> None:
    """List every mistake in the lessons, with its line.

    FOLDER is the folder of lessons; without it, the folder lessons beside app.py is read. The rules
    are explained in docs/item-writing-rules.md.
    """
    from quiz.checking import report as shown
    from quiz.checking.original import compare
    from quiz.checking.run import check_folder

    outcome = check_folder(folder or home / "lessons", date.today())
    wrong = shown.errors(outcome) + (shown.warnings(outcome) if strict else 0)
    for line in shown.findings(outcome):
        click.echo(line)
    for line in shown.audit(outcome) if report else ():
        click.echo(line)
    for path in sources:
        found = compare(outcome.material, path.read_text(encoding="utf-8", errors="replace"))
        wrong += len(found.problems)
        for line in shown.comparison(found):
            click.echo(line)
    if wrong:
        sys.exit(1)
