"""What a running server tells other commands: its port, in a small file in the data folder."""

from __future__ import annotations

import contextlib
import json
import socket
from pathlib import Path

from quiz.server.addresses import LOOPBACK

FILE = "server.json"


def announce(folder: Path, port: int) -> None:
    """Note down that a server for this data folder answers on `port`."""
    (folder / FILE).write_text(json.dumps({"port": port}), encoding="utf-8")


def withdraw(folder: Path) -> None:
    """Take the note back when the server stops."""
    with contextlib.suppress(OSError):
        (folder / FILE).unlink()


def port_in_use(folder: Path) -> int | None:
    """The port of the server that runs on this data folder; None where none does.

    The note outlives a server that was killed, so the port is tried as well.
    """
    try:
        note = json.loads((folder / FILE).read_text(encoding="utf-8"))
        port = int(note["port"])
        socket.create_connection((LOOPBACK, port), timeout=2).close()
    except (OSError, ValueError, TypeError, KeyError, OverflowError):
        return None
    return port
