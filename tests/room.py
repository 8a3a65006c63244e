"""A class in a sitting, made without a browser: who joined, began, answered, cited, handed in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from quiz.content.printer import print_item, version
from quiz.demo.answers import ability, answer_of
from quiz.marking import mark_item
from quiz.model import Attempt, Given, Item, Quiz, Sitting, SittingRules
from quiz.storage import attempts, responses, sittings, students
from quiz.storage.attempts import NewAttempt
from quiz.storage.database import Database
from quiz.storage.responses import Save
from quiz.storage.sittings import NewSitting
from tests.answers import key_of, quizzes

ANCHORS = ("p1", "p2", "p3", "p4")


def given_by(student: int, students: int, item: Item) -> Given:
    """What the student of this number gives, the same in every run."""
    if item.type == "open response":
        return key_of(item) if student % 4 else {}
    return answer_of(student, ability(student, students), item)


class Room:
    """One quiz of a course, open in a class. `begin`, `save` and `hand_in` are what students do."""

    def __init__(
        self,
        db: Database,
        course: Path,
        key: tuple[str, str],
        rules: SittingRules = SittingRules(),  # noqa: B008
        *,
        class_id: int = 1,
        opened: bool = True,
    ) -> None:
        self.db = db
        self.key = key
        self.quiz: Quiz = quizzes(course)[key]
        new = NewSitting(class_id, *key, "The lesson", self.quiz.title, rules)
        self.sitting: Sitting = sittings.plan(db, new)
        if opened:
            self.sitting = sittings.open_(db, self.sitting.id, db.clock.now())
        self.page = f"/classroom/sittings/{self.sitting.id}"

    def at(self, item: Item) -> str:
        """The projector's page of an item."""
        return f"{self.page}/items/{item.id}"

    def join(self, name: str) -> int:
        return students.join(self.db, name, self.sitting.class_id)[0].id

    def begin(self, name: str, lang: str = "en") -> Attempt:
        """Somebody who joins and begins."""
        return self.again(self.join(name), lang)

    def again(self, student_id: int, lang: str = "en") -> Attempt:
        items = [(item.id, version(item), print_item(item)) for item in self.quiz.items]
        rules = self.sitting.rules
        new = NewAttempt(
            *self.key,
            "The lesson",
            self.quiz.title,
            rules.feedback,
            items,
            rules.attempts,
            lang,
            self.sitting.id,
        )
        return attempts.start(self.db, student_id, new)

    def save(
        self,
        attempt: Attempt,
        item: Item,
        given: Mapping[str, str],
        cited: tuple[str, ...] = (),
        sequence: int = 1,
    ) -> None:
        responses.save(self.db, attempt.id, [Save(item.id, given, sequence, cited)])

    def hand_in(self, attempt: Attempt) -> None:
        found, stored = attempts.get(self.db, attempt.id), responses.of_attempt(self.db, attempt.id)
        versions = dict(attempt.items)
        marks = [
            mark_item(item, versions[item.id], stored[item.id].given if item.id in stored else {})
            for item in self.quiz.items
        ]
        assert attempts.submit(self.db, attempt.id, found.revision, marks)

    def fill(self, number: int, lang: str = "en", anchors: tuple[str, ...] = ANCHORS) -> None:
        """So many students who are at various places; every third has handed in."""
        for student in range(number):
            attempt = self.begin(f"Learner {student}", lang)
            saves = []
            for place, item in enumerate(self.quiz.items):
                given = given_by(student, number, item)
                if given and (student + place) % 9:
                    picked = (len(str(given)), student % 3)
                    cited = tuple(anchors[one % len(anchors)] for one in picked)
                    saves.append(Save(item.id, given, 1, cited if item.evidence else ()))
            responses.save(self.db, attempt.id, saves)
            if student % 3 == 0:
                self.hand_in(attempt)
