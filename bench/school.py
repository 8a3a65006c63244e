"""How much slower a class's pages are when the database holds a whole school's work.

    python -m bench.school [--classes 1000] [--rounds 15] [--plans] [--keep FOLDER]

Fills one database with a thousand classes of 34 students who took five quizzes of the shipped
course, about a million responses, and another with one such class. Then it opens the desk's pages
for that class over the real app, by turns in the two databases, and prints how long they take.
`--plans` lists what SQLite reads from end to end while it answers; `--keep` keeps the databases for
another run.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import re
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from quiz.content.printer import print_item, version
from quiz.marking import mark_item
from quiz.model import Given, Item, Mark, Outcome, Quiz
from quiz.questions import types
from quiz.storage import instructors
from quiz.storage.database import Database
from quiz.web import create_app
from quiz.web.services import EXTENSION, Services
from tests.answers import key_of, quizzes

LESSONS = Path(__file__).resolve().parents[1] / "lessons"
STUDENTS = 34
QUIZZES = 5
FIRST_CLASS = 2
THEN = "2026-11-22T09:30:00.000Z"
GOAL = 1.5
_GUESSES = ("7", "something else", "1", "2")


@dataclass(frozen=True)
class Choice:
    """One thing that students give for an item, as it is stored, and the mark that it earns."""

    given: str
    mark: Mark


@dataclass(frozen=True)
class Paper:
    """A quiz, and what may be given for each of its items: the key first, a blank last."""

    lesson: str
    quiz: Quiz
    items: list[tuple[Item, str, list[Choice]]]


def papers() -> list[Paper]:
    """The first quizzes of the shipped course that a machine can mark."""
    found = [
        Paper(lesson, quiz, [(item, version(item), choices(item)) for item in quiz.items])
        for (lesson, _), quiz in quizzes(LESSONS).items()
        if len(quiz.items) > 2
    ]
    return found[:QUIZZES]


def choices(item: Item) -> list[Choice]:
    """The key, some wrong answers that the item's own form could have sent, and a blank."""
    kind, key = types()[item.type], key_of(item)
    wrong: dict[str, Given] = {}
    for slot in key:
        for value in (*_GUESSES, *_texts(kind.ask(item.body, "seed"))):
            with suppress(ValueError):
                given = kind.read(item.body, {**{s: [v] for s, v in key.items()}, slot: [value]})
                if mark_item(item, version(item), given).outcome is not Outcome.RIGHT:
                    wrong[json.dumps(given)] = given
    every = [key, *list(wrong.values())[:4], {}]
    return [Choice(json.dumps(given), mark_item(item, version(item), given)) for given in every]


def _texts(asked: object) -> Iterator[str]:
    """All texts in what a page knows of an item; the names of its choices are among them."""
    if isinstance(asked, str):
        yield asked
    elif is_dataclass(asked):
        for part in fields(asked):
            yield from _texts(getattr(asked, part.name))
    elif isinstance(asked, Mapping):
        yield from _texts(tuple(asked.items()))
    elif isinstance(asked, Iterable):
        for one in asked:
            yield from _texts(one)


def fill(folder: Path, classes: range, course: Sequence[Paper]) -> int:
    """Make a data folder with these classes; how many responses they gave."""
    with Database(folder):
        pass
    with closing(sqlite3.connect(folder / "second-reading.db", isolation_level=None)) as db:
        # Nothing here is anybody's work.
        db.execute("PRAGMA synchronous=OFF")
        db.execute("PRAGMA cache_size=-200000")
        db.execute("BEGIN")
        texts = {(v, i.id, print_item(i)) for paper in course for i, v, _ in paper.items}
        db.executemany(
            "INSERT INTO item_versions (version, item_id, text) VALUES (?, ?, ?)", sorted(texts)
        )
        attempts = []
        for number in classes:
            attempts += _add_class(db, number, course)
        # By id, as the tables are kept: students' attempts lie all over them, as in life.
        attempts.sort(key=lambda attempt: attempt[0])
        _add_work(db, attempts)
        db.execute("COMMIT")
        db.execute("PRAGMA optimize")
        [(count,)] = db.execute("SELECT count(*) FROM responses").fetchall()
    return int(count)


Work = tuple[str, Paper, list[Choice]]


def _add_class(db: sqlite3.Connection, number: int, course: Sequence[Paper]) -> list[Work]:
    """A class and its attempts; what was given in each is returned, to be added in order."""
    chance = random.Random(number)
    db.execute(
        "INSERT INTO classes (id, name, made_at) VALUES (?, ?, ?)",
        (number, f"Class {number}", THEN),
    )
    work = []
    for place in range(STUDENTS):
        student = number * 100 + place
        able = chance.random()
        db.execute(
            "INSERT INTO students (id, name, code, joined_at, class_id) VALUES (?, ?, ?, ?, ?)",
            (student, f"Student {place}", f"{student:08}", THEN, number),
        )
        for paper in course:
            attempt = f"{chance.getrandbits(128):032x}"
            db.execute(
                "INSERT INTO attempts (id, student_id, lesson, quiz, number, lesson_title, "
                "quiz_title, lang, feedback, state, started_at, submitted_at, seed) "
                "VALUES (?, ?, ?, ?, 1, ?, ?, 'en', 'after-submit', 'submitted', ?, ?, ?)",
                (
                    *(attempt, student, paper.lesson, paper.quiz.id, paper.lesson),
                    *(paper.quiz.title, THEN, THEN, attempt),
                ),
            )
            work.append((attempt, paper, [_draw(chance, able, c) for _, _, c in paper.items]))
    return work


def _draw(chance: random.Random, able: float, offered: Sequence[Choice]) -> Choice:
    return offered[0] if chance.random() < able else chance.choice(offered)


def _add_work(db: sqlite3.Connection, work: Sequence[Work]) -> None:
    def rows() -> Iterator[tuple[str, int, Item, str, Choice]]:
        for attempt, paper, given in work:
            for place, ((item, item_version, _), choice) in enumerate(
                zip(paper.items, given, strict=True), start=1
            ):
                yield attempt, place, item, item_version, choice

    db.executemany(
        "INSERT INTO attempt_items (attempt_id, position, item_id, version) VALUES (?, ?, ?, ?)",
        ((attempt, place, item.id, known) for attempt, place, item, known, _ in rows()),
    )
    db.executemany(
        "INSERT INTO responses (attempt_id, item_id, given, sequence, saved_at) "
        "VALUES (?, ?, ?, 1, ?)",
        ((attempt, item.id, choice.given, THEN) for attempt, _, item, _, choice in rows()),
    )
    db.executemany(
        "INSERT INTO marks (attempt_id, item_id, version, outcome, fraction, out_of, strand, tags) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                *(attempt, item.id, known, mark.outcome.value, mark.fraction, mark.out_of),
                *(mark.strand, json.dumps(mark.tags)),
            )
            for attempt, _, item, known, choice in rows()
            for mark in [choice.mark]
        ),
    )


@dataclass(frozen=True)
class Desk:
    """The instructor's browser on one database."""

    app: Flask
    client: FlaskClient

    def get(self, page: str) -> tuple[float, str]:
        """How long a page takes, in seconds, and the page."""
        gc.collect()
        start = time.perf_counter()
        answer = self.client.get(page)
        text = answer.get_data(as_text=True)
        seconds = time.perf_counter() - start
        if answer.status_code != 200:
            raise SystemExit(f"{page}: {answer.status}")
        return seconds, text

    def plans(self, page: str) -> set[str]:
        """What SQLite reads from end to end for a page."""
        services: Services = self.app.extensions[EXTENSION]
        reader = services.db.read().conn
        said: list[str] = []
        reader.set_trace_callback(said.append)
        self.get(page)
        reader.set_trace_callback(None)
        found = set()
        with closing(sqlite3.connect(services.db.folder / "second-reading.db")) as db:
            for statement in {sql for sql in said if sql.lstrip().startswith(("SELECT", "WITH"))}:
                for *_, step in db.execute(f"EXPLAIN QUERY PLAN {statement}"):
                    if step.startswith("SCAN") and "VIRTUAL TABLE" not in step:
                        found.add(f"{step}: {' '.join(statement.split())[:150]}")
        return found


def desk(folder: Path, class_id: int) -> Desk:
    """Come in, and choose the class."""
    app = create_app(folder, LESSONS)
    client = app.test_client()
    client.get(f"/instructor/enter/{instructors.new_link_token(folder)}")
    client.get(f"/instructor/?class={class_id}")
    return Desk(app, client)


def compare(small: Desk, large: Desk, page: str, rounds: int) -> float:
    """Print how long a page takes in both, by turns; the ratio of the medians."""
    times: dict[int, list[float]] = {0: [], 1: []}
    texts = [one.get(page)[1] for one in (small, large)]
    if _same(texts[0]) != _same(texts[1]):
        raise SystemExit(f"{page} is not the same in both, so the times say nothing")
    for number in range(rounds):
        order = ((0, small), (1, large)) if number % 2 else ((1, large), (0, small))
        for which, one in order:
            times[which].append(one.get(page)[0] * 1000)
    medians = [statistics.median(times[which]) for which in (0, 1)]
    ratio = medians[1] / medians[0]
    print(f"{page:60} {medians[0]:8.1f} ms {medians[1]:8.1f} ms   x {ratio:.2f}")
    return ratio


def _same(page: str) -> str:
    """A page without what differs from one server to the next: tokens, numbers of classes."""
    page = re.sub(r'name="csrf_token" value="[^"]*"', "", page)
    return re.sub(r"<option .*?</option>|<form class=.class. .*?</form>", "", page, flags=re.DOTALL)


def pages(course: Sequence[Paper]) -> list[str]:
    """What an instructor looks at between two classes."""
    first = course[0]
    return [
        "/instructor/gradebook",
        f"/instructor/analysis/{first.lesson}/{first.quiz.id}",
        "/instructor/",
        "/instructor/misconceptions",
        "/instructor/marking",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure a class's pages in a full database.")
    parser.add_argument("--classes", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--plans", action="store_true")
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    course = papers()
    middle = FIRST_CLASS + given.classes // 2
    with tempfile.TemporaryDirectory() as made:
        root = given.keep or Path(made)
        parts = {
            "one": range(middle, middle + 1),
            "all": range(FIRST_CLASS, FIRST_CLASS + given.classes),
        }
        for name, classes in parts.items():
            if not (root / name).exists():
                start = time.perf_counter()
                count = fill(root / name, classes, course)
                print(f"{name}: {count:,} responses in {time.perf_counter() - start:.0f} s")
        small, large = (desk(root / name, middle) for name in parts)
        slow = [
            page
            for page in pages(course)
            if compare(small, large, page, given.rounds) > GOAL and page in pages(course)[:2]
        ]
        for page in pages(course) if given.plans else ():
            for step in sorted(large.plans(page)):
                print(f"{page}: {step}")
        for one in (small, large):
            services: Services = one.app.extensions[EXTENSION]
            services.renderer.close()
            services.db.close()
    if slow:
        raise SystemExit(f"Above the goal of {GOAL}: {', '.join(slow)}")


if __name__ == "__main__":
    main()
