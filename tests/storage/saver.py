"""A process that is made to be killed: many threads save and submit, and say what is stored.

`saver.py FOLDER THREADS` prints `saved ATTEMPT ITEM SEQUENCE` or `submitted ATTEMPT` after the
storage has returned, and goes on until it is killed. An answer's text is its own sequence, and a
mark's strand is the text that it was given for, so that what is found later can be judged.
"""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path
from threading import Thread

from quiz.model import Attempt, AttemptState, Feedback, Mark, Outcome
from quiz.storage import attempts, responses, students
from quiz.storage.attempts import NewAttempt
from quiz.storage.database import Database
from quiz.storage.responses import Save

ITEMS = [(f"item-{n}", f"version-{n}", "Text") for n in range(4)]


def say(*words: object) -> None:
    """One write for each line: what is in the pipe survives the kill."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def begin(db: Database, student_id: int) -> Attempt:
    return attempts.start(
        db,
        student_id,
        NewAttempt("history", "exit", "History", "Exit quiz", Feedback.AFTER_SUBMIT, ITEMS),
    )


def save(db: Database, attempt_id: str, item_id: str, sequence: int) -> None:
    responses.save(db, attempt_id, [Save(item_id, {"text": str(sequence)}, sequence)])
    say("saved", attempt_id, item_id, sequence)


def submit(db: Database, attempt_id: str) -> None:
    found = attempts.get(db, attempt_id)
    while found.state is AttemptState.IN_PROGRESS:
        stored = responses.of_attempt(db, attempt_id)
        earned = [
            Mark(item_id, version, Outcome.RIGHT, 1.0, 1.0, stored[item_id].given["text"])
            for item_id, version in found.items
        ]
        attempts.submit(db, attempt_id, found.revision, earned)
        found = attempts.get(db, attempt_id)
    say("submitted", attempt_id)


def work(db: Database, number: int) -> None:
    chance = random.Random()
    student, _ = students.join(db, f"Student {number}", 1)
    while True:
        attempt = begin(db, student.id)
        for sequence in range(1, chance.randint(2, 6)):
            for item_id, _ in attempt.items:
                save(db, attempt.id, item_id, sequence)
        submit(db, attempt.id)


if __name__ == "__main__":
    database = Database(Path(sys.argv[1]))
    for thread in range(int(sys.argv[2])):
        Thread(target=work, args=(database, thread)).start()
