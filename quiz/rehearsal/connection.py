"""A phone's browser as far as the network sees it: cookies and one connection, kept open."""

from __future__ import annotations

import asyncio
import gzip
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from quiz.rehearsal.program import LOOPBACK

SCRIPT_PATIENCE = 15.0
"""Seconds that a page's script waits for a reply."""
PATIENCE = 60.0
"""Seconds that somebody waits for a page before they try again."""
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_MOVED = (302, 303)


@dataclass(frozen=True)
class Reply:
    """What came back. `path` is where it really is, after redirects; header names are lower."""

    status: int
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        packed = self.headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode()


@dataclass
class Browser:
    """One browser on the program at `port`. What gets no reply raises `ConnectionError`."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str, *, script: bool = False) -> Reply:
        """The page at `path`, redirects followed."""
        return await self._follow(await self._ask(self._head("GET", path, script), path, script))

    async def post(self, path: str, fields: Mapping[str, str], *, script: bool = False) -> Reply:
        """What comes back when a form, or the page's `script`, sends `fields`."""
        return await self._follow(await self._ask(self._form(path, fields, script), path, script))

    async def post_and_break(self, path: str, fields: Mapping[str, str]) -> None:
        """Send what the page's script sends, and lose the connection before the reply comes."""
        _, writer = await self.connect()
        writer.write(self._form(path, fields, script=True))
        await writer.drain()
        # On its way, though nobody is there any more to hear of it.
        await asyncio.sleep(0)
        writer.close()
        self._streams = None

    def cut(self) -> None:
        """Lose the connection."""
        if self._streams:
            self._streams[1].transport.abort()
            self._streams = None

    def _head(self, method: str, path: str, script: bool) -> bytes:
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: {LOOPBACK}:{self.port}",
            "Accept-Encoding: gzip",
            f"Cookie: {'; '.join(f'{name}={value}' for name, value in self.cookies.items())}",
        ]
        if script:
            lines += ["X-Autosave: 1", f"X-CSRFToken: {self.token}"]
        return "\r\n".join([*lines, "", ""]).encode()

    def _form(self, path: str, fields: Mapping[str, str], script: bool) -> bytes:
        own = fields if script else {"csrf_token": self.token, **fields}
        body = urlencode(own).encode()
        head = self._head("POST", path, script)[:-2]
        more = (
            f"Origin: http://{LOOPBACK}:{self.port}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head + more.encode() + body

    async def _follow(self, reply: Reply) -> Reply:
        while reply.status in _MOVED:
            path = urlsplit(reply.headers["location"]).path
            reply = await self._ask(self._head("GET", path, script=False), path)
        if reply.headers.get("content-type", "").startswith("text/html"):
            found = _TOKEN.search(reply.text)
            self.token = found[1] if found else self.token
        return reply

    async def _ask(self, request: bytes, path: str, script: bool = False) -> Reply:
        """One request and its reply. A connection that the program closed for idleness meanwhile
        is opened again."""
        was_open = self._streams is not None
        try:
            async with asyncio.timeout(SCRIPT_PATIENCE if script else PATIENCE):
                reader, writer = await self.connect()
                if was_open and reader.at_eof():
                    self.cut()
                    reader, writer = await self.connect()
                writer.write(request)
                return await self._read(reader, path)
        except (OSError, EOFError, ValueError, asyncio.LimitOverrunError) as error:
            self.cut()
            raise ConnectionError(f"{path}: {error!r}") from error
        except BaseException:
            self.cut()
            raise

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """The connection, opened where there is none."""
        if self._streams is None:
            self._streams = await asyncio.open_connection(LOOPBACK, self.port)
        return self._streams

    async def _read(self, reader: asyncio.StreamReader, path: str) -> Reply:
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").splitlines()
        headers: dict[str, str] = {}
        for line in lines:
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
            if name.lower() == "set-cookie":
                own, _, content = value.strip().partition(";")[0].partition("=")
                self.cookies[own] = content
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        return Reply(int(first.split()[1]), path, headers, body)
