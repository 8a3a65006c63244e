"""A process that says one thing, reads nothing of what it is told and works longer than it may."""

from __future__ import annotations

import time
from typing import IO

from quiz import own_process


def work(inward: IO[bytes], outward: IO[bytes]) -> None:
    own_process.send(outward, "busy")
    time.sleep(60)


if __name__ == "__main__":
    own_process.LAST_RESORT_SECONDS = 3
    own_process.work_aside(work)
