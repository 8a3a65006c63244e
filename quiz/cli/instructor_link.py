"""`instructor-link`: a new way in for the instructor."""

from __future__ import annotations

from pathlib import Path

import click

from quiz.cli._calls import instructor_link, program
from quiz.cli._options import DEFAULT_PORT, data_folder, data_option


@click.command()
@data_option
@click.pass_obj
def command(home: Path, data: Path | None) -> None:
    """Make a new link that opens the instructor's pages, once.

    It works while the server runs, and within a day.
    """
    from quiz.server import running
    from quiz.storage import instructors

    data = data_folder(home, data)
    port = running.port_in_use(data)
    link = instructor_link(instructors.new_link_token(data), port or DEFAULT_PORT)
    click.echo(link)
    if port is None:
        click.echo(
            f"No server is running on this data folder. Start it with `{program()}`: it shows "
            f"a link of its own, and this one works then too if the port is {DEFAULT_PORT}.",
            err=True,
        )
