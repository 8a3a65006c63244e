"""`demo`: an invented class to look around, and gone again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from quiz.cli._options import data_folder, data_option, lessons_folder, lessons_option


@click.command()
@data_option
@lessons_option
@click.option("--remove", is_flag=True, help="Remove the invented class without a trace.")
@click.pass_obj
def command(home: Path, data: Path | None, lessons: Path | None, remove: bool) -> None:
    """Add an invented class, to see every page full.

    25 invented students, with results on every quiz of the course, over the last two weeks. No
    other class is touched. While the server runs, use the button on the instructor's page Students
    instead.
    """
    from quiz.checking.material import read_material
    from quiz.errors import DataFolderInUse
    from quiz.storage.database import Database
    from quiz.web import invented_class

    data = data_folder(home, data)
    db = Database(data)
    try:
        db.open()
    except DataFolderInUse as error:
        does = "Remove the invented class" if remove else "Add an invented class to look around"
        raise DataFolderInUse(
            data,
            f"The server is running on this data folder. Use the button “{does}” on the "
            "instructor's page Students, or stop the server first.",
        ) from error
    with db:
        if remove:
            click.echo(invented_class.remove(db))
        else:
            course = read_material(lessons_folder(home, lessons), date.today()).course
            invented_class.add(db, course)
            click.echo(
                "The invented class is there. Choose it at the top of the instructor's pages."
            )
