"""Real sockets against the real server: nobody can keep the others out."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest

from quiz.server import MAX_BODY_BYTES, MAX_HEADER_BYTES, MAX_LAPTOP_BODY_BYTES, Server
from quiz.server.port import listen

pytestmark = pytest.mark.slow

Environ = dict[str, Any]
Start = Callable[[str, list[tuple[str, str]]], object]

GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


def hello(environ: Environ, start: Start) -> Iterable[bytes]:
    body = environ["wsgi.input"].read()
    told = f"{len(body)} {environ['REMOTE_ADDR']} {environ.get('HTTP_X_FORWARDED_FOR')}".encode()
    start("200 OK", [("Content-Length", str(len(told)))])
    return [told]


@contextmanager
def serving(app: Any = hello, **options: Any) -> Iterator[tuple[int, Server]]:
    listening = listen("127.0.0.1", 0)
    server = Server(app, listening.sockets, **options)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield listening.port, server
    finally:
        server.stop()
        thread.join(30)
        listening.close()
        assert not thread.is_alive()


def connect(port: int, stack: ExitStack) -> socket.socket:
    return stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30))


def reply(sock: socket.socket) -> bytes:
    """The status line and all up to the end of the body of a reply."""
    received = b""
    while b"\r\n\r\n" not in received:
        more = sock.recv(65536)
        if not more:
            return received
        received += more
    head, _, body = received.partition(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1])
        for line in head.lower().split(b"\r\n")
        if b"content-length" in line
    )
    while len(body) < length:
        body += sock.recv(65536)
    return head + b"\r\n\r\n" + body


def test_clients_that_drip_their_bytes_leave_the_others_alone() -> None:
    with serving() as (port, _), ExitStack() as stack:
        for number in range(60):
            slow = connect(port, stack)
            slow.sendall(
                GET[:20] if number % 2 else b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nx"
            )
        quick = connect(port, stack)
        for _ in range(3):
            quick.sendall(GET)
            assert reply(quick).startswith(b"HTTP/1.1 200")


def test_one_address_holds_only_so_many_connections() -> None:
    with (
        serving(connections_per_address=5, loopback_exempt=False) as (port, _),
        ExitStack() as stack,
    ):
        held = [connect(port, stack) for _ in range(5)]
        for sock in held:
            sock.sendall(GET)
            assert reply(sock).startswith(b"HTTP/1.1 200")
        sixth = connect(port, stack)
        assert closed_unanswered(sixth)
        held[0].sendall(b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n")
        assert reply(held[0]).startswith(b"HTTP/1.1 200")
        assert held[0].recv(1) == b""
        again = connect(port, stack)
        again.sendall(GET)
        assert reply(again).startswith(b"HTTP/1.1 200")


def test_the_laptop_itself_is_not_counted() -> None:
    with serving(connections_per_address=2) as (port, _), ExitStack() as stack:
        for sock in [connect(port, stack) for _ in range(6)]:
            sock.sendall(GET)
            assert reply(sock).startswith(b"HTTP/1.1 200")


def closed_unanswered(sock: socket.socket) -> bool:
    try:
        return sock.recv(1) == b""
    except ConnectionError:
        return True


def test_too_long_a_body_is_refused_before_it_is_sent() -> None:
    with serving(loopback_exempt=False) as (port, _), ExitStack() as stack:
        sock = connect(port, stack)
        sock.sendall(b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % (MAX_BODY_BYTES + 1))
        assert reply(sock).startswith(b"HTTP/1.1 413")
        assert sock.recv(1) == b""


def test_too_long_a_body_of_unknown_length_is_refused() -> None:
    with serving(loopback_exempt=False) as (port, _), ExitStack() as stack:
        sock = connect(port, stack)
        sock.sendall(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")
        chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
        for _ in range(MAX_BODY_BYTES // 0x10000):
            sock.sendall(chunk)
        assert reply(sock).startswith(b"HTTP/1.1 413")


def test_the_largest_form_fits() -> None:
    size = MAX_BODY_BYTES - 1
    with serving(loopback_exempt=False) as (port, _), ExitStack() as stack:
        sock = connect(port, stack)
        sock.sendall(b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % size + b"x" * size)
        assert reply(sock).split(b"\r\n\r\n")[1].startswith(b"%d " % size)


def test_the_laptop_itself_may_send_more_up_to_a_limit() -> None:
    size = MAX_BODY_BYTES + 1
    with serving() as (port, _), ExitStack() as stack:
        sock = connect(port, stack)
        sock.sendall(b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % size + b"x" * size)
        assert reply(sock).split(b"\r\n\r\n")[1].startswith(b"%d " % size)
        sock = connect(port, stack)
        too_long = MAX_LAPTOP_BODY_BYTES + 1
        sock.sendall(b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % too_long)
        assert reply(sock).startswith(b"HTTP/1.1 413")


def test_too_many_headers_are_refused() -> None:
    with serving() as (port, _), ExitStack() as stack:
        sock = connect(port, stack)
        sock.sendall(b"GET / HTTP/1.1\r\nX: " + b"x" * MAX_HEADER_BYTES + b"\r\n\r\n")
        assert reply(sock).startswith(b"HTTP/1.0 431")


@pytest.mark.parametrize("garbage", [b"\x16\x03\x01\x02\x00\x01\r\n\r\n", b"GET\r\n\r\n"])
def test_garbage_gets_a_refusal_and_the_next_client_a_page(garbage: bytes) -> None:
    with serving() as (port, _), ExitStack() as stack:
        sock = connect(port, stack)
        sock.sendall(garbage)
        assert b" 400 " in reply(sock)
        quick = connect(port, stack)
        quick.sendall(GET)
        assert reply(quick).startswith(b"HTTP/1.1 200")


def test_nobody_can_claim_another_address_or_see_what_serves() -> None:
    with serving() as (port, _), ExitStack() as stack:
        sock = connect(port, stack)
        sock.sendall(b"GET / HTTP/1.1\r\nX-Forwarded-For: 192.168.1.9\r\n\r\n")
        answer = reply(sock)
        assert answer.endswith(b"0 127.0.0.1 None")
        assert b"server:" not in answer.lower().partition(b"\r\n\r\n")[0]


def test_stopping_finishes_what_has_arrived() -> None:
    arrived, go_on = threading.Barrier(4), threading.Event()

    def slow(environ: Environ, start: Start) -> Iterable[bytes]:
        arrived.wait(30)
        go_on.wait(30)
        return hello(environ, start)

    with serving(slow) as (port, server), ExitStack() as stack:
        socks = [connect(port, stack) for _ in range(3)]
        for sock in socks:
            sock.sendall(GET)
        arrived.wait(30)
        server.stop()
        go_on.set()
        for sock in socks:
            assert reply(sock).startswith(b"HTTP/1.1 200")


def test_a_failing_app_costs_its_own_request_only(caplog: pytest.LogCaptureFixture) -> None:
    def failing(environ: Environ, start: Start) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/bad":
            raise ZeroDivisionError
        return hello(environ, start)

    with serving(failing) as (port, _), ExitStack() as stack:
        bad, good = connect(port, stack), connect(port, stack)
        bad.sendall(b"GET /bad HTTP/1.1\r\n\r\n")
        assert b" 500 " in reply(bad)
        good.sendall(GET)
        assert reply(good).startswith(b"HTTP/1.1 200")
    assert "ZeroDivisionError" in caplog.text
