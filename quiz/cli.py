"""The command line: the server, the check of lessons, an instructor's link, backups."""

from __future__ import annotations

import contextlib
import io
import signal
import sys
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from quiz.errors import SecondReadingError

if TYPE_CHECKING:
    from quiz.backup.restoring import Ready
    from quiz.model import Class
    from quiz.server import Server
    from quiz.server.port import Listening

DEFAULT_PORT = 8000


class _Commands(click.Group):
    """A group whose command is `serve` where none is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0].startswith("-") and args[0] != "--help"):
            args = ["serve", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_Commands)
def cli() -> None:
    """Second Reading: lessons and quizzes on one opinion article, for one room.

    Without a command, it starts the server: `python app.py` is short for `python app.py serve`.
    """


_data = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Where answers and marks are kept. [default: the folder instance beside app.py]",
)

_lessons = click.option(
    "--lessons",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Where the lessons are. [default: the folder lessons beside app.py]",
)


@cli.command()
@click.option(
    "--host",
    metavar="ADDRESS",
    help="Answer on this network address only. [default: on all of this computer's addresses]",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=DEFAULT_PORT,
    show_default=True,
    help="The number after the colon in the students' address. If another program has it, "
    "the next free one is used.",
)
@_data
@_lessons
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
    default=100,
    show_default=True,
    help="How many connections one device may hold. More are needed only if many devices reach "
    "this computer through one address.",
)
@click.pass_obj
def serve(
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

    data, host = (data or home / "instance").resolve(), host or addresses.ALL_ADAPTERS
    lessons = lessons or home / "lessons"
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
        listening = listen(host, port)
        stack.callback(listening.close)
        app.config["LINK_COMMAND"] = link_command(home, data)
        app.config["RESTORE_COMMAND"] = restore_command(home, data, lessons)
        announced = addresses.for_students(host)
        app.config["STUDENT_ADDRESSES"] = lambda: [
            address.url(listening.port) for address in addresses.for_students(host, announced)
        ]
        running.announce(data, listening.port)
        stack.callback(running.withdraw, data)
        click.echo(_welcome(listening, host, data, classes.first(own.db), link_command(home, data)))
        own.desk.follow()
        if problems := problems_line(own.folder.course().problems, command()):
            click.echo(problems)
        # Only now, so that nobody waits for it.
        own.backups.at_start()
        _run(Server(app, listening.sockets, connections_per_address=connections_per_address))
    _farewell()


@cli.command()
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
def check(
    home: Path, folder: Path | None, strict: bool, report: bool, sources: tuple[Path, ...]
) -> None:
    """Read all lessons and list every mistake, with its file and line.

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


@cli.command("instructor-link")
@_data
@click.pass_obj
def make_instructor_link(home: Path, data: Path | None) -> None:
    """Make a new link that opens the instructor's pages, once.

    It works while the server runs, and within a day.
    """
    from quiz.server import running
    from quiz.storage import instructors

    data = (data or home / "instance").resolve()
    port = running.port_in_use(data)
    link = instructor_link(instructors.new_link_token(data), port or DEFAULT_PORT)
    click.echo(link)
    if port is None:
        click.echo(
            f"No server is running on this data folder. Start it with `{command()}`: it shows "
            f"a link of its own, and this one works then too if the port is {DEFAULT_PORT}.",
            err=True,
        )


@cli.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@_data
@_lessons
@click.pass_obj
def backup(home: Path, file: Path | None, data: Path | None, lessons: Path | None) -> None:
    """Put all marks and lessons into one file, also while the server runs.

    FILE is the new file; without it, the backup is kept with the others in the data folder.
    """
    from quiz.backup import making, restoring
    from quiz.backup.archive import Reason
    from quiz.storage.database import utc_now

    data = (data or home / "instance").resolve()
    restoring.finish(data)
    kept = making.make(data, lessons or home / "lessons", Reason.ASKED, utc_now(), target=file)
    click.echo(f"The backup is made: {kept.path}")
    for name in kept.manifest.left_out if kept.manifest else ():
        click.echo(f"Left out, because it is a link or has an unsuitable name: {name}", err=True)


@cli.command()
@click.argument("file", type=click.Path(path_type=Path))
@_data
@_lessons
@click.option("--only-marks", is_flag=True, help="Leave the lessons as they are.")
@click.option(
    "--only-lessons", is_flag=True, help="Leave students, attempts and marks as they are."
)
@click.option("--yes", is_flag=True, help="Don't ask.")
@click.pass_obj
def restore(
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
    data, lessons = (data or home / "instance").resolve(), lessons or home / "lessons"
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


def command() -> str:
    """How this program is called here, for messages: with the Python of a `.venv` if in use."""
    try:
        python = str(Path(sys.executable).relative_to(Path.cwd()))
    except (ValueError, OSError):
        python = "python"
    return f"{python} {sys.argv[0] if sys.argv[0].endswith('app.py') else 'app.py'}"


def link_command(home: Path, data: Path) -> str:
    """What makes another instructor's link for this data folder."""
    own = "" if data == (home / "instance").resolve() else f' --data "{data}"'
    return f"{command()} instructor-link{own}"


def restore_command(home: Path, data: Path, lessons: Path) -> str:
    """What restores a backup into these folders, but for the backup's name."""
    own = "" if data == (home / "instance").resolve() else f' --data "{data}"'
    if lessons.resolve() != (home / "lessons").resolve():
        own += f' --lessons "{lessons.resolve()}"'
    return f"{command()} restore{own}"


def instructor_link(token: str, port: int) -> str:
    """The address that signs the instructor in, once, on this computer."""
    return f"http://127.0.0.1:{port}/instructor/enter/{token}"


def main(home: Path) -> None:
    """Run the command line. `home` is the project's folder.

    Whatever this program can explain is printed as one message, with exit status 1.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that lacks a letter of a lesson's title shows "?", and goes on.
            stream.reconfigure(errors="replace")
    try:
        cli(obj=home, prog_name=command())
    except SecondReadingError as error:
        click.echo(error.message, err=True)
        sys.exit(1)


def _welcome(listening: Listening, host: str, data: Path, joining: Class, another: str) -> str:
    from quiz.server import addresses
    from quiz.server.welcome import welcome
    from quiz.storage import instructors

    return welcome(
        listening,
        addresses.for_students(host),
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
