"""Whether a server answers at an address, tried from this computer itself."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

PATH = "/hello"
"""The page that answers to everybody, and says this:"""
WORDS = b"You can reach the laptop"
_SECONDS = 2
_MOST_AT_ONCE = 8


def answers(ips: Sequence[str], port: int) -> list[bool]:
    """For each address, whether Second Reading answers at it on `port`, within seconds."""
    with ThreadPoolExecutor(_MOST_AT_ONCE) as tries:
        return list(tries.map(lambda ip: _answers(ip, port), ips))


def _answers(ip: str, port: int) -> bool:
    connection = http.client.HTTPConnection(ip, port, timeout=_SECONDS)
    try:
        connection.request("GET", PATH, headers={"Connection": "close"})
        reply = connection.getresponse()
        return reply.status == 200 and WORDS in reply.read(100_000)
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def something_listens(ip: str, port: int) -> bool:
    """Whether any program takes connections there."""
    try:
        socket.create_connection((ip, port), timeout=_SECONDS).close()
    except OSError:
        return False
    return True
