"""What the terminal shows when the server has started."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import click
import segno

from quiz.model import Class, Problem
from quiz.server.addresses import ALL_ADAPTERS, LOOPBACK, Address
from quiz.server.port import Listening

_BLOCKS = "▀▄█"


def welcome(
    listening: Listening,
    addresses: Sequence[Address],
    joining: Class,
    *,
    link: str,
    data: Path,
    link_command: str,
    encoding: str,
) -> str:
    """The whole text: where students go, the QR code, the instructor's link, how to stop.

    `addresses` come best first; `joining` is the class whose code is shown; `link_command` makes
    another link; `encoding` is the terminal's. Colours are ANSI codes, which `click.echo` leaves
    out where they can't be shown.
    """
    best, *others = addresses
    url = best.url(listening.port)
    lines = ["", *_warnings(listening, best)]
    lines += [f"  Students open   {click.style(url, bold=True)}"]
    lines += _code(joining)
    lines += [f"  {line}" for line in qr_code(f"{url}join/{joining.code}", encoding).splitlines()]
    if others:
        lines += ["", "  If phones can't reach that, try"]
        lines += [f"    {other.url(listening.port)}  ({other.adapter})" for other in others]
    lines += [
        "",
        f"  Instructor, on this computer   {click.style(link, bold=True)}",
        f"  This link works once. `{link_command}` makes another one.",
        "",
        f"  All answers and marks are kept in   {data}",
        "  To stop, press Ctrl+C here.",
    ]
    return "\n".join(lines)


def _code(joining: Class) -> list[str]:
    lines = [f"  and type        {click.style(joining.shown_code, bold=True)}", ""]
    if not joining.joining:
        lines += [
            "  The door of this class is closed: nobody new can join it. Open the door on the",
            "  instructor's page of students.",
            "",
        ]
    return lines


def _warnings(listening: Listening, best: Address) -> list[str]:
    lines = []
    if listening.moved:
        lines += [
            f"  Port {listening.wanted} is in use by another program, "
            f"so this is on port {listening.port}.",
            "",
        ]
    if best.ip == LOOPBACK and listening.host == ALL_ADAPTERS:
        lines += [
            "  This computer is on no network, so only this computer can open the course.",
            "  Join the room's Wi-Fi and start again to let students in.",
            "",
        ]
    return lines


def problems_line(problems: Sequence[Problem], command: str) -> str:
    """One line on how many lessons have mistakes and what lists them, or ''."""
    count = len({problem.path for problem in problems})
    if not count:
        return ""
    has = "1 lesson has mistakes" if count == 1 else f"{count} lessons have mistakes"
    return f"  {has}: run `{command}`"


def qr_code(text: str, encoding: str) -> str:
    """A QR code in characters, with its own colours so that the terminal's don't matter.

    Half blocks where `encoding` has them, two plain characters a square elsewhere.
    """
    code = segno.make(text, error="l", micro=False)
    try:
        _BLOCKS.encode(encoding)
    except (UnicodeError, LookupError):
        return "\n".join("".join(map(_square, row)) for row in code.matrix_iter(border=4))
    drawn = io.StringIO()
    code.terminal(drawn, border=4, compact=True)
    return "\n".join(
        click.style(line, fg="bright_white", bg="black") for line in drawn.getvalue().splitlines()
    )


def _square(dark: int) -> str:
    if dark:
        return click.style("  ", bg="black")
    return click.style("##", fg="bright_white", bg="bright_white")
