"""Our end of the Markdown process: starts it, asks it, and kills it when it gets stuck."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Sequence
from typing import NamedTuple

from quiz.own_process import Child

PROCESS = "quiz.content.markdown_process"
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
        self._child: Child | None = None
        self._ready = False

    def start(self) -> None:
        """Start the process beforehand, so that it is ready when it is needed."""
        with self._lock, contextlib.suppress(OSError):
            self._running()

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
                    child = self._running()
                except OSError:  # the computer can't start a process now
                    answers += [Answer("", "failed")] * (len(documents) - len(answers))
                    break
                answers += self._ask(child, documents[len(answers) :])
                if len(answers) < len(documents):
                    answers.append(Answer("", "failed" if child.has_ended else "slow"))
                    stuck += 1
                    self._stop()
        return answers

    def close(self) -> None:
        """End the process. Another call of `render` would start a new one."""
        with self._lock:
            self._stop()

    def _running(self) -> Child:
        """The process, started if need be. Raises OSError."""
        if self._child is None:
            self._child, self._ready = Child(PROCESS), False
        return self._child

    def _ask(self, child: Child, documents: Sequence[Document]) -> list[Answer]:
        """The answers to as many documents as the process manages, from the first one on."""
        self._ready = self._ready or child.hear(START_SECONDS) is not None
        if not self._ready:
            return []
        child.ask(documents)
        answers: list[Answer] = []
        while len(answers) < len(documents) and (message := child.hear(self._seconds)):
            kind, text = message
            answers.append(Answer(text) if kind == "html" else Answer("", text))
        return answers

    def _stop(self) -> None:
        if self._child:
            self._child.stop()
            self._child = None
