"""The real program in a process of its own, and a visitor that speaks plain HTTP to it.

Used by the measurements here and by the tests that start, kill and restart the program.
"""

from __future__ import annotations

import http.client
import json
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from quiz.rehearsal.program import Program
from quiz.storage import instructors

ROOT = Path(__file__).resolve().parents[1]
ALL_TYPES = ROOT / "tests" / "courses" / "all-types"

_CODES: dict[int, str] = {}
_NAMES: Counter[tuple[int, str]] = Counter()


def code_at(port: int) -> str:
    """The code of the class that the program on this port has shown in its terminal."""
    return _CODES[port]


class Refused(Exception):
    """The program answered, and it was no."""


class Live(Program):
    """The program from this folder, on the course of all ten types unless told otherwise."""

    def __init__(self, data: Path, lessons: Path = ALL_TYPES, *arguments: str) -> None:
        super().__init__(ROOT, data, lessons, *arguments)

    def start(self) -> None:
        super().start()
        _CODES[self.port] = self.code

    def way_in(self) -> str:
        """The path that signs one more visitor in as the instructor: each link works once."""
        return f"/instructor/enter/{instructors.new_link_token(self.data)}"


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
