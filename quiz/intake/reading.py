"""Our end of the reading process: gives it the files, and ends it when it gets stuck."""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Self, cast

from quiz.content.frames import receive, send
from quiz.errors import BringingInFailed
from quiz.exchange.importing import BankFile
from quiz.exchange.lesson_making.new_lessons import Surroundings
from quiz.intake.holding import MOST, Intake, Intakes

STUCK_SECONDS = 30.0
"""Without a sign of life for this long, a file is left alone."""

MAX_SECONDS = 180.0
"""For all files together."""

PROCESS = "quiz.intake.reading_process"
_SLOW = "It takes this laptop too long to read this file. Export fewer questions at a time."
_BROKE_OFF = (
    "Reading this file broke off, perhaps because it takes too much memory. Export fewer questions "
    "at a time."
)
_TOO_MUCH = (
    "This laptop could not make lessons of these files: it takes too long, or too much memory. "
    "Bring in fewer files at a time."
)

_one_at_a_time = threading.Lock()
"""Reading takes a whole core, and a class may be at work."""

_MOST_AT_ONCE = 2
_room = threading.BoundedSemaphore(_MOST_AT_ONCE)
"""One is read and one waits. Each holds a thread of those that answer the class."""

_BUSY = "Other files are being read just now. Wait until that is done, then bring these in."

FULL = (
    f"{MOST} uploads wait already, and no more can. Take in what you want of them and throw away "
    "the others. Then bring in more."
)


def read_files(
    intakes: Intakes, files: Sequence[BankFile], surroundings: Callable[[], Surroundings]
) -> Intake:
    """Read the files and hold the lessons that they give.

    `surroundings` are asked for when it is their turn, so that what was read before is in them.
    Files that can't be read are in the report. Raises `BringingInFailed` where nothing at all comes
    of it, and `StorageError` where nothing can be held.
    """
    with _in_turn(intakes), intakes.under_way() as folder:
        around = surroundings()
        for number, file in enumerate(files):
            (folder / upload(number)).write_bytes(file.data)
        given_up: dict[int, str] = {}
        order = {
            "folder": str(folder),
            "files": [file.name for file in files],
            "given_up": given_up,
            "around": {name: sorted(getattr(around, name)) for name in ("files", "ids", "slugs")},
        }
        deadline = time.monotonic() + MAX_SECONDS
        while (stuck := _stuck_at(order, deadline)) is not None:
            number, why = stuck
            given_up[number] = why
        for number in range(len(files)):
            (folder / upload(number)).unlink()
        return intakes.hold(folder)


@contextlib.contextmanager
def _in_turn(intakes: Intakes) -> Iterator[None]:
    """Wait until nothing else is read. Raises `BringingInFailed` where others wait already, or so
    many uploads wait to be taken in that none can be added."""
    if not _room.acquire(blocking=False):
        raise BringingInFailed(_BUSY)
    try:
        with _one_at_a_time:
            if intakes.are_full():
                raise BringingInFailed(FULL)
            yield
    finally:
        _room.release()


def upload(number: int) -> str:
    """What an uploaded file is called in the folder that is worked in."""
    return f"upload-{number}"


def _stuck_at(order: Mapping[str, Any], deadline: float) -> tuple[int, str] | None:
    """The number of the file at which reading got stuck, and why; None when all is done.

    Raises `BringingInFailed` where it isn't due to one file.
    """
    reading: int | None = None
    with _Child() as child:
        child.ask(order)
        while (message := child.hear(min(STUCK_SECONDS, deadline - time.monotonic()))) is not None:
            kind, about = message
            if kind == "done":
                return None
            if kind == "failed":
                raise BringingInFailed(about)
            if kind != "step":
                reading = about
        why = _BROKE_OFF if child.has_ended else _SLOW
    if reading is None or time.monotonic() > deadline:
        raise BringingInFailed(_TOO_MUCH)
    return reading, why


class _Child:
    """One running process. A thread reads what it says, since pipes can't time out everywhere."""

    def __init__(self) -> None:
        root = str(Path(__file__).parents[2])
        path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH", ""))))
        self._process = subprocess.Popen(  # noqa: S603 - this very program
            [sys.executable, "-m", PROCESS],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
        )
        self._messages: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.has_ended = False
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        self._listener.join()
        for stream in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                cast(IO[bytes], stream).close()

    def ask(self, order: Any) -> None:
        with contextlib.suppress(OSError):
            send(cast(IO[bytes], self._process.stdin), order)

    def hear(self, seconds: float) -> Any:
        """The next message; None where none comes in time, or it has ended."""
        try:
            return self._messages.get(timeout=max(seconds, 0))
        except queue.Empty:
            return None

    def _listen(self) -> None:
        message: Any = True
        while message is not None:
            try:
                message = receive(cast(IO[bytes], self._process.stdout))
            except (OSError, ValueError):
                message = None
            self.has_ended = message is None
            self._messages.put(message)
