"""Processes of this program's own, for work that may get stuck or must not hold up a class.

Such a process is a module of this program, run as `python -m MODULE` and spoken to in frames over
its standard input and output. It is started anew on every system, never forked: other threads of
this program hold locks that a copy would never see released.
"""

from __future__ import annotations

import contextlib
import faulthandler
import json
import os
import queue
import struct
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, Any, Self

_LENGTH = struct.Struct(">I")
_ROOT = Path(__file__).parents[1]

MAX_MEMORY = 2 * 1024**3
"""Bytes of addresses that a process which works `aside` may use, where the system can say so."""

LAST_RESORT_SECONDS = 600
"""After this long such a process ends itself, in case the program that would end it is gone."""

_NICENESS = 10
_LESS_URGENT = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)
"""What Windows is told when the process begins; the others are told by the process itself."""


def send(stream: IO[bytes], message: Any) -> None:
    """Write one message: JSON with its length in front. Raises OSError where nobody reads."""
    data = json.dumps(message).encode()
    stream.write(_LENGTH.pack(len(data)) + data)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """Read one message; None at the end of the stream."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    data = stream.read(length)
    return json.loads(data) if len(data) == length else None


class Child:
    """Our end of one running process. Raises OSError where the computer can't start one now.

    Threads tell it what is asked and read what it says, since pipes can't time out everywhere, and
    one that is full makes whoever writes wait. `aside`: what the class does
    goes before. The process ends with `stop`, with its `with` block, or with this object.
    """

    def __init__(self, module: str, *, aside: bool = False) -> None:
        path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH", ""))))
        self._process = subprocess.Popen(  # noqa: S603 - this very program
            [sys.executable, "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
            creationflags=_LESS_URGENT if aside else 0,
        )
        self._asked: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._messages: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.has_ended = False
        threads = (
            threading.Thread(target=_tell, args=(self._process.stdin, self._asked), daemon=True),
            threading.Thread(
                target=_listen, args=(self._process.stdout, self._messages), daemon=True
            ),
        )
        for thread in threads:
            thread.start()
        self.stop = weakref.finalize(self, _stop, self._process, self._asked, threads)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def ask(self, message: Any) -> None:
        """Send a message. That nobody reads it is noticed by hearing nothing."""
        self._asked.put(message)

    def hear(self, seconds: float) -> Any:
        """The next message; None where none comes in time, or it `has_ended`."""
        if self.has_ended:
            return None
        try:
            message = self._messages.get(timeout=max(seconds, 0))
        except queue.Empty:
            return None
        self.has_ended = message is None
        return message


def work_aside(work: Callable[[IO[bytes], IO[bytes]], None]) -> None:
    """Do the work of a process that a `Child` started `aside`, over its standard streams."""
    _bound_memory()
    if sys.platform != "win32":
        os.nice(_NICENESS)
    with Path(os.devnull).open("w") as nowhere:
        faulthandler.dump_traceback_later(LAST_RESORT_SECONDS, exit=True, file=nowhere)
        work(sys.stdin.buffer, sys.stdout.buffer)
        faulthandler.cancel_dump_traceback_later()


def _bound_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))


def _tell(stream: Any, asked: queue.SimpleQueue[Any]) -> None:
    """Send what is asked, up to None or until nobody reads any more."""
    with contextlib.suppress(OSError):
        while (message := asked.get()) is not None:
            send(stream, message)


def _listen(stream: Any, messages: queue.SimpleQueue[Any]) -> None:
    """Pass on what the process says; None when it has ended."""
    message: Any = True
    while message is not None:
        try:
            message = receive(stream)
        except (OSError, ValueError):
            message = None
        messages.put(message)


def _stop(
    process: subprocess.Popen[bytes],
    asked: queue.SimpleQueue[Any],
    threads: Iterable[threading.Thread],
) -> None:
    process.kill()
    process.wait()
    asked.put(None)
    for thread in threads:
        thread.join()
    for stream in (process.stdin, process.stdout):
        if stream:
            with contextlib.suppress(OSError):
                stream.close()
