"""The web server of a room: waitress, set up so that no one client can keep the others out.

Waitress takes in a whole request before a thread sees it, so clients that drip their bytes cost a
socket and no thread. What is left to bound is sockets: all together, and for each address.
"""

from __future__ import annotations

import ipaddress
import logging
import socket
import time
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

from quiz.server import open_files

THREADS = 8
CONNECTIONS = 2000
CONNECTIONS_PER_ADDRESS = 100
MAX_HEADER_BYTES = 32 * 1024
MAX_BODY_BYTES = 2 * 1024 * 1024
"""Above the largest real form: ten open answers of the longest kind, in the widest script."""

MAX_LAPTOP_BODY_BYTES = 64 * 1024 * 1024
"""From the laptop itself: a picture, and one so large that the app has to say so in words."""

IDLE_SECONDS = 20
STOP_SECONDS = 5
"""How long stopping waits for requests that have arrived in full, and again for their threads."""

WsgiApp = Callable[..., Iterable[bytes]]


class Server:
    """Serves a WSGI app on listening sockets until told to stop.

    One address may hold `connections_per_address` connections; further ones are closed at once.
    Loopback is exempt, unless told otherwise, and may send larger bodies: whoever has the laptop
    can do worse.
    """

    def __init__(
        self,
        app: WsgiApp,
        sockets: Iterable[socket.socket],
        *,
        connections_per_address: int = CONNECTIONS_PER_ADDRESS,
        loopback_exempt: bool = True,
    ) -> None:
        # Otherwise a line for each request that waits for a thread.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        self._map: dict[int, Any] = {}
        self._stopping = False
        self._threads = ThreadedTaskDispatcher()
        self._threads.set_thread_count(THREADS)
        settings = _settings()
        self._listeners = [
            _Listener(
                app,
                map=self._map,
                dispatcher=self._threads,
                adj=settings,
                _sock=sock,
                sockinfo=(sock.family, sock.type, sock.proto, sock.getsockname()),
                bind_socket=False,
                connections_per_address=connections_per_address,
                loopback_exempt=loopback_exempt,
            )
            for sock in sockets
        ]

    def run(self) -> None:
        """Serve until `stop`, then finish what has arrived and close every connection."""
        while not self._stopping:
            wasyncore.loop(timeout=1, use_poll=True, map=self._map, count=1)
        # Nothing more is read. The threads answer what is there, and write to the sockets
        # themselves.
        deadline = time.monotonic() + STOP_SECONDS
        while self._threads.queue and time.monotonic() < deadline:
            time.sleep(0.01)
        self._threads.shutdown(timeout=STOP_SECONDS)
        wasyncore.close_all(self._map, ignore_all=True)

    def stop(self) -> None:
        """Make `run` return soon. For signal handlers and other threads; never blocks.

        Stopping twice is fine.
        """
        if not self._stopping:
            self._stopping = True
            self._listeners[0].pull_trigger()


class _Channel(HTTPChannel):  # type: ignore[misc]  # waitress has no types
    """One connection. Whoever sits at the laptop may send more at once than the room."""

    def __init__(
        self, server: Any, sock: socket.socket, addr: tuple[str, int], adj: Adjustments, map: Any
    ) -> None:
        if server.is_exempt(addr[0]):
            adj = _settings(MAX_LAPTOP_BODY_BYTES)
        super().__init__(server, sock, addr, adj, map=map)


class _Listener(TcpWSGIServer):  # type: ignore[misc]  # waitress has no types
    """Accepts connections, but only so many from one address."""

    channel_class = _Channel

    def __init__(
        self, *args: Any, connections_per_address: int, loopback_exempt: bool, **kw: Any
    ) -> None:
        self._per_address = connections_per_address
        self._loopback_exempt = loopback_exempt
        super().__init__(*args, **kw)

    def accept(self) -> tuple[socket.socket, tuple[str, int]] | None:
        accepted: tuple[socket.socket, tuple[str, int]] | None = super().accept()
        if accepted and self._is_full(accepted[1][0]):
            accepted[0].close()
            return None
        return accepted

    def is_exempt(self, address: str) -> bool:
        """Whether this is the laptop itself, which the room's limits aren't for."""
        return self._loopback_exempt and ipaddress.ip_address(address).is_loopback

    def _is_full(self, address: str) -> bool:
        if self.is_exempt(address):
            return False
        open_now = [
            channel for channel in self.active_channels.values() if channel.addr[0] == address
        ]
        return len(open_now) >= self._per_address


@cache
def _settings(max_body: int = MAX_BODY_BYTES) -> Adjustments:
    return Adjustments(
        threads=THREADS,
        connection_limit=open_files.connections(CONNECTIONS),
        asyncore_use_poll=True,
        channel_timeout=IDLE_SECONDS,
        cleanup_interval=5,
        max_request_header_size=MAX_HEADER_BYTES,
        max_request_body_size=max_body,
        clear_untrusted_proxy_headers=True,
        log_socket_errors=False,
        ident="",
    )
