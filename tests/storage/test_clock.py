"""The clock that counts serving: it survives restarts, and knows nothing of the time of day."""

from __future__ import annotations

from pathlib import Path

import pytest

from quiz.storage import served_time
from quiz.storage.clock import LONGEST_BEAT, awake_or_not
from quiz.storage.database import Database
from quiz.storage.served_time import Outage, note_outage, outages_since
from tests.storage.samples import Clock, Seconds


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


def test_it_goes_on_from_where_it_was_kept(folder: Path, seconds: Seconds, clock: Clock) -> None:
    with Database(folder, now=clock, monotonic=seconds) as db:
        seconds.serve(db, 40)
        assert db.clock.now() == 40
        served_time.keep(db)
        assert served_time.kept_at(db) == db.stamp()
    seconds.now = 3.0
    with Database(folder, now=clock, monotonic=seconds) as db:
        assert db.clock.now() == 40
        seconds.serve(db, 2)
        assert db.clock.now() == 42


@pytest.mark.parametrize("hours", [-2, 2])
def test_the_time_of_day_doesnt_move_it(
    folder: Path, seconds: Seconds, clock: Clock, hours: int
) -> None:
    with Database(folder, now=clock, monotonic=seconds) as db:
        seconds.serve(db, 5)
        clock.advance(hours=hours)
        assert db.clock.beat() == 0
        assert db.clock.now() == 5
        served_time.keep(db)
    with Database(folder, now=clock, monotonic=seconds) as db:
        assert db.clock.now() == 5


def test_a_long_silence_is_an_outage_that_takes_nobodys_time(
    folder: Path, seconds: Seconds
) -> None:
    with Database(folder, monotonic=seconds) as db:
        seconds.serve(db, 5)
        seconds.now += 600
        assert db.clock.now() == 5 + LONGEST_BEAT
        assert db.clock.beat() == 600 - LONGEST_BEAT
        assert db.clock.now() == 5 + LONGEST_BEAT
        seconds.serve(db, 1)
        assert db.clock.now() == 6 + LONGEST_BEAT


def test_what_was_kept_never_goes_back(folder: Path, seconds: Seconds) -> None:
    with Database(folder, monotonic=seconds) as db:
        seconds.serve(db, 9)
        served_time.keep(db)
        db.write(lambda connection: connection.execute("UPDATE clock SET reading = 500"))
        served_time.keep(db)
        assert db.rows("SELECT reading FROM clock") == [(500.0,)]


def test_outages_are_told_from_a_moment_on(db: Database, clock: Clock) -> None:
    note_outage(db, Outage(db.stamp(), "asleep", 60.0))
    clock.advance(minutes=5)
    since = db.stamp()
    note_outage(db, Outage(since, "stopped", None))
    assert outages_since(db, since) == [Outage(since, "stopped", None)]


def test_the_systems_own_clock_goes_on() -> None:
    one = awake_or_not()
    assert awake_or_not() >= one
