"""Our end of the Markdown process: starts it, asks it, and kills it when it gets stuck."""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

from quiz.content.frames import receive, send

START_SECONDS = 30.0
MAX_STUCK = 3
"""Documents of one batch that may get stuck before the rest is refused unread."""


class Document(NamedTuple):
    """A text to render: as running text within a line or as blocks, and for whom."""

    inline: bool
    instructor: bool
    text: str


class Answer(NamedTuple):
    """`html`, or the name of the reason why there is none: deep, large, boxes, slow, failed,
    or untried, where too many others were slow."""

    html: str
    error: str = ""


class MarkdownClient:
    """Renders batches of documents in a child process, each within `seconds`. Thread-safe."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._child: _Child | None = None

    def start(self) -> None:
        """Start the process beforehand, so that it is ready when it is needed."""
        with self._lock, contextlib.suppress(OSError):
            self._child = self._child or _Child()

    def render(self, documents: Sequence[Document]) -> list[Answer]:
        """Answers in the order of `documents`. A document that kills or blocks the process gets
        an error; the others are unharmed."""
        answers: list[Answer] = []
        stuck = 0
        with self._lock:
            while len(answers) < len(documents):
                if stuck >= MAX_STUCK:
                    answers += [Answer("", "untried")] * (len(documents) - len(answers))
                    break
                try:
                    child = self._child = self._child or _Child()
                except OSError:  # the computer can't start a process now
                    answers += [Answer("", "failed")] * (len(documents) - len(answers))
                    break
                answers += child.ask(documents[len(answers) :], self._seconds)
                if len(answers) < len(documents):
                    answers.append(Answer("", "slow" if child.alive else "failed"))
                    stuck += 1
                    self._stop()
        return answers

    def close(self) -> None:
        """End the process. Another call of `render` would start a new one."""
        with self._lock:
            self._stop()

    def _stop(self) -> None:
        if self._child:
            self._child.stop()
            self._child = None


class _Child:
    """One running process. A thread reads what it says, since pipes can't time out everywhere."""

    def __init__(self) -> None:
        root = str(Path(__file__).parents[2])
        path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH", ""))))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "quiz.content.markdown_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
        )
        self._messages: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._ready = False
        self.alive = True
        reader = threading.Thread(
            target=_listen, args=(self._process.stdout, self._messages), daemon=True
        )
        reader.start()
        self.stop = weakref.finalize(self, _stop, self._process, reader)

    def ask(self, documents: Sequence[Document], seconds: float) -> list[Answer]:
        """The answers to as many documents as it manages, from the first one on."""
        answers: list[Answer] = []
        with contextlib.suppress(OSError, queue.Empty):
            if not self._ready:
                self._ready = self._messages.get(timeout=START_SECONDS) is not None
            send(cast(IO[bytes], self._process.stdin), documents)
            while len(answers) < len(documents):
                message = self._messages.get(timeout=seconds)
                if message is None:
                    self.alive = False
                    break
                kind, text = message
                answers.append(Answer(text) if kind == "html" else Answer("", text))
        return answers


def _listen(stream: Any, messages: queue.SimpleQueue[Any]) -> None:
    """Pass on what the process says; None when it has ended."""
    message: Any = True
    while message is not None:
        try:
            message = receive(stream)
        except (OSError, ValueError):
            message = None
        messages.put(message)


def _stop(process: subprocess.Popen[bytes], reader: threading.Thread) -> None:
    process.kill()
    process.wait()
    reader.join()
    for stream in (process.stdin, process.stdout):
        if stream:
            with contextlib.suppress(OSError):
                stream.close()
