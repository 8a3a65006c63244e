"""Votes are counted once, and nothing that is stored leads from a name to a choice."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from pathlib import Path

import pytest

from quiz.errors import NotFound, PollRefused
from quiz.model import Moment, PollRound
from quiz.storage import classes, lesson_renames, polls, student_records, students
from quiz.storage.database import Database
from quiz.storage.merging import merge
from tests.storage.samples import Clock

SCALE = ("Not at all", "Partly", "Completely")
BEFORE = ("history", "opinion", Moment.BEFORE)
AFTER = ("history", "opinion", Moment.AFTER)
POLLS = ("poll_rounds", "poll_counts", "poll_voters")
PROGRAM_CLOCK = {"clock", "outages"}
"""What tells how long the program has run, whether anybody votes or not."""


def joined(db: Database, number: int) -> list[int]:
    return [students.join(db, f"Test Learner {n}", 1)[0].id for n in range(number)]


def begun(db: Database, number: int = 0) -> list[int]:
    """An open round before the lesson, and so many students."""
    polls.open_round(db, 1, BEFORE, "How well?", SCALE)
    return joined(db, number)


def only(db: Database) -> PollRound:
    [found] = polls.rounds(db, 1)
    return found


def everything(db: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, in the order in which the table itself keeps them."""
    tables = db.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return {name: db.rows(f"SELECT * FROM {name}") for (name,) in tables}


def test_a_round_keeps_the_words_and_counts_the_votes(db: Database) -> None:
    first, second, third = begun(db, 3)
    for student_id, choice in ((first, 3), (second, 1), (third, 3)):
        polls.vote(db, student_id, BEFORE, choice)
    assert only(db) == PollRound(
        1, "history", "opinion", Moment.BEFORE, True, "How well?", SCALE, (1, 0, 2)
    )
    assert polls.voted(db, 1, first) == {BEFORE}


def test_a_second_vote_is_refused_and_changes_nothing(db: Database) -> None:
    [voter] = begun(db, 1)
    polls.vote(db, voter, BEFORE, 1)
    before = everything(db)
    for choice in (1, 2):
        with pytest.raises(PollRefused, match="have voted already"):
            polls.vote(db, voter, BEFORE, choice)
    assert everything(db) == before


def test_of_many_votes_at_once_one_counts(db: Database) -> None:
    [voter] = begun(db, 1)

    def cast(choice: int) -> bool:
        try:
            polls.vote(db, voter, BEFORE, choice % 3 + 1)
        except PollRefused:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(cast, range(24))) == 1
    assert only(db).voted == 1


@pytest.mark.parametrize("choice", [0, 4, -1, 10**9])
def test_a_choice_that_is_not_there_is_no_vote(db: Database, choice: int) -> None:
    [voter] = begun(db, 1)
    before = everything(db)
    with pytest.raises(PollRefused, match="no such choice"):
        polls.vote(db, voter, BEFORE, choice)
    assert everything(db) == before


def test_nobody_votes_in_a_round_that_is_not_open_to_them(db: Database) -> None:
    [voter] = joined(db, 1)
    with pytest.raises(PollRefused, match="closed"):
        polls.vote(db, voter, BEFORE, 1)
    other = classes.make(db, "Class Two")
    polls.open_round(db, other.id, BEFORE, "How well?", SCALE)
    with pytest.raises(PollRefused, match="closed"):
        polls.vote(db, voter, BEFORE, 1)
    polls.open_round(db, 1, BEFORE, "How well?", SCALE)
    with pytest.raises(PollRefused, match="closed"):
        polls.vote(db, voter, AFTER, 1)
    with pytest.raises(PollRefused, match="closed"):
        polls.vote(db, 99, BEFORE, 1)
    polls.close_round(db, 1, *BEFORE)
    with pytest.raises(PollRefused, match="closed"):
        polls.vote(db, voter, BEFORE, 1)
    assert only(db).voted == 0


def test_rounds_follow_each_other_and_none_opens_twice(db: Database) -> None:
    begun(db)
    for key in (BEFORE, AFTER):
        with pytest.raises(PollRefused, match="close that one first"):
            polls.open_round(db, 1, key, "How well?", SCALE)
    polls.close_round(db, 1, *BEFORE)
    with pytest.raises(PollRefused):
        polls.open_round(db, 1, BEFORE, "How well?", SCALE)
    polls.open_round(db, 1, AFTER, "How well now?", SCALE[:2])
    assert [(one.moment, one.open, one.title) for one in polls.rounds(db, 1)] == [
        (Moment.BEFORE, False, "How well?"),
        (Moment.AFTER, True, "How well now?"),
    ]
    polls.delete_round(db, 1, *BEFORE)
    polls.close_round(db, 1, *AFTER)
    with pytest.raises(PollRefused, match="can be none before it"):
        polls.open_round(db, 1, BEFORE, "How well?", SCALE)


def test_a_deleted_round_leaves_nothing_and_can_be_opened_anew(db: Database) -> None:
    [voter] = begun(db, 1)
    polls.vote(db, voter, BEFORE, 1)
    polls.delete_round(db, 1, *BEFORE)
    assert {table: everything(db)[table] for table in POLLS} == {table: [] for table in POLLS}
    polls.open_round(db, 1, BEFORE, "How well?", SCALE)
    polls.vote(db, voter, BEFORE, 2)
    assert only(db).counts == (0, 1, 0)


# No path from a name to a choice


def test_what_is_stored_does_not_depend_on_who_chose_what_or_when(
    tmp_path: Path, clock: Clock
) -> None:
    """The same people vote, and the counts come out the same, but by other people, in another order
    and at other times.

    Every table then holds the same rows in the same order, so that no row of any table, of those
    that there are or that will be, can tell one from the other.
    """
    with Database(tmp_path / "begun", now=clock) as db:
        voters = begun(db, 3)
    stored: list[dict[str, list[tuple[object, ...]]]] = []
    for number, order in enumerate(permutations(range(3))):
        folder = tmp_path / str(number)
        shutil.copytree(tmp_path / "begun", folder, ignore=shutil.ignore_patterns("*.lock"))
        clock.moment = Clock().moment
        with Database(folder, now=clock) as db:
            for step, choice in zip(order, (1, 1, 3), strict=True):
                clock.advance(minutes=7 * choice + number)
                polls.vote(db, voters[step], BEFORE, choice)
            stored.append(everything(db))
    assert [row[-1] for row in stored[0]["poll_counts"]] == [2, 0, 1]
    assert len(stored[0]["poll_voters"]) == 3
    for table in stored[0].keys() - PROGRAM_CLOCK:
        assert all(found[table] == stored[0][table] for found in stored), table


def test_no_table_of_the_polls_has_a_hidden_order_or_a_time(db: Database) -> None:
    [voter] = begun(db, 1)
    polls.vote(db, voter, BEFORE, 1)
    for table in POLLS:
        with pytest.raises(sqlite3.OperationalError, match="no such column"):
            db.rows(f"SELECT rowid FROM {table}")
    columns = {
        table: [name for name, *_ in db.read().execute(f"SELECT * FROM {table}").description]
        for table in POLLS
    }
    assert columns == {
        "poll_rounds": ["class_id", "lesson", "poll", "moment", "open", "title", "choices"],
        "poll_counts": ["class_id", "lesson", "poll", "moment", "choice", "votes"],
        "poll_voters": ["class_id", "lesson", "poll", "moment", "student_id"],
    }


def test_no_other_table_refers_to_a_choice(db: Database) -> None:
    """What leads on from a count is the class, and from a class to everyone in it alike."""
    tables = dict(db.rows("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
    refers = {name: set(re.findall(r"REFERENCES (\w+)", sql)) for name, sql in tables.items()}
    assert [name for name, targets in refers.items() if targets & set(POLLS)] == []
    assert refers["poll_counts"] == refers["poll_rounds"] == {"classes"}
    assert refers["poll_voters"] == {"classes", "students"}
    assert not re.search("TRIGGER", str(db.rows("SELECT sql FROM sqlite_master")))


def test_a_vote_is_noted_nowhere_else(db: Database, clock: Clock) -> None:
    """Not in the log of the class, not with the student, not with their sessions."""
    first, second = begun(db, 2)
    before = everything(db)
    clock.advance(minutes=1)
    polls.vote(db, second, BEFORE, 3)
    polls.vote(db, first, BEFORE, 1)
    after = everything(db)
    assert {table for table in after if after[table] != before[table]} == {
        "poll_counts",
        "poll_voters",
    }
    assert [row[-1] for row in after["poll_voters"]] == [first, second], "by number, not by time"


def test_when_a_round_is_closed_who_voted_is_forgotten(db: Database) -> None:
    voters = begun(db, 3)
    for voter in voters:
        polls.vote(db, voter, BEFORE, 2)
    polls.close_round(db, 1, *BEFORE)
    assert everything(db)["poll_voters"] == []
    assert (only(db).open, only(db).counts) == (False, (0, 3, 0))
    assert polls.voted(db, 1, voters[0]) == set()


def test_a_student_s_own_data_hold_no_choice(db: Database) -> None:
    first, second = begun(db, 2)
    polls.vote(db, first, BEFORE, 3)
    told = student_records.everything(db, first)
    polls.vote(db, second, BEFORE, 1)
    assert student_records.everything(db, first) == told
    assert "poll_counts" not in told
    assert [tuple(row.values()) for row in told["poll_voters"]] == [(1, *BEFORE, first)]
    assert not any(word in json.dumps(told) for word in SCALE)


def test_removing_a_student_leaves_the_counts(db: Database) -> None:
    first, second = begun(db, 2)
    polls.vote(db, first, BEFORE, 1)
    polls.vote(db, second, BEFORE, 3)
    student_records.remove(db, first)
    assert only(db).counts == (1, 0, 1)
    assert polls.voted(db, 1, second) == {BEFORE}
    assert [row[-1] for row in everything(db)["poll_voters"]] == [second]
    with pytest.raises(NotFound):
        students.get(db, first)


# What happens around a poll


@pytest.mark.parametrize("both", [True, False])
def test_whoever_is_merged_has_voted(db: Database, both: bool) -> None:
    gone, kept = begun(db, 2)
    polls.vote(db, gone, BEFORE, 1)
    if both:
        polls.vote(db, kept, BEFORE, 2)
    merge(db, gone, kept)
    assert polls.voted(db, 1, kept) == {BEFORE}
    assert only(db).voted == 1 + both


@pytest.mark.parametrize("end", [classes.wipe, lambda db, _: polls.delete_round(db, 1, *BEFORE)])
def test_a_wiped_class_has_no_polls(db: Database, end: Callable[[Database, int], object]) -> None:
    [voter] = begun(db, 1)
    polls.vote(db, voter, BEFORE, 1)
    students.change(
        db, voter, name="Test Learner", external_id="", class_id=classes.make(db, "Two").id
    )
    end(db, 1)
    assert polls.rounds(db, 1) == []
    assert everything(db)["poll_voters"] == []


def test_polls_follow_their_lesson_to_another_address(db: Database) -> None:
    [voter] = begun(db, 1)
    polls.vote(db, voter, BEFORE, 1)
    lesson_renames.rename(db, "history", "past", "01-history.md", "01-past.md", lambda: None)
    assert only(db).lesson == "past"
    assert only(db).counts == (1, 0, 0)
    assert polls.voted(db, 1, voter) == {("past", "opinion", Moment.BEFORE)}
