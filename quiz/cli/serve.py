"""`serve`: the server, until it is stopped."""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from quiz.cli._calls import check_call, instructor_link, link_call, program, restore_call
from quiz.cli._options import (
    DEFAULT_PORT,
    data_folder,
    data_option,
    lessons_folder,
    lessons_option,
)

if TYPE_CHECKING:
    from quiz.model import Class
    from quiz.server import Server
    from quiz.server.port import Listening


@click.command()
@click.option(
    "--host",
    metavar="ADDRESS",
    help="Answer on this network address only. [default: on all of this computer's addresses]",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    metavar="NUMBER",
    default=DEFAULT_PORT,
    show_default=True,
    help="The number after the colon in the students' address. If another program has it, "
    "the next free one is used.",
)
@data_option
@lessons_option
@click.option(
    "--instructor-on-network",
    is_flag=True,
    help="Let the instructor's pages be opened from other computers too. Anyone on the network "
    "who gets hold of your link or cookie could then see all marks.",
)
@click.option(
    "--allow-host",
    multiple=True,
    metavar="NAME",
    help="A name besides the number address under which students open the course. "
    "Can be given several times.",
)
@click.option(
    "--connections-per-address",
    type=click.IntRange(1),
    metavar="NUMBER",
    default=100,
    show_default=True,
    help="How many connections one device may hold. More are needed only if many devices reach "
    "this computer through one address.",
)
@click.pass_obj
def command(
    home: Path,
    host: str | None,
    port: int,
    data: Path | None,
    lessons: Path | None,
    instructor_on_network: bool,
    allow_host: tuple[str, ...],
    connections_per_address: int,
) -> None:
    """Start the server and show the address for students."""
    from quiz.server import Server, addresses, running
    from quiz.server.port import listen
    from quiz.server.welcome import problems_line
    from quiz.storage import classes
    from quiz.web import create_app
    from quiz.web.services import EXTENSION, Services
    from quiz.web.timekeeper import Timekeeper

    data, host = data_folder(home, data), host or addresses.ALL_ADAPTERS
    lessons = lessons_folder(home, lessons)
    app = create_app(
        data,
        lessons,
        instructor_on_network=instructor_on_network,
        hosts=allow_host,
    )
    with ExitStack() as stack:
        own: Services = app.extensions[EXTENSION]
        stack.callback(own.renderer.close)
        stack.enter_context(own.db)
        stack.callback(own.backups.wait)
        stack.enter_context(Timekeeper(app).running())
        listening = listen(host, port)
        stack.callback(listening.close)
        app.config.update(_known_here(home, data, lessons, listening))
        running.announce(data, listening.port)
        stack.callback(running.withdraw, data)
        joining = classes.first(own.db)
        click.echo(_welcome(listening, data, joining, link_call(home, data)))
        own.desk.follow()
        if told := problems_line(own.folder.course().problems, check_call(home, lessons)):
            click.echo(told)
        # Only now, so that nobody waits for it.
        own.backups.at_start()
        _run(Server(app, listening.sockets, connections_per_address=connections_per_address))
    _farewell()


def _known_here(home: Path, data: Path, lessons: Path, listening: Listening) -> dict[str, object]:
    """What the pages can't know of themselves: addresses, the network, how commands are called."""
    from quiz.cli import _network
    from quiz.server import addresses

    announced = addresses.for_students(listening.host)
    return {
        "PROGRAM": program(),
        "LINK_COMMAND": link_call(home, data),
        "RESTORE_COMMAND": restore_call(home, data, lessons),
        "NETWORK": lambda: _network.look(listening.port),
        "STUDENT_ADDRESSES": lambda: [
            address.url(listening.port)
            for address in addresses.for_students(listening.host, announced)
        ],
    }


def _welcome(listening: Listening, data: Path, joining: Class, another: str) -> str:
    from quiz.server import addresses
    from quiz.server.welcome import welcome
    from quiz.storage import instructors

    return welcome(
        listening,
        addresses.for_students(listening.host),
        joining,
        link=instructor_link(instructors.new_link_token(data), listening.port),
        data=data,
        link_command=another,
        encoding=getattr(sys.stdout, "encoding", None) or "ascii",
    )


def _run(server: Server) -> None:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        for number, before in previous.items():
            # A second Ctrl+C doesn't wait.
            signal.signal(number, before)
        server.stop()

    previous: dict[int, Callable[[int, FrameType | None], object] | int | None] = {}
    for name in ("SIGINT", "SIGTERM", "SIGBREAK", "SIGHUP"):
        if hasattr(signal, name):
            number = getattr(signal, name)
            previous[number] = signal.getsignal(number)
            signal.signal(number, stop)
    server.run()


def _farewell() -> None:
    with contextlib.suppress(OSError):  # the terminal may have been closed
        click.echo("Stopped. Everything that was saved is in the data folder.")
