"""The program itself in a process of its own, which can be killed and started again."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from urllib.parse import urlsplit

from quiz.errors import ProgramFailed

LOOPBACK = "127.0.0.1"
START_SECONDS = 30
STOP_SECONDS = 10

_LINK = re.compile(r"http://\S+/instructor/enter/\S+")
_CODE = re.compile(r"and type +(\d{3} \d{3})")


def free_port() -> int:
    """A port that nothing listened on a moment ago."""
    with socket.socket() as sock:
        sock.bind((LOOPBACK, 0))
        port: int = sock.getsockname()[1]
        return port


class Program:
    """`python app.py` on one port of the loopback address, one data folder and one of lessons.

    `home` is the project's folder. `link` is the instructor's and `code` the class's, as the
    program printed them when it was started last; `said` is all that it printed since.
    """

    def __init__(self, home: Path, data: Path, lessons: Path, *arguments: str) -> None:
        self.port = free_port()
        self.data = data
        self.link = self.code = ""
        self.said: list[str] = []
        self._home = home
        self._command = [sys.executable, "-u", "app.py", "serve", "--host", LOOPBACK]
        self._command += ["--port", str(self.port), "--data", str(data)]
        self._command += ["--lessons", str(lessons), *arguments]
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start the program and return when it has printed its link and takes connections.

        Raises `ProgramFailed` where it doesn't.
        """
        self.link, self.said = "", []
        self._process = subprocess.Popen(  # noqa: S603 - this very program
            self._command,
            cwd=self._home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        listener = threading.Thread(target=self._listen, args=[self._process], daemon=True)
        listener.start()
        deadline = time.monotonic() + START_SECONDS
        while not (self.link and self._answers()):
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise ProgramFailed("The program did not start:\n" + "".join(self.said))
            time.sleep(0.01)
        if urlsplit(self.link).port != self.port:
            self.kill()
            raise ProgramFailed(f"The program moved to another port: {self.link}")

    def kill(self) -> None:
        """End the program as a power cut would, with no chance to tidy up."""
        if self._process:
            self._process.kill()
            self._process.wait()

    def stop(self) -> None:
        """End the program as Ctrl+C does, or by force where it takes too long."""
        if self._process:
            self._process.terminate()
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()

    @property
    def process_id(self) -> int:
        """What the system knows the running program by."""
        return self._process.pid if self._process else 0

    def __enter__(self) -> Program:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _listen(self, process: subprocess.Popen[str]) -> None:
        if process.stdout is None:
            return
        with process.stdout as lines:
            for line in lines:
                self.said.append(line)
                if code := _CODE.search(line):
                    self.code = code[1]
                if link := _LINK.search(line):
                    self.link = link[0]

    def _answers(self) -> bool:
        try:
            socket.create_connection((LOOPBACK, self.port), 1).close()
        except OSError:
            return False
        return True
