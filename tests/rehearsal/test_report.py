"""What a rehearsal says at its end."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quiz.rehearsal.outcome import Outcome
from quiz.rehearsal.record import Record, Restart, SaveTime
from quiz.rehearsal.report import is_good, percentile, report, verdict

FINE = Outcome(10, 10, ())


def saved(seconds: float, began: float = 0, tries: int = 1) -> SaveTime:
    return SaveTime(began, began + seconds, tries)


def test_a_laptop_that_kept_everything_can_carry_the_class() -> None:
    record = Record([saved(0.02)] * 10)
    assert is_good(record, FINE)
    assert verdict(300, record, FINE) == "This laptop can carry a class of 300."


def test_what_was_lost_is_said_before_all_else() -> None:
    lost = Outcome(10, 8, ())
    assert not is_good(Record(), lost)
    assert verdict(30, Record(errors=["Phone 1: refused"]), lost).startswith("2 answers that were")


def test_errors_and_attempts_that_were_not_handed_in_are_no_success() -> None:
    for record, outcome in (
        (Record(errors=["Phone 1: refused"]), FINE),
        (Record(), Outcome(10, 10, ("Phone 1: not handed in",))),
    ):
        assert not is_good(record, outcome)
        told = report(30, record, outcome)
        assert "Phone 1: " in told
        assert told.endswith("a class of 30 is too much.")


def test_slow_saves_are_named() -> None:
    assert "longer than 2.5 seconds" in verdict(30, Record([saved(2.5)]), FINE)


def test_saves_in_a_restart_or_after_a_retry_are_counted_apart() -> None:
    quiet, retried, hit, stuck = saved(0.1), saved(3, tries=2), saved(0.5, 9.8), saved(1, 15)
    record = Record([quiet, retried, hit, stuck], restarts=[Restart(10, 12), Restart(15.5)])
    assert record.undisturbed() == [quiet]


def test_the_first_answer_ends_a_restart() -> None:
    record = Record(restarts=[Restart(10, 12), Restart(20)])
    record.answered(25)
    record.answered(26)
    assert [restart.seconds for restart in record.restarts] == [2, 5]


def test_the_table_has_the_times_of_all_saves_and_of_the_undisturbed() -> None:
    told = report(3, Record([saved(0.010), saved(0.030), saved(2, tries=3)]), FINE)
    rows = [line.split() for line in told.splitlines()]
    assert ["while", "nothing", "was", "wrong", "10", "30", "30", "30", "2"] in rows
    assert ["with", "restarts,", "drop-offs", "30", "2,000", "2,000", "2,000", "3"] in rows
    assert max(map(len, told.splitlines()[:-1])) < 80


def test_the_busiest_second_is_found() -> None:
    assert Record(pages=[1.0, 1.9, 2.0, 3.5, 3.6, 3.7]).pages_in_busiest_second() == 3
    assert Record().pages_in_busiest_second() == 0


@given(st.lists(st.floats(0, 100), min_size=1), st.integers(1, 100))
def test_so_many_per_cent_are_not_above_a_percentile(values: list[float], percent: int) -> None:
    found = percentile(values, percent)
    assert found in values
    assert sum(value <= found for value in values) >= len(values) * percent / 100
    assert sum(value < found for value in values) < max(1, len(values) * percent / 100)
