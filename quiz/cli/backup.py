"""`backup`: all marks and lessons in one file."""

from __future__ import annotations

from pathlib import Path

import click

from quiz.cli._options import data_folder, data_option, lessons_folder, lessons_option


@click.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@data_option
@lessons_option
@click.pass_obj
def command(home: Path, file: Path | None, data: Path | None, lessons: Path | None) -> None:
    """Put all marks and lessons into one file.

    It works while the server runs, too.

    FILE is the new file; without it, the backup is kept with the others in the data folder.
    """
    from quiz.backup import making, restoring
    from quiz.backup.archive import Reason
    from quiz.storage.database import utc_now

    data = data_folder(home, data)
    restoring.finish(data)
    kept = making.make(data, lessons_folder(home, lessons), Reason.ASKED, utc_now(), target=file)
    click.echo(f"The backup is made: {kept.path}")
    for name in kept.manifest.left_out if kept.manifest else ():
        click.echo(f"Left out, because it is a link or has an unsuitable name: {name}", err=True)
