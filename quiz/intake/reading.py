"""Our end of the reading process: gives it the files, and ends it when it gets stuck."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from quiz.errors import BringingInFailed
from quiz.exchange.importing import BankFile
from quiz.exchange.lesson_making.new_lessons import Surroundings
from quiz.intake.holding import MOST, Intake, Intakes
from quiz.own_process import Child

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
            "data": str(intakes.data),
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
    with Child(PROCESS, aside=True) as child:
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
