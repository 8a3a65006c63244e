"""A busy port is answered by the next free one; what can't be taken is explained."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from quiz.errors import CannotListen
from quiz.server import addresses, port


@pytest.fixture
def busy() -> Iterator[int]:
    """A port on which another program listens, on loopback alone."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.mark.parametrize("host", ["0.0.0.0", "127.0.0.1", "localhost"])
def test_a_busy_port_is_answered_by_a_later_one(host: str, busy: int) -> None:
    found = port.listen(host, busy)
    assert found.port > busy
    assert found.moved
    found.close()


@pytest.mark.parametrize("host", ["0.0.0.0", "127.0.0.1"])
def test_two_servers_get_two_ports(host: str) -> None:
    first = port.listen(host, 0)
    second = port.listen(host, first.port)
    assert first.port != second.port
    assert not first.moved
    first.close()
    second.close()


def test_a_port_given_back_can_be_taken_again() -> None:
    first = port.listen("0.0.0.0", 0)
    first.close()
    second = port.listen("0.0.0.0", first.port)
    assert second.port == first.port
    second.close()


def test_one_network_address_comes_with_loopback_for_the_instructor() -> None:
    own = addresses.on_network()
    if not own:
        pytest.skip("this computer is on no network")
    found = port.listen(own[0].ip, 0)
    names = [sock.getsockname() for sock in found.sockets]
    assert names == [(own[0].ip, found.port), ("127.0.0.1", found.port)]
    found.close()


@pytest.mark.parametrize("host", ["192.0.2.254", "no such name.invalid", "0.0.0.0.0"])
def test_an_address_of_another_computer_is_explained(host: str) -> None:
    with pytest.raises(CannotListen, match=r"no network address .* Leave --host out"):
        port.listen(host, 8000)


def test_no_free_port_is_explained(busy: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(port, "TRIES", 1)
    with pytest.raises(CannotListen, match="Choose another one with --port"):
        port.listen("127.0.0.1", busy)


def test_the_last_port_of_all_has_no_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    first = port.listen("127.0.0.1", 65_535)
    with pytest.raises(CannotListen):
        port.listen("127.0.0.1", 65_535)
    first.close()
