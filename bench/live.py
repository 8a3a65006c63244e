"""The real program in a process of its own, and a visitor that speaks plain HTTP to it.

Used by the measurements here and by the tests that start, kill and restart the program.
"""

from __future__ import annotations

import http.client
import json
import re
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from types import TracebackType
from urllib.parse import urlencode, urlsplit

ROOT = Path(__file__).resolve().parents[1]
ALL_TYPES = ROOT / "tests" / "courses" / "all-types"
START_SECONDS = 20

_LINK = re.compile(r"http://\S+/instructor/enter/\S+")
_CODE = re.compile(r"and type +(\d{3} \d{3})")
_CODES: dict[int, str] = {}
_NAMES: Counter[tuple[int, str]] = Counter()


def free_port() -> int:
    """A port that nothing listened on a moment ago."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def code_at(port: int) -> str:
    """The code of the class that the program on this port has shown in its terminal."""
    return _CODES[port]


class Refused(Exception):
    """The program answered, and it was no."""


class Live:
    """`python app.py` on one port and one data folder; it can be killed and started again."""

    def __init__(self, data: Path, lessons: Path = ALL_TYPES, *arguments: str) -> None:
        self.port = free_port()
        self.data = data
        self.link = ""
        self.said: list[str] = []
        self._command = [sys.executable, "-u", "app.py", "serve", "--host", "127.0.0.1"]
        self._command += ["--port", str(self.port), "--data", str(data)]
        self._command += ["--lessons", str(lessons), *arguments]
        self._process: subprocess.Popen[str] | None = None

    @property
    def process(self) -> subprocess.Popen[str]:
        assert self._process, "start it first"
        return self._process

    def start(self) -> None:
        """Start the program and return when it has printed its link and takes connections."""
        self.link, self.said = "", []
        self._process = subprocess.Popen(
            self._command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        listener = threading.Thread(target=self._listen, args=[self._process], daemon=True)
        listener.start()
        deadline = time.monotonic() + START_SECONDS
        while not (self.link and self._answers()):
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError("The program did not start:\n" + "".join(self.said))
            time.sleep(0.01)
        if urlsplit(self.link).port != self.port:
            raise RuntimeError(f"The program moved to another port: {self.link}")

    def kill(self) -> None:
        """End the program as a power cut would, with no chance to tidy up."""
        self.process.kill()
        self.process.wait()

    def __enter__(self) -> Live:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout
        with process.stdout as lines:
            for line in lines:
                self.said.append(line)
                if code := _CODE.search(line):
                    _CODES[self.port] = code[1]
                link = _LINK.search(line)
                if link:
                    self.link = link[0]

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        except OSError:
            return False
        return True


class Page(HTMLParser):
    """The hidden and one-line fields of an HTML page, as the page filled them in."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name")
        if tag == "input" and name and given.get("type", "text") in ("hidden", "text"):
            self.fields[name] = given.get("value") or ""


class Visitor:
    """One person's browser: cookies and one keep-alive connection, which it opens again if cut."""

    def __init__(self, port: int) -> None:
        self.cookies: dict[str, str] = {}
        self.token = ""
        self.path = ""
        self._page = ""
        self._port = port
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def get(self, path: str) -> str:
        """The page at `path`, redirects followed: `self.path` is then where it really is.

        Raises `Refused` for any other answer, and `ConnectionError` where there is none.
        """
        self._send("GET", path)
        return self._page

    def post(self, path: str, fields: dict[str, str], *, autosave: bool = False) -> str:
        """What comes back when a form is sent to `path`; raises as `get` does."""
        self._send("POST", path, urlencode({"csrf_token": self.token, **fields}), autosave)
        return self._page

    def close(self) -> None:
        self._connection.close()

    def join(self, name: str) -> None:
        """Join the class that the program shows, under that name or, after others, a number too."""
        _NAMES[self._port, name] += 1
        number = _NAMES[self._port, name]
        self.get("/join")
        own = name if number == 1 else f"{name} {number}"
        self.post("/join", {"code": code_at(self._port), "name": own})

    def start(self, lesson: str, quiz: str) -> str:
        """Start a quiz, or go on with it; the path of the attempt."""
        self.get(f"/lessons/{lesson}/quizzes/{quiz}")
        self.post(f"/lessons/{lesson}/quizzes/{quiz}", {})
        return self.path

    def save(self, attempt: str, item: str, slots: dict[str, str], known: int) -> int:
        """Save one answer as the page's script does; the sequence number that it got."""
        fields = {f"{item}.{slot}": value for slot, value in slots.items()}
        fields[f"{item}.seq"] = str(known)
        answer = json.loads(self.post(f"{attempt}/items/{item}", fields, autosave=True))
        if not answer["saved"]:
            raise Refused(f"{item}: {answer}")
        return int(answer["sequence"])

    def _send(self, method: str, path: str, body: str | None = None, script: bool = False) -> None:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = f"http://127.0.0.1:{self._port}"
        if script:
            headers |= {"X-Autosave": "1", "X-CSRFToken": self.token}
        try:
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
            self._page = answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            raise ConnectionError(f"{method} {path}: {error!r}") from error
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        if answer.status in (302, 303):
            self._send("GET", urlsplit(answer.headers["Location"]).path)
        elif answer.status != 200:
            raise Refused(f"{method} {path}: {answer.status}")
        else:
            self.path = path
            if "csrf_token" in (fields := Page(self._page).fields):
                self.token = fields["csrf_token"]
