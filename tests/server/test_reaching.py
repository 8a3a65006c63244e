"""Whether it is our server that answers at an address, tried with real sockets."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from quiz.server.reaching import PATH, WORDS, answers, something_listens


class _Page(BaseHTTPRequestHandler):
    body = b""

    def do_GET(self) -> None:
        self.send_response(200 if self.path == PATH else 404)
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def page() -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), _Page)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_only_our_own_page_counts_as_an_answer(
    page: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = page.server_port
    monkeypatch.setattr(_Page, "body", b"<h1>Another program</h1>")
    assert answers(["127.0.0.1"], port) == [False]
    monkeypatch.setattr(_Page, "body", b"<h1>" + WORDS + b"</h1>")
    # On Linux the second one is this computer too, but nobody listens there.
    assert answers(["127.0.0.1", "127.0.0.2"], port) == [True, False]
    assert something_listens("127.0.0.1", port)


def test_nobody_there_is_no_answer() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        assert answers(["127.0.0.1"], port) == [False]
        assert not something_listens("127.0.0.1", port)
    assert answers([], port) == []
