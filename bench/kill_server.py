"""What is left after the program is killed in the middle of its work, again and again.

    python -m bench.kill_server [--rounds 200] [--savers 50]

Starts the real program and lets the savers write over HTTP: one answer after another, and now and
then they hand in and start the quiz again. After a random number of acknowledged saves the program
is killed (SIGKILL), started again on the same port and data folder, and every saver looks at what
is there. Whatever was acknowledged must be; what was on its way may be there or not, but whole. At
the end the database is read: an attempt that was handed in has a mark for every item, those that
its stored answers earn, and one that was not handed in has none.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from bench.live import Live, Page, Refused, Visitor
from quiz.content.parser import parse_frozen
from quiz.marking import mark_attempt
from quiz.model import AttemptState
from quiz.storage import attempts, marks, responses, students
from quiz.storage.database import Database

LESSON = """---
title: Killed and there again
---

## Quiz: Numbers {#numbers}
attempts: unlimited

"""
ITEMS = tuple(f"n{number}" for number in range(1, 6))
HAND_IN_EVERY = 20


class Broken(Exception):
    """Something that was promised is not so."""


class Tally:
    """Counts acknowledged saves, and lets one thread wait until so many more have come."""

    def __init__(self) -> None:
        self.count = 0
        self._changed = threading.Condition()

    def add(self) -> None:
        with self._changed:
            self.count += 1
            self._changed.notify_all()

    def wait_for(self, more: int, seconds: float) -> bool:
        """Whether `more` saves were acknowledged within `seconds`."""
        with self._changed:
            aim = self.count + more
            return self._changed.wait_for(lambda: self.count >= aim, seconds)


@dataclass
class Saver:
    """A student who saves without pause. `doing` is what no answer has come to yet."""

    visitor: Visitor
    tally: Tally
    attempt: str = ""
    doing: str = ""
    item: str = ""
    acknowledged: dict[str, int] = field(default_factory=dict)
    handed_in: list[str] = field(default_factory=list)

    def write(self) -> None:
        """Save until the connection breaks."""
        try:
            while True:
                if not self.attempt:
                    self.start()
                elif sum(self.acknowledged.values()) and random.random() < 1 / HAND_IN_EVERY:
                    self.hand_in()
                else:
                    self.save(random.choice(ITEMS))
        except ConnectionError:
            return

    def start(self) -> None:
        self.doing = "start"
        self.attempt = self.visitor.start("killed", "numbers")
        self.doing = ""

    def save(self, item: str) -> None:
        self.doing, self.item = "save", item
        known = self.acknowledged.get(item, 0)
        # The answer tells its own sequence number, so that what is stored can be judged alone.
        number = self.visitor.save(self.attempt, item, {"text": str(known + 1)}, known)
        self.acknowledged[item], self.doing = number, ""
        self.tally.add()

    def hand_in(self) -> None:
        self.doing = "hand in"
        self.visitor.post(f"{self.attempt}/submit", {})
        self.finish()

    def finish(self) -> None:
        self.handed_in.append(self.attempt.rpartition("/")[2])
        self.attempt, self.acknowledged, self.doing = "", {}, ""

    def look(self) -> None:
        """After a restart: compare what is there with what was acknowledged. Raises `Broken`."""
        if self.attempt:
            fields = Page(self.visitor.get(self.attempt)).fields
            if self.visitor.path != self.attempt:
                if self.doing != "hand in":
                    raise Broken(f"{self.attempt} was handed in, and nobody did that")
                self.finish()
            else:
                for item in ITEMS:
                    self._compare(item, fields)
        self.doing = ""

    def _compare(self, item: str, fields: dict[str, str]) -> None:
        stored, text = int(fields[f"{item}.seq"]), fields[f"{item}.text"]
        known = self.acknowledged.get(item, 0)
        on_its_way = known + 1 if self.doing == "save" and self.item == item else known
        if stored not in (known, on_its_way):
            raise Broken(f"{self.attempt} {item}: acknowledged {known}, stored {stored}")
        if text != (str(stored) if stored else ""):
            raise Broken(f"{self.attempt} {item}: number {stored} came with {text!r}")
        self.acknowledged[item] = stored


def write_course(folder: Path) -> None:
    """A lesson with a quiz of items that are answered by a number."""
    folder.mkdir()
    items = (f"### Which number is it? {{#{item}}}\n\n= {n}\n" for n, item in enumerate(ITEMS, 20))
    (folder / "killed.md").write_text(LESSON + "\n".join(items), encoding="utf-8")


def half_applied(data: Path) -> tuple[set[str], list[str]]:
    """(attempts handed in, attempts whose marks and state don't belong together)."""
    wrong, done = [], set()
    with Database(data) as db:
        for student in students.in_class(db, 1):
            for attempt in attempts.of_student(db, student.id):
                stored = marks.of_attempt(db, attempt.id)
                if attempt.state is AttemptState.SUBMITTED:
                    done.add(attempt.id)
                    texts = attempts.item_texts(db, {version for _, version in attempt.items})
                    items = [(parse_frozen(texts[v]), v) for _, v in attempt.items]
                    given = responses.of_attempt(db, attempt.id)
                    due = mark_attempt(items, {id_: r.given for id_, r in given.items()})
                else:
                    due = ()
                if sorted(stored, key=str) != sorted(due, key=str):
                    wrong.append(attempt.id)
    return done, wrong


def run(folder: Path, rounds: int, savers: int) -> tuple[int, int]:
    """Kill the program `rounds` times. Gives how many saves and submits were acknowledged.

    Raises `Broken` when something that was acknowledged is gone, or anything is half there.
    """
    write_course(folder / "lessons")
    live, tally = Live(folder / "data", folder / "lessons"), Tally()
    team: list[Saver] = []
    live.start()
    try:
        with ThreadPoolExecutor(savers) as pool:
            team += list(pool.map(lambda n: _joined(live.port, n, tally), range(1, savers + 1)))
            for _ in range(rounds):
                writing = [pool.submit(saver.write) for saver in team]
                enough = tally.wait_for(random.randint(1, 4 * savers), 60)
                live.kill()
                for one in writing:
                    one.result()
                if not enough:
                    raise Broken("the program stopped answering")
                live.start()
                list(pool.map(Saver.look, team))
    finally:
        live.kill()
        for saver in team:
            saver.visitor.close()
    submitted = [attempt for saver in team for attempt in saver.handed_in]
    _check_database(folder / "data", submitted)
    return tally.count, len(submitted)


def _joined(port: int, number: int, tally: Tally) -> Saver:
    visitor = Visitor(port)
    visitor.join(f"Student {number}")
    return Saver(visitor, tally)


def _check_database(data: Path, submitted: Sequence[str]) -> None:
    done, wrong = half_applied(data)
    if wrong:
        raise Broken(f"half-applied submits: {wrong}")
    if not done.issuperset(submitted):
        raise Broken(f"handed in, and not stored as such: {set(submitted) - done}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Kill the program while students save.")
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--savers", type=int, default=50)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        try:
            saves, submits = run(Path(folder), given.rounds, given.savers)
        except (Broken, Refused) as error:
            raise SystemExit(f"FAILED: {error}") from error
    print(
        f"{given.rounds} kills: {saves:,} acknowledged saves and {submits:,} submits by "
        f"{given.savers} savers, all of them there; no submit half applied"
    )


if __name__ == "__main__":
    main()
