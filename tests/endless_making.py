"""The process that makes large files, in which GIFT never ends, Moodle XML kills it, and QTI 2.2
finds the disk full."""

from __future__ import annotations

import os
import resource
import signal
import time
from pathlib import Path

from quiz.exchange.shipping import Load
from quiz.outgoing import making, making_process
from quiz.own_process import work_aside


def write(folder: Path, kind: str, loaded: Load) -> None:
    if kind == "gift":
        time.sleep(60)
    if kind == "moodle-xml":
        os._exit(1)
    if kind == "qti22":
        resource.setrlimit(resource.RLIMIT_FSIZE, (1, 1))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    making.write(folder, kind, loaded)


if __name__ == "__main__":
    making_process.write = write  # type: ignore[attr-defined]
    work_aside(making_process.main)
