"""Anything may happen in a sitting, in any order: everybody has exactly the time that is theirs."""

from __future__ import annotations

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from quiz.model import Feedback, SittingRules
from quiz.sitting_time import HANDED_IN_AFTER, left
from quiz.storage import attempts, served_time, sittings, students
from quiz.storage.attempts import NewAttempt
from quiz.storage.clock import LONGEST_BEAT
from quiz.storage.database import Database
from quiz.storage.sittings import NewSitting
from tests.storage.samples import ITEMS, Clock, Seconds

pytestmark = pytest.mark.slow
LIMIT = 600
SHORT = st.integers(1, 90)


class ClassroomTime(RuleBasedStateMachine):
    """The real storage beside a plain count of who has how much left."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.wall, self.seconds = Clock(), Seconds()
        self.db = self._open()
        self.paused = False
        self.left: dict[str, float] = {}
        self.multiplier: dict[str, float] = {}
        self.of: dict[str, int] = {}

    def _open(self) -> Database:
        db = Database(self.folder / "data", now=self.wall, monotonic=self.seconds)
        db.open()
        return db

    def teardown(self) -> None:
        self.db.close()
        shutil.rmtree(self.folder)

    @initialize()
    def open_sitting(self) -> None:
        new = NewSitting(1, "history", "exit", "History", "Exit", SittingRules(time_limit=LIMIT))
        planned = sittings.plan(self.db, new)
        self.sitting = sittings.open_(self.db, planned.id, self.db.clock.now()).id

    def _passes(self, long: float) -> None:
        if not self.paused:
            self.left = {one: rest - long for one, rest in self.left.items()}

    @rule(long=SHORT)
    def serve(self, long: int) -> None:
        self.seconds.serve(self.db, long)
        self._passes(long)

    @precondition(lambda self: not self.paused)
    @rule(multiplier=st.sampled_from([1.0, 1.25, 2.0]))
    def begin(self, multiplier: float) -> None:
        student = students.join(self.db, f"Learner {len(self.left)}", 1)[0].id
        sittings.multiply_time(self.db, student, multiplier)
        new = NewAttempt(
            "history",
            "exit",
            "History",
            "Exit",
            Feedback.AFTER_SUBMIT,
            ITEMS,
            1,
            sitting_id=self.sitting,
        )
        attempt = attempts.start(self.db, student, new).id
        self.left[attempt] = LIMIT * multiplier
        self.multiplier[attempt], self.of[attempt] = multiplier, student

    @precondition(lambda self: not self.paused)
    @rule()
    def pause(self) -> None:
        sittings.pause(self.db, self.sitting, self.db.clock.now())
        self.paused = True

    @precondition(lambda self: self.paused)
    @rule()
    def resume(self) -> None:
        sittings.resume(self.db, self.sitting, self.db.clock.now())
        self.paused = False

    @rule(minutes=st.integers(1, 5))
    def extend_all(self, minutes: int) -> None:
        assert sittings.extend(self.db, self.sitting, 60 * minutes) == len(self.left)
        self.left = {one: rest + 60 * minutes for one, rest in self.left.items()}

    @precondition(lambda self: self.left)
    @rule(data=st.data(), minutes=st.integers(1, 5))
    def extend_one(self, data: st.DataObject, minutes: int) -> None:
        one = data.draw(st.sampled_from(sorted(self.left)))
        sittings.extend(self.db, self.sitting, 60 * minutes, self.of[one])
        self.left[one] += 60 * minutes

    @rule(hours=st.sampled_from([-2, 2]))
    def move_the_wall_clock(self, hours: int) -> None:
        self.wall.moment += timedelta(hours=hours)

    @rule(long=st.integers(6, 5000))
    def sleep(self, long: int) -> None:
        self.seconds.now += long
        self.db.clock.beat()
        self._passes(LONGEST_BEAT)

    @rule(away=st.integers(0, 5000), hours=st.sampled_from([-2, 0, 2]))
    def restart(self, away: int, hours: int) -> None:
        """Like the timekeeper, which keeps the clock once a second."""
        served_time.keep(self.db)
        self.db.close()
        self.wall.moment += timedelta(seconds=away, hours=hours)
        self.seconds.now = float(away)
        self.db = self._open()

    @invariant()
    def everybody_has_what_is_theirs(self) -> None:
        if not hasattr(self, "sitting"):
            return
        sitting, reading = sittings.get(self.db, self.sitting), self.db.clock.now()
        late = {attempt.id for attempt in attempts.out_of_time(self.db)}
        for one, rest in self.left.items():
            has = left(sitting, attempts.get(self.db, one), reading)
            assert has == pytest.approx(max(0, rest), abs=1e-6)
            assert (one in late) == (rest <= -HANDED_IN_AFTER + 1e-9)


TestClassroomTime = ClassroomTime.TestCase
TestClassroomTime.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
