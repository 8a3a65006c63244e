"""What several commands ask for: the two folders."""

from __future__ import annotations

from pathlib import Path

import click

DEFAULT_PORT = 8000

data_option = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Where answers and marks are kept. [default: the folder instance beside app.py]",
)

lessons_option = click.option(
    "--lessons",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Where the lessons are. [default: the folder lessons beside app.py]",
)


def data_folder(home: Path, chosen: Path | None) -> Path:
    """The data folder that was `chosen`, or the usual one."""
    return (chosen or home / "instance").resolve()


def lessons_folder(home: Path, chosen: Path | None) -> Path:
    """The folder of lessons that was `chosen`, or the usual one."""
    return chosen or home / "lessons"
