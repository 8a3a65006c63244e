"""Keeps the time of all sittings: opens and closes them, and hands in what is out of time.

It does so once a second while the program serves, whether or not any phone asks for anything.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Event, Thread

from flask import Flask

from quiz.errors import NotFound, SecondReadingError, WrongSittingState
from quiz.model import ClosedBy, SittingState
from quiz.sitting_time import elapsed
from quiz.storage import attempts, served_time, sittings
from quiz.storage.clock import BEAT_SECONDS
from quiz.storage.database import Database
from quiz.storage.served_time import WORTH_TELLING, Outage, note_outage
from quiz.web.handing_in import hand_in
from quiz.web.services import services

_log = logging.getLogger(__name__)


class Timekeeper:
    """The time of one app. `tick` does all that is due; `running` calls it in the background."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._ended = Event()
        self._told = ""

    @contextmanager
    def running(self) -> Iterator[None]:
        """Tick every second until the block ends; the clock's last reading is kept then."""
        with self._app.app_context():
            self.tell_of_restart()
        thread = Thread(target=self._run, name="timekeeper", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._ended.set()
            thread.join()
            with self._app.app_context():
                _keep_clock(services().db)

    def _run(self) -> None:
        while not self._ended.wait(BEAT_SECONDS):
            try:
                self.tick()
                self._told = ""
            except SecondReadingError as error:
                # A full disk stays full: once is enough, not once a second.
                if error.message != self._told:
                    _log.warning("%s", error.message)
                self._told = error.message
            except Exception:
                _log.exception("While keeping the time of the sittings")

    def tick(self) -> None:
        """Let the clock go on, and do what is due by it."""
        with self._app.app_context():
            db = services().db
            outage = db.clock.beat()
            if outage >= WORTH_TELLING and sittings.is_time_running(db):
                note_outage(db, Outage(db.stamp(), "asleep", outage))
            _keep_clock(db)
            _open_and_close(db)
            for attempt in attempts.out_of_time(db):
                _hand_in(attempt.id)

    def tell_of_restart(self) -> None:
        """Note for how long the program didn't run, where anybody was in the middle of a quiz."""
        db = services().db
        if not sittings.is_time_running(db):
            return
        now, kept = db.now(), datetime.fromisoformat(served_time.kept_at(db))
        seconds = (now - kept).total_seconds()
        # Where the wall clock was set back meanwhile, nobody can say.
        note_outage(db, Outage(db.stamp(), "stopped", seconds if seconds >= 0 else None))
        served_time.keep(db)


def _keep_clock(db: Database) -> None:
    if sittings.is_time_running(db):
        served_time.keep(db)


def _open_and_close(db: Database) -> None:
    """What was planned for a time that has come."""
    now, reading = db.stamp(), db.clock.now()
    for sitting in sittings.unfinished(db):
        try:
            if sitting.state is SittingState.PLANNED:
                if sitting.opens_at is not None and sitting.opens_at <= now:
                    sittings.open_(db, sitting.id, reading)
            elif sitting.closes_after is not None and (
                elapsed(sitting, reading) >= sitting.closes_after
            ):
                sittings.close(db, sitting.id, reading, everyone=False)
                services().backups.after_closing()
        except (NotFound, WrongSittingState):
            # The instructor was quicker.
            continue


def _hand_in(attempt_id: str) -> None:
    """Hand in what was saved. What goes wrong with one attempt is no other's trouble."""
    try:
        hand_in(attempts.get(services().db, attempt_id), ClosedBy.TIME)
    except Exception:
        _log.exception("While handing in an attempt whose time is up")
