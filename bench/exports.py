"""A class at work while a large bank of questions leaves for another program: see README.md.

    python -m bench.exports [--students 30] [--questions 5000] [--format qti30]

Starts the real program on a course with 5,000 questions in it, lets everybody save an answer a
second, and meanwhile asks for all lessons as the desk does: the report, and then the file. It
prints how long a save took before and during that, and then how long the desk's pages take for the
shipped course.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import re
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

from bench.imports import run as import_bank
from bench.live import ALL_TYPES, ROOT, Live, Visitor
from bench.saves import Writer, joined, report, rounds, target_in

_LESSON = re.compile(r'name="lesson" value="([^"]+)"')
_SAVE = re.compile(r'href="([^"]*/take-away/file[^"]*)"')
AGAIN_SECONDS = 1.0
"""How long the desk waits where the file is still being made."""


@dataclass(frozen=True)
class Taken:
    """One export as the desk asks for it, in seconds: until the report was there, and from then on
    until the file was."""

    report: float
    file: float
    size: int

    def __str__(self) -> str:
        return f"report {self.report:.2f} s, file {self.file:.2f} s ({self.size:,} bytes)"


class Desk:
    """The instructor's browser, which waits for as long as it takes."""

    def __init__(self, live: Live) -> None:
        visitor = Visitor(live.port)
        visitor.get(live.way_in())
        self._cookies = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
        self._connection = http.client.HTTPConnection("127.0.0.1", live.port, timeout=300)
        visitor.close()

    def take_away(self, kind: str) -> Taken:
        """Ask for every lesson in a format, then for its file."""
        page = "/instructor/take-away"
        lessons = _LESSON.findall(self.get(page).decode())
        asked = f"{page}?{urlencode([('format', kind), *(('lesson', one) for one in lessons)])}"
        start = time.perf_counter()
        while not (save := _SAVE.search(self.get(asked).decode())):
            time.sleep(AGAIN_SECONDS)
        seen = time.perf_counter()
        data = self.get(unescape(save[1]))
        return Taken(seen - start, time.perf_counter() - seen, len(data))

    def get(self, path: str) -> bytes:
        self._connection.request("GET", path, headers={"Cookie": self._cookies})
        answer = self._connection.getresponse()
        data = answer.read()
        if answer.status != 200:
            raise LookupError(f"{path[:80]}: {answer.status} {data[:300]!r}")
        return data


@contextmanager
def serving(lessons: Path) -> Iterator[Live]:
    with tempfile.TemporaryDirectory() as data:
        live = Live(Path(data), lessons)
        live.start()
        try:
            yield live
        finally:
            live.kill()


def class_at_work(live: Live, students: int, kind: str) -> None:
    """Saves before and during an export; the last line says how long the export took."""
    target = target_in(ALL_TYPES)
    with ThreadPoolExecutor(8) as pool:
        writers = list(pool.map(lambda n: joined(live.port, n, target), range(1, students + 1)))
    desk = Desk(live)
    seconds = asyncio.run(rounds(writers, 10, 1.0))
    report("nothing else", writers, seconds)
    taken: list[Taken] = []
    export = threading.Thread(target=lambda: taken.append(desk.take_away(kind)))
    export.start()
    seconds = asyncio.run(_while(export, writers))
    report("meanwhile", writers, seconds)
    export.join()
    print(f"  {kind}: {taken[0]}")


async def _while(thread: threading.Thread, writers: list[Writer]) -> float:
    seconds = 0.0
    while thread.is_alive():
        seconds += await rounds(writers, 1, 1.0)
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure exports while a class is at work.")
    parser.add_argument("--students", type=int, default=30)
    parser.add_argument("--questions", type=int, default=5000)
    parser.add_argument("--format", default="qti30")
    parser.add_argument("--lessons", type=Path, help="a folder with such a course in it already")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        lessons = given.lessons or Path(scratch) / "lessons"
        if not given.lessons:
            import_bank(Path(scratch), given.questions)
        for path in ALL_TYPES.glob("*.md"):
            shutil.copy(path, lessons)
        with serving(lessons) as live:
            class_at_work(live, given.students, given.format)
    with serving(ROOT / "lessons") as live:
        desk = Desk(live)
        for title in ("first", "second"):
            print(f"the shipped course, {title} time: {desk.take_away(given.format)}")


if __name__ == "__main__":
    main()
