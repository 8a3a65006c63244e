"""Other commands find the running server by its note in the data folder."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from quiz.server import running


def test_a_running_server_is_found(tmp_path: Path) -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        number = server.getsockname()[1]
        running.announce(tmp_path, number)
        assert running.port_in_use(tmp_path) == number
        running.withdraw(tmp_path)
        assert running.port_in_use(tmp_path) is None


def test_the_note_of_a_killed_server_is_not_believed(tmp_path: Path) -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        running.announce(tmp_path, server.getsockname()[1])
    assert running.port_in_use(tmp_path) is None


@pytest.mark.parametrize(
    "note", ["", "{", "[]", "{}", '{"port": "x"}', '{"port": null}', '{"port": 1e99}', '"\\ud800"']
)
def test_a_note_that_makes_no_sense_is_no_server(tmp_path: Path, note: str) -> None:
    (tmp_path / running.FILE).write_text(note)
    assert running.port_in_use(tmp_path) is None


def test_withdrawing_twice_is_fine(tmp_path: Path) -> None:
    running.withdraw(tmp_path)
