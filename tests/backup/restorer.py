"""A process that restores a backup and is killed on the way, at one step after the other.

`restorer.py TEMPLATE WORK BACKUP` copies the school in TEMPLATE to WORK/<n> for n = 1, 2, … and
restores BACKUP there in a child, which kills itself before its n-th change of a file. It prints n
for each child that was killed, and ends with the first one that reached the end.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from quiz.backup.restoring import restoring

MOST_STEPS = 1000
_CHANGES = frozenset({"os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.chmod", "os.link"})


def kill_before(step: int) -> None:
    """Kill this process before its `step`-th change, as the interpreter itself reports them."""
    seen = 0

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        if event == "open":
            _, _, flags = arguments
            changes = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        else:
            changes = event in _CHANGES or event == "sqlite3.connect"
        if changes:
            seen += 1
            if seen == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)


def restore(school: Path, backup: Path) -> None:
    with restoring(school / "data", school / "lessons", backup) as one:
        one.carry_out(datetime.now(UTC))


def killed(school: Path, backup: Path, step: int) -> bool:
    """Whether the child that restores was killed on the way."""
    child = os.fork()
    if child == 0:
        kill_before(step)
        restore(school, backup)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    assert os.waitstatus_to_exitcode(status) == 0
    return False


def main(template: Path, work: Path, backup: Path) -> None:
    assert not work.is_relative_to(template), "each copy would hold all the copies before it"
    for step in range(1, MOST_STEPS):
        school = work / str(step)
        shutil.copytree(template, school)
        if not killed(school, backup, step):
            break
        print(step, flush=True)  # noqa: T201


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
