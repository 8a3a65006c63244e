"""A process that tries for more memory than it may have, says whether it got that, then reads
nothing of what it is told and works longer than it may."""

from __future__ import annotations

import time
from typing import IO

from quiz import own_process


def work(inward: IO[bytes], outward: IO[bytes]) -> None:
    try:
        got = len(bytearray(own_process.MAX_MEMORY)) > 0
    except MemoryError:
        got = False
    own_process.send(outward, ["got", got])
    time.sleep(60)


if __name__ == "__main__":
    own_process.LAST_RESORT_SECONDS = 1
    own_process.work_aside(work)
