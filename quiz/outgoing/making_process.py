"""The process for large files: `python -m quiz.outgoing.making_process`, spoken to in frames.

It receives one order: the folder to write into, and the message of an `Order`. In the end it says
`[""]`, when the folder holds the file and its report, or `[WHY]` where it can't be made.
"""

from __future__ import annotations

import gc
from pathlib import Path
from typing import IO

from quiz.content.markdown_client import MarkdownClient
from quiz.content.render import Renderer
from quiz.errors import SecondReadingError
from quiz.outgoing.making import write
from quiz.outgoing.order import load_again
from quiz.own_process import receive, send, work_aside

SECONDS = 10.0
"""For one text: each could be shown before, but this process is the last to get a core."""

_NO_ROOM = "The file can't be written: {}. Make space on the disk, then try again."


def main(inward: IO[bytes], outward: IO[bytes]) -> None:
    """Do the one thing that is asked for."""
    folder, message = receive(inward)
    # It ends with what it made: looking for garbage among all those questions is in vain.
    gc.disable()
    renderer = Renderer(lambda file, fragment, instructor: file, MarkdownClient(SECONDS))
    try:
        loaded = load_again(message, renderer)
        for lesson in loaded.shipment.lessons:
            renderer.prepare(lesson)
        write(Path(folder), message["kind"], loaded)
    except SecondReadingError as error:
        send(outward, [error.message])
    except OSError as error:
        send(outward, [_NO_ROOM.format(error.strerror or "unknown reason")])
    else:
        send(outward, [""])
    finally:
        renderer.close()


if __name__ == "__main__":
    work_aside(main)
