"""`doctor`: what keeps phones from connecting, and what else may go wrong in class."""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quiz.cli._calls import program
from quiz.cli._options import (
    DEFAULT_PORT,
    data_folder,
    data_option,
    lessons_folder,
    lessons_option,
)

if TYPE_CHECKING:
    from quiz.diagnosis.findings import Finding
    from quiz.diagnosis.room import Advice

_COLOURS = {"ok": "green", "look here": "yellow", "wrong": "red"}
_WIDTH = len("look here")


@click.command()
@data_option
@lessons_option
@click.option("--room", is_flag=True, help="Say as well what to look at in the room.")
@click.pass_obj
def command(home: Path, data: Path | None, lessons: Path | None, room: bool) -> None:
    """Find out why phones can't connect.

    It looks at the network, the data folder, the clock and the lessons, and changes nothing. It
    works while the server runs and while it doesn't. The exit status is 1 if something is wrong.
    """
    from quiz.checking.material import read_material
    from quiz.cli import _network
    from quiz.diagnosis import findings, laptop
    from quiz.diagnosis.room import advice
    from quiz.server import running
    from quiz.storage.database import utc_now

    data = data_folder(home, data)
    course = read_material(lessons_folder(home, lessons), date.today()).course
    port = running.port_in_use(data)
    found = [
        *findings.of_network(_network.look(port), program()),
        *findings.of_laptop(laptop.look(data, course, utc_now()), program()),
    ]
    for finding in found:
        _show(_lines(finding))
    if room:
        for one in advice(platform.system(), port or DEFAULT_PORT):
            _show(_advice_lines(one))
    wrong = sum(finding.state is findings.State.WRONG for finding in found)
    click.echo(_closing(wrong, port is not None, room))
    if wrong:
        sys.exit(1)


def _show(lines: Iterator[str]) -> None:
    for line in lines:
        click.echo(line)


def _lines(finding: Finding) -> Iterator[str]:
    state = finding.state.value
    # The words say it; the colour is for who sees it.
    shown = click.style(f"{state:<{_WIDTH}}", fg=_COLOURS[state])
    yield _wrapped(finding.what, " " * (_WIDTH + 2)).replace(" " * _WIDTH, shown, 1)
    if finding.then:
        yield _wrapped(finding.then, " " * (_WIDTH + 5), "-> ")


def _advice_lines(advice: Advice) -> Iterator[str]:
    yield ""
    yield click.style(advice.title, bold=True)
    yield _wrapped(advice.sign, "  ")
    yield from (_wrapped(step, "    ", "- ") for step in advice.steps)
    # Never broken: they are to be copied.
    yield from (f"      {line}" for line in advice.commands)


def _wrapped(text: str, indent: str, mark: str = "") -> str:
    """A paragraph that is indented as a whole; `mark` stands before its first line."""
    width = max(40, min(shutil.get_terminal_size().columns, 100))
    first = indent.removesuffix(" " * len(mark)) + mark
    return click.wrap_text(text, width, first, indent)


def _closing(wrong: int, runs: bool, room: bool) -> str:
    lines = [""]
    if wrong:
        lines += [f"{wrong} {'thing is' if wrong == 1 else 'things are'} wrong."]
    else:
        lines += ["Nothing is wrong on this laptop."]
    if not room:
        lines += [f"If phones still can't connect, `{program()} doctor --room` says what to try."]
    if runs:
        lines += [
            "Which devices have reached it: on the instructor's page “Why can't they connect?”."
        ]
    return "\n".join(lines)
