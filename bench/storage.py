"""How many answers a second the storage keeps, and how long one waits: see README.md.

python bench/storage.py --threads 50 --saves 20000 [--data FOLDER]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import sqlite_utils

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from quiz.model import Feedback
from quiz.storage import attempts, responses, students
from quiz.storage.attempts import NewAttempt
from quiz.storage.database import Database
from quiz.storage.responses import Save

Step = Callable[[int, int], object]
"""Keep one thing: (thread number, how many that thread kept before)."""


def bare(db: Database) -> Step:
    """The least that could be done: one row changed, as a yardstick."""

    def step(thread: int, count: int) -> None:
        def job(connection: sqlite_utils.Database) -> None:
            connection.execute(
                "INSERT INTO releases (class_id, lesson, quiz, released_at) "
                "VALUES (1, 'bench', ?, ?) ON CONFLICT (class_id, lesson, quiz) "
                "DO UPDATE SET released_at = excluded.released_at",
                (f"quiz-{thread}", str(count)),
            )

        db.write(job)

    return step


def saving(db: Database, threads: int) -> Step:
    """One answer of a ten-item quiz saved, with all the rules that guard it."""
    items = [(f"item-{n}", f"version-{n}", "Text") for n in range(10)]
    begun = [
        attempts.start(
            db,
            students.join(db, f"Student {thread}", 1)[0].id,
            NewAttempt("bench", "exit", "Bench", "Exit quiz", Feedback.AFTER_SUBMIT, items),
        )
        for thread in range(threads)
    ]

    def step(thread: int, count: int) -> None:
        attempt, (item_id, _, _) = begun[thread], items[count % len(items)]
        responses.save(db, attempt.id, [Save(item_id, {"text": f"answer {count}"}, count + 1)])

    return step


def measure(name: str, step: Step, threads: int, each: int) -> None:
    """Let every thread do its steps one after the other; print the rate and the waits."""

    def work(thread: int) -> list[float]:
        waits = []
        for count in range(each):
            begin = time.perf_counter()
            step(thread, count)
            waits.append(time.perf_counter() - begin)
        return waits

    begin = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        waits = sorted(wait for own in pool.map(work, range(threads)) for wait in own)
    seconds = time.perf_counter() - begin
    at = {
        part: waits[min(len(waits) - 1, len(waits) * part // 100)] * 1000 for part in (50, 95, 99)
    }
    print(
        f"{name:12} {len(waits) / seconds:8.0f} a second   p50 {at[50]:7.2f} ms   "
        f"p95 {at[95]:7.2f} ms   p99 {at[99]:7.2f} ms   max {waits[-1] * 1000:7.2f} ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=50)
    parser.add_argument("--saves", type=int, default=20_000)
    parser.add_argument("--data", type=Path, help="a folder on the disk to measure")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(dir=options.data) as folder,
        Database(Path(folder) / "data") as db,
    ):
        each = max(1, options.saves // options.threads)
        print(f"{options.threads} threads, {each} each")
        measure("bare upsert", bare(db), options.threads, each)
        measure("save", saving(db, options.threads), options.threads, each)


if __name__ == "__main__":
    main()
