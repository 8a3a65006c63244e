"""The reading process: `python -m quiz.intake.reading_process`, spoken to in frames.

It receives one order: the data folder, in it the folder to work in with the uploaded files, what
they are called, which of them are given up and why, and what of the course the new lessons have to
fit into. It says
`["file", NUMBER]` when it begins with a file, `["making", null]` when it begins with the lessons,
and `["step", null]` in between as a sign of life. In the end it says `["done", null]`, when the
folder holds all that `Intake` reads, or `["failed", WHY]`.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import IO

from quiz.content.pictures import Drawn, draw
from quiz.content.render import Renderer
from quiz.errors import StorageError
from quiz.exchange.importing import BankFile
from quiz.exchange.lesson_making.banks import Bank, read_bank
from quiz.exchange.lesson_making.new_lessons import Surroundings, new_lessons
from quiz.exchange.lesson_making.showing import Showing
from quiz.intake.holding import write
from quiz.intake.reading import upload
from quiz.own_process import receive, send, work_aside
from quiz.storage.data_folder import DataFolder

STEP = 50
"""Questions between two signs of life."""


def main(inward: IO[bytes], outward: IO[bytes]) -> None:
    """Do the one thing that is asked for."""
    order = receive(inward)
    folder, names = Path(order["folder"]), order["files"]
    given_up = {int(number): why for number, why in order["given_up"].items()}
    say = _Saying(outward)
    banks = []
    for number, name in enumerate(names):
        if number in given_up:
            banks.append(Bank(name, (), given_up[number]))
            continue
        say("file", number)
        data = (folder / upload(number)).read_bytes()
        banks.append(read_bank(BankFile(name, data), lambda found: say.step()))
    say("making")
    renderer = Renderer(lambda file, fragment, instructor: file)
    around = Surroundings(
        folder="",
        **{name: frozenset(taken) for name, taken in order["around"].items()},
        draw=partial(_draw, say),
        unshowable=Showing(renderer, lambda: say("step")),
    )
    try:
        made = new_lessons(banks, around, say.step)
        write(DataFolder(Path(order["data"])), folder, names, made)
    except StorageError as error:
        say("failed", error.message)
    else:
        say("done")
    finally:
        renderer.close()


def _draw(say: _Saying, name: str, data: bytes) -> Drawn:
    say("step")
    return draw(name, data)


class _Saying:
    """Says where the process is, and now and then that it goes on."""

    def __init__(self, outward: IO[bytes]) -> None:
        self._outward = outward
        self._steps = 0

    def __call__(self, kind: str, about: int | str | None = None) -> None:
        send(self._outward, [kind, about])

    def step(self, number: int = 1) -> None:
        self._steps += number
        if self._steps >= STEP:
            self._steps = 0
            self("step")


if __name__ == "__main__":
    work_aside(main)
