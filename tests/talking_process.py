"""A process that answers what it is asked: how it is, and whether it gets so much memory."""

from __future__ import annotations

import os
from typing import IO

from quiz.own_process import receive, send, work_aside


def main(inward: IO[bytes], outward: IO[bytes]) -> None:
    while (asked := receive(inward)) != "end":
        send(outward, _room_for(asked) if isinstance(asked, int) else [os.getpid(), os.nice(0)])


def _room_for(size: int) -> str:
    try:
        bytearray(size)
    except MemoryError:
        return "too much"
    return "there is room"


if __name__ == "__main__":
    work_aside(main)
