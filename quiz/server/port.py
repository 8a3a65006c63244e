"""Finding a free port and taking it."""

from __future__ import annotations

import errno
import ipaddress
import socket
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from quiz.errors import CannotListen
from quiz.server.addresses import ALL_ADAPTERS, LOOPBACK

TRIES = 50
"""How many ports are tried, one after the other, before giving up."""

WAITING = 1024
"""Connections that may wait to be accepted: a whole class opens the page at once."""

_TAKEN = {errno.EADDRINUSE, errno.EACCES, getattr(errno, "WSAEADDRINUSE", errno.EADDRINUSE)}
_NO_SUCH_ADDRESS = {
    errno.EADDRNOTAVAIL,
    getattr(errno, "WSAEADDRNOTAVAIL", errno.EADDRNOTAVAIL),
}


@dataclass(frozen=True)
class Listening:
    """Bound sockets, all on one port. `wanted` is the port that was asked for."""

    sockets: tuple[socket.socket, ...]
    host: str
    port: int
    wanted: int

    @property
    def moved(self) -> bool:
        """Whether another program had the port that was asked for."""
        return self.wanted not in (0, self.port)

    def close(self) -> None:
        """Give the port back."""
        for sock in self.sockets:
            sock.close()


def listen(host: str, port: int) -> Listening:
    """Take `port` on `host`, or the next free one after it; port 0 lets the system choose.

    Where `host` is one network address, the loopback address is taken too, because the instructor's
    pages answer only there. Raises `CannotListen` for an address that this computer doesn't have,
    and where no port was free.
    """
    for number in range(port, min(port + TRIES, 65_536)) if port else (0,):
        try:
            sockets = _bind(host, number)
        except OSError as error:
            if error.errno in _TAKEN:
                continue
            raise CannotListen(host, port, _reason(host, error)) from error
        return Listening(sockets, host, sockets[0].getsockname()[1], port)
    raise CannotListen(
        host,
        port,
        f"The ports from {port} on are all in use or not allowed. "
        f"Choose another one with --port, for example --port {_elsewhere(port)}.",
    )


def _bind(host: str, port: int) -> tuple[socket.socket, ...]:
    taken: list[socket.socket] = []
    try:
        for address in _addresses(host):
            taken.append(_bound(address, port or (taken[0].getsockname()[1] if taken else 0)))
        if host == ALL_ADAPTERS:
            # macOS lets a program take all adapters while another one listens on loopback,
            # which would then get the instructor's visits.
            if port:
                _bound(LOOPBACK, port).close()
            taken.append(_bound(ALL_ADAPTERS, port))
    except OSError:
        for sock in taken:
            sock.close()
        raise
    return tuple(taken)


def _addresses(host: str) -> Sequence[str]:
    if host == ALL_ADAPTERS:
        return ()
    try:
        loopback = ipaddress.IPv4Address(host).is_loopback
    except ValueError:
        loopback = host == "localhost"
    return (host,) if loopback else (host, LOOPBACK)


def _bound(address: str, port: int) -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":
            # There, SO_REUSEADDR would share the port with whoever has it.
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((address, port))
        # Not before this does the system say whether another program listens there.
        sock.listen(WAITING)
    except OSError:
        sock.close()
        raise
    return sock


def _reason(host: str, error: OSError) -> str:
    if error.errno in _NO_SUCH_ADDRESS or isinstance(error, socket.gaierror):
        return (
            f"This computer has no network address “{host}”. "
            "Leave --host out to use every network that it is connected to."
        )
    return f"The system refused the address {host}: {error.strerror}."


def _elsewhere(port: int) -> int:
    return port + 1000 if port + 1000 < 65_536 else 8000
