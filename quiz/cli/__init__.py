"""The command line: every module of this package without an underscore is a command."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import click

from quiz.cli._calls import program
from quiz.cli._group import Commands
from quiz.errors import SecondReadingError


@click.group(
    cls=Commands,
    package=__name__,
    path=__path__,
    default="serve",
    epilog=f"`{program()} COMMAND --help` says more about one command.",
)
def cli() -> None:
    """Second Reading: lessons and quizzes on one opinion article, for one room.

    Without a command, it starts the server: `python app.py` is short for `python app.py serve`.
    """


def main(home: Path) -> None:
    """Run the command line. `home` is the project's folder.

    Whatever this program can explain is printed as one message, with exit status 1.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that lacks a letter of a lesson's title shows "?", and goes on.
            stream.reconfigure(errors="replace")
    try:
        cli(obj=home, prog_name=program())
    except SecondReadingError as error:
        click.echo(error.message, err=True)
        sys.exit(1)
