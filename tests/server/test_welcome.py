"""What the terminal shows names everything that an instructor needs."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
import segno

from quiz.model import Class, Problem
from quiz.server.addresses import Address
from quiz.server.port import Listening
from quiz.server.welcome import problems_line, qr_code, welcome

WIFI = Address("192.168.1.20", "wlan0")
DOCKER = Address("172.17.0.1", "docker0")
HERE = Address("127.0.0.1", "this computer only")


def shown(
    *addresses: Address, wanted: int = 8000, encoding: str = "utf-8", joining: bool = True
) -> str:
    text = welcome(
        Listening((), "0.0.0.0", 8000, wanted),
        addresses,
        Class(1, "My class", "", joining, "482913"),
        link="http://127.0.0.1:8000/instructor/enter/TOKEN",
        data=Path("some-folder"),
        link_command="python app.py instructor-link",
        encoding=encoding,
    )
    return click.unstyle(text)


def test_everything_is_named() -> None:
    text = shown(WIFI, DOCKER)
    for part in (
        "Students open   http://192.168.1.20:8000/",
        "and type        482 913",
        click.unstyle(qr_code("http://192.168.1.20:8000/join/482913", "utf-8")).splitlines()[9],
        "http://172.17.0.1:8000/  (docker0)",
        "http://127.0.0.1:8000/instructor/enter/TOKEN",
        "python app.py instructor-link",
        "some-folder",
        "Ctrl+C",
    ):
        assert part in text
    assert text.index("192.168.1.20") < text.index("172.17.0.1")
    assert "in use" not in text
    assert "no network" not in text
    assert "closed" not in text


def test_a_closed_door_is_said_plainly() -> None:
    assert "The door of this class is closed" in shown(WIFI, joining=False)


def test_one_address_offers_no_others() -> None:
    assert "can't reach" not in shown(WIFI)


def test_another_port_is_said_plainly() -> None:
    assert "Port 7999 is in use by another program, so this is on port 8000." in shown(
        WIFI, wanted=7999
    )


def test_no_network_is_said_plainly() -> None:
    text = shown(HERE)
    assert "on no network" in text
    assert "http://127.0.0.1:8000/" in text


def test_all_fits_an_ordinary_terminal() -> None:
    assert max(len(line) for line in shown(WIFI, DOCKER, wanted=1).splitlines()) <= 80


@pytest.mark.parametrize(
    ("paths", "line"),
    [
        ((), ""),
        (("a.md", "a.md"), "  1 lesson has mistakes: run `python app.py check`"),
        (("a.md", "b.md"), "  2 lessons have mistakes: run `python app.py check`"),
    ],
)
def test_problems_are_one_line(paths: tuple[str, ...], line: str) -> None:
    assert problems_line([Problem(path, 1, "x") for path in paths], "python app.py check") == line


URL = "http://192.168.178.123:8000/"


def test_the_half_blocks_are_the_code_for_the_address() -> None:
    halves = {" ": (1, 1), "▀": (0, 1), "▄": (1, 0), "█": (0, 0)}
    drawn = []
    for line in click.unstyle(qr_code(URL, "utf-8")).splitlines():
        drawn.append([halves[c][0] for c in line])
        drawn.append([halves[c][1] for c in line])
    assert drawn[: len(matrix())] == matrix()


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "no-such-encoding"])
def test_the_plain_characters_are_the_code_for_the_address(encoding: str) -> None:
    lines = click.unstyle(qr_code(URL, encoding)).splitlines()
    assert [[int(c == " ") for c in line[::2]] for line in lines] == matrix()
    assert [line[::2] for line in lines] == [line[1::2] for line in lines]
    qr_code(URL, encoding).encode("ascii")


def test_every_line_of_the_code_brings_its_own_colours() -> None:
    for encoding in ("utf-8", "ascii"):
        for line in qr_code(URL, encoding).splitlines():
            assert line.startswith("\x1b[")
            assert line.endswith("\x1b[0m")


def matrix() -> list[list[int]]:
    return [list(row) for row in segno.make(URL, error="l", micro=False).matrix_iter(border=4)]
